#include "embedding/spectral.h"
#include "embedding/umap_graph.h"
#include "embedding/umap_layout.h"

#include <matinee/random.h>
#include <matinee/umap.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

constexpr int kEpochsOfFew = 500;
constexpr int kEpochsOfMany = 200;
constexpr std::size_t kFewRows = 10'000;
constexpr float kStartExtent = 10; ///< from the least to the greatest coordinate, along each axis
constexpr float kStartNoise = 1e-4F;

void check(const UmapOptions& options, std::size_t rows)
{
    const auto require = [](bool holds, const char* what, const char* where) {
        if (!holds)
            throw Error(ErrorCode::InvalidArgument, fmt::format("UMAP: {}.", what), where);
    };
    require(options.neighbours >= 2, "a row must have at least 2 neighbours, itself counted", "neighbours");
    require(options.epochs >= 0, "the epochs cannot be negative", "epochs");
    require(options.negatives >= 0, "the negatives cannot be negative in number", "negatives");
    require(options.learningRate > 0 && std::isfinite(options.learningRate), "the learning rate must be positive",
            "learning_rate");
    if (options.coordinates) {
        require(options.coordinates->x.size() == rows && options.coordinates->y.size() == rows,
                "the coordinates to go on from are not as many as the rows", "coordinates");
        const auto finite = [](const std::vector<float>& values) {
            return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
        };
        require(finite(options.coordinates->x) && finite(options.coordinates->y),
                "the coordinates to go on from are not all numbers", "coordinates");
    }
}

int epochsOf(const UmapOptions& options, std::size_t rows)
{
    return options.epochs > 0 ? options.epochs : rows <= kFewRows ? kEpochsOfFew : kEpochsOfMany;
}

/// Between 0 and kStartExtent, with a little noise so that no two points are in one place.
void stretch(std::vector<float>& values, Random& random)
{
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const float from = *low;
    const float scale = *high > from ? kStartExtent / (*high - from) : 0;
    for (float& value : values)
        value = (value - from) * scale + kStartNoise * static_cast<float>(random.normal());
}

Projection startOf(const Matrix& points, const WeightedGraph& graph, const UmapOptions& options, Random& random,
                   const RunContext& context)
{
    if (options.coordinates)
        return {.x = options.coordinates->x, .y = options.coordinates->y};
    Projection start = projectPca(points, context);
    if (options.start == UmapStart::Spectral)
        start = spectralLayout(graph, start, random, context);
    stretch(start.x, random);
    stretch(start.y, random);
    return start;
}

} // namespace

Projection projectUmap(const Matrix& points, const UmapOptions& options, const RunContext& context,
                       const PictureObserver& onPicture)
{
    check(options, points.rows);
    const NeighbourGraph graph =
        nearestNeighbours(points, options.neighbours - 1, {.metric = options.metric, .seed = options.seed}, context);
    return projectUmap(points, graph, options, context, onPicture);
}

Projection projectUmap(const Matrix& points, const NeighbourGraph& graph, const UmapOptions& options,
                       const RunContext& context, const PictureObserver& onPicture)
{
    check(options, points.rows);
    const UmapCurve curve = fitUmapCurve(options.minimumDistance, options.spread);
    const auto wanted = std::min(static_cast<std::size_t>(options.neighbours), points.rows);
    if (graph.rows != points.rows || graph.count + 1 < wanted)
        throw Error(ErrorCode::InvalidArgument, "UMAP: the graph has not the neighbours of these rows.", "neighbours");
    if (points.rows < 2)
        return {.x = std::vector<float>(points.rows), .y = std::vector<float>(points.rows)};

    const std::size_t count = wanted - 1;
    const WeightedGraph united = fuzzyUnion(graph, count, smoothDistances(graph, count, context));
    Random random(options.seed);
    const Projection start = startOf(points, united, options, random, context);
    UmapLayout layout(united, start,
                      {.curve = curve,
                       .epochs = epochsOf(options, points.rows),
                       .negatives = options.negatives,
                       .learningRate = options.learningRate,
                       .key = random.next(),
                       .threads = context.threads});
    layout.run(context, onPicture);
    return layout.picture();
}

Projection umapTransform(const Matrix& points, const Projection& map, const Matrix& further, const UmapOptions& options,
                         const RunContext& context)
{
    UmapOptions checked = options;
    checked.coordinates = map;
    check(checked, points.rows);
    const UmapCurve curve = fitUmapCurve(options.minimumDistance, options.spread);
    Projection start{.x = std::vector<float>(further.rows), .y = std::vector<float>(further.rows)};
    const NeighbourGraph graph = nearestNeighboursOf(further, points, options.neighbours, options.metric, context);
    if (graph.count == 0)
        return start;

    const SmoothDistances smooth = smoothDistances(graph, graph.count, context);
    WeightedGraph pulls;
    pulls.begin.push_back(0);
    for (std::size_t r = 0; r < graph.rows; ++r) {
        double x = 0;
        double y = 0;
        double total = 0;
        for (std::size_t n = 0; n < graph.count; ++n) {
            const auto neighbour = static_cast<std::size_t>(graph.neighboursOf(r)[n]);
            const float weight = membership(graph, smooth, r, n);
            pulls.column.push_back(static_cast<std::int32_t>(neighbour));
            pulls.weight.push_back(weight);
            x += double(weight) * map.x[neighbour];
            y += double(weight) * map.y[neighbour];
            total += weight;
        }
        pulls.begin.push_back(pulls.column.size());
        start.x[r] = static_cast<float>(x / total);
        start.y[r] = static_cast<float>(y / total);
    }
    Random random(options.seed);
    // A third of the epochs at a quarter of the rate, as umap-learn does.
    UmapLayout layout(pulls, start, map,
                      {.curve = curve,
                       .epochs = std::max(1, epochsOf(options, points.rows) / 3),
                       .negatives = options.negatives,
                       .learningRate = options.learningRate / 4,
                       .key = random.next(),
                       .threads = context.threads});
    layout.run(context, {});
    return layout.picture();
}

} // namespace matinee
