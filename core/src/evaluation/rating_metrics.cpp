#include "evaluation/bootstrap.h"

#include <matinee/metrics.h>

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

// Large enough to keep the cores busy, small enough to answer a stop at once: live tuning waits for it.
constexpr std::size_t kChunk = 16'384;
/// Standard deviations to either side of the mean that hold 90 % of a normal distribution.
constexpr double kNinetyPercent = 1.6448536269514722;

/// Sums over rows, and over the rows of each user for the bootstrap.
class ErrorSums
{
public:
    ErrorSums(const Dataset& data, const TrainingCounts& counts, const EvaluationOptions& options)
        : m_counts(counts)
        , m_options(options)
    {
        if (options.resamples > 0) {
            const auto users = static_cast<std::size_t>(data.userCount());
            m_userSquares.resize(users);
            m_userAbsolute.resize(users);
            m_userCounts.resize(users);
        }
    }

    void add(std::int32_t user, std::int32_t item, double predicted, double actual)
    {
        const double shown = m_options.clip ? std::clamp(predicted, m_options.minimum, m_options.maximum) : predicted;
        const double square = (shown - actual) * (shown - actual);
        const double absolute = std::abs(shown - actual);
        m_loss += (predicted - actual) * (predicted - actual);
        m_squares += square;
        m_absolute += absolute;
        if (m_counts.isCold(user, item)) {
            ++m_cold;
            m_coldSquares += square;
        }
        if (m_counts.items[static_cast<std::size_t>(item)] < kSparseRatings) {
            ++m_sparse;
            m_sparseSquares += square;
        }
        if (!m_userCounts.empty()) {
            const auto u = static_cast<std::size_t>(user);
            m_userSquares[u] += square;
            m_userAbsolute[u] += absolute;
            m_userCounts[u] += 1;
        }
    }

    void addInterval(double predicted, double deviation, double actual)
    {
        ++m_withInterval;
        m_inInterval += std::abs(predicted - actual) <= kNinetyPercent * deviation;
    }

    RatingMetrics metrics(std::size_t count, const RunContext& context)
    {
        const auto rootMean = [](double sum, std::size_t n) {
            return n ? std::sqrt(sum / static_cast<double>(n)) : std::numeric_limits<double>::quiet_NaN();
        };
        RatingMetrics metrics;
        metrics.count = count;
        metrics.loss = m_loss / static_cast<double>(count);
        metrics.rmse = rootMean(m_squares, count);
        metrics.mae = m_absolute / static_cast<double>(count);
        metrics.cold = m_cold;
        metrics.coldRmse = rootMean(m_coldSquares, m_cold);
        metrics.sparse = m_sparse;
        metrics.sparseRmse = rootMean(m_sparseSquares, m_sparse);
        metrics.clipped = m_options.clip;
        if (m_withInterval)
            metrics.coverage90 = static_cast<double>(m_inInterval) / static_cast<double>(m_withInterval);
        if (!m_userCounts.empty()) {
            dropUsersWithoutRows();
            const auto [squares, absolute] = bootstrapMeans(m_userSquares, m_userAbsolute, m_userCounts,
                                                            m_options.resamples, m_options.seed, context);
            metrics.rmseInterval = {std::sqrt(squares.low), std::sqrt(squares.high)};
            metrics.maeInterval = absolute;
        }
        return metrics;
    }

private:
    void dropUsersWithoutRows()
    {
        std::size_t kept = 0;
        for (std::size_t u = 0; u < m_userCounts.size(); ++u) {
            if (m_userCounts[u] > 0) {
                m_userSquares[kept] = m_userSquares[u];
                m_userAbsolute[kept] = m_userAbsolute[u];
                m_userCounts[kept++] = m_userCounts[u];
            }
        }
        for (auto* sums : {&m_userSquares, &m_userAbsolute, &m_userCounts})
            sums->resize(kept);
    }

    const TrainingCounts& m_counts;
    const EvaluationOptions& m_options;
    double m_loss = 0;
    double m_squares = 0;
    double m_absolute = 0;
    double m_coldSquares = 0;
    double m_sparseSquares = 0;
    std::size_t m_cold = 0;
    std::size_t m_sparse = 0;
    std::size_t m_inInterval = 0;
    std::size_t m_withInterval = 0;
    std::vector<double> m_userSquares;
    std::vector<double> m_userAbsolute;
    std::vector<double> m_userCounts;
};

} // namespace

RatingMetrics evaluateRatings(const Recommender& model, const Dataset& data, std::span<const RowIndex> rows,
                              const TrainingCounts& counts, const EvaluationOptions& options, const RunContext& context)
{
    if (rows.empty())
        return {};
    ErrorSums sums(data, counts, options);
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    std::vector<float> predicted;
    std::vector<float> deviations;
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
        deviations.resize(chunk.size());
        const bool hasIntervals = options.intervals && model.predictDeviation(users, items, deviations);
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            const double actual = data.ratings.value[chunk[i]];
            sums.add(users[i], items[i], predicted[i], actual);
            if (hasIntervals)
                sums.addInterval(predicted[i], deviations[i], actual);
        }
    }
    return sums.metrics(rows.size(), context);
}

} // namespace matinee
