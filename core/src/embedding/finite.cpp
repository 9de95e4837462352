#include "embedding/finite.h"

#include <matinee/error.h>

#include <algorithm>
#include <cmath>

namespace matinee {

void requireFinite(const Matrix& points)
{
    if (points.values.size() != points.rows * points.columns)
        throw Error(ErrorCode::InvalidArgument, "The matrix does not hold rows times columns values.");
    // Beyond this, squares summed in float overflow: as useless as infinity.
    constexpr float kLargest = 1e15F;
    constexpr std::size_t kBlock = 4096; // without a branch for each value
    for (std::size_t begin = 0; begin < points.values.size(); begin += kBlock) {
        const std::size_t end = std::min(begin + kBlock, points.values.size());
        int bad = 0;
        for (std::size_t i = begin; i < end; ++i)
            bad |= static_cast<int>(!(std::abs(points.values[i]) <= kLargest)); // NaN too
        if (bad != 0)
            throw Error(ErrorCode::Format,
                        "The vectors hold values that are not finite; if training made them, it diverged.");
    }
}

} // namespace matinee
