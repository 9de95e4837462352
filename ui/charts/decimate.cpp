#include "ui/charts/decimate.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace matinee::ui {

namespace {

/// Gathers the points of one pixel column.
class Column
{
public:
    explicit Column(Decimation& result)
        : m_result(result)
    {}

    void add(std::size_t index, double value)
    {
        if (!m_lowest || value < m_lowestValue) {
            m_lowest = index;
            m_lowestValue = value;
        }
        if (!m_highest || value > m_highestValue) {
            m_highest = index;
            m_highestValue = value;
        }
    }

    void addBroken(std::size_t index)
    {
        if (!m_broken)
            m_result.broken.push_back(index);
        m_broken = true;
        // Within a column a gap cannot be seen; it parts this column's points from those before or after.
        (m_lowest ? m_gapAfter : m_gapBefore) = true;
    }

    void flush()
    {
        if (m_lowest) {
            if (m_gapBefore || m_result.kept.empty())
                m_result.starts.push_back(m_result.kept.size());
            m_result.kept.push_back(std::min(*m_lowest, *m_highest));
            if (*m_lowest != *m_highest)
                m_result.kept.push_back(std::max(*m_lowest, *m_highest));
            m_gapBefore = false;
        }
        m_gapBefore = m_gapBefore || m_gapAfter;
        m_gapAfter = false;
        m_broken = false;
        m_lowest.reset();
        m_highest.reset();
    }

private:
    Decimation& m_result;
    std::optional<std::size_t> m_lowest;
    std::optional<std::size_t> m_highest;
    double m_lowestValue = 0;
    double m_highestValue = 0;
    bool m_broken = false;
    bool m_gapBefore = false;
    bool m_gapAfter = false;
};

} // namespace

Decimation decimate(std::span<const double> x, std::span<const double> y, double left, double right, int columns)
{
    Decimation result;
    if (x.empty() || !(right > left) || columns < 1)
        return result;

    auto first = static_cast<std::size_t>(std::lower_bound(x.begin(), x.end(), left) - x.begin());
    auto last = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), right) - x.begin());
    first -= first > 0 ? 1 : 0;
    last += last < x.size() ? 1 : 0;

    Column column(result);
    int current = -2;
    const double scale = columns / (right - left);
    for (std::size_t i = first; i < last; ++i) {
        const auto place = static_cast<int>(std::clamp(std::floor((x[i] - left) * scale), -1.0, double(columns)));
        if (place != current) {
            column.flush();
            current = place;
        }
        if (std::isfinite(y[i]))
            column.add(i, y[i]);
        else
            column.addBroken(i);
    }
    column.flush();
    return result;
}

} // namespace matinee::ui
