#pragma once

#include <matinee/metrics.h>
#include <matinee/recommender.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace matinee {

/// How well relevant films are ranked, with k = 10 unless said otherwise. A film that scores the same as a relevant one
/// counts as ranked before it, always; so does everything where a score is not a number. NaN where nothing was ranked.
///
/// Over all films: means over the users with at least one relevant film; a user's candidates are all films but the ones
/// of the training (and, for the test, validation) rows. Sampled, or by a file: means over the relevant films, each
/// alone against its own candidates, so precision is the hit ratio / k and recall the hit ratio.
struct RankingMetrics
{
    double hitRatio = std::numeric_limits<double>::quiet_NaN(); ///< a relevant film is among the first k
    double ndcg = std::numeric_limits<double>::quiet_NaN(); ///< binary gain, 1 / log2(rank + 1), ideal over min(k, n)
    double mrr = std::numeric_limits<double>::quiet_NaN();  ///< 1 / rank of the first relevant film, not cut at k
    double precision = std::numeric_limits<double>::quiet_NaN(); ///< relevant among the first k / k
    double recall = std::numeric_limits<double>::quiet_NaN();    ///< relevant among the first k / relevant
    double coverage = std::numeric_limits<double>::quiet_NaN();  ///< films that are in anybody's first k / all films
    Interval hitRatioInterval;                                   ///< 95 % bootstrap interval over users
    Interval ndcgInterval;
    int k = 10;
    std::size_t count = 0; ///< users, or relevant films, that the means are over
    std::string protocol;  ///< in words: what was ranked against what; empty where nothing was ranked

    bool isEmpty() const { return count == 0; }
};

/// The candidates of one relevant film.
struct CandidateList
{
    std::int32_t user = 0;
    std::int32_t item = 0;                ///< the relevant one
    std::vector<std::int32_t> candidates; ///< without it
};

struct RankingOptions
{
    int k = 10;
    int resamples = 0;      ///< for the intervals; 0: none
    std::uint64_t seed = 0; ///< of the resamples
    /// Over all films: at most so many users, drawn with the seed; a million users would be ranked for hours.
    std::size_t maximumUsers = 10'000;
};

/// Draws candidates for each relevant row: count films, distinct and uniform, that the user has in none of the known
/// rows, in the order of relevant. Fewer where the user has seen nearly everything. Same seed, same candidates.
std::vector<CandidateList> drawCandidates(const Dataset& data, std::span<const RowIndex> relevant,
                                          std::span<const RowIndex> known, int count, std::uint64_t seed,
                                          const RunContext& context = {});

/// Reads a file of candidates in the format of NCF's test.negative with the data set's own ids:
/// "(user,item)<TAB>item<TAB>item...". \throws Error{NotFound, Format} with file and line.
std::vector<CandidateList> readCandidates(const std::filesystem::path& file, const Dataset& data);

/// Ranks each relevant film among its candidates. \throws Error{Stopped}
RankingMetrics rankCandidates(const Recommender& model, const Dataset& data, std::span<const CandidateList> lists,
                              const std::string& protocol, const RankingOptions& options = {},
                              const RunContext& context = {});

/// Ranks all films but the known ones of each user that has relevant rows. \throws Error{Stopped}
RankingMetrics rankAllFilms(const Recommender& model, const Dataset& data, std::span<const RowIndex> relevant,
                            std::span<const RowIndex> known, const RankingOptions& options = {},
                            const RunContext& context = {});

} // namespace matinee
