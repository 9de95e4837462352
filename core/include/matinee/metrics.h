#pragma once

#include <matinee/recommender.h>

#include <limits>
#include <span>

namespace matinee {

/// Errors of predicted ratings, pooled: means over ratings, computed in double. NaN where there are no rows.
struct RatingMetrics
{
    double rmse = std::numeric_limits<double>::quiet_NaN(); ///< stars; of clipped predictions where clipping is on
    double mae = std::numeric_limits<double>::quiet_NaN();  ///< stars; likewise
    double loss = std::numeric_limits<double>::quiet_NaN(); ///< mean squared error, never clipped
    std::size_t count = 0;
    std::size_t cold = 0; ///< rows whose user or film has no training row
};

/// \param clip whether predictions are cut to [minimum, maximum] for rmse and mae.
struct EvaluationOptions
{
    bool clip = false;
    double minimum = 0;
    double maximum = 0;
};

/// Evaluates rows of a data set in chunks; answers a stop. \throws Error{Stopped}
RatingMetrics evaluateRatings(const Recommender& model, const Dataset& data, std::span<const RowIndex> rows,
                              const TrainingCounts& counts, const EvaluationOptions& options = {},
                              const RunContext& context = {});

} // namespace matinee
