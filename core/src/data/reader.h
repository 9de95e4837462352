#pragma once

#include "data/file_source.h"

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <string>

namespace matinee {

/// What is read from a source.
struct ReadRequest
{
    std::string source;      ///< Provenance::source
    std::string ratingsFile; ///< path in the source; empty: it is looked for, and its list of films is needed
};

/// Finds a release in a source, recognises its format and reads it. The data set is named after the release's folder,
/// nothing where that is the top. \throws Error{NotFound, Format, Io, Stopped}
Dataset readDataset(const FileSource& source, const ReadRequest& request, const RunContext& context);

/// Reads one ratings file, in the format that its content shows, else in that of layout, or of its name where layout
/// is empty. \throws Error{Format, Io, Stopped}
RawRatings readRatingsFile(const FileSource& source, const SourceFile& file, const std::string& layout,
                           const RunContext& context);

/// The release's folder in a source, "" for the top; where ratings are, see readDataset().
/// \throws Error{NotFound, Format}
std::string releaseFolder(const FileSource& source, const RunContext& context);

} // namespace matinee
