#pragma once

#include <matinee/matrix.h>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <fstream>

/// data/goldens/map.json and the matrices it is about; make_map_goldens.py has the same sequence.
namespace map_golden {

inline nlohmann::json read()
{
    std::ifstream file(MATINEE_TINY_DATA "/goldens/map.json");
    return nlohmann::json::parse(file);
}

/// Sums of four uniform numbers about 0.
inline matinee::Matrix matrix(std::size_t rows, std::size_t columns, std::uint64_t seed)
{
    matinee::Matrix points(rows, columns);
    for (float& value : points.values) {
        double sum = 0;
        for (int i = 0; i < 4; ++i) {
            seed = seed * 6364136223846793005U + 1442695040888963407U;
            sum += static_cast<double>(seed >> 48) / 65536.0 - 0.5;
        }
        value = static_cast<float>(sum);
    }
    return points;
}

} // namespace map_golden
