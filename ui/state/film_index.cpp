#include "ui/state/film_index.h"

#include <algorithm>
#include <numeric>

namespace matinee::ui {

FilmIndex::FilmIndex(const Dataset& data)
    : m_starts(static_cast<std::size_t>(data.itemCount()) + 1, 0)
    , m_rows(data.ratings.size())
{
    for (const std::int32_t item : data.ratings.item)
        ++m_starts[static_cast<std::size_t>(item) + 1];
    std::partial_sum(m_starts.begin(), m_starts.end(), m_starts.begin());
    std::vector<std::size_t> next(m_starts.begin(), m_starts.end() - 1);
    for (std::size_t row = 0; row < data.ratings.size(); ++row)
        m_rows[next[static_cast<std::size_t>(data.ratings.item[row])]++] = static_cast<RowIndex>(row);
    for (const float value : data.ratings.value) { // about ten different ones
        if (std::find(m_stars.begin(), m_stars.end(), value) == m_stars.end())
            m_stars.push_back(value);
    }
}

std::span<const RowIndex> FilmIndex::rows(std::int32_t item) const
{
    const auto i = static_cast<std::size_t>(item);
    if (item < 0 || i + 1 >= m_starts.size())
        return {};
    return std::span(m_rows).subspan(m_starts[i], m_starts[i + 1] - m_starts[i]);
}

std::map<double, std::size_t> FilmIndex::histogram(const Dataset& data, std::int32_t item) const
{
    std::map<double, std::size_t> counts;
    for (const float stars : m_stars)
        counts[stars] = 0;
    for (const RowIndex row : rows(item))
        ++counts[data.ratings.value[row]];
    return counts;
}

} // namespace matinee::ui
