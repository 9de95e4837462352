#include "embedding/finite.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <cmath>

namespace matinee {

void requireFinite(const Matrix& points)
{
    if (points.values.size() != points.rows * points.columns)
        throw Error(ErrorCode::InvalidArgument, "The matrix does not hold rows times columns values.");
    // Beyond this, squares summed in float overflow: as useless as infinity.
    constexpr float kLargest = 1e15F;
    for (std::size_t i = 0; i < points.values.size(); ++i) {
        if (!(std::abs(points.values[i]) <= kLargest)) // NaN too
            throw Error(ErrorCode::Format,
                        fmt::format("Row {} holds a value that is not finite; if training made it, training diverged.",
                                    i / points.columns));
    }
}

} // namespace matinee
