#pragma once

#include <matinee/dataset.h>

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace matinee::ui {

/// Which ratings are a film's: built once per data set, so that looking at one film does not scan them all.
class FilmIndex
{
public:
    FilmIndex() = default;
    explicit FilmIndex(const Dataset& data);

    /// Rows of Dataset::ratings of a film, ascending; empty for films that nobody rated.
    std::span<const RowIndex> rows(std::int32_t item) const;

    /// Stars to number of a film's ratings, with every star value that the data set has, so that films compare.
    std::map<double, std::size_t> histogram(const Dataset& data, std::int32_t item) const;

private:
    std::vector<std::size_t> m_starts; ///< by item; one more than there are rated items
    std::vector<RowIndex> m_rows;
    std::vector<float> m_stars; ///< the values that occur
};

} // namespace matinee::ui
