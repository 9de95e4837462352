#pragma once

#include <cstddef>
#include <functional>

namespace matinee {

/// Inverts a symmetric positive definite matrix in place by blocked Cholesky: n^3 multiplications and additions, no
/// second matrix.
/// \param matrix n x n, column-major; the lower triangle alone is read, and holds the inverse's lower triangle after.
/// \param threads the numbers are the same for every number of them.
/// \param proceed asked on the calling thread between blocks, each of about 100 ms at 20,000 rows; false ends it and
/// leaves rubbish.
/// \return whether it was finished. \throws Error{Internal} if the matrix is not positive definite.
bool invertPositiveDefinite(double* matrix, std::size_t n, int threads, const std::function<bool()>& proceed);

} // namespace matinee
