#pragma once

#include <matinee/dataset.h>
#include <matinee/random.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>

namespace matinee::test {

/// A small data set in which taste is one number a user and a film: enough for a model to learn something in a blink.
inline std::shared_ptr<const Dataset> toyData(int users = 40, int items = 30, int ratings = 600, std::uint64_t seed = 1)
{
    Random random(seed);
    DatasetParts parts;
    parts.name = "toy";
    parts.provenance.source = "toy";
    parts.provenance.layout = "toy";
    for (int r = 0; r < ratings; ++r) {
        // The first rows touch every user and film once.
        const auto user = r < users ? r : static_cast<int>(random.below(static_cast<std::uint64_t>(users)));
        const auto item = r < items ? r : static_cast<int>(random.below(static_cast<std::uint64_t>(items)));
        const double taste = (user % 2 ? 1 : -1) * (item % 2 ? 1 : -1);
        const double stars = 3.3 + 0.4 * (user % 3 - 1) + 0.3 * (item % 3 - 1) + 0.7 * taste + 0.3 * random.normal();
        parts.ratings.user.push_back(100 + user);
        parts.ratings.item.push_back(1000 + item);
        parts.ratings.value.push_back(static_cast<float>(std::clamp(std::round(stars), 1.0, 5.0)));
        parts.ratings.time.push_back(900'000'000 + r);
    }
    for (int i = 0; i < items; ++i) {
        Film film;
        film.title = "Toy " + std::to_string(i) + " (1990)";
        film.year = 1990;
        parts.films[1000 + i] = film;
    }
    return std::make_shared<Dataset>(assembleDataset(std::move(parts)));
}

} // namespace matinee::test
