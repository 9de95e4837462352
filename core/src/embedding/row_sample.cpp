#include "embedding/row_sample.h"

#include <algorithm>
#include <numeric>

namespace matinee {

std::vector<std::int32_t> sampleRows(std::size_t rows, std::size_t count, Random random)
{
    std::vector<std::int32_t> all(rows);
    std::iota(all.begin(), all.end(), 0);
    if (count >= rows)
        return all;
    for (std::size_t i = 0; i < count; ++i)
        std::swap(all[i], all[i + random.below(rows - i)]);
    all.resize(count);
    std::sort(all.begin(), all.end());
    return all;
}

Matrix takeRows(const Matrix& points, std::span<const std::int32_t> rows)
{
    Matrix taken(rows.size(), points.columns);
    for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto from = points.row(static_cast<std::size_t>(rows[r]));
        std::copy(from.begin(), from.end(), taken.row(r).begin());
    }
    return taken;
}

} // namespace matinee
