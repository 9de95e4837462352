#pragma once

#include <matinee/dataset.h>

#include <memory>
#include <string>

namespace matinee {

/// A part of a data set, taken before splitting: ROWS of the command line's contract. "first:N": the first N rows of
/// the file; "users:N": all rows of the first N users in ascending id; "random:N@SEED": N rows drawn without
/// replacement, in file order. Ids, films and counts are those of the part alone; Dataset::fileRows leads back to the
/// file, and the digest is of the part. \param rows empty: the data set itself. \throws Error{InvalidArgument} naming
/// what was expected, or that the data set is smaller than asked for.
std::shared_ptr<const Dataset> selectRows(std::shared_ptr<const Dataset> data, const std::string& rows);

/// Refuses a text that selectRows() could not take, before anything is loaded. \throws Error{InvalidArgument}
void checkRowsText(const std::string& rows);

} // namespace matinee
