#include "embedding/cluster_numbers.h"

#include <matinee/clustering.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

std::vector<std::int32_t> numberBySize(std::span<const std::int32_t> assignment, std::size_t clusters)
{
    std::vector<std::int32_t> sizes(clusters, 0);
    std::vector<std::int32_t> first(clusters, std::numeric_limits<std::int32_t>::max());
    for (std::size_t r = 0; r < assignment.size(); ++r) {
        const auto c = static_cast<std::size_t>(assignment[r]);
        ++sizes[c];
        first[c] = std::min(first[c], static_cast<std::int32_t>(r));
    }
    std::vector<std::int32_t> order(clusters);
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        const auto i = static_cast<std::size_t>(a);
        const auto j = static_cast<std::size_t>(b);
        return sizes[i] != sizes[j] ? sizes[i] > sizes[j] : first[i] < first[j];
    });
    std::vector<std::int32_t> number(clusters);
    for (std::size_t n = 0; n < clusters; ++n)
        number[static_cast<std::size_t>(order[n])] = static_cast<std::int32_t>(n);
    return number;
}

Clustering clusteringOf(const Matrix& points, std::span<const std::int32_t> assignment, int clusters)
{
    if (assignment.size() != points.rows)
        throw Error(ErrorCode::InvalidArgument, "The division has another number of rows than the points.");
    if (clusters < 1 || std::any_of(assignment.begin(), assignment.end(),
                                    [clusters](std::int32_t c) { return c < 0 || c >= clusters; }))
        throw Error(ErrorCode::InvalidArgument, "The division names a cluster that there is not.");

    const auto count = static_cast<std::size_t>(clusters);
    const auto columns = points.columns;
    Clustering result;
    result.assignment.assign(assignment.begin(), assignment.end());
    result.sizes.assign(count, 0);
    std::vector<double> sums(count * columns, 0.0);
    std::vector<double> all(columns, 0.0);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const auto cluster = static_cast<std::size_t>(assignment[r]);
        ++result.sizes[cluster];
        const auto row = points.row(r);
        for (std::size_t c = 0; c < columns; ++c) {
            sums[cluster * columns + c] += double(row[c]);
            all[c] += double(row[c]);
        }
    }
    for (std::size_t cluster = 0; cluster < count; ++cluster) {
        const bool empty = result.sizes[cluster] == 0;
        const double size = empty ? static_cast<double>(points.rows) : static_cast<double>(result.sizes[cluster]);
        for (std::size_t c = 0; c < columns; ++c)
            sums[cluster * columns + c] = size > 0 ? (empty ? all[c] : sums[cluster * columns + c]) / size : 0;
    }
    result.centroids = Matrix(count, columns);
    std::transform(sums.begin(), sums.end(), result.centroids.values.begin(),
                   [](double value) { return static_cast<float>(value); });
    result.distance.resize(points.rows);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const double* centroid = sums.data() + static_cast<std::size_t>(assignment[r]) * columns;
        const auto row = points.row(r);
        double squared = 0;
        for (std::size_t c = 0; c < columns; ++c)
            squared += (double(row[c]) - centroid[c]) * (double(row[c]) - centroid[c]);
        result.distance[r] = static_cast<float>(std::sqrt(squared));
        result.inertia += squared;
    }
    return result;
}

} // namespace matinee
