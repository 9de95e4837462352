#include "data/rating_columns.h"

#include <matinee/error.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace matinee {

std::int32_t IdCodes::code(std::int64_t id)
{
    if (id >= 0 && id <= std::numeric_limits<std::int32_t>::max())
        return static_cast<std::int32_t>(id);
    const auto [found, fresh] = m_codes.try_emplace(id, 0);
    if (fresh) {
        if (m_large.size() == static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
            throw Error(ErrorCode::Format, "There are more ids than 31 bits can number.");
        found->second = -1 - static_cast<std::int32_t>(m_large.size());
        m_large.push_back(id);
    }
    return found->second;
}

RatingColumns::RatingColumns(const RawRatings& ratings)
{
    append(ratings);
}

void RatingColumns::makeRoom(std::size_t rows)
{
    if (m_size + rows <= m_capacity)
        return;
    m_capacity = std::max(m_size + rows, m_capacity + m_capacity / 2);
    user.setCapacity(m_capacity);
    item.setCapacity(m_capacity);
    value.setCapacity(m_capacity);
    time.setCapacity(m_capacity);
}

RowPlace RatingColumns::place(std::size_t r)
{
    return {user.data() + r, item.data() + r, value.data() + r, time.data() + r};
}

void RatingColumns::take(std::size_t first, std::size_t rows)
{
    if (first != m_size && rows > 0) {
        const RowPlace to = place(m_size);
        const RowPlace from = place(first);
        std::memmove(to.user, from.user, rows * sizeof *to.user);
        std::memmove(to.item, from.item, rows * sizeof *to.item);
        std::memmove(to.value, from.value, rows * sizeof *to.value);
        std::memmove(to.time, from.time, rows * sizeof *to.time);
    }
    m_size += rows;
}

void RatingColumns::append(const RawRatings& ratings)
{
    makeRoom(ratings.size());
    const RowPlace to = place(m_size);
    for (std::size_t r = 0; r < ratings.size(); ++r) {
        to.user[r] = userIds.code(ratings.user[r]);
        to.item[r] = itemIds.code(ratings.item[r]);
    }
    std::copy(ratings.value.begin(), ratings.value.end(), to.value);
    std::copy(ratings.time.begin(), ratings.time.end(), to.time);
    m_size += ratings.size();
}

RawRatings RatingColumns::raw() const
{
    RawRatings ratings;
    ratings.user.reserve(m_size);
    ratings.item.reserve(m_size);
    for (std::size_t r = 0; r < m_size; ++r) {
        ratings.user.push_back(userIds.id(user.data()[r]));
        ratings.item.push_back(itemIds.id(item.data()[r]));
    }
    ratings.value.assign(value.data(), value.data() + m_size);
    ratings.time.assign(time.data(), time.data() + m_size);
    return ratings;
}

} // namespace matinee
