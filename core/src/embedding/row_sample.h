#pragma once

#include <matinee/matrix.h>
#include <matinee/random.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// count of the rows [0, rows), drawn without replacement, ascending; all of them where count is not below rows.
std::vector<std::int32_t> sampleRows(std::size_t rows, std::size_t count, Random random);

/// These rows of a matrix, in this order.
Matrix takeRows(const Matrix& points, std::span<const std::int32_t> rows);

} // namespace matinee
