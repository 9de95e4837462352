#include "models/user_history.h"

#include <matinee/error.h>
#include <matinee/model_file.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee {

namespace {

constexpr std::int32_t kLargestExact = 1 << 24;

[[noreturn]] void refuse(const char* what)
{
    throw Error(ErrorCode::Format, what);
}

} // namespace

UserHistory::UserHistory(const Dataset& data, std::span<const RowIndex> rows)
    : m_begin(static_cast<std::size_t>(data.userCount()) + 1, 0)
{
    const auto& ratings = data.ratings;
    for (const auto row : rows)
        ++m_begin[static_cast<std::size_t>(ratings.user[row]) + 1];
    std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
    std::vector<RowIndex> order(rows.size());
    auto next = m_begin;
    for (const auto row : rows)
        order[next[static_cast<std::size_t>(ratings.user[row])]++] = row;

    m_items.reserve(rows.size());
    m_values.reserve(rows.size());
    for (std::size_t u = 0; u + 1 < m_begin.size(); ++u) {
        const auto first = order.begin() + static_cast<std::ptrdiff_t>(m_begin[u]);
        const auto last = order.begin() + static_cast<std::ptrdiff_t>(m_begin[u + 1]);
        std::sort(first, last, [&ratings](RowIndex a, RowIndex b) {
            return ratings.item[a] != ratings.item[b] ? ratings.item[a] < ratings.item[b] : a < b;
        });
        m_begin[u] = m_items.size();
        for (auto row = first; row != last;) {
            const auto item = ratings.item[*row];
            double sum = 0;
            int count = 0;
            for (; row != last && ratings.item[*row] == item; ++row, ++count)
                sum += ratings.value[*row];
            m_items.push_back(item);
            m_values.push_back(static_cast<float>(sum / count));
        }
    }
    m_begin.back() = m_items.size();
}

std::span<const std::int32_t> UserHistory::items(std::int32_t user) const
{
    const auto u = static_cast<std::size_t>(user);
    return std::span(m_items).subspan(m_begin[u], m_begin[u + 1] - m_begin[u]);
}

std::span<const float> UserHistory::values(std::int32_t user) const
{
    const auto u = static_cast<std::size_t>(user);
    return std::span(m_values).subspan(m_begin[u], m_begin[u + 1] - m_begin[u]);
}

void UserHistory::save(ModelFile& file, bool withValues) const
{
    std::vector<std::int32_t> counts(userCount());
    for (std::size_t u = 0; u < counts.size(); ++u)
        counts[u] = static_cast<std::int32_t>(m_begin[u + 1] - m_begin[u]);
    file.put("history_counts", {counts.size()}, wholeNumbers(counts));
    file.put("history_items", {m_items.size()}, wholeNumbers(m_items));
    if (withValues)
        file.put("history_ratings", {m_values.size()}, m_values);
}

UserHistory UserHistory::load(const ModelFile& file, const Dataset& data, bool withValues)
{
    const auto users = static_cast<std::uint64_t>(data.userCount());
    UserHistory history;
    history.m_items = wholeNumbers(file.get("history_items", {0}).values, data.itemCount());
    history.m_begin = offsets(wholeNumbers(file.get("history_counts", {users}).values, kLargestExact), history.size());
    for (std::int32_t u = 0; u < data.userCount(); ++u) {
        const auto items = history.items(u);
        if (std::adjacent_find(items.begin(), items.end(), std::greater_equal<>()) != items.end())
            refuse("The films of a user in the model file are out of order.");
    }
    if (withValues)
        history.m_values = file.get("history_ratings", {history.size()}).values;
    return history;
}

std::vector<float> wholeNumbers(std::span<const std::int32_t> numbers)
{
    std::vector<float> floats(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] > kLargestExact)
            throw Error(ErrorCode::Internal, "A number is too large for a model file.");
        floats[i] = static_cast<float>(numbers[i]);
    }
    return floats;
}

std::vector<std::int32_t> wholeNumbers(std::span<const float> numbers, std::int32_t bound)
{
    std::vector<std::int32_t> whole(numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const float number = numbers[i];
        if (!(number >= 0 && number < static_cast<float>(bound)) || number != std::floor(number))
            refuse("The model file does not fit the data set: a film or a count in it is out of range.");
        whole[i] = static_cast<std::int32_t>(number);
    }
    return whole;
}

std::vector<std::size_t> offsets(std::span<const std::int32_t> lengths, std::size_t total)
{
    std::vector<std::size_t> begin(lengths.size() + 1, 0);
    for (std::size_t i = 0; i < lengths.size(); ++i)
        begin[i + 1] = begin[i] + static_cast<std::size_t>(lengths[i]);
    if (begin.back() != total)
        refuse("The lists of the model file do not have the lengths that it says.");
    return begin;
}

} // namespace matinee
