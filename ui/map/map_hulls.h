#pragma once

#include <QPointF>
#include <QPolygonF>

#include <cstdint>
#include <vector>

namespace matinee::ui {

/// Where the points of one cluster are dense and most of what is there.
struct MapHull
{
    int cluster = -1;
    std::vector<QPolygonF> outlines; ///< closed, map coordinates, the largest first
    std::vector<QPointF> anchors;    ///< places for its name, the best first; in the largest outline
    double share = 0;                ///< of the cluster's points inside, [0, 1]
};

/// Soft hulls of clusters: the density of each cluster's points, smoothed by a Gaussian as wide as the number of points
/// asks for (Silverman's rule), weighted by how much of the density there is the cluster's own; the smoothed contour
/// that holds most of it. Outliers and the places where everything is mixed stay outside. A pure function of its
/// arguments.
/// \param x, y, cluster of every point; cluster -1: none
/// \param clusters number of clusters
std::vector<MapHull> findHulls(const std::vector<float>& x, const std::vector<float>& y,
                               const std::vector<std::int32_t>& cluster, int clusters);

} // namespace matinee::ui
