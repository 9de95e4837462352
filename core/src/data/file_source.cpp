#include "data/file_source.h"

#include "data/text.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

namespace matinee {

namespace fs = std::filesystem;

namespace {

struct CloseFile
{
    void operator()(std::FILE* file) const { std::fclose(file); }
};

class DiskStream : public ByteStream
{
public:
    explicit DiskStream(const fs::path& path)
        : m_path(path)
        , m_file(std::fopen(path.c_str(), "rb"))
    {
        if (!m_file)
            fail();
        std::setvbuf(m_file.get(), nullptr, _IONBF, 0); // the reader has a buffer of its own
    }

    std::size_t read(char* out, std::size_t size) override
    {
        const std::size_t count = std::fread(out, 1, size, m_file.get());
        if (count == 0 && std::ferror(m_file.get()))
            fail();
        return count;
    }

private:
    [[noreturn]] void fail() const
    {
        throw Error(ErrorCode::Io, fmt::format("The file {} cannot be read: {}.", quoteText(m_path.string()),
                                               std::generic_category().message(errno)));
    }

    fs::path m_path;
    std::unique_ptr<std::FILE, CloseFile> m_file;
};

class FolderSource : public FileSource
{
public:
    FolderSource(fs::path folder, bool withSubfolders)
        : m_folder(std::move(folder))
    {
        std::error_code error;
        fs::directory_iterator top(m_folder, error);
        if (error) {
            throw Error(ErrorCode::Io, fmt::format("The folder {} cannot be read: {}.", quoteText(m_folder.string()),
                                                   error.message()));
        }
        std::vector<fs::path> subfolders;
        list(top, {}, withSubfolders ? &subfolders : nullptr);
        for (const auto& subfolder : subfolders) {
            // A subfolder that cannot be read is none of ours.
            list(fs::directory_iterator(subfolder, error), subfolder.filename().string() + "/", nullptr);
        }
        std::sort(m_files.begin(), m_files.end(),
                  [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    }

    std::unique_ptr<ByteStream> open(const SourceFile& file) const override
    {
        return std::make_unique<DiskStream>(m_folder / file.path);
    }

private:
    void list(fs::directory_iterator entries, const std::string& prefix, std::vector<fs::path>* subfolders)
    {
        std::error_code error;
        for (; entries != fs::directory_iterator() && !error; entries.increment(error)) {
            const std::string name = entries->path().filename().string();
            std::error_code unreadable;
            if (name.starts_with('.'))
                continue;
            if (subfolders && entries->is_directory(unreadable)) {
                subfolders->push_back(entries->path());
            } else if (entries->is_regular_file(unreadable)) {
                const auto size = entries->file_size(unreadable);
                m_files.push_back({prefix + name, unreadable ? 0 : size});
            }
        }
    }

    fs::path m_folder;
};

} // namespace

std::string SourceFile::folder() const
{
    const auto slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

std::string SourceFile::name() const
{
    return path.substr(path.rfind('/') + 1);
}

std::unique_ptr<FileSource> openFolder(const fs::path& folder, bool subfolders)
{
    return std::make_unique<FolderSource>(folder, subfolders);
}

bool isZip(const fs::path& path)
{
    char magic[4] = {};
    const std::size_t count = DiskStream(path).read(magic, sizeof magic);
    return count == 4 && (std::memcmp(magic, "PK\3\4", 4) == 0 || std::memcmp(magic, "PK\5\6", 4) == 0);
}

} // namespace matinee
