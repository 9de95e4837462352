#pragma once

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <filesystem>
#include <optional>
#include <string>

namespace matinee {

/// $XDG_CACHE_HOME/matinee/datasets (~/.cache/matinee/datasets), which may hold 4 GiB; empty: there is none, as neither
/// XDG_CACHE_HOME nor HOME is set or MATINEE_CACHE is "off".
std::filesystem::path datasetCacheFolder();

/// The cache file of one source on the disk: what was read from it, to be mapped into memory the next time. What goes
/// wrong with it is never an error: the data set is read from its source then.
class DatasetCache
{
public:
    /// Notes the files that the data set is read from, with their sizes and times. \param source absolute path of a
    /// folder, a zip or a ratings file
    explicit DatasetCache(const std::filesystem::path& source);

    /// The data set as it was stored, if its files are still as they were then. \throws Error{Stopped}
    std::optional<Dataset> open(const RunContext& context) const;

    /// Stores a data set and makes its columns views of the file. Small ones are left alone: to read them again takes
    /// no longer; so is a data set whose files have changed since. \throws Error{Stopped}
    void store(Dataset& data, const RunContext& context) const;

private:
    std::filesystem::path m_source;
    std::filesystem::path m_file; ///< empty: there is no cache
    std::string m_key;
};

} // namespace matinee
