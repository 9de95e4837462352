#pragma once

#include <matinee/recommender.h>

#include <limits>
#include <span>

namespace matinee {

/// Bounds of a confidence interval, in the unit of what it is about; NaN where there is none.
struct Interval
{
    double low = std::numeric_limits<double>::quiet_NaN();
    double high = std::numeric_limits<double>::quiet_NaN();
};

/// Errors of predicted ratings, pooled: means over ratings, computed in double. NaN where there are no rows.
struct RatingMetrics
{
    double rmse = std::numeric_limits<double>::quiet_NaN(); ///< stars; of clipped predictions where clipping is on
    double mae = std::numeric_limits<double>::quiet_NaN();  ///< stars; likewise
    double loss = std::numeric_limits<double>::quiet_NaN(); ///< mean squared error, never clipped
    std::size_t count = 0;
    std::size_t cold = 0;                                       ///< rows whose user or film has no training row
    double coldRmse = std::numeric_limits<double>::quiet_NaN(); ///< over the cold rows alone
    std::size_t sparse = 0; ///< rows whose film has fewer than kSparseRatings training rows; cold ones included
    double sparseRmse = std::numeric_limits<double>::quiet_NaN(); ///< over the sparse rows alone
    bool clipped = false; ///< whether the predictions were cut to the scale for rmse and mae
    /// Share of the rows within the 90 % interval of the predictive distribution; NaN where the model has none.
    double coverage90 = std::numeric_limits<double>::quiet_NaN();
    Interval rmseInterval; ///< 95 % bootstrap interval; NaN where it was not asked for
    Interval maeInterval;
};

/// A film with fewer training ratings than this is sparse.
inline constexpr int kSparseRatings = 5;

/// \param clip whether predictions are cut to [minimum, maximum] for rmse and mae.
struct EvaluationOptions
{
    bool clip = false;
    double minimum = 0;
    double maximum = 0;
    /// Bootstrap resamples for the 95 % intervals; 0: none. Whole users are drawn, as ratings of one user are alike.
    int resamples = 0;
    std::uint64_t seed = 0; ///< of the resamples
    bool intervals = false; ///< whether to ask the model for the predictive intervals, too
};

/// Evaluates rows of a data set in chunks; answers a stop. \throws Error{Stopped}
RatingMetrics evaluateRatings(const Recommender& model, const Dataset& data, std::span<const RowIndex> rows,
                              const TrainingCounts& counts, const EvaluationOptions& options = {},
                              const RunContext& context = {});

} // namespace matinee
