#pragma once

#include "data/format.h"
#include "data/rating_columns.h"

#include <cstddef>

namespace matinee {

/// How a ratings file is cut into pieces; the defaults suit real files, tests take tiny ones.
struct PieceSizes
{
    std::size_t window = std::size_t(8) << 20;  ///< bytes of text in memory at a time, twice
    std::size_t block = std::size_t(256) << 10; ///< bytes that one thread parses at a time, about; the window has many
};

/// Reads all rows of a ratings file: one thread reads on (and decompresses) while the others parse what is read, block
/// by block, each into its own rows of the columns. A block in which anything is unusual is read row by row instead.
/// Reports progress from 0 to 0.9. \throws Error{Format, Io, Stopped}
RatingColumns readRatings(const FileSource& source, const SourceFile& file, const RowFormat& format,
                          const RunContext& context, const PieceSizes& sizes = {});

} // namespace matinee
