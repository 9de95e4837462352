#include "embedding/map_places.h"
#include "embedding/map_rows.h"

#include <matinee/alignment.h>
#include <matinee/map_frames.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace matinee {

namespace {

/// What is laid out of an epoch: the rows of the map with other vectors.
FilmMap rowsWith(const FilmMap& map, Matrix vectors, MapLayout layout)
{
    FilmMap rows;
    rows.options = map.options;
    rows.options.layout = layout;
    rows.options.users = false;
    rows.items = map.items;
    rows.clustered = map.clustered;
    rows.vectors = std::move(vectors);
    return rows;
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

MapFrameMaker::MapFrameMaker(std::shared_ptr<const FilmMap> map, MapInput input, VectorHistory history)
    : m_map(std::move(map))
    , m_input(std::move(input))
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
    if (m_map->options.layout != MapLayout::Tsne) {
        // The map lives on with its frame.
        m_frames.push_back({m_map->epoch, std::shared_ptr<const Projection>(m_map, &m_map->projection)});
        return;
    }
    auto picture = principalComponents(m_map->vectors, context);
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
        auto input = m_input;
        input.vectors = m_history.vectors(index);
        auto vectors = preparedVectors(*m_map, input, context);
        if (m_map->options.layout == MapLayout::Umap) {
            FilmMap before;
            before.options = m_map->options;
            before.projection = beside;
            auto rows = rowsWith(*m_map, std::move(vectors), MapLayout::Umap);
            placeRows(rows, input, &before, context, {});
            return std::make_shared<const Projection>(std::move(rows.projection));
        }
        auto picture = principalComponents(vectors, context);
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

Projection MapFrameMaker::principalComponents(const Matrix& vectors, const RunContext& context) const
{
    auto rows = rowsWith(*m_map, vectors, MapLayout::Pca);
    placeRows(rows, m_input, nullptr, context, {});
    return std::move(rows.projection);
}

} // namespace matinee
