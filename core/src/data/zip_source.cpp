#include "data/file_source.h"
#include "data/text.h"

#include <matinee/error.h>

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <string_view>

namespace matinee {

namespace fs = std::filesystem;

namespace {

struct FreeArchive
{
    void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

[[noreturn]] void fail(archive* handle, const std::string& name)
{
    const char* reason = archive_error_string(handle);
    throw Error(ErrorCode::Format, fmt::format("The zip {} is damaged or incomplete: {}.", quoteText(name),
                                               reason ? reason : "it cannot be read"));
}

class ZipStream : public ByteStream
{
public:
    ZipStream(Archive handle, std::string name)
        : m_archive(std::move(handle))
        , m_name(std::move(name))
    {}

    std::size_t read(char* out, std::size_t size) override
    {
        const auto count = archive_read_data(m_archive.get(), out, size);
        if (count < 0)
            fail(m_archive.get(), m_name);
        return static_cast<std::size_t>(count);
    }

private:
    Archive m_archive;
    std::string m_name;
};

class ZipSource : public FileSource
{
public:
    using Open = std::function<int(archive*)>;

    /// \param beginning at least 12 bytes of it, where it has as many
    ZipSource(std::string name, std::string_view beginning, Open open)
        : m_name(std::move(name))
        , m_open(std::move(open))
    {
        // Nothing but the record at the end, with no entries in all: libarchive calls that damaged.
        if (beginning.starts_with("PK\5\6") && beginning.substr(0, 12).ends_with(std::string_view("\0\0", 2)))
            return;
        constexpr std::size_t kMostEntries = 100'000;
        const Archive handle = start();
        archive_entry* entry = nullptr;
        for (std::size_t index = 0; nextEntry(handle.get(), &entry); ++index) {
            if (index == kMostEntries) {
                throw Error(ErrorCode::Format, fmt::format("The zip {} holds more than {} files: it is no data set.",
                                                           quoteText(m_name), kMostEntries));
            }
            const char* path = archive_entry_pathname_utf8(entry);
            if (!path)
                path = archive_entry_pathname(entry);
            if (!path || archive_entry_filetype(entry) != AE_IFREG)
                continue;
            const SourceFile file = {path,
                                     static_cast<std::uint64_t>(std::max<la_int64_t>(0, archive_entry_size(entry)))};
            // macOS puts a shadow of every file into a folder of its own.
            if (file.path.starts_with("__MACOSX/") || file.name().starts_with('.'))
                continue;
            m_files.push_back(file);
            m_index.push_back(index);
        }
    }

    std::unique_ptr<ByteStream> open(const SourceFile& file) const override
    {
        std::size_t position = 0;
        while (position < m_files.size() && m_files[position].path != file.path)
            ++position;
        Archive handle = start();
        archive_entry* entry = nullptr;
        for (std::size_t index = 0; position < m_files.size() && nextEntry(handle.get(), &entry); ++index) {
            if (index == m_index[position])
                return std::make_unique<ZipStream>(std::move(handle), m_name);
        }
        throw Error(ErrorCode::NotFound,
                    fmt::format("There is no file {} in the zip {}.", quoteText(file.path), quoteText(m_name)));
    }

    void verify(const std::string& name, const RunContext& context) const override
    {
        std::vector<char> buffer(1 << 18);
        for (const auto& file : m_files) {
            if (file.name() != name)
                continue;
            const auto stream = open(file);
            while (stream->read(buffer.data(), buffer.size()) > 0)
                context.throwIfStopped();
        }
    }

private:
    Archive start() const
    {
        Archive handle(archive_read_new());
        // By the directory at the end: without one the archive is cut off, and files may be missing unseen.
        archive_read_support_format_zip_seekable(handle.get());
        if (m_open(handle.get()) != ARCHIVE_OK)
            fail(handle.get(), m_name);
        return handle;
    }

    bool nextEntry(archive* handle, archive_entry** entry) const
    {
        const int result = archive_read_next_header(handle, entry);
        // A warning is about a name or a date that does not matter here.
        if (result == ARCHIVE_EOF)
            return false;
        if (result != ARCHIVE_OK && result != ARCHIVE_WARN)
            fail(handle, m_name);
        return true;
    }

    std::string m_name;
    Open m_open;
    std::vector<std::size_t> m_index; ///< of m_files, among all entries
};

} // namespace

std::unique_ptr<FileSource> openZip(const fs::path& path)
{
    constexpr std::size_t kBlock = 1 << 18;
    std::string beginning(12, '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    beginning.resize(static_cast<std::size_t>(file.gcount()));
    return std::make_unique<ZipSource>(path.filename().string(), beginning, [path](archive* handle) {
        return archive_read_open_filename(handle, path.c_str(), kBlock);
    });
}

std::unique_ptr<FileSource> openZip(const void* bytes, std::size_t size)
{
    return std::make_unique<ZipSource>(
        "in memory", std::string_view(static_cast<const char*>(bytes), size),
        [bytes, size](archive* handle) { return archive_read_open_memory(handle, bytes, size); });
}

} // namespace matinee
