#include "ui/map/contour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace matinee::ui {

namespace {

/// The grid with a border of nothing around it, so that every contour is closed.
class Squares
{
public:
    Squares(const ScalarGrid& grid, float level)
        : m_grid(grid)
        , m_level(level)
    {}

    std::vector<QPolygonF> trace()
    {
        for (int line = -1; line < m_grid.lines; ++line) {
            for (int column = -1; column < m_grid.columns; ++column)
                addCell(column, line);
        }
        std::vector<QPolygonF> result;
        while (!m_next.empty()) {
            QPolygonF loop;
            const int first = m_next.begin()->first;
            for (int edge = first;;) {
                loop << crossing(edge);
                const auto step = m_next.find(edge);
                edge = step->second;
                m_next.erase(step);
                if (edge == first)
                    break;
            }
            result.push_back(std::move(loop));
        }
        return result;
    }

private:
    float value(int column, int line) const
    {
        const bool inside = column >= 0 && line >= 0 && column < m_grid.columns && line < m_grid.lines;
        return inside ? m_grid.at(column, line) : 0;
    }

    /// Edges are numbered by the value they begin at: even ones go along the line, odd ones to the next line.
    int edge(int column, int line, bool down) const
    {
        return ((line + 1) * (m_grid.columns + 2) + column + 1) * 2 + (down ? 1 : 0);
    }

    QPointF crossing(int edge) const
    {
        const int place = edge / 2;
        const int column = place % (m_grid.columns + 2) - 1;
        const int line = place / (m_grid.columns + 2) - 1;
        const bool down = edge % 2 == 1;
        const float a = value(column, line);
        const float b = down ? value(column, line + 1) : value(column + 1, line);
        const double t = std::clamp(static_cast<double>((m_level - a) / (b - a)), 0.0, 1.0);
        return down ? QPointF(column, line + t) : QPointF(column + t, line);
    }

    /// Borders run with what is above the level on their left.
    void addCell(int column, int line)
    {
        const std::array<bool, 4> above = {value(column, line) > m_level, value(column + 1, line) > m_level,
                                           value(column + 1, line + 1) > m_level, value(column, line + 1) > m_level};
        const std::array<int, 4> edges = {edge(column, line, false), edge(column + 1, line, true),
                                          edge(column, line + 1, false), edge(column, line, true)};
        // Around the cell, edge i lies between corners i and i + 1: a border enters where that goes from below to
        // above and leaves where it goes back.
        std::array<int, 2> in{};
        std::array<int, 2> out{};
        std::size_t crossings = 0;
        std::size_t leaving = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            if (!above[i] && above[(i + 1) % 4])
                in[crossings++] = edges[i];
            else if (above[i] && !above[(i + 1) % 4])
                out[leaving++] = edges[i];
        }
        if (crossings == 1) {
            m_next[out[0]] = in[0];
        } else if (crossings == 2) {
            // A saddle: its middle decides whether the two parts above the level touch.
            const float middle = (value(column, line) + value(column + 1, line) + value(column + 1, line + 1) +
                                  value(column, line + 1)) /
                                 4;
            const bool joined = middle > m_level;
            // Corners above are 0 and 2, or 1 and 3; the edges in and out alternate around the cell.
            const bool firstIsIn = !above[0];
            const std::size_t shift = joined == firstIsIn ? 1 : 0;
            m_next[out[0]] = in[shift];
            m_next[out[1]] = in[1 - shift];
        }
    }

    const ScalarGrid& m_grid;
    float m_level;
    std::unordered_map<int, int> m_next;
};

void boxFilter(std::vector<float>& line, std::vector<float>& scratch, int radius)
{
    const auto count = static_cast<int>(line.size());
    scratch = line;
    double sum = 0;
    for (int i = 0; i < std::min(radius, count); ++i)
        sum += static_cast<double>(scratch[static_cast<std::size_t>(i)]);
    for (int i = 0; i < count; ++i) {
        if (i + radius < count)
            sum += static_cast<double>(scratch[static_cast<std::size_t>(i + radius)]);
        if (i - radius - 1 >= 0)
            sum -= static_cast<double>(scratch[static_cast<std::size_t>(i - radius - 1)]);
        line[static_cast<std::size_t>(i)] = static_cast<float>(std::max(0.0, sum) / (2 * radius + 1));
    }
}

} // namespace

std::vector<QPolygonF> contours(const ScalarGrid& grid, float level)
{
    auto loops = Squares(grid, level).trace();
    std::erase_if(loops, [](const QPolygonF& loop) { return signedArea(loop) <= 0; });
    std::ranges::stable_sort(loops,
                             [](const QPolygonF& a, const QPolygonF& b) { return signedArea(a) > signedArea(b); });
    return loops;
}

void blur(ScalarGrid& grid, double sigma)
{
    // Three box filters of width w have the variance (w * w - 1) / 4.
    const int radius = std::max(1, static_cast<int>(std::lround((std::sqrt(4 * sigma * sigma + 1) - 1) / 2)));
    std::vector<float> line(static_cast<std::size_t>(grid.columns));
    std::vector<float> scratch;
    for (int y = 0; y < grid.lines; ++y) {
        const auto begin = grid.values.begin() + static_cast<std::ptrdiff_t>(y) * grid.columns;
        std::copy_n(begin, grid.columns, line.begin());
        for (int pass = 0; pass < 3; ++pass)
            boxFilter(line, scratch, radius);
        std::ranges::copy(line, begin);
    }
    line.resize(static_cast<std::size_t>(grid.lines));
    for (int x = 0; x < grid.columns; ++x) {
        for (int y = 0; y < grid.lines; ++y)
            line[static_cast<std::size_t>(y)] = grid.at(x, y);
        for (int pass = 0; pass < 3; ++pass)
            boxFilter(line, scratch, radius);
        for (int y = 0; y < grid.lines; ++y)
            grid.at(x, y) = line[static_cast<std::size_t>(y)];
    }
}

QPolygonF smoothed(const QPolygonF& polygon, int rounds)
{
    QPolygonF result = polygon;
    for (int round = 0; round < rounds; ++round) {
        QPolygonF cut;
        cut.reserve(result.size() * 2);
        for (qsizetype i = 0; i < result.size(); ++i) {
            const QPointF& a = result[i];
            const QPointF& b = result[(i + 1) % result.size()];
            cut << a * 0.75 + b * 0.25 << a * 0.25 + b * 0.75;
        }
        result = std::move(cut);
    }
    return result;
}

double signedArea(const QPolygonF& polygon)
{
    double twice = 0;
    for (qsizetype i = 0; i < polygon.size(); ++i) {
        const QPointF& a = polygon[i];
        const QPointF& b = polygon[(i + 1) % polygon.size()];
        twice += a.x() * b.y() - b.x() * a.y();
    }
    return twice / 2;
}

} // namespace matinee::ui
