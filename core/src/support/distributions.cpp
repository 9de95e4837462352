#include "support/distributions.h"

#include <cmath>

namespace matinee {

double drawNormal(Random& random)
{
    // The second number of the pair is thrown away: a state that is kept would tie the streams together.
    for (;;) {
        const double x = 2 * random.uniform() - 1;
        const double y = 2 * random.uniform() - 1;
        const double square = x * x + y * y;
        if (square > 0 && square < 1)
            return x * std::sqrt(-2 * std::log(square) / square);
    }
}

double drawGamma(Random& random, double shape)
{
    if (shape < 1) {
        const double power = std::pow(1 - random.uniform(), 1 / shape);
        return drawGamma(random, shape + 1) * power;
    }
    const double d = shape - 1.0 / 3;
    const double c = 1 / std::sqrt(9 * d);
    for (;;) {
        const double x = drawNormal(random);
        const double root = 1 + c * x;
        if (root <= 0)
            continue;
        const double v = root * root * root;
        const double u = 1 - random.uniform(); // in (0, 1]
        if (std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v)))
            return d * v;
    }
}

std::uint64_t streamSeed(std::uint64_t seed, std::uint64_t a, std::uint64_t b, std::uint64_t c)
{
    for (const auto part : {a, b, c}) {
        // Random mixes its seed well; its first number is as good a hash as any.
        seed = Random(seed ^ part).next();
    }
    return seed;
}

} // namespace matinee
