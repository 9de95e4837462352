#include <matinee/clustering.h>
#include <matinee/map_comparison.h>
#include <matinee/neighbour_graph.h>

#include <algorithm>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

std::vector<ComparedFilm> filmsInBoth(const FilmMap& left, const Dataset& leftData, const FilmMap& right,
                                      const Dataset& rightData)
{
    std::vector<ComparedFilm> films;
    for (std::size_t row = 0; row < left.items.size(); ++row) {
        if (left.clustering.assignment[row] < 0)
            continue;
        const auto other = rightData.items.find(leftData.items.id(left.items[row]));
        if (!other || static_cast<std::size_t>(*other) >= right.rowOfItem.size())
            continue;
        const auto rightRow = right.rowOfItem[static_cast<std::size_t>(*other)];
        if (rightRow >= 0 && right.clustering.assignment[static_cast<std::size_t>(rightRow)] >= 0)
            films.push_back({static_cast<std::int32_t>(row), rightRow});
    }
    return films;
}

template <class RowOf>
NeighbourGraph graphOf(const FilmMap& map, const std::vector<ComparedFilm>& films, RowOf rowOf,
                       const MapComparisonOptions& options, const RunContext& context)
{
    Matrix vectors(films.size(), map.vectors.columns);
    for (std::size_t f = 0; f < films.size(); ++f) {
        const auto from = map.vectors.row(static_cast<std::size_t>(rowOf(films[f])));
        std::copy(from.begin(), from.end(), vectors.row(f).begin());
    }
    return nearestNeighbours(vectors, options.neighbours, {.metric = NeighbourMetric::Cosine, .seed = options.seed},
                             context);
}

/// How many of the numbers of one list are in the other; both are short.
std::size_t inBoth(std::span<const std::int32_t> a, std::span<const std::int32_t> b)
{
    return static_cast<std::size_t>(
        std::count_if(a.begin(), a.end(), [b](std::int32_t n) { return std::find(b.begin(), b.end(), n) != b.end(); }));
}

void compareNeighbours(MapComparison& result, const FilmMap& left, const FilmMap& right,
                       const MapComparisonOptions& options, const RunContext& context)
{
    result.meanOverlap = std::numeric_limits<double>::quiet_NaN();
    if (result.films.size() < 2)
        return;
    context.report(0, "Comparing neighbours");
    const auto a = graphOf(
        left, result.films, [](const ComparedFilm& f) { return f.leftRow; }, options, context);
    context.report(0.5, "Comparing neighbours");
    const auto b = graphOf(
        right, result.films, [](const ComparedFilm& f) { return f.rightRow; }, options, context);
    result.neighbours = static_cast<int>(a.count);
    result.exact = a.exact && b.exact;
    double sum = 0;
    for (std::size_t f = 0; f < result.films.size(); ++f) {
        const double share =
            static_cast<double>(inBoth(a.neighboursOf(f), b.neighboursOf(f))) / static_cast<double>(a.count);
        result.films[f].overlap = static_cast<float>(share);
        sum += share;
    }
    result.meanOverlap = sum / static_cast<double>(result.films.size());
}

void compareClusters(MapComparison& result, const FilmMap& left, const FilmMap& right)
{
    std::vector<std::int32_t> a;
    std::vector<std::int32_t> b;
    result.contingency.assign(left.clusters.size() * right.clusters.size(), 0);
    for (const auto& film : result.films) {
        a.push_back(left.clustering.assignment[static_cast<std::size_t>(film.leftRow)]);
        b.push_back(right.clustering.assignment[static_cast<std::size_t>(film.rightRow)]);
        ++result.contingency[static_cast<std::size_t>(a.back()) * right.clusters.size() +
                             static_cast<std::size_t>(b.back())];
    }
    result.adjustedRandIndex = adjustedRandIndex(a, b);
    result.mutualInformation = normalisedMutualInformation(a, b);
}

PlaneTransform turnOf(const MapComparison& comparison, const FilmMap& left, const FilmMap& right)
{
    Projection target;
    Projection picture;
    for (const auto& film : comparison.films) {
        target.x.push_back(left.projection.x[static_cast<std::size_t>(film.leftRow)]);
        target.y.push_back(left.projection.y[static_cast<std::size_t>(film.leftRow)]);
        picture.x.push_back(right.projection.x[static_cast<std::size_t>(film.rightRow)]);
        picture.y.push_back(right.projection.y[static_cast<std::size_t>(film.rightRow)]);
    }
    return alignmentTo(target, picture, {.scale = true, .weights = {}});
}

} // namespace

MapComparison compareMaps(const FilmMap& left, const Dataset& leftData, const FilmMap& right, const Dataset& rightData,
                          const MapComparisonOptions& options, const RunContext& context)
{
    MapComparison result;
    result.films = filmsInBoth(left, leftData, right, rightData);
    if (result.films.empty())
        throw Error(ErrorCode::InvalidArgument, "The two maps have no film in their clusters in common.");
    compareNeighbours(result, left, right, options, context);
    compareClusters(result, left, right);
    result.turn = turnOf(result, left, right);
    return result;
}

} // namespace matinee
