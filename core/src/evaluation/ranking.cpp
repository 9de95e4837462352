#include "data/user_items.h"
#include "evaluation/ranking_sums.h"

#include <matinee/random.h>
#include <matinee/ranking.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee {

namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The best score of a film that is in the way, the worst of a relevant one: what is not a number counts against.
float inTheWay(float score)
{
    return std::isnan(score) ? kInfinity : score;
}
float relevant(float score)
{
    return std::isnan(score) ? -kInfinity : score;
}

/// Marks the films among anybody's first k.
class Shown
{
public:
    explicit Shown(std::int32_t films)
        : m_shown(static_cast<std::size_t>(films), false)
    {}

    void mark(std::int32_t item) { m_shown[static_cast<std::size_t>(item)] = true; }
    std::size_t count() const { return static_cast<std::size_t>(std::count(m_shown.begin(), m_shown.end(), true)); }

private:
    std::vector<bool> m_shown;
};

struct Candidate
{
    float score = 0;
    bool isRelevant = false;
    std::int32_t item = 0;

    /// Whether it stands before another: higher scores first, of equal ones those that are not relevant. The item
    /// settles the rest, so that the order does not depend on the sort.
    bool operator<(const Candidate& other) const
    {
        if (score != other.score)
            return score > other.score;
        if (isRelevant != other.isRelevant)
            return other.isRelevant;
        return item < other.item;
    }
};

/// Ranks one list of candidates: the ranks of the relevant ones, ascending.
class Ranker
{
public:
    Ranker(int k, Shown& shown)
        : m_k(k)
        , m_shown(shown)
    {}

    std::span<const std::size_t> rank(std::vector<Candidate>& candidates)
    {
        const auto first = candidates.begin() + std::min(static_cast<std::ptrdiff_t>(m_k), std::ssize(candidates));
        std::partial_sort(candidates.begin(), first, candidates.end());
        for (auto c = candidates.begin(); c != first; ++c)
            m_shown.mark(c->item);

        m_relevant.clear();
        for (const auto& candidate : candidates) {
            if (candidate.isRelevant)
                m_relevant.push_back(candidate);
        }
        std::sort(m_relevant.begin(), m_relevant.end());
        // Of the others, each pushes back every relevant film that it does not score below.
        m_before.assign(m_relevant.size() + 1, 0);
        for (const auto& candidate : candidates) {
            if (!candidate.isRelevant)
                ++m_before[static_cast<std::size_t>(std::lower_bound(m_relevant.begin(), m_relevant.end(), candidate) -
                                                    m_relevant.begin())];
        }
        m_ranks.clear();
        std::size_t before = 0;
        for (std::size_t r = 0; r < m_relevant.size(); ++r) {
            before += m_before[r];
            m_ranks.push_back(before + r + 1);
        }
        return m_ranks;
    }

private:
    int m_k;
    Shown& m_shown;
    std::vector<Candidate> m_relevant;
    std::vector<std::size_t> m_before;
    std::vector<std::size_t> m_ranks;
};

} // namespace

std::vector<CandidateList> drawCandidates(const Dataset& data, std::span<const RowIndex> relevantRows,
                                          std::span<const RowIndex> known, int count, std::uint64_t seed,
                                          const RunContext& context)
{
    const UserItems seen(data, known);
    const auto films = data.itemCount();
    Random random(seed);
    std::vector<CandidateList> lists;
    lists.reserve(relevantRows.size());
    std::vector<bool> taken(static_cast<std::size_t>(films), false);
    for (const auto row : relevantRows) {
        context.throwIfStopped();
        CandidateList list{data.ratings.user[row], data.ratings.item[row], {}};
        const auto itemsSeen = seen.of(list.user);
        const bool targetSeen = seen.contains(list.user, list.item);
        const auto unseen = films - static_cast<std::int32_t>(itemsSeen.size()) - (targetSeen ? 0 : 1);
        const auto fits = [&](std::int32_t item) { return item != list.item && !seen.contains(list.user, item); };
        if (unseen <= count) {
            for (std::int32_t item = 0; item < films; ++item) {
                if (fits(item))
                    list.candidates.push_back(item);
            }
        } else {
            while (std::ssize(list.candidates) < count) {
                const auto item = static_cast<std::int32_t>(random.below(static_cast<std::uint64_t>(films)));
                if (taken[static_cast<std::size_t>(item)] || !fits(item))
                    continue;
                taken[static_cast<std::size_t>(item)] = true;
                list.candidates.push_back(item);
            }
            for (const auto item : list.candidates)
                taken[static_cast<std::size_t>(item)] = false;
        }
        lists.push_back(std::move(list));
    }
    return lists;
}

RankingMetrics rankCandidates(const Recommender& model, const Dataset& data, std::span<const CandidateList> lists,
                              const std::string& protocol, const RankingOptions& options, const RunContext& context)
{
    // As many pairs at once as keep a tower of layers busy and a stop answered.
    constexpr std::size_t kPairs = 32'768;

    std::vector<std::size_t> order(lists.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&lists](std::size_t a, std::size_t b) { return lists[a].user < lists[b].user; });

    RankingSums sums(options.k);
    Shown shown(data.itemCount());
    Ranker ranker(options.k, shown);
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    std::vector<float> scores;
    std::vector<Candidate> candidates;
    for (std::size_t begin = 0; begin < order.size();) {
        context.throwIfStopped();
        users.clear();
        items.clear();
        std::size_t end = begin;
        for (; end < order.size() && users.size() < kPairs; ++end) {
            const auto& list = lists[order[end]];
            users.insert(users.end(), list.candidates.size() + 1, list.user);
            items.push_back(list.item);
            items.insert(items.end(), list.candidates.begin(), list.candidates.end());
        }
        scores.resize(users.size());
        model.score(users, items, scores);
        std::size_t pair = 0;
        for (; begin < end; ++begin) {
            const auto& list = lists[order[begin]];
            candidates.clear();
            candidates.push_back({relevant(scores[pair++]), true, list.item});
            for (const auto item : list.candidates)
                candidates.push_back({inTheWay(scores[pair++]), false, item});
            sums.add(ranker.rank(candidates), list.user);
        }
    }
    auto metrics = sums.metrics(shown.count(), static_cast<std::size_t>(data.itemCount()), options, context);
    metrics.protocol = protocol;
    return metrics;
}

RankingMetrics rankAllFilms(const Recommender& model, const Dataset& data, std::span<const RowIndex> relevantRows,
                            std::span<const RowIndex> known, const RankingOptions& options, const RunContext& context)
{
    constexpr std::size_t kScores = 1'000'000; // at once

    const UserItems wanted(data, relevantRows);
    const UserItems seen(data, known);
    std::vector<std::int32_t> users;
    for (std::int32_t user = 0; user < data.userCount(); ++user) {
        if (!wanted.of(user).empty())
            users.push_back(user);
    }
    const auto all = users.size();
    if (users.size() > options.maximumUsers) {
        Random random(options.seed);
        random.shuffle(users.begin(), users.end());
        users.resize(options.maximumUsers);
        std::sort(users.begin(), users.end());
    }

    const auto films = static_cast<std::size_t>(data.itemCount());
    const auto usersAtOnce = std::max<std::size_t>(1, kScores / films);
    RankingSums sums(options.k);
    Shown shown(data.itemCount());
    Ranker ranker(options.k, shown);
    std::vector<float> scores;
    std::vector<Candidate> candidates;
    std::vector<char> state(films); // 0: a candidate, 1: relevant, 2: known
    for (std::size_t begin = 0; begin < users.size(); begin += usersAtOnce) {
        context.throwIfStopped();
        const auto chunk =
            std::span<const std::int32_t>(users).subspan(begin, std::min(usersAtOnce, users.size() - begin));
        scores.resize(chunk.size() * films);
        model.scoreAll(chunk, scores);
        for (std::size_t u = 0; u < chunk.size(); ++u) {
            std::fill(state.begin(), state.end(), char{0});
            for (const auto item : seen.of(chunk[u]))
                state[static_cast<std::size_t>(item)] = 2;
            // A film that is both, rated twice, say, is what the model is asked for.
            for (const auto item : wanted.of(chunk[u]))
                state[static_cast<std::size_t>(item)] = 1;
            candidates.clear();
            for (std::size_t i = 0; i < films; ++i) {
                const float score = scores[u * films + i];
                if (state[i] != 2)
                    candidates.push_back({state[i] == 1 ? relevant(score) : inTheWay(score), state[i] == 1,
                                          static_cast<std::int32_t>(i)});
            }
            sums.add(ranker.rank(candidates), chunk[u]);
        }
    }
    auto metrics = sums.metrics(shown.count(), films, options, context);
    if (!metrics.isEmpty()) {
        metrics.protocol = fmt::format("each user's test films among all {} films but those of the user's training and "
                                       "validation rows",
                                       films);
        if (users.size() < all)
            metrics.protocol += fmt::format("; {} of {} users, drawn", users.size(), all);
    }
    return metrics;
}

} // namespace matinee
