#include "embedding/map_rows.h"

#include <fmt/format.h>

#include <algorithm>

namespace matinee {

namespace {

/// Which films the map is of: all, or those that were asked for.
std::vector<std::int32_t> wantedItems(const FilmMapOptions& options, std::size_t itemCount)
{
    std::vector<std::int32_t> items;
    if (options.only.empty()) {
        items.resize(itemCount);
        for (std::size_t i = 0; i < itemCount; ++i)
            items[i] = static_cast<std::int32_t>(i);
        return items;
    }
    items = options.only;
    std::sort(items.begin(), items.end());
    items.erase(std::unique(items.begin(), items.end()), items.end());
    if (items.front() < 0 || static_cast<std::size_t>(items.back()) >= itemCount)
        throw Error(ErrorCode::InvalidArgument, "A film that the map is to be of is not in the data set.");
    return items;
}

Matrix rowsOf(const Matrix& vectors, std::size_t begin, std::size_t end)
{
    Matrix part(end - begin, vectors.columns);
    std::copy(vectors.values.begin() + static_cast<std::ptrdiff_t>(begin * vectors.columns),
              vectors.values.begin() + static_cast<std::ptrdiff_t>(end * vectors.columns), part.values.begin());
    return part;
}

} // namespace

void gatherRows(FilmMap& map, const MapInput& input, const RunContext& context)
{
    const Dataset& data = *input.dataset;
    const FilmVectors& vectors = *input.vectors;
    const Matrix& factors = vectors.items;
    if (factors.rows == 0 || factors.columns == 0)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("The model '{}' has no film factors to draw; choose one with factors, such as "
                                "biased-mf.",
                                input.model),
                    "model");
    const auto itemCount = static_cast<std::size_t>(data.itemCount());
    const auto& trained = input.counts->items;
    if (factors.rows != itemCount || trained.size() < itemCount)
        throw Error(ErrorCode::Internal, "The model's film factors do not belong to this data set.");

    std::vector<std::int32_t> ratings(itemCount, 0);
    for (const auto item : data.ratings.item)
        ++ratings[static_cast<std::size_t>(item)];

    map.epoch = vectors.epoch;
    std::vector<std::int32_t> rare;
    map.items.clear();
    map.leftOut = 0;
    for (const auto item : wantedItems(map.options, itemCount)) {
        const auto count = trained[static_cast<std::size_t>(item)];
        if (count == 0)
            ++map.leftOut;
        else
            (count >= map.options.minimumRatings ? map.items : rare).push_back(item);
    }
    map.clustered = static_cast<std::int32_t>(map.items.size());
    map.items.insert(map.items.end(), rare.begin(), rare.end());

    map.rowOfItem.assign(itemCount, -1);
    map.ratings.resize(map.items.size());
    map.biases.assign(vectors.biases.empty() ? 0 : map.items.size(), 0);
    for (std::size_t r = 0; r < map.items.size(); ++r) {
        const auto item = static_cast<std::size_t>(map.items[r]);
        map.rowOfItem[item] = static_cast<std::int32_t>(r);
        map.ratings[r] = ratings[item];
        if (!map.biases.empty())
            map.biases[r] = vectors.biases[item];
    }
    map.vectors = preparedVectors(map, input, context);
}

Matrix preparedVectors(const FilmMap& map, const MapInput& input, const RunContext& context)
{
    const Matrix& factors = input.vectors->items;
    if (factors.rows != map.rowOfItem.size())
        throw Error(ErrorCode::Internal, "The model's film factors do not belong to this data set.");
    std::vector<std::int32_t> trainingRatings(map.items.size());
    Matrix raw(map.items.size(), factors.columns);
    for (std::size_t r = 0; r < map.items.size(); ++r) {
        const auto item = static_cast<std::size_t>(map.items[r]);
        const auto from = factors.row(item);
        std::copy(from.begin(), from.end(), raw.row(r).begin());
        trainingRatings[r] = input.counts->items[item];
    }
    return prepareVectors(raw, trainingRatings, map.options.preparation, context);
}

Matrix clusteredVectors(const FilmMap& map)
{
    return rowsOf(map.vectors, 0, static_cast<std::size_t>(map.clustered));
}

Matrix otherVectors(const FilmMap& map)
{
    return rowsOf(map.vectors, static_cast<std::size_t>(map.clustered), map.items.size());
}

} // namespace matinee
