#include "data/split_kinds.h"

#include <matinee/dataset_source.h>
#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

namespace matinee {

namespace {

/// Finds the rows of the data set that a further file repeats.
class RowFinder
{
public:
    explicit RowFinder(const Dataset& data)
        : m_data(data)
        , m_taken(data.ratings.size(), false)
    {
        m_rows.reserve(data.ratings.size());
        for (std::size_t r = 0; r < data.ratings.size(); ++r)
            m_rows.emplace(key(data.ratings.user[r], data.ratings.item[r]), static_cast<RowIndex>(r));
    }

    std::vector<RowIndex> find(const RawRatings& ratings, const std::string& file)
    {
        std::vector<RowIndex> rows;
        rows.reserve(ratings.size());
        for (std::size_t r = 0; r < ratings.size(); ++r) {
            const auto row = findOne(ratings.user[r], ratings.item[r], ratings.value[r]);
            if (!row && !m_data.fileRows.empty())
                continue; // of a subset: the rating may stand in the rest
            if (!row)
                throw Error(
                    ErrorCode::Format,
                    fmt::format("Its rating {}, user {} rating film {} with {}, is not a rating of '{}', or stands in "
                                "the split twice.",
                                r + 1, ratings.user[r], ratings.item[r], ratings.value[r], m_data.name),
                    file);
            rows.push_back(*row);
        }
        std::sort(rows.begin(), rows.end());
        return rows;
    }

private:
    static std::uint64_t key(std::int32_t user, std::int32_t item)
    {
        return static_cast<std::uint64_t>(static_cast<std::uint32_t>(user)) << 32 | static_cast<std::uint32_t>(item);
    }

    std::optional<RowIndex> findOne(std::int64_t userId, std::int64_t itemId, float value)
    {
        const auto user = m_data.users.find(userId);
        const auto item = m_data.items.find(itemId);
        if (!user || !item)
            return std::nullopt;
        const auto [begin, end] = m_rows.equal_range(key(*user, *item));
        for (auto i = begin; i != end; ++i) {
            if (!m_taken[i->second] && m_data.ratings.value[i->second] == value) {
                m_taken[i->second] = true;
                return i->second;
            }
        }
        return std::nullopt;
    }

    const Dataset& m_data;
    std::vector<bool> m_taken;
    std::unordered_multimap<std::uint64_t, RowIndex> m_rows;
};

} // namespace

Split splitFiles(const Dataset& data, const SplitSpec& spec, std::uint64_t seed)
{
    RowFinder finder(data);
    const auto read = [&](const std::string& name) { return finder.find(readCompanionRatings(data, name), name); };
    Split split;
    split.train = read(spec.files[0]);
    split.test = read(spec.files[1]);
    if (spec.files.size() == 3)
        split.validation = read(spec.files[2]);
    else if (spec.validationFraction > 0)
        drawValidation(split, data, spec.validationFraction, seed);
    return split;
}

} // namespace matinee
