#include "data/reader.h"

#include "data/assembly.h"
#include "data/format.h"
#include "data/ratings_file.h"
#include "data/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace matinee {

namespace {

/// The format that a file's first line shows; null where it shows none or cannot be read as text.
const Format* recognise(const FileSource& source, const SourceFile& file, const RunContext& context)
{
    RunContext quiet = context;
    quiet.progress = {};
    try {
        LineReader lines(source, file, quiet);
        std::string_view line;
        if (!lines.next(line))
            return nullptr;
        for (const Format* format : formats()) {
            if (format->recognises(line))
                return format;
        }
    } catch (const Error& error) {
        // Binary: whoever reads it in earnest says so.
        if (error.code() != ErrorCode::Format)
            throw;
    }
    return nullptr;
}

const Format* byLayout(std::string_view layout)
{
    for (const Format* format : formats()) {
        if (format->layout == layout)
            return format;
    }
    return layout == "ml-10m" ? &kFormatDat : nullptr;
}

const Format* byName(const std::string& name)
{
    const std::string lower = lowered(name);
    for (const Format* format : formats()) {
        const auto ends = [&](std::string_view ending) { return lower.ends_with(ending); };
        if (std::any_of(format->endings.begin(), format->endings.end(), ends))
            return format;
    }
    return nullptr;
}

struct Located
{
    SourceFile file;
    const Format* format = nullptr; ///< by its name; null where that tells nothing
};

/// Folders of the source that hold a file with one of the names.
std::set<std::string> foldersWith(const FileSource& source, std::string_view Format::*name)
{
    std::set<std::string> folders;
    for (const auto& file : source.files()) {
        const std::string lower = lowered(file.name());
        for (const Format* format : formats()) {
            if (lower == format->*name)
                folders.insert(file.folder());
        }
    }
    return folders;
}

std::string onlyFolder(const std::set<std::string>& folders)
{
    if (folders.size() == 1 || folders.contains(""))
        return *folders.begin();
    throw Error(ErrorCode::Format, fmt::format("It holds several data sets ({}); open one of them.",
                                               fmt::join(std::vector(folders.begin(), folders.end()), ", ")));
}

/// Every ratings file of a folder by content, where none has a release's name.
std::vector<SourceFile> recognisedFiles(const FileSource& source, const std::string& folder, const RunContext& context)
{
    constexpr std::size_t kMost = 64;
    std::vector<SourceFile> found;
    const ReleaseFolder release(source, folder);
    for (std::size_t f = 0; f < std::min(kMost, release.files().size()); ++f) {
        context.throwIfStopped();
        if (recognise(source, release.files()[f], context))
            found.push_back(release.files()[f]);
    }
    return found;
}

Located locate(const FileSource& source, const RunContext& context, std::vector<std::string>& warnings)
{
    if (source.files().empty())
        throw Error(ErrorCode::NotFound, "There is no file in it.");

    if (const auto folders = foldersWith(source, &Format::ratingsFile); !folders.empty()) {
        const ReleaseFolder release(source, onlyFolder(folders));
        Located located;
        for (const Format* format : formats()) {
            const SourceFile* file = release.find(format->ratingsFile);
            if (file && located.format)
                warnings.push_back(fmt::format("{} beside {} is not read.", file->name(), located.file.name()));
            else if (file)
                located = {*file, format};
        }
        return located;
    }

    // A release without its ratings, or ratings under another name.
    const auto listed = foldersWith(source, &Format::filmsFile);
    std::set<std::string> all;
    for (const auto& file : source.files())
        all.insert(file.folder());
    if (listed.empty() && all.size() > 1 && !all.contains(""))
        throw Error(ErrorCode::NotFound, "There is no u.data, ratings.dat or ratings.csv in it.");
    const std::string folder = onlyFolder(listed.empty() ? all : listed);
    const auto found = recognisedFiles(source, folder, context);
    if (found.size() == 1)
        return {found.front(), nullptr};
    if (found.size() > 1) {
        throw Error(ErrorCode::Format, fmt::format("It holds several files of ratings ({}, {}{}); open one of them.",
                                                   found[0].name(), found[1].name(), found.size() > 2 ? ", …" : ""));
    }
    const ReleaseFolder release(source, folder);
    for (const Format* format : formats()) {
        if (const SourceFile* films = release.find(format->filmsFile)) {
            throw Error(ErrorCode::NotFound, fmt::format("{} is there but its companion {}, the ratings, is missing.",
                                                         films->name(), format->ratingsFile));
        }
    }
    throw Error(ErrorCode::NotFound, "There is no u.data, ratings.dat or ratings.csv in it.");
}

/// The text of the README, at most 64 KiB.
std::string readLicence(const ReleaseFolder& folder)
{
    for (const auto name : {"README", "README.txt", "README.md", "README.html"}) {
        const SourceFile* file = folder.find(name);
        if (!file)
            continue;
        constexpr std::size_t kMost = 64 << 10;
        std::string text(kMost, '\0');
        const auto stream = folder.source().open(*file);
        std::size_t size = 0;
        while (const std::size_t count = stream->read(text.data() + size, text.size() - size))
            size += count;
        text.resize(size);
        std::erase(text, '\r');
        std::erase(text, '\0');
        TextDecoder utf8(Encoding::Utf8);
        const std::string decoded = utf8.decode(text);
        return utf8.repaired() == 0 ? decoded : TextDecoder(Encoding::Latin1).decode(text);
    }
    return {};
}

struct RatingsOfFile
{
    RatingColumns ratings;
    const Format* format = nullptr;
};

RatingsOfFile readAnyRatings(const FileSource& source, const SourceFile& file, const Format* otherwise,
                             const RunContext& context, std::vector<std::string>& warnings)
{
    const Format* format = recognise(source, file, context);
    if (!format)
        format = otherwise ? otherwise : byName(file.name());
    RunContext quiet = context;
    quiet.progress = {};
    LineReader lines(source, file, quiet);
    if (!format) {
        std::string_view line;
        if (!lines.next(line))
            lines.fail("The file is empty.");
        lines.fail(fmt::format("The row {} is not that of a ratings file: neither user, film and rating separated by "
                               "tabs or “::”, nor a CSV header with userId, movieId and rating.",
                               quoteText(line)));
    }
    const RowFormat rows = format->rowFormat(lines);
    RatingColumns ratings = readRatings(source, file, rows, context);
    if (ratings.size() == 0)
        throw Error(ErrorCode::Format, file.size == 0 ? "The file is empty." : "There is no rating in it.",
                    file.name());
    if (!rows.timed())
        warnings.push_back(noTimes(file.name()));
    return {std::move(ratings), format};
}

} // namespace

Dataset readDataset(const FileSource& source, const ReadRequest& request, const RunContext& context)
{
    DatasetParts parts;
    parts.provenance.source = request.source;
    auto& warnings = parts.provenance.warnings;

    Located located;
    if (request.ratingsFile.empty()) {
        located = locate(source, context, warnings);
    } else {
        const auto& files = source.files();
        const auto found = std::find_if(files.begin(), files.end(),
                                        [&](const SourceFile& file) { return file.path == request.ratingsFile; });
        located.file = found != files.end() ? *found : SourceFile{request.ratingsFile, 0};
    }
    RatingsOfFile read = readAnyRatings(source, located.file, located.format, context, warnings);
    const Format& format = *read.format;
    parts.provenance.layout = format.layout;

    const ReleaseFolder folder(source, located.file.folder());
    if (!folder.find(format.filmsFile)) {
        if (request.ratingsFile.empty()) {
            throw Error(
                ErrorCode::NotFound,
                fmt::format("{} is missing its companion {}, the list of films; open {} itself to go on without "
                            "titles.",
                            located.file.name(), format.filmsFile, located.file.name()));
        }
        warnings.push_back(
            fmt::format("There is no {} beside {}: films are shown by number.", format.filmsFile, located.file.name()));
    }
    format.readCompanions(folder, read.ratings, parts, context);
    parts.provenance.licence = readLicence(folder);

    parts.name = SourceFile{located.file.folder()}.name();
    context.report(1, "Numbering users and films");
    return assembleDataset(std::move(parts), std::move(read.ratings), context);
}

RawRatings readRatingsFile(const FileSource& source, const SourceFile& file, const std::string& layout,
                           const RunContext& context)
{
    std::vector<std::string> warnings;
    return readAnyRatings(source, file, byLayout(layout), context, warnings).ratings.raw();
}

std::string releaseFolder(const FileSource& source, const RunContext& context)
{
    std::vector<std::string> warnings;
    return locate(source, context, warnings).file.folder();
}

} // namespace matinee
