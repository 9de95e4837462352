#pragma once

#include <matinee/error.h>
#include <matinee/matrix.h>
#include <matinee/random.h>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

/// What the tests of clusterings have in common.
namespace clustering_data {

inline matinee::Matrix gaussian(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    matinee::Random random(seed);
    matinee::Matrix points(rows, columns);
    for (auto& value : points.values)
        value = static_cast<float>(random.normal());
    return points;
}

struct Planted
{
    matinee::Matrix points;
    std::vector<std::int32_t> truth;
};

/// Unit Gaussians around centres of N(0, spread²).
inline Planted planted(std::size_t rows, std::size_t columns, int clusters, double spread, std::uint64_t seed)
{
    matinee::Random random(seed);
    matinee::Matrix centres(static_cast<std::size_t>(clusters), columns);
    for (auto& value : centres.values)
        value = static_cast<float>(spread * random.normal());
    Planted made{matinee::Matrix(rows, columns), std::vector<std::int32_t>(rows)};
    for (std::size_t r = 0; r < rows; ++r) {
        const auto cluster = random.below(static_cast<std::uint64_t>(clusters));
        made.truth[r] = static_cast<std::int32_t>(cluster);
        for (std::size_t c = 0; c < columns; ++c)
            made.points.row(r)[c] = centres.row(cluster)[c] + static_cast<float>(random.normal());
    }
    return made;
}

inline nlohmann::json golden(const std::string& file, std::size_t number)
{
    std::ifstream stream(std::string(MATINEE_TINY_DATA "/goldens/") + file);
    return nlohmann::json::parse(stream)["cases"][number];
}

/// How many cases the goldens have.
inline constexpr std::size_t kGoldens = 3;

inline matinee::Matrix goldenPoints(std::size_t number)
{
    const auto rows = golden("embedding.json", number)["points"];
    matinee::Matrix points(rows.size(), rows.at(0).size());
    for (std::size_t r = 0; r < points.rows; ++r) {
        for (std::size_t c = 0; c < points.columns; ++c)
            points.row(r)[c] = rows[r][c].get<float>();
    }
    return points;
}

inline matinee::ErrorCode codeOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const matinee::Error& error) {
        return error.code();
    }
    return matinee::ErrorCode::Internal;
}

} // namespace clustering_data
