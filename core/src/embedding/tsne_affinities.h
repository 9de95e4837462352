#pragma once

#include <matinee/run_context.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

struct NeighbourGraph;

/// Scales squared distances so that the probabilities proportional to exp(-precision d²) have the perplexity: the
/// exponential of their entropy. Where ties leave no such precision (more nearest rows at one distance than the
/// perplexity), the nearest share everything.
/// \param squaredDistances of the neighbours, nearest first, at least one
/// \param probabilities as many; their sum is 1
/// \return the precision
double calibrate(std::span<const double> squaredDistances, double perplexity, std::span<double> probabilities);

/// How near the rows are, as the joint probabilities of t-SNE: symmetric and of sum 1. Row i's partners are in
/// [starts[i], starts[i + 1]), of a number that is a multiple of eight: the last repeat the row with probability 0.
struct Affinities
{
    std::vector<std::size_t> starts;
    std::vector<std::int32_t> partners;
    std::vector<float> probabilities;
    /// Sum of p log p over all of them: what the divergence has that no map changes.
    double entropyTerm = 0;

    std::size_t rows() const { return starts.size() - 1; }
};

/// The same bits for any number of threads. \throws Error{Stopped}
Affinities affinitiesOf(const NeighbourGraph& graph, double perplexity, const RunContext& context);

} // namespace matinee
