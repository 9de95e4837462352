#include "models/item_similarity.h"

#include "support/parallel.h"

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

/// Sums over the users who rated both a film (x) and another (y).
struct CoRatings
{
    double x = 0;
    double y = 0;
    double xx = 0;
    double yy = 0;
    double xy = 0;
    std::int32_t count = 0;
};

/// A spread this small beside the sum of squares is rounding: all residuals are equal.
constexpr double kNoSpread = 1e-9;

double similarity(const CoRatings& sums, const SimilarityOptions& options)
{
    const double n = sums.count;
    double rho = 0;
    if (options.kind == SimilarityKind::Pearson) {
        const double spreadX = n * sums.xx - sums.x * sums.x;
        const double spreadY = n * sums.yy - sums.y * sums.y;
        if (spreadX > kNoSpread * n * sums.xx && spreadY > kNoSpread * n * sums.yy)
            rho = (n * sums.xy - sums.x * sums.y) / std::sqrt(spreadX * spreadY);
    } else if (sums.xx > 0 && sums.yy > 0) {
        rho = sums.xy / std::sqrt(sums.xx * sums.yy);
    }
    return n / (n + options.shrinkage) * rho;
}

struct Neighbour
{
    float similarity;
    std::int32_t item;

    bool operator<(const Neighbour& other) const
    {
        return similarity != other.similarity ? similarity > other.similarity : item < other.item;
    }
};

/// Who rated a film, and where in the history.
struct Raters
{
    std::vector<std::size_t> begin;
    std::vector<std::int32_t> user;
    std::vector<float> residual;

    Raters(const UserHistory& history, std::span<const float> residuals, std::size_t itemCount)
        : begin(itemCount + 1, 0)
        , user(history.size())
        , residual(history.size())
    {
        const auto users = static_cast<std::int32_t>(history.userCount());
        for (std::int32_t u = 0; u < users; ++u) {
            for (const auto item : history.items(u))
                ++begin[static_cast<std::size_t>(item) + 1];
        }
        for (std::size_t i = 0; i < itemCount; ++i)
            begin[i + 1] += begin[i];
        auto next = begin;
        std::size_t pair = 0;
        for (std::int32_t u = 0; u < users; ++u) {
            for (const auto item : history.items(u)) {
                const auto place = next[static_cast<std::size_t>(item)]++;
                user[place] = u;
                residual[place] = residuals[pair++];
            }
        }
    }
};

/// Adds up what a film's raters made of every film.
void addUp(const UserHistory& history, const Raters& raters, std::span<const float> residuals, std::size_t film,
           std::vector<CoRatings>& sums)
{
    for (auto r = raters.begin[film]; r < raters.begin[film + 1]; ++r) {
        const double x = raters.residual[r];
        const auto items = history.items(raters.user[r]);
        const float* const others = residuals.data() + history.begin(raters.user[r]);
        for (std::size_t p = 0; p < items.size(); ++p) {
            auto& sum = sums[static_cast<std::size_t>(items[p])];
            const double y = others[p];
            ++sum.count;
            sum.x += x;
            sum.y += y;
            sum.xx += x * x;
            sum.yy += y * y;
            sum.xy += x * y;
        }
    }
}

/// The nearest of a film by the sums, which are set back to zero.
std::vector<Neighbour> nearest(std::vector<CoRatings>& sums, std::size_t film, const SimilarityOptions& options)
{
    std::vector<Neighbour> list;
    for (std::size_t j = 0; j < sums.size(); ++j) {
        if (sums[j].count == 0)
            continue;
        const auto s = static_cast<float>(similarity(sums[j], options));
        if (s > 0 && j != film)
            list.push_back({s, static_cast<std::int32_t>(j)});
        sums[j] = {};
    }
    const auto kept = std::min(options.kept, list.size());
    std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept), list.end());
    return {list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept)};
}

} // namespace

ItemNeighbours nearestItems(const UserHistory& history, std::span<const float> residuals, std::size_t itemCount,
                            const SimilarityOptions& options, const std::function<bool()>& proceed)
{
    const Raters raters(history, residuals, itemCount);
    const auto workers = static_cast<std::size_t>(std::max(1, options.threads));
    std::vector<std::vector<CoRatings>> scratch(workers, std::vector<CoRatings>(itemCount));
    std::vector<std::vector<Neighbour>> lists(itemCount);
    const auto compare = [&](std::size_t begin, std::size_t end, int worker) {
        auto& sums = scratch[static_cast<std::size_t>(worker)];
        for (auto i = begin; i < end; ++i) {
            addUp(history, raters, residuals, i, sums);
            lists[i] = nearest(sums, i, options);
        }
    };
    if (!parallelFor(itemCount, 1, options.threads, compare, [&proceed](std::size_t) { return proceed(); }))
        return {};

    ItemNeighbours result;
    result.begin.push_back(0);
    for (auto& list : lists) {
        for (const auto& neighbour : list) {
            result.items.push_back(neighbour.item);
            result.similarities.push_back(neighbour.similarity);
        }
        result.begin.push_back(result.items.size());
        list = {};
    }
    return result;
}

double nearestItemsBytes(std::size_t itemCount, std::size_t pairs, std::size_t kept)
{
    const auto items = static_cast<double>(itemCount);
    const auto list = static_cast<double>(std::min(kept, itemCount));
    // The lists are there twice when they are put together; history, residuals and raters are 20 bytes a pair.
    return items * list * 2 * sizeof(Neighbour) + items * sizeof(CoRatings) + static_cast<double>(pairs) * 20;
}

} // namespace matinee
