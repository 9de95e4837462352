#include "support/digest.h"

#include <matinee/dataset.h>
#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

namespace matinee {

namespace {

/// Calls work(row) for every row; answers a stop in between.
template <class Work>
void forRows(std::size_t rows, const RunContext& context, Work work)
{
    constexpr std::size_t kBlock = 1 << 18;
    for (std::size_t begin = 0; begin < rows; begin += kBlock) {
        context.throwIfStopped();
        for (std::size_t row = begin; row < std::min(rows, begin + kBlock); ++row)
            work(row);
    }
}

/// Whether a table over all ids up to the largest is affordable: so it is for every release, and many times faster
/// than sorting or hashing.
bool fitTable(std::int64_t smallest, std::int64_t largest, std::size_t rows)
{
    return smallest >= 0 && static_cast<std::uint64_t>(largest) < (1U << 16) + 4 * static_cast<std::uint64_t>(rows);
}

/// The distinct ids in ascending order.
std::vector<std::int64_t> distinct(const std::vector<std::int64_t>& ids, const RunContext& context)
{
    std::vector<std::int64_t> result;
    const auto [smallest, largest] = std::minmax_element(ids.begin(), ids.end());
    if (fitTable(*smallest, *largest, ids.size())) {
        std::vector<char> seen(static_cast<std::size_t>(*largest) + 1, 0);
        forRows(ids.size(), context, [&](std::size_t r) { seen[static_cast<std::size_t>(ids[r])] = 1; });
        for (std::size_t id = 0; id < seen.size(); ++id) {
            if (seen[id])
                result.push_back(static_cast<std::int64_t>(id));
        }
    } else {
        result = ids;
        std::sort(result.begin(), result.end());
        result.erase(std::unique(result.begin(), result.end()), result.end());
    }
    return result;
}

/// The rated ids in ascending order, then the listed ones that nobody rated.
template <class Listed>
std::vector<std::int64_t> ratedFirst(const std::vector<std::int64_t>& rated,
                                     const std::map<std::int64_t, Listed>& listed, const RunContext& context)
{
    std::vector<std::int64_t> ids = distinct(rated, context);
    const std::size_t ratedCount = ids.size();
    for (const auto& [id, value] : listed) {
        if (!std::binary_search(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(ratedCount), id))
            ids.push_back(id);
    }
    if (ids.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw Error(ErrorCode::Format, "There are more ids than 31 bits can number.");
    return ids;
}

std::int32_t countRated(std::span<const std::int32_t> indices)
{
    // Rated ids come first, so the largest index that occurs tells their number.
    return indices.empty() ? 0 : *std::max_element(indices.begin(), indices.end()) + 1;
}

std::vector<std::int32_t> toDense(const std::vector<std::int64_t>& ids, const IdMap& map, const RunContext& context)
{
    std::vector<std::int32_t> dense(ids.size());
    const auto [smallest, largest] = std::minmax_element(map.ids().begin(), map.ids().end());
    if (fitTable(*smallest, *largest, ids.size())) {
        std::vector<std::int32_t> table(static_cast<std::size_t>(*largest) + 1);
        for (std::size_t i = 0; i < map.size(); ++i)
            table[static_cast<std::size_t>(map.ids()[i])] = static_cast<std::int32_t>(i);
        forRows(ids.size(), context, [&](std::size_t r) { dense[r] = table[static_cast<std::size_t>(ids[r])]; });
    } else {
        forRows(ids.size(), context, [&](std::size_t r) { dense[r] = *map.find(ids[r]); });
    }
    return dense;
}

/// Ratings of a user and film that stand before in the file.
std::size_t countRepeated(const Dataset& data, const RunContext& context)
{
    const auto& ratings = data.ratings;
    std::vector<std::size_t> next(static_cast<std::size_t>(data.ratedUsers) + 1, 0);
    for (const auto user : ratings.user)
        ++next[static_cast<std::size_t>(user) + 1];
    std::partial_sum(next.begin(), next.end(), next.begin());
    std::vector<RowIndex> byUser(ratings.size());
    forRows(ratings.size(), context, [&](std::size_t r) {
        byUser[next[static_cast<std::size_t>(ratings.user[r])]++] = static_cast<RowIndex>(r);
    });
    std::size_t repeated = 0;
    std::vector<std::int32_t> lastUser(static_cast<std::size_t>(data.ratedItems), -1);
    forRows(ratings.size(), context, [&](std::size_t position) {
        const RowIndex row = byUser[position];
        auto& last = lastUser[static_cast<std::size_t>(ratings.item[row])];
        repeated += last == ratings.user[row] ? 1 : 0;
        last = ratings.user[row];
    });
    return repeated;
}

std::string digestOf(const RawRatings& ratings, const RunContext& context)
{
    Digest digest;
    forRows(ratings.size(), context, [&](std::size_t r) {
        digest.addWord(static_cast<std::uint64_t>(ratings.user[r]));
        digest.addWord(static_cast<std::uint64_t>(ratings.item[r]));
        digest.addWord(std::bit_cast<std::uint32_t>(ratings.value[r]));
        digest.addWord(static_cast<std::uint64_t>(ratings.time[r]));
    });
    return digest.text();
}

} // namespace

std::string Catalogue::genreText(const Film& film) const
{
    std::string text;
    for (std::size_t g = 0; g < genres.size(); ++g) {
        if (film.genres >> g & 1) {
            if (!text.empty())
                text += ", ";
            text += genres[g];
        }
    }
    return text;
}

Dataset assembleDataset(DatasetParts parts, const RunContext& context)
{
    if (parts.ratings.size() == 0)
        throw Error(ErrorCode::Format, "There is no rating in it.", parts.provenance.source);

    Dataset data;
    data.name = std::move(parts.name);
    data.provenance = std::move(parts.provenance);
    data.provenance.digest = digestOf(parts.ratings, context);
    data.users = IdMap(ratedFirst(parts.ratings.user, parts.users, context));
    data.items = IdMap(ratedFirst(parts.ratings.item, parts.films, context));
    data.ratings.user = toDense(parts.ratings.user, data.users, context);
    data.ratings.item = toDense(parts.ratings.item, data.items, context);
    data.ratings.value = std::move(parts.ratings.value);
    data.ratings.time = std::move(parts.ratings.time);
    data.ratedUsers = countRated(data.ratings.user);
    data.ratedItems = countRated(data.ratings.item);
    if (const std::size_t repeated = countRepeated(data, context)) {
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

DatasetFacts describe(const Dataset& data)
{
    DatasetFacts facts;
    facts.users = static_cast<std::size_t>(data.userCount());
    facts.items = static_cast<std::size_t>(data.itemCount());
    facts.catalogue = data.catalogue.films.size();
    facts.ratings = data.ratings.size();
    if (facts.ratings == 0)
        return facts;

    facts.density = static_cast<double>(facts.ratings) / (static_cast<double>(facts.users) * facts.items);
    double sum = 0;
    double squares = 0;
    std::map<float, std::size_t> histogram;
    for (const float value : data.ratings.value) {
        sum += value;
        squares += static_cast<double>(value) * value;
        ++histogram[value];
    }
    const auto n = static_cast<double>(facts.ratings);
    facts.mean = sum / n;
    facts.deviation = std::sqrt(std::max(0.0, squares / n - facts.mean * facts.mean));
    for (const auto& [value, count] : histogram)
        facts.histogram[value] = count;
    facts.minimum = facts.histogram.begin()->first;
    facts.maximum = facts.histogram.rbegin()->first;
    const auto [first, last] = std::minmax_element(data.ratings.time.begin(), data.ratings.time.end());
    facts.firstTime = *first;
    facts.lastTime = *last;
    return facts;
}

} // namespace matinee
