#pragma once

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace matinee {

/// A MovieLens release as GroupLens publishes it.
struct Release
{
    std::string id;    ///< "ml-100k", "ml-1m", "ml-10m", "ml-20m", "ml-25m", "ml-32m", "ml-latest", "ml-latest-small"
    std::string name;  ///< "MovieLens 100K"
    std::string about; ///< one line: size, year, what is in it
    std::string file;  ///< "ml-100k.zip", below the mirror's address
    std::uint64_t bytes = 0; ///< size of the zip, 0 where it changes
    std::string md5;         ///< 32 hexadecimal digits; empty where it changes (then FILE.md5 beside it is read)
    std::string licence;     ///< what a person accepts before downloading, a few sentences with the citation
    bool redistributable = false;
};

/// Every release, smallest first.
const std::vector<Release>& releases();

/// $XDG_DATA_HOME/matinee/datasets (~/.local/share/matinee/datasets): where downloads go and installed sets are found.
std::filesystem::path datasetsFolder();

/// A folder or zip in datasetsFolder().
struct InstalledDataset
{
    std::string id; ///< file or folder name without ".zip"
    std::filesystem::path path;
};

std::vector<InstalledDataset> installedDatasets();

/// Loads what the contract calls SOURCE: "sample", the id of an installed release, a folder, a .zip or one ratings
/// file. The format is recognised from the content. A zip is read in place.
/// \throws Error{NotFound, Format, Io, Stopped}; where() is "file:line" for a bad row.
std::shared_ptr<const Dataset> loadDataset(const std::string& source, const RunContext& context = {});

/// Reads a further ratings file that belongs to a data set (u1.base beside u.data): a name inside the data set's
/// folder or zip, or a path on disk; in the format of the data set. Ids are external.
RawRatings readCompanionRatings(const Dataset& data, const std::string& name, const RunContext& context = {});

/// Where a release is fetched to and from.
struct FetchOptions
{
    std::filesystem::path folder; ///< empty: datasetsFolder()
    std::string mirror;           ///< empty: GroupLens; otherwise the address that the file's name is appended to
};

/// Downloads a release: resumes a partial file, checks the size and the MD5, renames when complete. Reports progress
/// and answers a stop. Showing the licence first is the caller's part.
/// \return path of the zip. \throws Error{Network, Certificate, Io, Format (checksum), Stopped}
std::filesystem::path fetchRelease(const Release& release, const FetchOptions& options, const RunContext& context = {});

} // namespace matinee
