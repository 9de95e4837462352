#pragma once

#include <matinee/neighbour_graph.h>
#include <matinee/projection.h>

#include <cstdint>
#include <optional>

namespace matinee {

/// t-SNE (van der Maaten, Hinton 2008). The defaults are those of scikit-learn 1.2 with init="pca" and
/// learning_rate="auto", but for the late exaggeration.
struct TsneOptions
{
    /// Effective number of neighbours. Every row is compared with its 3 perplexity nearest rows. 0: 30, or as many as
    /// the rows allow.
    double perplexity = 0;
    int iterations = 1000;
    double earlyExaggeration = 12; ///< by which the attraction is multiplied at first
    int exaggeratedIterations = 250;
    double learningRate = 0; ///< 0: rows / earlyExaggeration / 4, at least 50 (Belkina et al. 2019)
    /// By which it is multiplied afterwards (Linderman, Steinerberger 2019). 1 is t-SNE as it was published. A little
    /// more keeps neighbourhoods better on trained film factors: MovieLens small in 20 dimensions has a trustworthiness
    /// of .830 and a continuity of .850 instead of .819 and .848.
    double lateExaggeration = 1.2;
    /// Barnes-Hut: a cell of the tree counts as one point when its width is less than this times its distance. 0: every
    /// pair is computed. At 0.5 the repulsion of trained film factors is off by 1 %.
    double angle = 0.5;
    NeighbourMetric metric = NeighbourMetric::Euclidean;
    std::uint64_t seed =
        0; ///< of the approximate search, and of the jitter where the start has no extent along an axis
    /// Coordinates to go on from, at their scale, instead of the principal components. With them there is no early
    /// exaggeration, which would crush a picture that has formed.
    std::optional<Projection> coordinates;
};

struct TsneResult
{
    Projection projection;
    double divergence = 0; ///< Kullback-Leibler, of the map from the neighbourhoods, in nats; nothing exaggerated
    double perplexity = 0; ///< the one used
};

/// Draws the rows so that near rows stay near: minimises the Kullback-Leibler divergence between the rows'
/// neighbourhoods, calibrated to the perplexity, and those in the plane. Repulsion by a quadtree (Barnes-Hut; van der
/// Maaten 2014), on all threads; the same bits for the same seed with any number of them. The picture is centred.
/// \throws Error{InvalidArgument} for a perplexity that is below 1 or needs more neighbours than there are rows
/// (3 perplexity <= rows - 1), and other settings or a start that cannot be; Error{Format} as requireFinite();
/// Error{Stopped}
TsneResult projectTsne(const Matrix& points, const TsneOptions& options = {}, const RunContext& context = {},
                       const PictureObserver& onPicture = {});

} // namespace matinee
