#include <matinee/error.h>
#include <matinee/nearest_films.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee {

namespace {

/// The mean of what the rows have, value by value.
std::vector<double> meanOf(const Matrix& points, std::span<const std::int32_t> rows)
{
    std::vector<double> mean(points.columns, 0.0);
    for (const auto row : rows) {
        const auto values = points.row(static_cast<std::size_t>(row));
        for (std::size_t c = 0; c < mean.size(); ++c)
            mean[c] += static_cast<double>(values[c]);
    }
    for (double& value : mean)
        value /= static_cast<double>(rows.size());
    return mean;
}

double dot(std::span<const double> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c)
        sum += a[c] * static_cast<double>(b[c]);
    return sum;
}

double cosine(std::span<const double> a, double lengthOfA, std::span<const float> b)
{
    double sum = 0;
    double squared = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        const auto value = static_cast<double>(b[c]);
        sum += a[c] * value;
        squared += value * value;
    }
    // A vector of length zero points nowhere: similar to nothing.
    const double lengths = lengthOfA * std::sqrt(squared);
    return lengths == 0 ? 0 : sum / lengths;
}

double distance(std::span<const double> a, std::span<const float> b)
{
    double sum = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        const double difference = a[c] - static_cast<double>(b[c]);
        sum += difference * difference;
    }
    return std::sqrt(sum);
}

/// How near each row is: the larger, the nearer.
std::vector<float> nearness(const FilmMap& map, std::span<const double> wanted, Similarity similarity)
{
    double squared = 0;
    for (const double value : wanted)
        squared += value * value;
    const double length = std::sqrt(squared);
    std::vector<float> result(map.vectors.rows);
    for (std::size_t row = 0; row < result.size(); ++row) {
        const auto vector = map.vectors.row(row);
        double value = 0;
        if (similarity == Similarity::Cosine)
            value = cosine(wanted, length, vector);
        else if (similarity == Similarity::Euclidean)
            value = -distance(wanted, vector);
        else
            value = dot(wanted, vector) + (map.biases.empty() ? 0.0 : static_cast<double>(map.biases[row]));
        // NaN would break the order; such a row is the least similar.
        result[row] = std::isnan(value) ? -std::numeric_limits<float>::infinity() : static_cast<float>(value);
    }
    return result;
}

/// Distance of each row in the picture from the middle of the given ones.
std::vector<float> mapDistances(const Projection& places, std::span<const std::int32_t> rows)
{
    double x = 0;
    double y = 0;
    for (const auto row : rows) {
        x += static_cast<double>(places.x[static_cast<std::size_t>(row)]) / static_cast<double>(rows.size());
        y += static_cast<double>(places.y[static_cast<std::size_t>(row)]) / static_cast<double>(rows.size());
    }
    std::vector<float> result(places.x.size());
    for (std::size_t row = 0; row < result.size(); ++row)
        result[row] = static_cast<float>(
            std::hypot(static_cast<double>(places.x[row]) - x, static_cast<double>(places.y[row]) - y));
    return result;
}

} // namespace

std::vector<NearFilm> nearestFilms(const FilmMap& map, const Projection& places, std::span<const std::int32_t> rows,
                                   int count, Similarity similarity)
{
    const std::size_t films = map.vectors.rows;
    if (rows.empty())
        throw Error(ErrorCode::InvalidArgument, "Nearest films are asked for of no film.");
    if (places.x.size() != films || places.y.size() != films)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("There are places of {} films for a map of {}.", places.x.size(), films));
    std::vector<bool> asked(films, false);
    for (const auto row : rows) {
        if (row < 0 || static_cast<std::size_t>(row) >= films)
            throw Error(ErrorCode::InvalidArgument, fmt::format("There is no film {} among {}.", row, films));
        asked[static_cast<std::size_t>(row)] = true;
    }
    const auto near = nearness(map, meanOf(map.vectors, rows), similarity);
    const auto away = mapDistances(places, rows);

    std::vector<std::int32_t> order;
    order.reserve(films);
    for (std::size_t row = 0; row < films; ++row) {
        if (!asked[row])
            order.push_back(static_cast<std::int32_t>(row));
    }
    const auto kept = static_cast<std::ptrdiff_t>(std::min(order.size(), static_cast<std::size_t>(std::max(0, count))));
    std::partial_sort(order.begin(), order.begin() + kept, order.end(), [&near](std::int32_t a, std::int32_t b) {
        const float of = near[static_cast<std::size_t>(a)];
        const float other = near[static_cast<std::size_t>(b)];
        return of != other ? of > other : a < b;
    });

    std::vector<float> ranks; // the distances on the map, in their order
    ranks.reserve(order.size());
    for (const auto row : order)
        ranks.push_back(away[static_cast<std::size_t>(row)]);
    std::sort(ranks.begin(), ranks.end());
    std::vector<NearFilm> result;
    for (auto row = order.begin(); row != order.begin() + kept; ++row) {
        const auto r = static_cast<std::size_t>(*row);
        const auto nearer = std::lower_bound(ranks.begin(), ranks.end(), away[r]) - ranks.begin();
        result.push_back({*row, similarity == Similarity::Euclidean ? -near[r] : near[r], away[r],
                          static_cast<std::int32_t>(nearer) + 1});
    }
    return result;
}

} // namespace matinee
