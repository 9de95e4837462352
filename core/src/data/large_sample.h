#pragma once

#include <matinee/sample.h>

#include <memory>

namespace matinee {

/// Users and films of a MovieLens release that has so many ratings, between the releases on a straight line.
SampleOptions releaseShape(std::uint64_t ratings);

/// Ratings by the tens of millions at some 20 million a second, for measurements: popularity by a power law,
/// long-tailed activity, eight planted tastes, half stars. Rows ascend by user, as in the later releases; nobody rates
/// a film twice, everyone and every film is rated. Films have names and genres and nothing else. The same options give
/// the same ratings. \throws Error{InvalidArgument} where the numbers do not fit: fewer ratings than users or films, or
/// more than half of the cells.
std::shared_ptr<const Dataset> makeLargeSample(const SampleOptions& options, const RunContext& context = {});

} // namespace matinee
