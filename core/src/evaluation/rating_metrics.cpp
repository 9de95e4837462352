#include <matinee/metrics.h>

#include <algorithm>
#include <cmath>

namespace matinee {

RatingMetrics evaluateRatings(const Recommender& model, const Dataset& data, std::span<const RowIndex> rows,
                              const TrainingCounts& counts, const EvaluationOptions& options, const RunContext& context)
{
    // Large enough to keep the cores busy, small enough to answer a stop.
    constexpr std::size_t kChunk = 65'536;

    RatingMetrics metrics;
    metrics.count = rows.size();
    if (rows.empty())
        return metrics;

    double squares = 0;
    double clippedSquares = 0;
    double absolute = 0;
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    std::vector<float> predicted;
    for (std::size_t begin = 0; begin < rows.size(); begin += kChunk) {
        context.throwIfStopped();
        const auto chunk = rows.subspan(begin, std::min(kChunk, rows.size() - begin));
        users.clear();
        items.clear();
        for (const auto row : chunk) {
            users.push_back(data.ratings.user[row]);
            items.push_back(data.ratings.item[row]);
        }
        predicted.resize(chunk.size());
        model.predict(users, items, predicted);
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            const double actual = data.ratings.value[chunk[i]];
            const double prediction = predicted[i];
            const double shown = options.clip ? std::clamp(prediction, options.minimum, options.maximum) : prediction;
            squares += (prediction - actual) * (prediction - actual);
            clippedSquares += (shown - actual) * (shown - actual);
            absolute += std::abs(shown - actual);
            metrics.cold += counts.isCold(users[i], items[i]);
        }
    }
    const auto n = static_cast<double>(rows.size());
    metrics.loss = squares / n;
    metrics.rmse = std::sqrt(clippedSquares / n);
    metrics.mae = absolute / n;
    return metrics;
}

} // namespace matinee
