#include <matinee/alignment.h>
#include <matinee/map_frames.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace matinee {

namespace {

/// The first rows of points, or all of them.
Matrix firstRows(const Matrix& points, std::size_t rows)
{
    Matrix first;
    first.rows = rows;
    first.columns = points.columns;
    first.values.assign(points.values.begin(),
                        points.values.begin() + static_cast<std::ptrdiff_t>(rows * points.columns));
    return first;
}

/// The plane of the rows that are in clusters, with all rows in it.
Projection principalPlane(const Matrix& points, std::size_t clustered, const RunContext& context)
{
    if (clustered == points.rows || points.columns < 3)
        return projectPca(points, context);
    return projectOnto(points, fitPca(firstRows(points, clustered), 2, context), 0, 1, context);
}

std::vector<double> weightsOf(const FilmMap& map)
{
    std::vector<double> weights(map.items.size(), 0);
    std::fill(weights.begin(), weights.begin() + map.clustered, 1.0);
    return weights;
}

void scale(Projection& picture, double factor)
{
    for (auto* axis : {&picture.x, &picture.y})
        for (float& value : *axis)
            value = static_cast<float>(value * factor);
}

} // namespace

MapFrameMaker::MapFrameMaker(std::shared_ptr<const FilmMap> map, VectorHistory history)
    : m_map(std::move(map))
    , m_history(std::move(history))
{
    // The map stands for its own epoch.
    const auto epochs = m_history.epochs();
    m_before = static_cast<std::size_t>(std::ranges::lower_bound(epochs, m_map->epoch) - epochs.begin());
    m_next = static_cast<std::size_t>(std::ranges::upper_bound(epochs, m_map->epoch) - epochs.begin());
    m_after = epochs.size() - m_next;
    m_count = m_before + 1 + m_after;
}

void MapFrameMaker::begin(const RunContext& context)
{
    if (m_map->options.layout == MapLayout::Pca) {
        // The map lives on with its frame.
        m_frames.push_back({m_map->epoch, std::shared_ptr<const Projection>(m_map, &m_map->projection)});
        return;
    }
    auto picture = principalPlane(m_map->vectors, static_cast<std::size_t>(m_map->clustered), context);
    const auto weights = weightsOf(*m_map);
    const auto transform = alignmentTo(m_map->projection, picture, {.scale = true, .weights = weights});
    m_scale = std::hypot(transform.xx, transform.yx);
    transform.apply(picture);
    m_frames.push_back({m_map->epoch, std::make_shared<const Projection>(std::move(picture))});
}

bool MapFrameMaker::makeNext(const RunContext& context)
{
    if (m_frames.empty()) {
        begin(context);
        return true;
    }
    while (m_before > 0) {
        auto places = frame(m_before - 1, *m_frames.front().places, context);
        --m_before;
        if (places) {
            m_frames.insert(m_frames.begin(), {m_history.epoch(m_before), std::move(places)});
            return true;
        }
    }
    while (m_after > 0) {
        auto places = frame(m_next, *m_frames.back().places, context);
        --m_after;
        ++m_next;
        if (places) {
            m_frames.push_back({m_history.epoch(m_next - 1), std::move(places)});
            return true;
        }
    }
    return false;
}

std::shared_ptr<const Projection> MapFrameMaker::frame(std::size_t index, const Projection& beside,
                                                       const RunContext& context)
{
    context.throwIfStopped();
    try {
        const auto vectors = m_history.vectors(index);
        const auto& factors = vectors->items;
        if (factors.rows != m_map->rowOfItem.size() || factors.columns != m_map->vectors.columns)
            return nullptr;
        Matrix points(m_map->items.size(), factors.columns);
        for (std::size_t r = 0; r < points.rows; ++r)
            std::ranges::copy(factors.row(static_cast<std::size_t>(m_map->items[r])), points.row(r).begin());
        auto picture = principalPlane(points, static_cast<std::size_t>(m_map->clustered), context);
        if (m_scale != 1)
            scale(picture, m_scale);
        const auto weights = weightsOf(*m_map);
        alignmentTo(beside, picture, {.weights = weights}).apply(picture);
        return std::make_shared<const Projection>(std::move(picture));
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Stopped)
            throw;
        return nullptr;
    }
}

} // namespace matinee
