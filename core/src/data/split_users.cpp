#include "data/split_kinds.h"
#include "support/numpy_random.h"

#include <matinee/random.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace matinee {

namespace {

/// How many of a user's rows go to validation: rounded up in double, as ceil(rows * fraction) of NumPy is, but all only
/// where that leaves one.
std::size_t validationCount(std::size_t rows, double fraction)
{
    const auto wanted = static_cast<std::size_t>(std::ceil(static_cast<double>(rows) * fraction));
    return std::min(wanted, rows - 1);
}

/// The rows of each user, ascending by time, then by place in the file; user after user in ascending external id.
class RowsByUser
{
public:
    explicit RowsByUser(const Dataset& data)
        : m_begin(static_cast<std::size_t>(data.userCount()) + 1, 0)
        , m_rows(data.ratings.size())
    {
        const auto& ratings = data.ratings;
        for (const auto user : ratings.user)
            ++m_begin[static_cast<std::size_t>(user) + 1];
        std::partial_sum(m_begin.begin(), m_begin.end(), m_begin.begin());
        auto next = m_begin;
        for (std::size_t r = 0; r < m_rows.size(); ++r)
            m_rows[next[static_cast<std::size_t>(ratings.user[r])]++] = static_cast<RowIndex>(r);
        for (std::size_t u = 0; u + 1 < m_begin.size(); ++u)
            std::stable_sort(m_rows.begin() + static_cast<std::ptrdiff_t>(m_begin[u]),
                             m_rows.begin() + static_cast<std::ptrdiff_t>(m_begin[u + 1]),
                             [&](RowIndex a, RowIndex b) { return ratings.time[a] < ratings.time[b]; });
    }

    std::size_t users() const { return m_begin.size() - 1; }
    std::span<const RowIndex> of(std::size_t user) const
    {
        return std::span(m_rows).subspan(m_begin[user], m_begin[user + 1] - m_begin[user]);
    }

private:
    std::vector<std::size_t> m_begin; ///< users + 1 offsets into m_rows
    std::vector<RowIndex> m_rows;
};

/// One user's numpy.random.choice(rows, size=ceil(fraction * n), replace=False): the head of a permutation.
void chooseAsNumpy(Split& split, std::span<const RowIndex> rows, double fraction, NumpyRandom& numpy)
{
    const auto count = validationCount(rows.size(), fraction);
    const auto order = numpy.permutation(static_cast<std::uint32_t>(rows.size()));
    std::vector<bool> taken(rows.size(), false);
    for (std::size_t i = 0; i < count; ++i) {
        split.validation.push_back(rows[order[i]]);
        taken[order[i]] = true;
    }
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!taken[i])
            split.train.push_back(rows[i]);
}

} // namespace

void drawValidation(Split& split, const Dataset& data, double fraction, std::uint64_t seed)
{
    std::vector<std::vector<RowIndex>> ofUser(static_cast<std::size_t>(data.userCount()));
    for (const auto row : split.train)
        ofUser[static_cast<std::size_t>(data.ratings.user[row])].push_back(row);
    split.train.clear();
    Random random(seed);
    for (auto& rows : ofUser) {
        if (rows.empty())
            continue;
        random.shuffle(rows.begin(), rows.end());
        const auto count = static_cast<std::ptrdiff_t>(validationCount(rows.size(), fraction));
        split.validation.insert(split.validation.end(), rows.begin(), rows.begin() + count);
        split.train.insert(split.train.end(), rows.begin() + count, rows.end());
    }
    std::sort(split.train.begin(), split.train.end());
    std::sort(split.validation.begin(), split.validation.end());
}

Split splitLeaveOneOut(const Dataset& data, const SplitSpec& spec, std::uint64_t seed)
{
    const RowsByUser byUser(data);
    NumpyRandom numpy(spec.seed.value_or(0));
    Split split;
    for (std::size_t u = 0; u < byUser.users(); ++u) {
        auto rows = byUser.of(u);
        if (rows.size() > 1) {
            split.test.push_back(rows.back());
            rows = rows.first(rows.size() - 1);
        }
        if (spec.validationNewest && rows.size() > 1) {
            split.validation.push_back(rows.back());
            rows = rows.first(rows.size() - 1);
        }
        // Without a seed of NumPy's the fraction is drawn below, from the rows of all users.
        if (spec.validationFraction > 0 && spec.seed)
            chooseAsNumpy(split, rows, spec.validationFraction, numpy);
        else
            split.train.insert(split.train.end(), rows.begin(), rows.end());
    }
    if (spec.seed)
        return split;
    for (auto* part : {&split.train, &split.validation, &split.test})
        std::sort(part->begin(), part->end());
    if (spec.validationFraction > 0)
        drawValidation(split, data, spec.validationFraction, seed);
    return split;
}

} // namespace matinee
