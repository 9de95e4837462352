#include <matinee/error.h>
#include <matinee/neighbours.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee {

namespace {

struct Products
{
    double dot = 0;
    double squaredA = 0;
    double squaredB = 0;
    double squaredDifference = 0;
};

Products multiply(std::span<const float> a, std::span<const float> b)
{
    Products p;
    for (std::size_t c = 0; c < a.size(); ++c) {
        const double x = a[c];
        const double y = b[c];
        p.dot += x * y;
        p.squaredA += x * x;
        p.squaredB += y * y;
        p.squaredDifference += (x - y) * (x - y);
    }
    return p;
}

float similarityOf(std::span<const float> a, std::span<const float> b, Similarity similarity, float bias)
{
    const Products p = multiply(a, b);
    double value = p.dot + bias;
    if (similarity == Similarity::Euclidean) {
        value = -std::sqrt(p.squaredDifference);
    } else if (similarity == Similarity::Cosine) {
        // A vector of length zero points nowhere: similar to nothing.
        const double lengths = std::sqrt(p.squaredA) * std::sqrt(p.squaredB);
        value = lengths > 0 ? p.dot / lengths : 0;
    }
    // NaN would break the order; such a row is the least similar.
    return std::isnan(value) ? -std::numeric_limits<float>::infinity() : static_cast<float>(value);
}

} // namespace

std::vector<Neighbour> nearestRows(const Matrix& points, std::int32_t row, int count, Similarity similarity,
                                   std::span<const float> biases)
{
    if (row < 0 || static_cast<std::size_t>(row) >= points.rows)
        throw Error(ErrorCode::InvalidArgument, fmt::format("There is no row {} among {}.", row, points.rows));
    if (!biases.empty() && (similarity != Similarity::Dot || biases.size() != points.rows))
        throw Error(ErrorCode::InvalidArgument, "Biases belong to the dot product, one to each row.", "biases");
    std::vector<Neighbour> all;
    all.reserve(points.rows);
    for (std::size_t r = 0; r < points.rows; ++r) {
        if (r == static_cast<std::size_t>(row))
            continue;
        const float bias = biases.empty() ? 0 : biases[r];
        all.push_back({static_cast<std::int32_t>(r),
                       similarityOf(points.row(static_cast<std::size_t>(row)), points.row(r), similarity, bias)});
    }
    const auto kept = std::min(all.size(), static_cast<std::size_t>(std::max(0, count)));
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(),
                      [](const Neighbour& a, const Neighbour& b) {
                          return a.similarity != b.similarity ? a.similarity > b.similarity : a.row < b.row;
                      });
    all.resize(kept);
    return all;
}

} // namespace matinee
