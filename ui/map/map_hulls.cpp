#include "ui/map/map_hulls.h"

#include "ui/map/contour.h"

#include <QPointF>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kCells = 128;            // along the longer side
constexpr int kBorder = 8;             // cells around what is counted
constexpr double kTail = 0.005;        // of the points on each side: outliers do not make the grid coarse
constexpr double kMassInside = 0.75;   // of a cluster's weighted density
constexpr double kSmallestPart = 0.12; // of the largest outline's area
constexpr double kWidestSigma = 5;     // cells
constexpr int kRounds = 2;
constexpr int kAnchorStep = 3; // cells between the places that are tried for a name

/// The cells that the points are counted in.
struct Frame
{
    double left = 0;
    double bottom = 0;
    double cell = 1;
    int columns = 1;
    int lines = 1;

    QPointF toMap(const QPointF& grid) const
    {
        return {left + (grid.x() + 0.5) * cell, bottom + (grid.y() + 0.5) * cell};
    }
};

std::pair<double, double> core(std::vector<float> values)
{
    const auto cut = static_cast<std::ptrdiff_t>(kTail * static_cast<double>(values.size()));
    const auto low = values.begin() + cut;
    const auto high = values.end() - 1 - cut;
    std::nth_element(values.begin(), low, values.end());
    const double least = static_cast<double>(*low);
    std::nth_element(values.begin(), high, values.end());
    return {least, static_cast<double>(*high)};
}

Frame frameOf(const std::vector<float>& x, const std::vector<float>& y)
{
    const auto [x0, x1] = core(x);
    const auto [y0, y1] = core(y);
    Frame frame;
    const double longer = std::max({x1 - x0, y1 - y0, 1e-9});
    frame.cell = longer / (kCells - 2 * kBorder);
    frame.columns = static_cast<int>(std::ceil((x1 - x0) / frame.cell)) + 2 * kBorder + 1;
    frame.lines = static_cast<int>(std::ceil((y1 - y0) / frame.cell)) + 2 * kBorder + 1;
    frame.left = x0 - kBorder * frame.cell;
    frame.bottom = y0 - kBorder * frame.cell;
    return frame;
}

/// Standard deviation of what is in a grid, in cells, that outliers do not widen: from the quartiles along each axis.
double spread(const ScalarGrid& counts, double total)
{
    const auto quartiles = [total](const std::vector<double>& sums) {
        double seen = 0;
        double first = -1;
        for (std::size_t i = 0; i < sums.size(); ++i) {
            seen += sums[i];
            if (first < 0 && seen >= 0.25 * total)
                first = static_cast<double>(i);
            if (seen >= 0.75 * total)
                return static_cast<double>(i) - first;
        }
        return 0.0;
    };
    std::vector<double> columns(static_cast<std::size_t>(counts.columns));
    std::vector<double> lines(static_cast<std::size_t>(counts.lines));
    for (int line = 0; line < counts.lines; ++line) {
        for (int column = 0; column < counts.columns; ++column) {
            columns[static_cast<std::size_t>(column)] += static_cast<double>(counts.at(column, line));
            lines[static_cast<std::size_t>(line)] += static_cast<double>(counts.at(column, line));
        }
    }
    return (quartiles(columns) + quartiles(lines)) / 2 / 1.349; // of a Gaussian, 1.349 deviations lie between them
}

/// The value that cells must exceed so that together they hold the share of the sum.
float levelHolding(const ScalarGrid& grid, double share)
{
    std::vector<float> values;
    double total = 0;
    for (const float v : grid.values) {
        if (v > 0) {
            values.push_back(v);
            total += static_cast<double>(v);
        }
    }
    std::ranges::sort(values, std::greater());
    double sum = 0;
    for (const float v : values) {
        sum += static_cast<double>(v);
        if (sum >= share * total)
            return v * 0.999F;
    }
    return 0;
}

/// Places inside the outline by falling density; the middle of its mass first.
std::vector<QPointF> anchorsIn(const ScalarGrid& density, const QPolygonF& outline, const Frame& frame)
{
    struct Place
    {
        QPointF at;
        float value = 0;
    };
    std::vector<Place> places;
    QPointF sum;
    double mass = 0;
    const QRect box = outline.boundingRect().toAlignedRect();
    for (int line = std::max(0, box.top()); line <= std::min(density.lines - 1, box.bottom()); ++line) {
        for (int column = std::max(0, box.left()); column <= std::min(density.columns - 1, box.right()); ++column) {
            const QPointF at(column, line);
            if (!outline.containsPoint(at, Qt::OddEvenFill))
                continue;
            const float value = density.at(column, line);
            sum += at * static_cast<double>(value);
            mass += static_cast<double>(value);
            if (column % kAnchorStep == 0 && line % kAnchorStep == 0)
                places.push_back({at, value});
        }
    }
    std::vector<QPointF> anchors;
    if (mass > 0) {
        const QPointF middle = sum / mass;
        if (outline.containsPoint(middle, Qt::OddEvenFill))
            anchors.push_back(frame.toMap(middle));
    }
    std::ranges::stable_sort(places, [](const Place& a, const Place& b) { return a.value > b.value; });
    for (const Place& place : places)
        anchors.push_back(frame.toMap(place.at));
    if (anchors.empty())
        anchors.push_back(frame.toMap(outline.boundingRect().center()));
    return anchors;
}

} // namespace

std::vector<MapHull> findHulls(const std::vector<float>& x, const std::vector<float>& y,
                               const std::vector<std::int32_t>& cluster, int clusters)
{
    std::vector<MapHull> hulls;
    if (x.empty() || cluster.empty() || clusters <= 0)
        return hulls;
    const Frame frame = frameOf(x, y);
    std::vector<ScalarGrid> density(static_cast<std::size_t>(clusters), ScalarGrid(frame.columns, frame.lines));
    std::vector<double> sizes(static_cast<std::size_t>(clusters));
    std::vector<int> cells(x.size(), -1);
    for (std::size_t row = 0; row < x.size(); ++row) {
        const int column = static_cast<int>(std::floor((static_cast<double>(x[row]) - frame.left) / frame.cell));
        const int line = static_cast<int>(std::floor((static_cast<double>(y[row]) - frame.bottom) / frame.cell));
        if (cluster[row] < 0 || column < 0 || line < 0 || column >= frame.columns || line >= frame.lines)
            continue;
        cells[row] = line * frame.columns + column;
        const auto c = static_cast<std::size_t>(cluster[row]);
        density[c].at(column, line) += 1;
        sizes[c] += 1;
    }
    ScalarGrid all(frame.columns, frame.lines);
    for (std::size_t c = 0; c < density.size(); ++c) {
        if (sizes[c] < 3)
            continue;
        const double sigma = spread(density[c], sizes[c]) * std::pow(sizes[c], -1.0 / 6);
        blur(density[c], std::clamp(sigma, 1.0, kWidestSigma));
        for (std::size_t i = 0; i < all.values.size(); ++i)
            all.values[i] += density[c].values[i];
    }
    for (std::size_t c = 0; c < density.size(); ++c) {
        if (sizes[c] < 3)
            continue;
        for (std::size_t i = 0; i < all.values.size(); ++i) {
            float& value = density[c].values[i];
            value = value > 0 ? value * value / all.values[i] : 0;
        }
        const float level = levelHolding(density[c], kMassInside);
        MapHull hull;
        hull.cluster = static_cast<int>(c);
        std::vector<QPolygonF> loops = contours(density[c], level);
        if (loops.empty())
            continue;
        const double least = signedArea(loops.front()) * kSmallestPart;
        std::erase_if(loops, [least](const QPolygonF& loop) { return signedArea(loop) < least; });
        hull.anchors = anchorsIn(density[c], loops.front(), frame);
        for (const QPolygonF& loop : loops) {
            QPolygonF outline;
            for (const QPointF& p : smoothed(loop, kRounds))
                outline << frame.toMap(p);
            hull.outlines.push_back(std::move(outline));
        }
        double inside = 0;
        double members = 0;
        for (std::size_t row = 0; row < x.size(); ++row) {
            if (cluster[row] != hull.cluster)
                continue;
            ++members;
            if (cells[row] >= 0 && density[c].values[static_cast<std::size_t>(cells[row])] > level)
                ++inside;
        }
        hull.share = inside / members;
        hulls.push_back(std::move(hull));
    }
    return hulls;
}

} // namespace matinee::ui
