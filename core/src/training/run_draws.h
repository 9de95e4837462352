#pragma once

#include <matinee/experiment.h>
#include <matinee/ranking.h>
#include <matinee/recommender.h>

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

namespace matinee {

/// What a run is measured against beside its split's rows: drawn once, from the run's seed, or read from a file. It
/// does not depend on what is learnt, so runs may share it.
struct RunDraws
{
    bool ranked = false;            ///< whether a ranking belongs to the run's result
    bool oneEach = false;           ///< no user has more than one relevant row
    std::vector<RowIndex> relevant; ///< test rows from the threshold on, where the run is ranked
    std::vector<RowIndex> known;    ///< likewise: training and validation rows, also below the threshold
    std::vector<CandidateList> fileCandidates;
    std::size_t knownInFile = 0; ///< left out of the file's
    std::vector<CandidateList> trainNegatives;
    std::vector<CandidateList> validationNegatives;
    std::vector<CandidateList> validationCandidates;
};

/// \param split as runSplit() gives it \param candidates a file of candidates; may be empty
/// \throws Error{NotFound, Format} for the file; Error{Stopped}
RunDraws drawForRun(const ExperimentSpec& spec, const Dataset& data, const Split& split, const std::string& candidates,
                    const std::stop_token& stop);

/// All that drawForRun() goes by but the split, as text: equal texts, equal draws.
std::string drawsKey(const ExperimentSpec& spec, const std::string& candidates);

/// At most count of the relevant rows, drawn, each against 99 films that the user has not rated.
std::vector<CandidateList> drawTestCandidates(const Dataset& data, const std::vector<RowIndex>& relevant,
                                              std::size_t count, std::uint64_t seed, const std::stop_token& stop);

} // namespace matinee
