#include "data/assembly.h"

#include "data/repetitions.h"
#include "support/digest.h"
#include "support/parallel.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>
#include <map>
#include <utility>

namespace matinee {

namespace {

/// Rows that one thread works on at a time; a stop is answered in between.
constexpr std::size_t kRows = 1 << 18;

/// Whether a table over all codes up to the largest is affordable: so it is for every release, and many times faster
/// than sorting or hashing.
bool fitsTable(std::int32_t largest, std::size_t rows)
{
    return static_cast<std::uint64_t>(largest) < (1U << 16) + 4 * static_cast<std::uint64_t>(rows);
}

/// A column of codes on its way to dense indices.
class IdColumn
{
public:
    IdColumn(PageArray<std::int32_t>& codes, const IdCodes& ids, std::size_t rows, const RunContext& context)
        : m_codes(codes.data())
        , m_ids(ids)
        , m_rows(rows)
        , m_context(context)
        , m_largest(largestCode())
    {}

    /// The distinct ids in ascending order.
    std::vector<std::int64_t> distinct() const
    {
        std::vector<std::int64_t> result;
        if (fitsTable(m_largest, m_rows)) {
            std::vector<char> seen(static_cast<std::size_t>(m_largest) + 1, 0);
            forRows([&](std::size_t begin, std::size_t end, int /*worker*/) {
                for (std::size_t r = begin; r < end; ++r) {
                    if (m_codes[r] < 0)
                        continue;
                    // Several threads may find the same id; looking first keeps the memory shared between their caches.
                    const std::atomic_ref<char> place(seen[static_cast<std::size_t>(m_codes[r])]);
                    if (!place.load(std::memory_order_relaxed))
                        place.store(1, std::memory_order_relaxed);
                }
            });
            for (std::size_t id = 0; id < seen.size(); ++id) {
                if (seen[id])
                    result.push_back(static_cast<std::int64_t>(id));
            }
        } else {
            std::vector<std::int32_t> codes(m_codes, m_codes + m_rows);
            std::sort(codes.begin(), codes.end());
            codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
            result.assign(std::lower_bound(codes.begin(), codes.end(), 0), codes.end());
        }
        if (!m_ids.large().empty()) { // each of them is in the column
            result.insert(result.end(), m_ids.large().begin(), m_ids.large().end());
            std::sort(result.begin(), result.end());
        }
        return result;
    }

    /// Turns the codes into the dense indices that a map gives their ids.
    void makeDense(const IdMap& map)
    {
        std::vector<std::int32_t> large;
        for (const auto id : m_ids.large())
            large.push_back(*map.find(id));
        const bool fits = fitsTable(m_largest, m_rows);
        std::vector<std::int32_t> table(fits ? static_cast<std::size_t>(m_largest) + 1 : 0);
        for (std::size_t i = 0; i < map.size(); ++i) {
            if (const auto id = map.ids()[i]; id >= 0 && static_cast<std::uint64_t>(id) < table.size())
                table[static_cast<std::size_t>(id)] = static_cast<std::int32_t>(i);
        }
        forRows([&](std::size_t begin, std::size_t end, int /*worker*/) {
            for (std::size_t r = begin; r < end; ++r) {
                const std::int32_t code = m_codes[r];
                m_codes[r] = code < 0 ? large[static_cast<std::size_t>(-(code + 1))]
                             : fits   ? table[static_cast<std::size_t>(code)]
                                      : *map.find(code);
            }
        });
    }

private:
    void forRows(const ParallelBody& body) const
    {
        parallelFor(m_rows, kRows, m_context.threads, [&](std::size_t begin, std::size_t end, int worker) {
            m_context.throwIfStopped();
            body(begin, end, worker);
        });
    }

    /// At least -1.
    std::int32_t largestCode() const
    {
        std::vector<std::int32_t> largest(static_cast<std::size_t>(std::max(m_context.threads, 1)), -1);
        forRows([&](std::size_t begin, std::size_t end, int worker) {
            auto& most = largest[static_cast<std::size_t>(worker)];
            most = std::max(most, *std::max_element(m_codes + begin, m_codes + end));
        });
        return *std::max_element(largest.begin(), largest.end());
    }

    std::int32_t* m_codes;
    const IdCodes& m_ids;
    std::size_t m_rows;
    const RunContext& m_context;
    std::int32_t m_largest;
};

/// The rated ids, ascending, then the listed ones that nobody rated.
template <class Listed>
std::vector<std::int64_t> ratedFirst(std::vector<std::int64_t> ids, const std::map<std::int64_t, Listed>& listed)
{
    const auto rated = static_cast<std::ptrdiff_t>(ids.size());
    for (const auto& [id, value] : listed) {
        if (!std::binary_search(ids.begin(), ids.begin() + rated, id))
            ids.push_back(id);
    }
    if (ids.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw Error(ErrorCode::Format, "There are more ids than 31 bits can number.");
    return ids;
}

/// One row after the other, as each step of the digest waits for the one before.
std::string digestOf(const Dataset& data, const RunContext& context)
{
    Digest digest;
    const auto& ratings = data.ratings;
    const auto& users = data.users.ids();
    const auto& items = data.items.ids();
    for (std::size_t begin = 0; begin < ratings.size(); begin += kRows) {
        context.throwIfStopped();
        for (std::size_t r = begin; r < std::min(ratings.size(), begin + kRows); ++r) {
            digest.addWord(static_cast<std::uint64_t>(users[static_cast<std::size_t>(ratings.user[r])]));
            digest.addWord(static_cast<std::uint64_t>(items[static_cast<std::size_t>(ratings.item[r])]));
            digest.addWord(std::bit_cast<std::uint32_t>(ratings.value[r]));
            digest.addWord(static_cast<std::uint64_t>(ratings.time[r]));
        }
    }
    return digest.text();
}

} // namespace

Dataset assembleDataset(DatasetParts parts, const RunContext& context)
{
    RatingColumns ratings(std::exchange(parts.ratings, {}));
    return assembleDataset(std::move(parts), std::move(ratings), context);
}

Dataset assembleDataset(DatasetParts parts, RatingColumns ratings, const RunContext& context)
{
    const std::size_t rows = ratings.size();
    if (rows == 0)
        throw Error(ErrorCode::Format, "There is no rating in it.", parts.provenance.source);

    Dataset data;
    data.name = std::move(parts.name);
    data.provenance = std::move(parts.provenance);
    IdColumn users(ratings.user, ratings.userIds, rows, context);
    IdColumn items(ratings.item, ratings.itemIds, rows, context);
    auto userIds = users.distinct();
    auto itemIds = items.distinct();
    data.ratedUsers = static_cast<std::int32_t>(userIds.size());
    data.ratedItems = static_cast<std::int32_t>(itemIds.size());
    data.users = IdMap(ratedFirst(std::move(userIds), parts.users));
    data.items = IdMap(ratedFirst(std::move(itemIds), parts.films));
    users.makeDense(data.users);
    items.makeDense(data.items);
    data.ratings.user = ratings.user.intoColumn(rows);
    data.ratings.item = ratings.item.intoColumn(rows);
    data.ratings.value = ratings.value.intoColumn(rows);
    data.ratings.time = ratings.time.intoColumn(rows);
    if (rows > 0) {
        const auto [first, last] = std::minmax_element(data.ratings.time.begin(), data.ratings.time.end());
        data.firstTime = *first;
        data.lastTime = *last;
    }

    // The digest keeps one thread busy; the others look for repetitions meanwhile.
    Repetitions repetitions(data, context);
    parallelFor(1 + repetitions.parts(), 1, context.threads,
                [&](std::size_t task, std::size_t /*end*/, int /*worker*/) {
                    if (task == 0)
                        data.provenance.digest = digestOf(data, context);
                    else
                        repetitions.count(task - 1);
                });
    if (const std::size_t repeated = repetitions.total()) {
        data.provenance.warnings.push_back(
            fmt::format("{} a user and film that stand before in the file; all are kept.",
                        repeated == 1 ? "One rating repeats" : fmt::format("{} ratings repeat", repeated)));
    }

    data.catalogue.genres = std::move(parts.genres);
    data.catalogue.films.reserve(data.items.size());
    std::size_t unlisted = 0;
    for (const auto id : data.items.ids()) {
        if (const auto found = parts.films.find(id); found != parts.films.end()) {
            data.catalogue.films.push_back(std::move(found->second));
        } else {
            data.catalogue.films.push_back(Film{.title = fmt::format("Film {}", id)});
            ++unlisted;
        }
    }
    if (unlisted > 0 && !parts.films.empty()) {
        data.provenance.warnings.push_back(fmt::format("{} rated {} not in the list of films and shown by number.",
                                                       unlisted, unlisted == 1 ? "film is" : "films are"));
    }
    if (!parts.users.empty()) {
        data.userAttributes.resize(data.users.size());
        for (std::size_t u = 0; u < data.users.size(); ++u) {
            const auto found = parts.users.find(data.users.id(static_cast<std::int32_t>(u)));
            if (found != parts.users.end())
                data.userAttributes[u] = std::move(found->second);
        }
    }
    return data;
}

} // namespace matinee
