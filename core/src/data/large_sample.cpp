#include "data/large_sample.h"

#include "data/sample_catalogue.h"

#include <matinee/random.h>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace matinee {

namespace {

struct Release
{
    double ratings;
    double users;
    double items;
};

// A toy, then 100K, 1M, 10M, 20M and 32M.
constexpr std::array<Release, 6> kReleases = {{{1e3, 60, 100},
                                               {1e5, 943, 1682},
                                               {1e6, 6040, 3706},
                                               {1e7, 69'878, 10'677},
                                               {2e7, 138'493, 26'744},
                                               {3.2e7, 200'948, 84'432}}};

constexpr std::size_t kTastes = 8;
constexpr std::int64_t kFirstTime = 789'652'009;
constexpr std::int64_t kSecondsBetween = 11;
constexpr int kTries = 6; ///< draws of a film that the user may have rated already

using Taste = std::array<float, kTastes>;

/// Near to normal, mean 0, deviation 1, in [-3.5, 3.5]: the sum of the four quarters of one draw. Random::normal()
/// takes twelve.
float roughNormal(Random& random)
{
    const std::uint64_t bits = random.next();
    std::uint64_t sum = 0;
    for (int quarter = 0; quarter < 4; ++quarter)
        sum += (bits >> (16 * quarter)) & 0xFFFFU;
    return (static_cast<float>(sum) / 65536.0F - 2.0F) * 1.7320508F;
}

/// Biases and tastes of users or films.
struct Traits
{
    Traits(int count, Random& random)
        : bias(static_cast<std::size_t>(count))
        , taste(bias.size())
    {
        for (auto& b : bias)
            b = 0.45F * roughNormal(random);
        for (auto& t : taste) {
            for (auto& x : t)
                x = 0.45F * roughNormal(random);
        }
    }

    std::vector<float> bias;
    std::vector<Taste> taste;
};

float affinity(const Taste& a, const Taste& b)
{
    float sum = 0;
    for (std::size_t t = 0; t < kTastes; ++t)
        sum += a[t] * b[t];
    return sum;
}

/// Number of ratings of each user: one at least, half the films at most, a long tail, the sum exact.
std::vector<int> activity(const SampleOptions& options, Random& random)
{
    std::vector<double> weight(static_cast<std::size_t>(options.users));
    for (double& w : weight) {
        const double x = random.uniform();
        w = x / (1.08 - x);
    }
    const double sum = std::accumulate(weight.begin(), weight.end(), 0.0);
    const int most = std::max(1, options.items / 2);
    const int spare = options.ratings - options.users;
    std::vector<int> counts(weight.size());
    double upTo = 0;
    std::int64_t given = 0;
    for (std::size_t u = 0; u < counts.size(); ++u) {
        upTo += weight[u];
        const auto until = static_cast<std::int64_t>(spare * (upTo / sum));
        counts[u] = static_cast<int>(std::min<std::int64_t>(1 + until - given, most));
        given += counts[u] - 1;
    }
    // What the busiest could not take goes to the first who can.
    auto left = static_cast<std::int64_t>(spare) - given;
    for (auto& count : counts) {
        const auto more = std::min<std::int64_t>(left, most - count);
        count += static_cast<int>(more);
        left -= more;
    }
    return counts;
}

IdMap numbered(int count)
{
    std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
    std::iota(ids.begin(), ids.end(), std::int64_t{1});
    return IdMap(std::move(ids));
}

Catalogue makeCatalogue(int items, Random& random)
{
    Catalogue catalogue;
    catalogue.genres.assign(sample::kGenres.begin(), sample::kGenres.end());
    catalogue.films.resize(static_cast<std::size_t>(items));
    for (std::size_t i = 0; i < catalogue.films.size(); ++i) {
        auto& film = catalogue.films[i];
        film.year = static_cast<int>(1950 + random.below(75));
        film.title = fmt::format("Film {} ({})", i + 1, film.year);
        film.genres = (1ULL << random.below(sample::kGenres.size())) | (1ULL << random.below(sample::kGenres.size()));
    }
    return catalogue;
}

void check(const SampleOptions& options)
{
    if (options.users < 1 || options.items < 2 || options.ratings < std::max(options.users, options.items) ||
        options.ratings > static_cast<std::int64_t>(options.users) * (options.items / 2))
        throw Error(ErrorCode::InvalidArgument, fmt::format("{} ratings do not fit {} users and {} films.",
                                                            options.ratings, options.users, options.items));
}

} // namespace

SampleOptions releaseShape(std::uint64_t ratings)
{
    const auto wanted = static_cast<double>(ratings);
    const auto* next = std::find_if(kReleases.begin() + 1, kReleases.end() - 1,
                                    [wanted](const Release& release) { return wanted <= release.ratings; });
    const auto& to = *next;
    const auto& from = *(next - 1);
    const double along = (wanted - from.ratings) / (to.ratings - from.ratings);
    SampleOptions shape;
    shape.users = static_cast<int>(from.users + along * (to.users - from.users));
    shape.items = static_cast<int>(from.items + along * (to.items - from.items));
    shape.ratings = static_cast<int>(ratings);
    return shape;
}

std::shared_ptr<const Dataset> makeLargeSample(const SampleOptions& options, const RunContext& context)
{
    check(options);
    constexpr std::string_view kWhat = "Making ratings";
    Random random(options.seed);
    const Traits users(options.users, random);
    const Traits films(options.items, random);
    const auto counts = activity(options, random);

    // Which film is how popular must not be told by its number.
    std::vector<std::int32_t> byRank(static_cast<std::size_t>(options.items));
    std::iota(byRank.begin(), byRank.end(), 0);
    random.shuffle(byRank.begin(), byRank.end());

    const auto total = static_cast<std::size_t>(options.ratings);
    std::vector<std::int32_t> user(total);
    std::vector<std::int32_t> item(total);
    std::vector<float> value(total);
    std::vector<std::int64_t> time(total);

    std::vector<std::int32_t> lastUser(byRank.size(), -1); // who has rated the film of a rank last
    std::size_t uncovered = 0;                             // ranks below it are rated
    std::size_t row = 0;
    for (std::int32_t u = 0; u < options.users; ++u) {
        if (u % 256 == 0) {
            context.throwIfStopped();
            context.report(static_cast<double>(row) / static_cast<double>(total), kWhat);
        }
        const auto count = counts[static_cast<std::size_t>(u)];
        // So many of this user's rows that the rows left always suffice for the films that nobody has rated.
        const auto due = (byRank.size() - uncovered) * static_cast<std::size_t>(count);
        const auto covering = (due + (total - row) - 1) / (total - row);
        for (int r = 0; r < count; ++r, ++row) {
            std::size_t rank = 0;
            if (static_cast<std::size_t>(r) < covering) {
                rank = uncovered++;
            } else {
                for (int t = 0; t < kTries; ++t) {
                    const double x = random.uniform();
                    rank = static_cast<std::size_t>(x * x * x * x * static_cast<double>(byRank.size()));
                    if (lastUser[rank] != u)
                        break;
                }
                while (lastUser[rank] == u)
                    rank = rank + 1 < byRank.size() ? rank + 1 : 0;
            }
            lastUser[rank] = u;
            const auto film = static_cast<std::size_t>(byRank[rank]);
            const auto rater = static_cast<std::size_t>(u);
            const float score = 3.5F + users.bias[rater] + films.bias[film] +
                                affinity(users.taste[rater], films.taste[film]) + 0.75F * roughNormal(random);
            user[row] = u;
            item[row] = byRank[rank];
            value[row] = std::clamp(0.5F * std::floor(2 * score + 0.5F), 0.5F, 5.0F);
            time[row] = kFirstTime + kSecondsBetween * static_cast<std::int64_t>(row);
        }
    }

    auto data = std::make_shared<Dataset>();
    data->firstTime = time.front();
    data->lastTime = time.back();
    data->name = "large-sample";
    data->ratings = {std::move(user), std::move(item), std::move(value), std::move(time)};
    data->users = numbered(options.users);
    data->items = numbered(options.items);
    data->catalogue = makeCatalogue(options.items, random);
    data->ratedUsers = options.users;
    data->ratedItems = options.items;
    data->provenance.source = data->provenance.layout = "sample";
    context.report(1, kWhat);
    return data;
}

} // namespace matinee
