#include "data/repetitions.h"

#include "support/parallel.h"

#include <algorithm>
#include <atomic>
#include <numeric>

namespace matinee {

namespace {

/// Rows between two looks at the stop.
constexpr std::size_t kRows = 1 << 18;

} // namespace

Repetitions::Repetitions(const Dataset& data, const RunContext& context, std::size_t smallestPart)
    : m_ratings(data.ratings)
    , m_items(static_cast<std::size_t>(data.ratedItems))
    , m_context(context)
{
    const auto& users = m_ratings.user;
    const std::size_t rows = m_ratings.size();
    std::atomic<bool> inOrder = true;
    parallelFor(rows, kRows, context.threads, [&](std::size_t begin, std::size_t end, int /*worker*/) {
        context.throwIfStopped();
        const auto stop = users.begin() + static_cast<std::ptrdiff_t>(std::min(rows, end + 1));
        if (!std::is_sorted(users.begin() + static_cast<std::ptrdiff_t>(begin), stop))
            inOrder = false;
    });
    m_inOrder = inOrder;

    const auto parts =
        std::clamp<std::size_t>(rows / smallestPart, 1, static_cast<std::size_t>(std::max(context.threads, 1)));
    m_counts.resize(parts);
    if (m_inOrder) {
        // Cut where the user changes.
        for (std::size_t part = 0; part < parts; ++part) {
            const auto user = users[rows / parts * part];
            m_bounds.push_back(part == 0 ? 0
                                         : static_cast<std::size_t>(std::lower_bound(users.begin(), users.end(), user) -
                                                                    users.begin()));
        }
        m_bounds.push_back(rows);
        return;
    }
    m_begin.resize(static_cast<std::size_t>(data.ratedUsers) + 1);
    for (std::size_t begin = 0; begin < rows; begin += kRows) {
        context.throwIfStopped();
        for (std::size_t r = begin; r < std::min(rows, begin + kRows); ++r)
            ++m_begin[static_cast<std::size_t>(users[r]) + 1];
    }
    std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
    for (std::size_t part = 0; part < parts; ++part) {
        const auto user = std::upper_bound(m_begin.begin(), m_begin.end(), rows / parts * part) - m_begin.begin() - 1;
        m_bounds.push_back(static_cast<std::size_t>(user));
    }
    m_bounds.push_back(static_cast<std::size_t>(data.ratedUsers));
}

void Repetitions::count(std::size_t part)
{
    const std::size_t begin = m_bounds[part];
    const std::size_t end = m_bounds[part + 1];
    m_counts[part] = m_inOrder ? countInOrder(begin, end)
                               : countMixed(static_cast<std::int32_t>(begin), static_cast<std::int32_t>(end));
}

std::size_t Repetitions::total() const
{
    return std::accumulate(m_counts.begin(), m_counts.end(), std::size_t(0));
}

std::size_t Repetitions::countInOrder(std::size_t begin, std::size_t end) const
{
    std::vector<std::int32_t> lastUser(m_items, -1);
    std::size_t repeated = 0;
    for (std::size_t block = begin; block < end; block += kRows) {
        m_context.throwIfStopped();
        for (std::size_t r = block; r < std::min(end, block + kRows); ++r) {
            auto& last = lastUser[static_cast<std::size_t>(m_ratings.item[r])];
            repeated += last == m_ratings.user[r] ? 1 : 0;
            last = m_ratings.user[r];
        }
    }
    return repeated;
}

std::size_t Repetitions::countMixed(std::int32_t firstUser, std::int32_t endUser) const
{
    const auto first = static_cast<std::size_t>(firstUser);
    const auto count = static_cast<std::size_t>(endUser - firstUser);
    const std::size_t offset = m_begin[first];
    std::vector<std::int32_t> items(m_begin[first + count] - offset);
    std::vector<std::size_t> next(m_begin.begin() + firstUser, m_begin.begin() + endUser);
    for (std::size_t block = 0; block < m_ratings.size(); block += kRows) {
        m_context.throwIfStopped();
        for (std::size_t r = block; r < std::min(m_ratings.size(), block + kRows); ++r) {
            const auto user = static_cast<std::size_t>(m_ratings.user[r] - firstUser);
            if (user < count) // as unsigned: smaller users are too large
                items[next[user]++ - offset] = m_ratings.item[r];
        }
    }
    std::vector<std::size_t> lastUser(m_items, count);
    std::size_t repeated = 0;
    for (std::size_t user = 0; user < count; ++user) {
        if (user % 1024 == 0)
            m_context.throwIfStopped();
        for (std::size_t position = m_begin[first + user]; position < m_begin[first + user + 1]; ++position) {
            auto& last = lastUser[static_cast<std::size_t>(items[position - offset])];
            repeated += last == user ? 1 : 0;
            last = user;
        }
    }
    return repeated;
}

} // namespace matinee
