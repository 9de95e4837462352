#include "embedding/finite.h"

#include <matinee/error.h>

#include <cmath>

namespace matinee {

void requireFinite(const Matrix& points)
{
    if (points.values.size() != points.rows * points.columns)
        throw Error(ErrorCode::InvalidArgument, "The matrix does not hold rows times columns values.");
    // Beyond this, squares summed in float overflow: as useless as infinity.
    constexpr float kLargest = 1e15F;
    for (const float value : points.values) {
        if (!(std::abs(value) <= kLargest)) // NaN too
            throw Error(ErrorCode::Format,
                        "The vectors hold values that are not finite; if training made them, it diverged.");
    }
}

} // namespace matinee
