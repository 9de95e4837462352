#include "embedding/kmeans_run.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

/// Rows whose weights are summed in float, and skipped at once by a draw.
constexpr std::size_t kBlock = 256;

/// The squared distance of every row to the nearest centroid so far.
class Potential
{
public:
    explicit Potential(const KMeansPoints& points)
        : m_points(points)
        , m_kernels(kernels::distanceKernels())
        , m_padded(points.tiles().count() * kernels::kTileRows)
        , m_nearest(m_padded)
        , m_trial(m_padded)
        , m_best(m_padded)
        , m_blocks((m_padded + kBlock - 1) / kBlock)
        , m_trialBlocks(m_blocks.size())
        , m_bestBlocks(m_blocks.size())
    {}

    void begin(std::size_t row)
    {
        std::fill_n(m_nearest.data(), m_points.rows(), std::numeric_limits<float>::infinity());
        tryRow(row);
        keepTrial();
        accept();
    }

    /// \return the sum of the potential with one more centroid
    double tryRow(std::size_t row)
    {
        m_kernels.squaredDistances(m_points.row(row), m_points.columns(), m_points.tiles().tile(0),
                                   m_points.tiles().count(), m_trial.data());
        double sum = 0;
        for (std::size_t b = 0; b < m_blocks.size(); ++b) {
            const auto first = b * kBlock;
            m_trialBlocks[b] = m_kernels.sumOfMinima(m_nearest.data() + first, m_trial.data() + first,
                                                     std::min(kBlock, m_padded - first));
            sum += double(m_trialBlocks[b]);
        }
        return sum;
    }

    void keepTrial()
    {
        std::swap(m_trial, m_best);
        m_trialBlocks.swap(m_bestBlocks);
    }

    /// The trial that was kept becomes a centroid.
    void accept()
    {
        float* nearest = m_nearest.data();
        const float* best = m_best.data();
        for (std::size_t r = 0; r < m_points.rows(); ++r)
            nearest[r] = best[r] < nearest[r] ? best[r] : nearest[r];
        m_blocks.swap(m_bestBlocks);
    }

    /// A row drawn in proportion to its potential; any row where all of it is zero.
    std::size_t draw(Random& random) const
    {
        const double total = std::accumulate(m_blocks.begin(), m_blocks.end(), 0.0);
        if (!(total > 0))
            return random.below(m_points.rows());
        double left = random.uniform() * total;
        std::size_t block = 0;
        std::size_t last = 0; // of positive weight: what rounding leaves over falls to it
        for (; block < m_blocks.size(); ++block) {
            const double weight = double(m_blocks[block]);
            if (weight > 0)
                last = block;
            if (left < weight)
                break;
            left -= weight;
        }
        const auto first = std::min(block, last) * kBlock;
        std::size_t chosen = first;
        for (std::size_t r = first; r < std::min(first + kBlock, m_points.rows()); ++r) {
            const double weight = double(m_nearest.data()[r]);
            if (weight <= 0)
                continue;
            chosen = r;
            left -= weight;
            if (left < 0)
                break;
        }
        return chosen;
    }

private:
    const KMeansPoints& m_points;
    const kernels::DistanceKernels& m_kernels;
    std::size_t m_padded;
    AlignedArray<float> m_nearest; ///< what pads it stays zero
    AlignedArray<float> m_trial;
    AlignedArray<float> m_best;
    std::vector<float> m_blocks; ///< sums of m_nearest
    std::vector<float> m_trialBlocks;
    std::vector<float> m_bestBlocks;
};

} // namespace

std::vector<double> seedCentroids(const KMeansPoints& points, std::size_t clusters, Random& random,
                                  const RunContext& context)
{
    const int trials = 2 + static_cast<int>(std::log(static_cast<double>(clusters)));
    std::vector<double> centroids(clusters * points.columns());
    const auto place = [&](std::size_t cluster, std::size_t row) {
        std::copy_n(points.row(row), points.columns(),
                    centroids.begin() + static_cast<std::ptrdiff_t>(cluster * points.columns()));
    };

    Potential potential(points);
    std::size_t chosen = random.below(points.rows());
    potential.begin(chosen);
    place(0, chosen);
    for (std::size_t cluster = 1; cluster < clusters; ++cluster) {
        double least = std::numeric_limits<double>::infinity();
        for (int trial = 0; trial < trials; ++trial) {
            context.throwIfStopped();
            const auto row = potential.draw(random);
            const double sum = potential.tryRow(row);
            if (trial == 0 || sum < least) {
                least = sum;
                chosen = row;
                potential.keepTrial();
            }
        }
        potential.accept();
        place(cluster, chosen);
    }
    return centroids;
}

} // namespace matinee
