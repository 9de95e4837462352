#include "embedding/umap_layout.h"

#include "embedding/kernels/umap_kernels.h"
#include "support/parallel.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace matinee {

namespace {

using kernels::kGroup;

constexpr std::size_t kGroupsAtOnce = 16;      ///< of a thread
constexpr std::size_t kRowsOfOneThread = 2000; ///< an epoch of fewer is over before another thread has begun
constexpr auto kBetweenPictures = std::chrono::milliseconds(50);

std::size_t groupsOf(std::size_t rows)
{
    return (rows + kGroup - 1) / kGroup;
}

/// Lets the first points follow the count ones again, as a run of them may begin at any.
void wrap(std::vector<float>& points, std::size_t count)
{
    points.resize(2 * (count + kGroup));
    for (std::size_t i = 0; i < 2 * kGroup; ++i)
        points[2 * count + i] = points[i % (2 * count)];
}

double weightOf(const WeightedGraph& graph, std::size_t row)
{
    return std::accumulate(graph.weight.begin() + static_cast<std::ptrdiff_t>(graph.begin[row]),
                           graph.weight.begin() + static_cast<std::ptrdiff_t>(graph.begin[row + 1]), 0.0);
}

} // namespace

UmapLayout::UmapLayout(const WeightedGraph& graph, const Projection& start, const Settings& settings)
    : m_settings(settings)
    , m_rows(graph.rows())
    , m_fixedOthers(false)
    , m_otherCount(m_rows)
{
    group(graph);
    place(start);
}

UmapLayout::UmapLayout(const WeightedGraph& graph, const Projection& start, const Projection& others,
                       const Settings& settings)
    : m_settings(settings)
    , m_rows(graph.rows())
    , m_fixedOthers(true)
    , m_otherCount(others.x.size())
{
    group(graph);
    place(start);
    for (std::size_t i = 0; i < m_otherCount; ++i)
        m_others.insert(m_others.end(), {others.x[i], others.y[i]});
    wrap(m_others, m_otherCount);
}

void UmapLayout::group(const WeightedGraph& graph)
{
    std::vector<double> weights(m_rows);
    for (std::size_t r = 0; r < m_rows; ++r)
        weights[r] = weightOf(graph, r);
    m_order.resize(m_rows);
    std::iota(m_order.begin(), m_order.end(), 0);
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::int32_t a, std::int32_t b) {
        return weights[static_cast<std::size_t>(a)] > weights[static_cast<std::size_t>(b)];
    });
    std::vector<std::uint32_t> placeOf(m_rows);
    for (std::size_t p = 0; p < m_rows; ++p)
        placeOf[static_cast<std::size_t>(m_order[p])] = static_cast<std::uint32_t>(p);

    // Edges that would be used less than once are left out, as in umap-learn.
    const float most = graph.weight.empty() ? 0 : *std::max_element(graph.weight.begin(), graph.weight.end());
    const double least = double(most) / m_settings.epochs;
    const auto isUsed = [&](std::size_t edge) { return graph.weight[edge] >= least && graph.weight[edge] > 0; };
    const auto rowAt = [this](std::size_t place) { return static_cast<std::size_t>(m_order[place]); };

    m_slots.assign(1, 0);
    for (std::size_t g = 0; g < groupsOf(m_rows); ++g) {
        std::size_t longest = 0;
        for (std::size_t p = g * kGroup; p < std::min(m_rows, (g + 1) * kGroup); ++p) {
            std::size_t used = 0;
            for (std::size_t e = graph.begin[rowAt(p)]; e < graph.begin[rowAt(p) + 1]; ++e)
                used += isUsed(e);
            longest = std::max(longest, used);
        }
        m_mostSlots = std::max(m_mostSlots, longest);
        m_slots.push_back(m_slots.back() + longest);
    }
    m_targets = AlignedArray<std::uint32_t>(m_slots.back() * kGroup);
    m_shares = AlignedArray<std::uint32_t>(m_slots.back() * kGroup);
    for (std::size_t p = 0; p < m_rows; ++p) {
        std::size_t slot = m_slots[p / kGroup];
        for (std::size_t e = graph.begin[rowAt(p)]; e < graph.begin[rowAt(p) + 1]; ++e) {
            if (!isUsed(e))
                continue;
            const std::size_t at = slot++ * kGroup + p % kGroup;
            const auto column = static_cast<std::uint32_t>(graph.column[e]);
            m_targets.data()[at] = m_fixedOthers ? column : placeOf[column];
            m_shares.data()[at] =
                static_cast<std::uint32_t>(std::min(double(graph.weight[e]) / most * 0x1p32, double(UINT32_MAX)));
        }
    }
    m_scratch.assign(static_cast<std::size_t>(std::max(1, m_settings.threads)),
                     std::vector<std::uint32_t>((m_mostSlots + 2) * kGroup));
}

void UmapLayout::place(const Projection& start)
{
    m_points.assign(2 * groupsOf(m_rows) * kGroup, 0);
    for (std::size_t p = 0; p < m_rows; ++p) {
        const auto row = static_cast<std::size_t>(m_order[p]);
        m_points[2 * p] = start.x[row];
        m_points[2 * p + 1] = start.y[row];
    }
    if (!m_fixedOthers)
        wrap(m_points, m_rows);
    m_moved = m_points;
}

void UmapLayout::move(int epoch, const RunContext& context)
{
    kernels::UmapEpoch work;
    work.before = m_points.data();
    work.after = m_moved.data();
    work.others = m_fixedOthers ? m_others.data() : m_points.data();
    work.otherCount = m_otherCount;
    work.slots = m_slots.data();
    work.targets = m_targets.data();
    work.shares = m_shares.data();
    work.epoch = static_cast<std::uint32_t>(epoch);
    work.key = m_settings.key;
    work.rate = static_cast<float>(m_settings.learningRate * (1.0 - double(epoch) / m_settings.epochs));
    work.a = static_cast<float>(m_settings.curve.a);
    work.b = static_cast<float>(m_settings.curve.b);
    work.negatives = m_settings.negatives;
    work.pullTwice = !m_fixedOthers;
    const auto moveGroups = kernels::umapKernels().moveGroups;
    parallelFor(
        groupsOf(m_rows), kGroupsAtOnce, m_rows < kRowsOfOneThread ? 1 : m_settings.threads,
        [&](std::size_t begin, std::size_t end, int worker) {
            moveGroups(work, begin, end, m_scratch[static_cast<std::size_t>(worker)].data());
        },
        [&](std::size_t) {
            context.throwIfStopped();
            return true;
        });
    m_points.swap(m_moved);
    if (!m_fixedOthers)
        wrap(m_points, m_rows);
}

void UmapLayout::run(const RunContext& context, const PictureObserver& onPicture)
{
    auto lastPicture = std::chrono::steady_clock::now() - kBetweenPictures;
    for (int epoch = 0; epoch < m_settings.epochs; ++epoch) {
        const double fraction = double(epoch) / m_settings.epochs;
        context.throwIfStopped();
        if (onPicture && std::chrono::steady_clock::now() - lastPicture >= kBetweenPictures) {
            onPicture(fraction, picture());
            lastPicture = std::chrono::steady_clock::now();
        }
        context.report(fraction, "Drawing the map");
        move(epoch, context);
    }
}

Projection UmapLayout::picture() const
{
    Projection picture;
    picture.x.resize(m_rows);
    picture.y.resize(m_rows);
    double meanX = 0;
    double meanY = 0;
    if (!m_fixedOthers) {
        for (std::size_t p = 0; p < m_rows; ++p) {
            meanX += m_points[2 * p] / static_cast<double>(m_rows);
            meanY += m_points[2 * p + 1] / static_cast<double>(m_rows);
        }
    }
    for (std::size_t p = 0; p < m_rows; ++p) {
        const auto row = static_cast<std::size_t>(m_order[p]);
        picture.x[row] = static_cast<float>(m_points[2 * p] - meanX);
        picture.y[row] = static_cast<float>(m_points[2 * p + 1] - meanY);
    }
    return picture;
}

} // namespace matinee
