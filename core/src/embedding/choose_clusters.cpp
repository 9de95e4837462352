#include "embedding/finite.h"
#include "embedding/row_sample.h"
#include "support/distributions.h"
#include "support/parallel.h"

#include <matinee/cluster_choice.h>
#include <matinee/clustering.h>
#include <matinee/silhouette.h>

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

// What a stream of random numbers is for.
constexpr std::uint64_t kPool = 1;
constexpr std::uint64_t kNoise = 2;
constexpr std::uint64_t kSubsample = 3;
constexpr std::uint64_t kStability = 4;

constexpr int kSubsampleStarts = 5;

/// Draws as many points again from the normal distribution with the same mean and covariance.
class Noise
{
public:
    explicit Noise(const Matrix& points)
        : m_rows(points.rows)
    {
        using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        const Eigen::Map<const Rows> raw(points.values.data(), static_cast<Eigen::Index>(points.rows),
                                         static_cast<Eigen::Index>(points.columns));
        const Eigen::MatrixXd values = raw.cast<double>();
        m_mean = values.colwise().mean();
        const Eigen::MatrixXd centred = values.rowwise() - m_mean;
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> axes(centred.transpose() * centred /
                                                                  static_cast<double>(points.rows));
        m_spread = axes.eigenvalues().cwiseMax(0).cwiseSqrt().asDiagonal() * axes.eigenvectors().transpose();
    }

    Matrix draw(Random random, const RunContext& context) const
    {
        Matrix noise(m_rows, static_cast<std::size_t>(m_mean.size()));
        Eigen::RowVectorXd draws(m_mean.size());
        for (std::size_t r = 0; r < m_rows; ++r) {
            context.throwIfStopped();
            for (auto& number : draws)
                number = random.normal();
            const Eigen::RowVectorXd row = m_mean + draws * m_spread;
            std::transform(row.begin(), row.end(), noise.row(r).begin(),
                           [](double value) { return static_cast<float>(value); });
        }
        return noise;
    }

private:
    std::size_t m_rows;
    Eigen::RowVectorXd m_mean;
    Eigen::MatrixXd m_spread;
};

/// Clusters a random share of the rows. \return each row's cluster, -1 where it was left out
std::vector<std::int32_t> clusterSubsample(const Matrix& pool, const ClusterChoiceOptions& options, int clusters,
                                           std::uint64_t seed, const RunContext& context)
{
    const auto count = static_cast<std::size_t>(options.share * static_cast<double>(pool.rows));
    const auto rows = sampleRows(pool.rows, count, Random(streamSeed(seed, kSubsample, 0, 0)));
    const auto found = kMeans(takeRows(pool, rows),
                              {.clusters = clusters,
                               .starts = std::min(kSubsampleStarts, options.starts),
                               .seed = seed,
                               .cosine = options.cosine},
                              context);
    std::vector<std::int32_t> labels(pool.rows, -1);
    for (std::size_t i = 0; i < rows.size(); ++i)
        labels[static_cast<std::size_t>(rows[i])] = found.assignment[i];
    return labels;
}

/// Agreements of pairs of subsamples: as many of the points as there are drawings of noise, and then one of each of
/// those.
std::vector<double> agreements(const Matrix& pool, const std::vector<Matrix>& noise,
                               const ClusterChoiceOptions& options, int clusters, const RunContext& context)
{
    std::vector<double> found(2 * noise.size());
    RunContext inner;
    inner.stop = context.stop;
    parallelFor(found.size(), 1, context.threads, [&](std::size_t i, std::size_t, int) {
        const Matrix& from = i < noise.size() ? pool : noise[i - noise.size()];
        const auto seedOf = [&](std::uint64_t side) {
            return streamSeed(options.seed, kStability, static_cast<std::uint64_t>(clusters), 2 * i + side);
        };
        found[i] = adjustedRandIndex(clusterSubsample(from, options, clusters, seedOf(0), inner),
                                     clusterSubsample(from, options, clusters, seedOf(1), inner));
    });
    return found;
}

double meanOf(std::span<const double> values)
{
    double sum = 0;
    for (const double value : values)
        sum += value;
    return sum / static_cast<double>(values.size());
}

double deviationOf(std::span<const double> values)
{
    if (values.size() < 2)
        return 0;
    const double mean = meanOf(values);
    double squares = 0;
    for (const double value : values)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

/// Clest's rule; 1: nothing is more stable than noise.
int proposeByStability(const std::vector<ClusterChoicePoint>& points, double leastDifference)
{
    int proposed = 1;
    double largest = 0;
    for (const auto& point : points) {
        const double difference = point.stability - point.noiseStability;
        if (difference >= leastDifference && difference >= 2 * point.noiseSpread && difference > largest) {
            largest = difference;
            proposed = point.clusters;
        }
    }
    return proposed;
}

void check(const Matrix& points, const ClusterChoiceOptions& options)
{
    if (options.from < 2 || options.to < options.from)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("From {} to {} clusters is no range to choose from: it begins at 2 or more.",
                                options.from, options.to),
                    "clusters");
    if (options.starts < 1 || options.pairs < 1 || !(options.share > 0 && options.share <= 1))
        throw Error(ErrorCode::InvalidArgument,
                    "The choice needs at least one start and one pair, and a share above 0 and up to 1.");
    const auto least = std::min(points.rows, options.poolRows);
    if (options.share * static_cast<double>(least) < options.to)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} rows are too few to look for {} clusters.", points.rows, options.to), "clusters");
    requireFinite(points);
}

} // namespace

ClusterChoice chooseClusters(const Matrix& points, const ClusterChoiceOptions& options, const RunContext& context,
                             const ClusterChoiceObserver& observer)
{
    check(points, options);
    const Matrix pool =
        takeRows(points, sampleRows(points.rows, options.poolRows, Random(streamSeed(options.seed, kPool, 0, 0))));
    std::vector<Matrix> noise(static_cast<std::size_t>(options.pairs));
    const Noise source(pool);
    parallelFor(noise.size(), 1, context.threads, [&](std::size_t i, std::size_t, int) {
        noise[i] = source.draw(Random(streamSeed(options.seed, kNoise, i, 0)), context);
    });
    RunContext inner;
    inner.stop = context.stop;
    inner.threads = context.threads;

    ClusterChoice choice;
    choice.stabilityRows = pool.rows;
    for (int clusters = options.from; clusters <= options.to; ++clusters) {
        context.throwIfStopped();
        context.report(static_cast<double>(clusters - options.from) / (options.to - options.from + 1),
                       "Trying numbers of clusters");
        ClusterChoicePoint point;
        point.clusters = clusters;
        const auto found = kMeans(
            points, {.clusters = clusters, .starts = options.starts, .seed = options.seed, .cosine = options.cosine},
            inner);
        point.inertia = found.inertia;
        const auto measured =
            silhouette(points, found.assignment,
                       {.exactRows = options.exactRows, .seed = options.seed, .cosine = options.cosine}, inner);
        point.silhouette = measured.mean;
        choice.silhouetteRows = measured.rows.size();
        const auto agreement = agreements(pool, noise, options, clusters, inner);
        const std::span<const double> ofPoints(agreement.data(), noise.size());
        const std::span<const double> ofNoise(agreement.data() + noise.size(), noise.size());
        point.stability = meanOf(ofPoints);
        point.stabilityError = deviationOf(ofPoints) / std::sqrt(static_cast<double>(options.pairs));
        point.noiseStability = meanOf(ofNoise);
        point.noiseSpread = deviationOf(ofNoise);
        choice.points.push_back(point);
        if (observer)
            observer(point);
    }

    choice.bySilhouette =
        std::max_element(choice.points.begin(), choice.points.end(), [](const auto& a, const auto& b) {
            return a.silhouette < b.silhouette;
        })->clusters;
    choice.byStability = proposeByStability(choice.points, options.leastDifference);
    context.report(1, "Trying numbers of clusters");
    return choice;
}

} // namespace matinee
