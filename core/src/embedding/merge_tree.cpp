#include "embedding/merge_tree.h"

#include "support/parallel.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The cluster nearest to another, and how far it is by the measure that merging goes by.
struct Neighbour
{
    std::size_t place = 0;
    float distance = kInfinity;
};

/// Clusters as Ward's linkage needs them: centroid and weight. Places of those that were merged are given up from time
/// to time.
class WardClusters
{
public:
    WardClusters(const KMeansPoints& points, std::span<const double> weights)
        : m_columns(points.columns())
        , m_names(points.rows())
        , m_weights(weights.begin(), weights.end())
        , m_centroids(points.rows() * points.columns())
    {
        std::iota(m_names.begin(), m_names.end(), 0);
        for (std::size_t i = 0; i < points.rows(); ++i)
            std::copy_n(points.row(i), m_columns, m_centroids.begin() + static_cast<std::ptrdiff_t>(i * m_columns));
        layOut();
    }

    std::size_t places() const { return m_names.size(); }
    bool isAlive(std::size_t place) const { return m_weights[place] > 0; }
    void setBlocked(std::size_t place, bool blocked) { m_blocked[place] = blocked ? kInfinity : 0; }

    Neighbour nearest(std::size_t place)
    {
        std::copy_n(centroid(place), m_columns, m_point.begin());
        kernels::distanceKernels().squaredDistances(m_point.data(), m_columns, m_tiles.tile(0), m_tiles.count(),
                                                    m_distances.data());
        const auto own = static_cast<float>(m_weights[place]);
        float* distances = m_distances.data();
        // Lane by lane: one minimum after the other would wait for the one before.
        float lanes[kernels::kTileRows];
        std::fill_n(lanes, kernels::kTileRows, kInfinity);
        const float* weights = m_roundedWeights.data();
        const float* blocked = m_blocked.data();
        for (std::size_t first = 0; first < m_blocked.size(); first += kernels::kTileRows) {
            for (std::size_t lane = 0; lane < kernels::kTileRows; ++lane) {
                const auto i = first + lane;
                distances[i] = distances[i] * (own * weights[i] / (own + weights[i])) + blocked[i];
                lanes[lane] = distances[i] < lanes[lane] ? distances[i] : lanes[lane];
            }
        }
        const float least = *std::min_element(lanes, lanes + kernels::kTileRows);
        return {static_cast<std::size_t>(std::find(distances, distances + places(), least) - distances), least};
    }

    float distance(std::size_t, std::size_t to) const
    {
        const float* distances = m_distances.data();
        return distances[to];
    }

    Merge merge(std::size_t a, std::size_t b)
    {
        double* from = m_centroids.data() + a * m_columns;
        double* to = m_centroids.data() + b * m_columns;
        const double weight = m_weights[a] + m_weights[b];
        double squared = 0;
        for (std::size_t j = 0; j < m_columns; ++j) {
            squared += (from[j] - to[j]) * (from[j] - to[j]);
            to[j] = (m_weights[a] * from[j] + m_weights[b] * to[j]) / weight;
            m_tiles.tile(b / kernels::kTileRows)[j * kernels::kTileRows + b % kernels::kTileRows] =
                static_cast<float>(to[j]);
        }
        const Merge merge{m_names[a], m_names[b], std::sqrt(2 * m_weights[a] * m_weights[b] / weight * squared)};
        m_weights[a] = 0;
        m_blocked[a] = kInfinity;
        m_weights[b] = weight;
        m_roundedWeights[b] = static_cast<float>(weight);
        return merge;
    }

    void compact()
    {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < places(); ++i) {
            if (!isAlive(i))
                continue;
            m_names[kept] = m_names[i];
            m_weights[kept] = m_weights[i];
            std::copy_n(centroid(i), m_columns, m_centroids.begin() + static_cast<std::ptrdiff_t>(kept * m_columns));
            ++kept;
        }
        m_names.resize(kept);
        m_weights.resize(kept);
        layOut();
    }

private:
    const double* centroid(std::size_t place) const { return m_centroids.data() + place * m_columns; }

    void layOut()
    {
        std::vector<float> rounded(places() * m_columns);
        std::copy_n(m_centroids.begin(), rounded.size(), rounded.begin());
        m_tiles = Tiles(places(), m_columns, [&](std::size_t i) { return rounded.data() + i * m_columns; });
        m_point.resize(m_columns);
        m_distances = AlignedArray<float>(m_tiles.count() * kernels::kTileRows);
        const auto padded = m_tiles.count() * kernels::kTileRows;
        m_blocked.assign(places(), 0);
        m_blocked.resize(padded, kInfinity);
        m_roundedWeights.assign(padded, 0);
        std::transform(m_weights.begin(), m_weights.end(), m_roundedWeights.begin(),
                       [](double weight) { return static_cast<float>(weight); });
    }

    std::size_t m_columns;
    std::vector<std::int32_t> m_names;
    std::vector<double> m_weights; ///< 0: merged into another
    std::vector<double> m_centroids;
    std::vector<float> m_roundedWeights;
    std::vector<float> m_blocked; ///< infinite: not to be found
    std::vector<float> m_point;
    Tiles m_tiles;
    AlignedArray<float> m_distances;
};

/// Clusters as average linkage needs them: the distances of all pairs.
class AverageClusters
{
public:
    AverageClusters(const KMeansPoints& points, std::span<const double> weights, const RunContext& context)
        : m_names(points.rows())
        , m_weights(weights.begin(), weights.end())
        , m_blocked(points.rows(), false)
        , m_distances(points.rows() * (points.rows() - 1) / 2)
    {
        std::iota(m_names.begin(), m_names.end(), 0);
        const auto padded = points.tiles().count() * kernels::kTileRows;
        std::vector<std::vector<float>> scratch(static_cast<std::size_t>(std::max(context.threads, 1)),
                                                std::vector<float>(padded));
        parallelFor(points.rows(), 16, context.threads, [&](std::size_t begin, std::size_t end, int worker) {
            context.throwIfStopped();
            float* squared = scratch[static_cast<std::size_t>(worker)].data();
            for (std::size_t i = std::max<std::size_t>(begin, 1); i < end; ++i) {
                kernels::distanceKernels().squaredDistances(points.row(i), points.columns(), points.tiles().tile(0),
                                                            tilesFor(i), squared);
                std::transform(squared, squared + i, m_distances.begin() + static_cast<std::ptrdiff_t>(indexOf(i, 0)),
                               [](float value) { return std::sqrt(value); });
            }
        });
        m_alive.resize(points.rows());
        std::iota(m_alive.begin(), m_alive.end(), std::size_t(0));
    }

    std::size_t places() const { return m_names.size(); }
    bool isAlive(std::size_t place) const { return m_weights[place] > 0; }
    void setBlocked(std::size_t place, bool blocked) { m_blocked[place] = blocked; }

    Neighbour nearest(std::size_t place)
    {
        Neighbour found;
        const auto look = [&](std::size_t other, float between) {
            if (between < found.distance && !m_blocked[other])
                found = {other, between};
        };
        // The numbers of a place lie in its row, up to itself, and one in each row below.
        auto other = m_alive.begin();
        const float* row = m_distances.data() + indexOf(place, 0);
        for (; *other < place; ++other)
            look(*other, row[*other]);
        for (++other; other != m_alive.end(); ++other)
            look(*other, m_distances[indexOf(*other, place)]);
        return found;
    }

    float distance(std::size_t a, std::size_t b) const { return m_distances[indexOf(std::max(a, b), std::min(a, b))]; }

    Merge merge(std::size_t a, std::size_t b)
    {
        const Merge merge{m_names[a], m_names[b], double(distance(a, b))};
        const double weight = m_weights[a] + m_weights[b];
        for (const auto other : m_alive) {
            if (other == a || other == b)
                continue;
            const double mean =
                (m_weights[a] * double(distance(a, other)) + m_weights[b] * double(distance(b, other))) / weight;
            m_distances[indexOf(std::max(b, other), std::min(b, other))] = static_cast<float>(mean);
        }
        m_weights[a] = 0;
        m_weights[b] = weight;
        m_alive.erase(std::lower_bound(m_alive.begin(), m_alive.end(), a));
        return merge;
    }

    void compact()
    {
        // Forwards in place: no number is read after its place was written.
        for (std::size_t i = 0; i < m_alive.size(); ++i) {
            const auto from = m_alive[i];
            for (std::size_t j = 0; j < i; ++j)
                m_distances[indexOf(i, j)] = m_distances[indexOf(from, m_alive[j])];
            m_names[i] = m_names[from];
            m_weights[i] = m_weights[from];
        }
        m_names.resize(m_alive.size());
        m_weights.resize(m_alive.size());
        m_blocked.assign(m_alive.size(), false);
        std::iota(m_alive.begin(), m_alive.end(), std::size_t(0));
    }

private:
    static std::size_t indexOf(std::size_t larger, std::size_t smaller)
    {
        return larger * (larger - 1) / 2 + smaller; // 0 for the first place, which has no numbers of its own
    }

    std::vector<std::int32_t> m_names;
    std::vector<double> m_weights; ///< 0: merged into another
    std::vector<std::size_t> m_alive;
    std::vector<bool> m_blocked;
    std::vector<float> m_distances; ///< below the diagonal, row by row
};

/// Follows nearest neighbours until two are each other's, which may be merged at once: linkages that never draw a
/// merged cluster nearer to a third allow any order.
template <class Clusters>
std::vector<Merge> mergeAll(Clusters& clusters, const RunContext& context)
{
    const auto points = clusters.places();
    std::vector<Merge> merges;
    merges.reserve(points - 1);
    std::vector<std::size_t> chain;
    std::size_t begin = 0;
    while (merges.size() + 1 < points) {
        context.throwIfStopped();
        if (chain.empty()) {
            const auto alive = points - merges.size();
            if (alive < clusters.places() / 4 * 3) {
                clusters.compact();
                begin = 0;
            }
            while (!clusters.isAlive(begin))
                ++begin;
            chain.push_back(begin);
            clusters.setBlocked(begin, true);
        }
        // What is in the chain is not looked at, but for the one before: rounding cannot lead in a circle.
        const auto top = chain.back();
        const bool hasBefore = chain.size() > 1;
        const auto before = hasBefore ? chain[chain.size() - 2] : top;
        if (hasBefore)
            clusters.setBlocked(before, false);
        const auto found = clusters.nearest(top);
        if (!hasBefore || (found.place != before && found.distance < clusters.distance(top, before))) {
            if (hasBefore)
                clusters.setBlocked(before, true);
            chain.push_back(found.place);
            clusters.setBlocked(found.place, true);
            continue;
        }
        clusters.setBlocked(top, false);
        chain.resize(chain.size() - 2);
        merges.push_back(clusters.merge(top, before));
        if (merges.size() % 256 == 0)
            context.report(static_cast<double>(merges.size()) / static_cast<double>(points), "Merging clusters");
    }
    std::stable_sort(merges.begin(), merges.end(), [](const Merge& x, const Merge& y) { return x.height < y.height; });
    return merges;
}

} // namespace

std::vector<Merge> mergeTree(const KMeansPoints& points, std::span<const double> weights, Linkage linkage,
                             const RunContext& context)
{
    if (points.rows() < 2)
        return {};
    if (linkage == Linkage::Average) {
        AverageClusters clusters(points, weights, context);
        return mergeAll(clusters, context);
    }
    WardClusters clusters(points, weights);
    return mergeAll(clusters, context);
}

std::vector<std::int32_t> cutTree(std::span<const Merge> merges, std::size_t points, std::size_t clusters)
{
    std::vector<std::int32_t> parent(points);
    std::iota(parent.begin(), parent.end(), 0);
    const auto rootOf = [&parent](std::int32_t point) {
        while (parent[static_cast<std::size_t>(point)] != point) {
            auto& up = parent[static_cast<std::size_t>(point)];
            up = parent[static_cast<std::size_t>(up)];
            point = up;
        }
        return point;
    };
    for (std::size_t i = 0; i + clusters < points; ++i)
        parent[static_cast<std::size_t>(rootOf(merges[i].a))] = rootOf(merges[i].b);

    std::vector<std::int32_t> number(points, -1);
    std::vector<std::int32_t> labels(points);
    std::int32_t next = 0;
    for (std::size_t i = 0; i < points; ++i) {
        auto& label = number[static_cast<std::size_t>(rootOf(static_cast<std::int32_t>(i)))];
        if (label < 0)
            label = next++;
        labels[i] = label;
    }
    return labels;
}

} // namespace matinee
