#include "embedding/map_places.h"

#include "embedding/map_rows.h"

#include <matinee/alignment.h>
#include <matinee/neighbour_graph.h>
#include <matinee/tsne.h>
#include <matinee/umap.h>

#include <algorithm>
#include <optional>

namespace matinee {

namespace {

/// Epochs and rate by which a UMAP follows vectors that have moved a little.
constexpr int kFollowingEpochs = 30;
constexpr double kFollowingRate = 0.25;
/// A film that t-SNE has not laid out stands among so many neighbours.
constexpr int kNeighboursToPlaceBy = 5;

Projection firstRows(const Projection& all, std::size_t rows)
{
    const auto count = static_cast<std::ptrdiff_t>(rows);
    return {{all.x.begin(), all.x.begin() + count},
            {all.y.begin(), all.y.begin() + count},
            {all.explained[0], all.explained[1]}};
}

void append(Projection& to, const Projection& more)
{
    to.x.insert(to.x.end(), more.x.begin(), more.x.end());
    to.y.insert(to.y.end(), more.y.begin(), more.y.end());
}

/// The mean of the nearest points' places, the nearer ones weighing more.
Projection placeByNeighbours(const Matrix& points, const Projection& places, const Matrix& further,
                             const RunContext& context)
{
    const auto graph = nearestNeighboursOf(further, points, kNeighboursToPlaceBy, NeighbourMetric::Euclidean, context);
    Projection result;
    result.x.resize(further.rows);
    result.y.resize(further.rows);
    for (std::size_t r = 0; r < further.rows; ++r) {
        const auto neighbours = graph.neighboursOf(r);
        const auto distances = graph.distancesOf(r);
        double sum = 0;
        double x = 0;
        double y = 0;
        for (std::size_t n = 0; n < neighbours.size(); ++n) {
            const auto at = static_cast<std::size_t>(neighbours[n]);
            const double weight = 1 / (1e-6 + static_cast<double>(distances[n]));
            sum += weight;
            x += weight * static_cast<double>(places.x[at]);
            y += weight * static_cast<double>(places.y[at]);
        }
        result.x[r] = static_cast<float>(x / sum);
        result.y[r] = static_cast<float>(y / sum);
    }
    return result;
}

/// Lays out the films in clusters, and places what else there is among them.
class Places
{
public:
    Places(const FilmMap& map, const FilmMap* before, const RunContext& context, const PictureObserver& onPicture)
        : m_options(map.options)
        , m_context(context)
        , m_vectors(clusteredVectors(map))
    {
        const auto rows = m_vectors.rows;
        const auto guide = before ? firstRows(before->projection, rows) : Projection();
        switch (m_options.layout) {
        case MapLayout::Pca:
            m_places = projectPca(m_vectors, context);
            if (before) {
                m_turn = alignmentTo(guide, m_places);
                m_turn.apply(m_places);
            }
            break;
        case MapLayout::Umap:
            m_umap.seed = m_options.seed;
            if (before && before->options.layout == MapLayout::Umap) {
                m_umap.coordinates = guide;
                m_umap.epochs = kFollowingEpochs;
                m_umap.learningRate = kFollowingRate;
            }
            m_places = projectUmap(m_vectors, m_umap, context, onPicture);
            break;
        case MapLayout::Tsne:
            m_places = projectTsne(m_vectors, {.seed = m_options.seed}, context, onPicture).projection;
            break;
        }
    }

    const Projection& films() const { return m_places; }

    Projection place(const Matrix& further) const
    {
        if (further.rows == 0)
            return {};
        switch (m_options.layout) {
        case MapLayout::Pca: {
            auto places = placeInPlane(further);
            m_turn.apply(places);
            return places;
        }
        case MapLayout::Umap:
            return umapTransform(m_vectors, m_places, further, m_umap, m_context);
        case MapLayout::Tsne:
            break;
        }
        return placeByNeighbours(m_vectors, m_places, further, m_context);
    }

private:
    /// Along the axes of projectPca(): the principal ones, or the columns where there are no more than two.
    Projection placeInPlane(const Matrix& points) const
    {
        if (!m_pca)
            m_pca = fitPca(m_vectors, 2, m_context);
        const auto& pca = *m_pca;
        const auto along = [&](std::size_t number) {
            if (number >= points.columns)
                return std::vector<float>(points.rows, 0.0F);
            std::vector<double> axis(points.columns, 0);
            if (points.columns > 2)
                axis.assign(pca.axis(number).begin(), pca.axis(number).end());
            else
                axis[number] = 1;
            return coordinatesAlong(points, pca.mean, axis, m_context);
        };
        Projection places;
        places.x = along(0);
        places.y = along(1);
        return places;
    }

    const FilmMapOptions& m_options;
    const RunContext& m_context;
    Matrix m_vectors;
    PlaneTransform m_turn;
    mutable std::optional<Pca> m_pca; ///< once there is something to place
    UmapOptions m_umap;
    Projection m_places;
};

/// The users' vectors in the form that the films' have. The direction of popularity is the films' own and stays.
Matrix preparedUsers(const MapInput& input, const FilmMapOptions& options, const std::vector<std::int32_t>& users)
{
    const Matrix& all = input.vectors->users;
    Matrix vectors(users.size(), all.columns);
    for (std::size_t r = 0; r < users.size(); ++r) {
        const auto from = all.row(static_cast<std::size_t>(users[r]));
        std::copy(from.begin(), from.end(), vectors.row(r).begin());
    }
    return prepareVectors(vectors, {}, {.form = options.preparation.form});
}

} // namespace

void placeRows(FilmMap& map, const MapInput& input, const FilmMap* before, const RunContext& context,
               const PictureObserver& onPicture)
{
    const Places places(map, before, context, onPicture);
    map.projection = places.films();
    append(map.projection, places.place(otherVectors(map)));

    map.users.clear();
    map.userProjection = {};
    if (!map.options.users || input.vectors->users.columns != map.vectors.columns)
        return;
    for (std::size_t u = 0; u < input.vectors->users.rows; ++u) {
        if (input.counts->users[u] > 0)
            map.users.push_back(static_cast<std::int32_t>(u));
    }
    map.userProjection = places.place(preparedUsers(input, map.options, map.users));
}

} // namespace matinee
