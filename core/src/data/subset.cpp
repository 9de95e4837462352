#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/subset.h>

#include <fmt/format.h>

#include <charconv>
#include <numeric>

namespace matinee {

namespace {

constexpr std::uint64_t kDefaultSeed = 42;

enum class Which
{
    First,
    Users,
    Random
};

struct RowsSpec
{
    Which which = Which::First;
    std::uint64_t count = 0;
    std::uint64_t seed = kDefaultSeed;
};

[[noreturn]] void refuse(const std::string& rows, const std::string& why)
{
    throw Error(
        ErrorCode::InvalidArgument,
        fmt::format("'{}' is not a choice of rows: {}; write first:1000, users:100 or random:1000@42.", rows, why),
        "rows");
}

bool parseNumber(std::string_view text, std::uint64_t& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

RowsSpec parse(const std::string& rows)
{
    const auto colon = rows.find(':');
    const auto kind = rows.substr(0, colon);
    RowsSpec spec;
    if (kind == "users")
        spec.which = Which::Users;
    else if (kind == "random")
        spec.which = Which::Random;
    else if (kind != "first")
        refuse(rows, fmt::format("'{}' is not known", kind));
    if (colon == std::string::npos)
        refuse(rows, "a ':' is missing");
    auto number = rows.substr(colon + 1);
    if (const auto at = number.find('@'); at != std::string::npos) {
        if (spec.which != Which::Random)
            refuse(rows, "nothing is drawn, so that there is no seed to give");
        if (!parseNumber(number.substr(at + 1), spec.seed))
            refuse(rows, "the seed after '@' must be a whole number");
        number.resize(at);
    }
    if (!parseNumber(number, spec.count) || spec.count == 0)
        refuse(rows, fmt::format("'{}' is not a whole number above 0", number));
    return spec;
}

/// Refuses to give more than there is.
void checkCount(const Dataset& data, const std::string& rows, std::uint64_t wanted, std::size_t there,
                std::string_view what)
{
    if (wanted > there)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("'{}' asks for {} {}, and '{}' has {}.", rows, wanted, what, data.name, there), "rows");
}

/// The rows chosen, ascending.
std::vector<RowIndex> choose(const Dataset& data, const std::string& rows)
{
    const auto spec = parse(rows);
    const auto size = data.ratings.size();
    std::vector<RowIndex> chosen;
    if (spec.which == Which::Users) {
        checkCount(data, rows, spec.count, static_cast<std::size_t>(data.userCount()), "users");
        // Dense indices ascend with the external ids.
        for (std::size_t r = 0; r < size; ++r)
            if (static_cast<std::uint64_t>(data.ratings.user[r]) < spec.count)
                chosen.push_back(static_cast<RowIndex>(r));
        return chosen;
    }
    checkCount(data, rows, spec.count, size, "ratings");
    const auto count = static_cast<std::size_t>(spec.count);
    chosen.reserve(count);
    if (spec.which == Which::First) {
        chosen.resize(count);
        std::iota(chosen.begin(), chosen.end(), RowIndex{0});
        return chosen;
    }
    // Selection sampling (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S): every subset is as likely, and
    // it comes out in file order.
    Random random(spec.seed);
    for (std::size_t r = 0; chosen.size() < count; ++r)
        if (random.below(size - r) < count - chosen.size())
            chosen.push_back(static_cast<RowIndex>(r));
    return chosen;
}

/// Whether a film is listed, or only the stand-in for one that was rated and not listed.
bool isListed(const Film& film, std::int64_t id)
{
    return film.year != 0 || film.genres != 0 || !film.releaseDate.empty() || !film.imdb.empty() ||
           !film.tmdb.empty() || film.title != fmt::format("Film {}", id);
}

DatasetParts partsOf(const Dataset& data, const std::vector<RowIndex>& rows)
{
    DatasetParts parts;
    parts.name = data.name;
    parts.provenance = data.provenance;
    parts.genres = data.catalogue.genres;
    const auto& all = data.ratings;
    auto& some = parts.ratings;
    some.user.reserve(rows.size());
    some.item.reserve(rows.size());
    some.value.reserve(rows.size());
    some.time.reserve(rows.size());
    for (const auto row : rows) {
        some.user.push_back(data.users.id(all.user[row]));
        some.item.push_back(data.items.id(all.item[row]));
        some.value.push_back(all.value[row]);
        some.time.push_back(all.time[row]);
    }
    for (std::size_t i = 0; i < data.catalogue.films.size(); ++i) {
        const auto id = data.items.id(static_cast<std::int32_t>(i));
        if (isListed(data.catalogue.films[i], id))
            parts.films.emplace(id, data.catalogue.films[i]);
    }
    for (std::size_t u = 0; u < data.userAttributes.size(); ++u)
        parts.users.emplace(data.users.id(static_cast<std::int32_t>(u)), data.userAttributes[u]);
    return parts;
}

} // namespace

void checkRowsText(const std::string& rows)
{
    if (!rows.empty())
        parse(rows);
}

std::shared_ptr<const Dataset> selectRows(std::shared_ptr<const Dataset> data, const std::string& rows)
{
    if (rows.empty())
        return data;
    auto chosen = choose(*data, rows);
    auto subset = std::make_shared<Dataset>(assembleDataset(partsOf(*data, chosen)));
    subset->provenance.warnings = data->provenance.warnings; // they are about the source, and said once
    if (!data->plantedClusters.empty()) {
        subset->plantedClusters.reserve(subset->items.size());
        for (const auto id : subset->items.ids())
            subset->plantedClusters.push_back(data->plantedClusters[static_cast<std::size_t>(*data->items.find(id))]);
        subset->plantedClusterNames = data->plantedClusterNames;
    }
    if (!data->fileRows.empty())
        for (auto& row : chosen)
            row = data->fileRows[row];
    subset->fileRows = std::move(chosen);
    return subset;
}

} // namespace matinee
