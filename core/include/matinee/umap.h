#pragma once

#include <matinee/neighbour_graph.h>
#include <matinee/projection.h>

#include <cstdint>
#include <optional>

namespace matinee {

enum class UmapStart
{
    Spectral, ///< leading eigenvectors of the graph's normalised adjacency; components of the graph side by side
    Pca
};

/// UMAP settings. The defaults are umap-learn's but for two: there, a row has 5 negatives, and the learning rate is 1.
/// As all points move at once here, half the rate does better, and more negatives tell rows apart that are no
/// neighbours: on 20 factors of the films of MovieLens latest-small, trustworthiness is .724 with the former, .732 with
/// half the rate and .769 with 10 negatives as well.
struct UmapOptions
{
    int neighbours = 15;          ///< of each row, itself counted as in umap-learn; fewer where there are fewer rows
    double minimumDistance = 0.1; ///< [0, spread]: how tightly points are packed in the plane
    double spread = 1;            ///< > 0: the scale of the picture
    int epochs = 0;               ///< 0: 500 up to 10,000 rows, 200 above
    int negatives = 10;           ///< rows pushed away for each neighbour that pulls
    double learningRate = 0.5;    ///< of the first epoch; falls to 0 linearly
    NeighbourMetric metric = NeighbourMetric::Euclidean;
    UmapStart start = UmapStart::Spectral;
    /// Coordinates to go on from, as they are (so at the scale of an earlier UMAP), instead of the above: with a few
    /// epochs and a smaller learning rate a picture follows vectors that move.
    std::optional<Projection> coordinates;
    std::uint64_t seed = 0;
};

/// The family of curves 1 / (1 + a x^2b) that closeness in the plane follows.
struct UmapCurve
{
    double a = 0;
    double b = 0;
};

/// The curve nearest (least squares at 300 distances up to 3 spreads) to 1 up to the minimum distance and
/// exp(-(x - minimumDistance) / spread) beyond.
/// \throws Error{InvalidArgument} if not 0 <= minimumDistance <= spread or the spread is not positive
UmapCurve fitUmapCurve(double minimumDistance, double spread);

/// UMAP to the plane (McInnes, Healy, Melville 2018). Each epoch moves all points at once, each by its own samples of
/// neighbours and of others, from where the rest was before; all draws are functions of seed, epoch and point. So the
/// picture has the same bits for the same seed with any number of threads. explained is 0. Centred.
/// \throws Error{InvalidArgument} for settings out of range; Error{Format} if a value is not finite; Error{Stopped}
Projection projectUmap(const Matrix& points, const UmapOptions& options = {}, const RunContext& context = {},
                       const PictureObserver& onPicture = {});

/// The same of neighbours that are known already: of options.neighbours - 1 each, or more, of which the first are used.
Projection projectUmap(const Matrix& points, const NeighbourGraph& graph, const UmapOptions& options,
                       const RunContext& context = {}, const PictureObserver& onPicture = {});

/// Places further rows into a map: at the weighted mean of their neighbours among points, then moved a little while
/// those stay.
/// \param map of points, made with options
/// \throws as projectUmap(); Error{InvalidArgument} if map, points and further do not fit each other
Projection umapTransform(const Matrix& points, const Projection& map, const Matrix& further,
                         const UmapOptions& options = {}, const RunContext& context = {});

} // namespace matinee
