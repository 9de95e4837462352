#pragma once

#include "embedding/umap_graph.h"

#include <matinee/projection.h>
#include <matinee/random.h>

#include <cstdint>
#include <vector>

namespace matinee {

/// Of each row, the number of the connected component it is in, by the first row of each.
std::vector<std::int32_t> connectedComponents(const WeightedGraph& graph);

/// The two leading eigenvectors, after the trivial one, of the graph's normalised adjacency D^-1/2 W D^-1/2 (spectral
/// embedding; Belkin, Niyogi 2003) by Lanczos's method. A graph of several components has each laid out by itself and
/// put about the mean that its rows have in pca, which also replaces the eigenvectors of components too small for them.
/// The same bits for any number of threads.
Projection spectralLayout(const WeightedGraph& graph, const Projection& pca, Random& random, const RunContext& context);

} // namespace matinee
