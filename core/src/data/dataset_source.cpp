#include "data/dataset_cache.h"
#include "data/reader.h"
#include "data/text.h"

#include <matinee/dataset_source.h>
#include <matinee/sample.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace matinee {

namespace fs = std::filesystem;

namespace {

/// Absolute and without a slash at the end.
fs::path cleaned(const fs::path& path)
{
    const fs::path clean = fs::absolute(path).lexically_normal();
    return clean.has_filename() ? clean : clean.parent_path();
}

/// "ml-10m" for the folder that the zip of that name holds.
std::string datasetName(const std::string& name)
{
    return lowered(name) == "ml-10m100k" ? "ml-10m" : name;
}

/// Where a data set's files are.
struct Place
{
    std::unique_ptr<FileSource> files;
    std::string ratingsFile; ///< of a single file: its name; else empty
    std::string name;        ///< of the data set
};

Place openPlace(const fs::path& path)
{
    std::error_code error;
    const auto status = fs::status(path, error);
    const std::string file = path.filename().string();
    if (fs::is_directory(status))
        return {openFolder(path), {}, file};
    if (!fs::exists(status))
        throw Error(ErrorCode::NotFound, fmt::format("There is no file or folder {}.", quoteText(path.string())));
    if (!fs::is_regular_file(status))
        throw Error(ErrorCode::Format, fmt::format("{} is neither a file nor a folder.", quoteText(path.string())));
    if (isZip(path))
        return {openZip(path), {}, path.stem().string()};
    if (lowered(path.extension().string()) == ".zip") {
        throw Error(ErrorCode::Format,
                    fs::file_size(path, error) == 0 ? "The zip file is empty." : "The file is not a zip archive.",
                    file);
    }
    return {openFolder(path.parent_path(), false), file, file};
}

/// A row that makes no sense in a damaged archive is not the fault of who wrote the row.
Dataset readPlace(const Place& place, const fs::path& path, const RunContext& context)
{
    try {
        return readDataset(*place.files, {path.string(), place.ratingsFile}, context);
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Format && !error.where().empty())
            place.files->verify(error.where().substr(0, error.where().rfind(':')), context);
        throw;
    }
}

/// Which folder or file a source means.
fs::path resolve(const std::string& source)
{
    if (source.empty())
        throw Error(ErrorCode::InvalidArgument, "A data set has to be named.");
    for (const auto& installed : installedDatasets()) {
        if (installed.id == source)
            return cleaned(installed.path);
    }
    std::error_code error;
    if (fs::exists(source, error))
        return cleaned(source);
    for (const auto& release : releases()) {
        if (release.id == source) {
            throw Error(ErrorCode::NotFound,
                        fmt::format("{} is not installed: download it (matinee-cli data fetch {}), or open a folder or "
                                    "zip that holds it.",
                                    release.name, release.id));
        }
    }
    throw Error(ErrorCode::NotFound, fmt::format("There is no data set {}: it is neither an installed release nor a "
                                                 "folder, a zip or a file.",
                                                 quoteText(source)));
}

} // namespace

fs::path datasetsFolder()
{
    // The XDG base directory specification: a relative path there is invalid and ignored.
    if (const char* data = std::getenv("XDG_DATA_HOME"); data && fs::path(data).is_absolute())
        return fs::path(data) / "matinee" / "datasets";
    const char* home = std::getenv("HOME");
    return fs::path(home ? home : ".") / ".local" / "share" / "matinee" / "datasets";
}

std::vector<InstalledDataset> installedDatasets()
{
    std::map<std::string, fs::path> found;
    std::error_code error;
    fs::directory_iterator entries(datasetsFolder(), error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
        std::error_code unreadable;
        const fs::path& path = entries->path();
        const std::string name = path.filename().string();
        if (name.starts_with('.'))
            continue;
        // Beside its zip the unpacked folder is what the person made last.
        if (entries->is_directory(unreadable))
            found.insert_or_assign(name, path);
        else if (lowered(path.extension().string()) == ".zip" && entries->is_regular_file(unreadable))
            found.emplace(path.stem().string(), path);
    }
    std::vector<InstalledDataset> installed;
    for (const auto& [id, path] : found)
        installed.push_back({id, path});
    return installed;
}

std::shared_ptr<const Dataset> loadDataset(const std::string& source, const RunContext& context)
{
    if (source == "sample")
        return makeSample({}, context);

    const fs::path path = resolve(source);
    const DatasetCache cache(path);
    if (auto cached = cache.open(context)) {
        context.report(1, "Opening " + cached->name);
        return std::make_shared<const Dataset>(std::move(*cached));
    }
    const Place place = openPlace(path);
    try {
        Dataset data = readPlace(place, path, context);
        if (data.name.empty() || !fs::is_directory(path))
            data.name = place.name;
        data.name = datasetName(data.name);
        cache.store(data, context);
        return std::make_shared<const Dataset>(std::move(data));
    } catch (const Error& error) {
        // Of a folder or zip that does not hold what it should, the person wants to know which it was.
        if (error.where().empty() && error.code() != ErrorCode::Stopped)
            throw Error(error.code(), error.message(), path.filename().string());
        throw;
    }
}

RawRatings readCompanionRatings(const Dataset& data, const std::string& name, const RunContext& context)
{
    const auto& provenance = data.provenance;
    std::error_code error;
    if (provenance.layout != "sample" && fs::exists(provenance.source, error)) {
        const Place place = openPlace(provenance.source);
        const std::string folder = place.ratingsFile.empty() ? releaseFolder(*place.files, context) : std::string();
        const std::string inside = folder.empty() ? name : folder + "/" + name;
        for (const auto& file : place.files->files()) {
            if (file.path == inside)
                return readRatingsFile(*place.files, file, provenance.layout, context);
        }
    }
    if (!fs::is_regular_file(name, error)) {
        throw Error(ErrorCode::NotFound, fmt::format("There is no file {}, neither in the data set {} nor on the disk.",
                                                     quoteText(name), data.name));
    }
    const fs::path path = cleaned(name);
    const auto folder = openFolder(path.parent_path(), false);
    return readRatingsFile(*folder, {path.filename().string(), fs::file_size(path)}, provenance.layout, context);
}

} // namespace matinee
