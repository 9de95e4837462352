#include "embedding/tsne_affinities.h"

#include "support/parallel.h"

#include <matinee/neighbour_graph.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

constexpr std::size_t kChunk = 128;         // rows between two looks at a stop
constexpr std::size_t kMultiple = 8;        // partners come in
constexpr float kNegligible = 1e-25F;       // a probability whose forces would be denormal numbers, which are slow
constexpr std::size_t kSerialChunk = 16384; // rows of a step that is a sweep through memory

/// How probable each neighbour is for its row, in the order of the graph; calibrated row by row.
std::vector<float> conditionals(const NeighbourGraph& graph, double perplexity, const RunContext& context)
{
    std::vector<float> found(graph.neighbours.size());
    parallelFor(graph.rows, kChunk, context.threads, [&](std::size_t begin, std::size_t end, int) {
        context.throwIfStopped();
        std::vector<double> squared(graph.count);
        std::vector<double> probabilities(graph.count);
        for (std::size_t r = begin; r < end; ++r) {
            const auto distances = graph.distancesOf(r);
            std::transform(distances.begin(), distances.end(), squared.begin(),
                           [](float d) { return static_cast<double>(d) * d; });
            calibrate(squared, perplexity, probabilities);
            std::transform(probabilities.begin(), probabilities.end(),
                           found.begin() + static_cast<std::ptrdiff_t>(r * graph.count),
                           [](double p) { return static_cast<float>(p); });
        }
    });
    return found;
}

struct Entry
{
    std::int32_t partner;
    float probability;
};

/// Who has each row among its neighbours, by falling row, with the probability: the transposed graph.
struct Followers
{
    std::vector<std::size_t> starts;
    std::vector<Entry> entries;

    std::span<const Entry> of(std::size_t row) const
    {
        return {entries.data() + starts[row], starts[row + 1] - starts[row]};
    }
};

Followers followersOf(const NeighbourGraph& graph, const std::vector<float>& conditional, const RunContext& context)
{
    Followers followers;
    followers.starts.assign(graph.rows + 1, 0);
    for (const auto neighbour : graph.neighbours)
        ++followers.starts[static_cast<std::size_t>(neighbour) + 1];
    std::partial_sum(followers.starts.begin(), followers.starts.end(), followers.starts.begin());
    followers.entries.resize(graph.neighbours.size());
    std::vector<std::size_t> next(followers.starts.begin(), followers.starts.end() - 1);
    for (std::size_t r = 0; r < graph.rows; ++r) {
        if (r % kSerialChunk == 0)
            context.throwIfStopped();
        for (std::size_t n = r * graph.count; n < (r + 1) * graph.count; ++n)
            followers.entries[next[static_cast<std::size_t>(graph.neighbours[n])]++] = {static_cast<std::int32_t>(r),
                                                                                        conditional[n]};
    }
    return followers;
}

/// Neighbours and followers of a row as one list by row number, the probabilities of who is both added up.
void merge(std::vector<Entry>& neighbours, std::span<const Entry> followers, std::vector<Entry>& merged)
{
    std::sort(neighbours.begin(), neighbours.end(), [](Entry a, Entry b) { return a.partner < b.partner; });
    merged.clear();
    auto n = neighbours.begin();
    auto f = followers.begin();
    while (n != neighbours.end() || f != followers.end()) {
        if (f == followers.end() || (n != neighbours.end() && n->partner < f->partner)) {
            merged.push_back(*n++);
        } else if (n == neighbours.end() || f->partner < n->partner) {
            merged.push_back(*f++);
        } else {
            merged.push_back({n->partner, n->probability + f->probability});
            ++n;
            ++f;
        }
    }
}

} // namespace

double calibrate(std::span<const double> squaredDistances, double perplexity, std::span<double> probabilities)
{
    constexpr int kSteps = 100;
    constexpr double kTolerance = 1e-9; // of the entropy, in nats
    const double nearest = squaredDistances.front();
    const double wanted = std::log(perplexity);
    const double mean = std::accumulate(squaredDistances.begin(), squaredDistances.end(), 0.0) /
                            static_cast<double>(squaredDistances.size()) -
                        nearest;
    double precision = mean > 0 ? 1 / mean : 1;
    double low = 0;
    double high = std::numeric_limits<double>::infinity();
    double sum = 0;
    for (int step = 0; step < kSteps; ++step) {
        // Relative to the nearest one nothing underflows that matters.
        sum = 0;
        double first = 0;
        double second = 0;
        for (std::size_t i = 0; i < squaredDistances.size(); ++i) {
            const double beyond = squaredDistances[i] - nearest;
            const double weight = std::exp(-precision * beyond);
            probabilities[i] = weight;
            sum += weight;
            first += weight * beyond;
            second += weight * beyond * beyond;
        }
        const double average = first / sum;
        const double excess = std::log(sum) + precision * average - wanted; // the entropy's
        if (std::abs(excess) <= kTolerance)
            break;
        (excess > 0 ? low : high) = precision;
        // Newton's step, as the entropy falls by precision times the variance; halved brackets where it leaves them.
        const double slope = precision * (second / sum - average * average);
        double better = slope > 0 ? precision + excess / slope : -1;
        if (!(better > low && better < high))
            better = std::isinf(high) ? precision * 2 : (low + high) / 2;
        if (better == precision || std::isinf(better))
            break;
        precision = better;
    }
    for (double& probability : probabilities)
        probability /= sum;
    return precision;
}

Affinities affinitiesOf(const NeighbourGraph& graph, double perplexity, const RunContext& context)
{
    const std::vector<float> conditional = conditionals(graph, perplexity, context);
    const Followers followers = followersOf(graph, conditional, context);

    // Twice the same merge: once to know how many, once to write them in place.
    const auto forEachMerged = [&](const auto& take) {
        parallelFor(graph.rows, kChunk, context.threads, [&](std::size_t begin, std::size_t end, int) {
            context.throwIfStopped();
            std::vector<Entry> own;
            std::vector<Entry> merged;
            for (std::size_t r = begin; r < end; ++r) {
                own.clear();
                for (std::size_t n = r * graph.count; n < (r + 1) * graph.count; ++n)
                    own.push_back({graph.neighbours[n], conditional[n]});
                merge(own, followers.of(r), merged);
                take(r, merged);
            }
        });
    };
    Affinities affinities;
    affinities.starts.assign(graph.rows + 1, 0);
    forEachMerged([&](std::size_t r, const std::vector<Entry>& merged) {
        affinities.starts[r + 1] = (merged.size() + kMultiple - 1) / kMultiple * kMultiple;
    });
    std::partial_sum(affinities.starts.begin(), affinities.starts.end(), affinities.starts.begin());
    affinities.partners.resize(affinities.starts.back());
    affinities.probabilities.assign(affinities.starts.back(), 0.0F);
    std::vector<double> terms(graph.rows);
    const double scale = 1 / (2.0 * static_cast<double>(graph.rows));
    forEachMerged([&](std::size_t r, const std::vector<Entry>& merged) {
        std::size_t at = affinities.starts[r];
        for (const Entry entry : merged) {
            const double p = entry.probability > kNegligible ? entry.probability * scale : 0;
            affinities.partners[at] = entry.partner;
            affinities.probabilities[at++] = static_cast<float>(p);
            if (p > 0)
                terms[r] += p * std::log(p);
        }
        for (; at < affinities.starts[r + 1]; ++at)
            affinities.partners[at] = static_cast<std::int32_t>(r);
    });
    affinities.entropyTerm = std::accumulate(terms.begin(), terms.end(), 0.0);
    return affinities;
}

} // namespace matinee
