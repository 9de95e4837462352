#include "data/dataset_cache.h"

#include "data/dataset_file.h"
#include "data/format.h"
#include "data/text.h"
#include "support/digest.h"
#include "support/mapped_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <span>
#include <vector>

namespace matinee {

namespace fs = std::filesystem;

namespace {

/// Of columns, below which nothing is stored.
constexpr std::size_t kSmallest = 1'000'000;
constexpr std::size_t kRowBytes = 20;
/// Of all cache files together.
constexpr std::uintmax_t kMostBytes = std::uintmax_t(4) << 30;
constexpr std::string_view kEnding = ".dataset";

/// Whether a file in the folder of a ratings file may matter to what is read from it.
bool isCompanion(const std::string& name)
{
    const std::string lower = lowered(name);
    if (lower == "readme" || lower.starts_with("readme."))
        return true;
    return std::any_of(formats().begin(), formats().end(), [&](const Format* format) {
        const auto& further = format->furtherFiles;
        return lower == format->ratingsFile || lower == format->filmsFile ||
               std::find(further.begin(), further.end(), lower) != further.end();
    });
}

/// Path, size and time of a file, a line.
std::string stamp(const fs::path& file)
{
    struct stat status = {};
    if (::stat(file.c_str(), &status) != 0)
        return fmt::format("{}\n", file.string());
    // The time of the last change as well: some programs set the time of the last write back.
    const auto& written = status.st_mtim;
    const auto& changed = status.st_ctim;
    return fmt::format("{}\t{}\t{}.{}\t{}.{}\n", file.string(), status.st_size, written.tv_sec, written.tv_nsec,
                       changed.tv_sec, changed.tv_nsec);
}

/// The files of a folder that count, and those of its direct subfolders if asked for.
void list(const fs::path& folder, bool all, bool subfolders, std::vector<fs::path>& files)
{
    std::error_code error;
    for (fs::directory_iterator entries(folder, error); !error && entries != fs::directory_iterator();
         entries.increment(error)) {
        std::error_code unreadable;
        const std::string name = entries->path().filename().string();
        if (name.starts_with('.'))
            continue;
        if (subfolders && entries->is_directory(unreadable))
            list(entries->path(), all, false, files);
        else if (entries->is_regular_file(unreadable) && (all || isCompanion(name)))
            files.push_back(entries->path());
    }
}

/// Says all that a data set depends on.
std::string keyOf(const fs::path& source)
{
    std::error_code error;
    std::vector<fs::path> files;
    if (fs::is_directory(source, error)) {
        list(source, true, true, files);
    } else {
        files.push_back(source);
        list(source.parent_path(), false, false, files);
    }
    std::sort(files.begin(), files.end());
    std::string key = fmt::format("{}\n{}\n", MATINEE_VERSION, source.string());
    for (const auto& file : files)
        key += stamp(file);
    return key;
}

/// Removes what was used longest ago while there is too much, and what was never finished.
void tidy(const fs::path& folder)
{
    struct Entry
    {
        fs::path path;
        std::uintmax_t size;
        fs::file_time_type time;
    };
    constexpr std::chrono::hours kAbandoned(24);
    std::vector<Entry> kept;
    std::uintmax_t total = 0;
    std::error_code error;
    for (fs::directory_iterator entries(folder, error); !error && entries != fs::directory_iterator();
         entries.increment(error)) {
        std::error_code unreadable;
        const auto& path = entries->path();
        const Entry entry{path, entries->file_size(unreadable), entries->last_write_time(unreadable)};
        if (unreadable)
            continue;
        if (path.extension() == kEnding) {
            kept.push_back(entry);
            total += entry.size;
        } else if (entry.time < fs::file_time_type::clock::now() - kAbandoned) {
            fs::remove(path, unreadable);
        }
    }
    std::sort(kept.begin(), kept.end(), [](const Entry& a, const Entry& b) { return a.time < b.time; });
    for (auto entry = kept.begin(); entry != kept.end() && total > kMostBytes; ++entry) {
        std::error_code ignored;
        if (fs::remove(entry->path, ignored))
            total -= entry->size;
    }
}

} // namespace

fs::path datasetCacheFolder()
{
    if (const char* off = std::getenv("MATINEE_CACHE"); off && std::string_view(off) == "off")
        return {};
    // The XDG base directory specification: a relative path there is invalid and ignored.
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && fs::path(cache).is_absolute())
        return fs::path(cache) / "matinee" / "datasets";
    const char* home = std::getenv("HOME");
    return home && fs::path(home).is_absolute() ? fs::path(home) / ".cache" / "matinee" / "datasets" : fs::path();
}

DatasetCache::DatasetCache(const fs::path& source)
    : m_source(source)
{
    const fs::path folder = datasetCacheFolder();
    if (folder.empty())
        return;
    const std::string path = source.string();
    Digest digest;
    digest.add(std::as_bytes(std::span(path)));
    m_file = folder / (digest.text() + std::string(kEnding));
    m_key = keyOf(source);
}

std::optional<Dataset> DatasetCache::open(const RunContext& context) const
{
    const auto file = m_file.empty() ? nullptr : MappedFile::open(m_file);
    if (!file || !isDatasetFile(file->bytes(), m_key, context))
        return std::nullopt;
    file->dropPages(); // most runs never look at the times
    auto data = readDatasetFile(file->bytes(), file, context);
    std::error_code ignored;
    if (data) // so that tidy() knows what is in use
        fs::last_write_time(m_file, fs::file_time_type::clock::now(), ignored);
    return data;
}

void DatasetCache::store(Dataset& data, const RunContext& context) const
{
    if (m_file.empty() || data.ratings.size() * kRowBytes < kSmallest || keyOf(m_source) != m_key)
        return;
    std::error_code error;
    fs::create_directories(m_file.parent_path(), error);
    const auto space = fs::space(m_file.parent_path(), error);
    if (error || space.available / 4 < data.ratings.size() * kRowBytes)
        return; // no cache is worth a full disk
    // Under a name of this writer's own: another one may be at work on the same source.
    static std::atomic<int> number = 0;
    fs::path own = m_file;
    own += fmt::format(".{}-{}", getpid(), ++number);
    try {
        writeDatasetFile(own, data, m_key, context);
        if (const auto file = MappedFile::open(own))
            data.ratings = columnsOfDatasetFile(file->bytes(), file);
        fs::rename(own, m_file);
        tidy(m_file.parent_path());
    } catch (const Error& failed) {
        fs::remove(own, error);
        if (failed.code() == ErrorCode::Stopped)
            throw;
    } catch (const std::exception&) {
        fs::remove(own, error);
    }
}

} // namespace matinee
