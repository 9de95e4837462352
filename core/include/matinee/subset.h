#pragma once

#include <matinee/dataset.h>

#include <memory>
#include <string>

namespace matinee {

/// A part of a data set, taken before splitting: ROWS of the command line's contract. "first:N": the first N rows of
/// the file; "users:N": all rows of the first N users in ascending id; "random:N@SEED": N rows drawn without
/// replacement, in file order ("@42" where no seed is named).
///
/// What comes back is what a ratings file of these rows alone would load as, films and users beside it unchanged: ids,
/// rated films, counts and digest are those of the part, and films that are listed but not rated in it stay listed.
/// Name, source and warnings are those of the whole; Dataset::fileRows leads back to its file. \param rows empty: the
/// data set itself. \throws Error{InvalidArgument} naming what was expected, or that the data set is smaller than asked
/// for.
std::shared_ptr<const Dataset> selectRows(std::shared_ptr<const Dataset> data, const std::string& rows);

/// Refuses a text that selectRows() could not take, before anything is loaded. \throws Error{InvalidArgument}
void checkRowsText(const std::string& rows);

} // namespace matinee
