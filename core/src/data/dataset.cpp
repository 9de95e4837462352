#include <matinee/dataset.h>
#include <matinee/error.h>

#include "support/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace matinee {

namespace {

/// The rated ids in ascending order, then the listed ones that nobody rated.
template <class Listed>
std::vector<std::int64_t> ratedFirst(std::vector<std::int64_t> rated, const std::map<std::int64_t, Listed>& listed)
{
    std::sort(rated.begin(), rated.end());
    rated.erase(std::unique(rated.begin(), rated.end()), rated.end());
    rated.shrink_to_fit();
    const std::size_t ratedCount = rated.size();
    std::vector<std::int64_t> ids = std::move(rated);
    for (const auto& [id, value] : listed) {
        if (!std::binary_search(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(ratedCount), id))
            ids.push_back(id);
    }
    return ids;
}

std::int32_t countRated(const std::vector<std::int32_t>& indices)
{
    // Rated ids come first, so the largest index that occurs tells their number.
    return indices.empty() ? 0 : *std::max_element(indices.begin(), indices.end()) + 1;
}

std::vector<std::int32_t> toDense(const std::vector<std::int64_t>& ids, const IdMap& map)
{
    std::vector<std::int32_t> dense(ids.size());
    std::transform(ids.begin(), ids.end(), dense.begin(), [&](std::int64_t id) { return *map.find(id); });
    return dense;
}

std::string digestOf(const RawRatings& ratings)
{
    Digest digest;
    for (std::size_t r = 0; r < ratings.size(); ++r) {
        digest.addWord(static_cast<std::uint64_t>(ratings.user[r]));
        digest.addWord(static_cast<std::uint64_t>(ratings.item[r]));
        digest.addWord(std::bit_cast<std::uint32_t>(ratings.value[r]));
        digest.addWord(static_cast<std::uint64_t>(ratings.time[r]));
    }
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

Dataset assembleDataset(DatasetParts parts)
{
    if (parts.ratings.size() == 0)
        throw Error(ErrorCode::Format, "There is no rating in it.", parts.provenance.source);

    Dataset data;
    data.name = std::move(parts.name);
    data.provenance = std::move(parts.provenance);
    data.provenance.digest = digestOf(parts.ratings);
    data.users = IdMap(ratedFirst(parts.ratings.user, parts.users));
    data.items = IdMap(ratedFirst(parts.ratings.item, parts.films));
    data.ratings.user = toDense(parts.ratings.user, data.users);
    data.ratings.item = toDense(parts.ratings.item, data.items);
    data.ratings.value = std::move(parts.ratings.value);
    data.ratings.time = std::move(parts.ratings.time);
    data.ratedUsers = countRated(data.ratings.user);
    data.ratedItems = countRated(data.ratings.item);

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
        data.provenance.warnings.push_back(
            fmt::format("{} rated {} not in the list of films and shown by number.", unlisted,
                        unlisted == 1 ? "film is" : "films are"));
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
