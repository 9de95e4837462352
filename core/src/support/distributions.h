#pragma once

#include <matinee/random.h>

#include <cstdint>

namespace matinee {

/// Exactly N(0, 1), tails included, by Marsaglia's polar method (SIAM Review 1964): for samplers whose spread is the
/// result. Needs a logarithm, so that the last bits may differ between machines, unlike Random::normal().
double drawNormal(Random& random);

/// Gamma with the shape > 0 and rate 1: mean and variance are the shape. Marsaglia, Tsang: A simple method for
/// generating gamma variables, ACM TOMS 2000.
double drawGamma(Random& random, double shape);

/// A seed of its own for each part of a run: unrelated streams that may be drawn from in any order.
std::uint64_t streamSeed(std::uint64_t seed, std::uint64_t a, std::uint64_t b, std::uint64_t c);

} // namespace matinee
