#pragma once

#include <matinee/dataset.h>

#include <cstddef>
#include <vector>

namespace matinee {

/// Counts the ratings of a user and film that stand before in the file, in parts that may be counted at the same time:
/// each is of a range of users, who are brought together first where the file has them mixed.
class Repetitions
{
public:
    /// Of data the ratings and the numbers of users and items are looked at. \param smallestPart in rows: each part
    /// takes a table of all films
    Repetitions(const Dataset& data, const RunContext& context, std::size_t smallestPart = std::size_t(1) << 20);

    std::size_t parts() const { return m_counts.size(); }
    /// \param part in [0, parts()). \throws Error{Stopped}
    void count(std::size_t part);
    /// When all parts are counted.
    std::size_t total() const;

private:
    std::size_t countInOrder(std::size_t begin, std::size_t end) const;
    std::size_t countMixed(std::int32_t firstUser, std::int32_t endUser) const;

    const Ratings& m_ratings;
    std::size_t m_items;
    const RunContext& m_context;
    bool m_inOrder = true;             ///< users ascend over the rows
    std::vector<std::size_t> m_begin;  ///< of each user's ratings, were they brought together
    std::vector<std::size_t> m_bounds; ///< of the parts: rows if the users ascend, else users
    std::vector<std::size_t> m_counts; ///< of the parts
};

} // namespace matinee
