#pragma once

#include "data/line_reader.h"
#include "data/rating_columns.h"
#include "data/rows.h"

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <string>
#include <string_view>
#include <vector>

namespace matinee {

/// The folder of a source that holds a release.
class ReleaseFolder
{
public:
    ReleaseFolder(const FileSource& source, std::string folder);

    const FileSource& source() const { return m_source; }
    const std::vector<SourceFile>& files() const { return m_files; }
    /// By name, whatever its case; null where there is none.
    const SourceFile* find(std::string_view name) const;

private:
    const FileSource& m_source;
    std::vector<SourceFile> m_files;
};

/// How one family of releases is written. To add a format: one file with its functions and one line in formats().
struct Format
{
    std::string_view layout;      ///< Provenance::layout where readCompanions does not know better
    std::string_view ratingsFile; ///< as the releases name it
    std::string_view filmsFile;
    std::vector<std::string_view> furtherFiles; ///< that are read, or whose presence matters
    std::vector<std::string_view> endings;      ///< of names of ratings files, for a file whose content tells nothing

    /// Whether the first line is that of a ratings file of this format.
    bool (*recognises)(std::string_view firstLine);
    /// How the rows of a file are written, by its first lines. \throws Error{Format, Io, Stopped}
    RowFormat (*rowFormat)(LineReader& lines);
    /// Adds films, genres, users and links, of those files that are there; parts.ratings is empty.
    void (*readCompanions)(const ReleaseFolder& folder, const RatingColumns& ratings, DatasetParts& parts,
                           const RunContext& context);
};

extern const Format kFormat100k; ///< tabs and '|', Latin-1: MovieLens 100K
extern const Format kFormatDat;  ///< "::": MovieLens 1M (Latin-1) and 10M (UTF-8)
extern const Format kFormatCsv;  ///< comma-separated with a header, UTF-8: MovieLens 20M to 32M and the latest ones

/// Every format, in the order in which they are tried.
const std::vector<const Format*>& formats();

} // namespace matinee
