#include "training/run_draws.h"

#include "data/user_items.h"
#include "training/run_split.h"

#include <matinee/error.h>
#include <matinee/random.h>

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace matinee {

namespace {

// Streams of their own, so that one more draw in one of them leaves the others alone.
constexpr std::uint64_t kTrainStream = 0x747261696E;
constexpr std::uint64_t kValidationStream = 0x76616C6964;
constexpr std::uint64_t kRankStream = 0x72616E6B;

/// Rows that a log loss is the mean of, at most; more of them would not move it.
constexpr std::size_t kLossRows = 100'000;
constexpr std::size_t kRankedValidationRows = 10'000;
constexpr int kSampledCandidates = 99;
constexpr int kDefaultNegatives = 4;

RunContext contextOf(const std::stop_token& stop)
{
    RunContext context;
    context.stop = stop;
    return context;
}

int negativesOf(const Hyperparameters& settings)
{
    return settings.has("negatives") ? static_cast<int>(settings.integer("negatives")) : kDefaultNegatives;
}

double thresholdOf(const Hyperparameters& settings)
{
    return settings.has("threshold") ? settings.real("threshold") : 0;
}

bool isRanked(const ExperimentSpec& spec, const std::string& candidates)
{
    const auto& settings = spec.hyperparameters;
    return modelInfo(spec.model).isImplicit() || (settings.has("ranking") && settings.flag("ranking")) ||
           !candidates.empty();
}

/// At most count of the rows, drawn, in their order.
std::vector<RowIndex> drawRows(std::vector<RowIndex> rows, std::size_t count, std::uint64_t seed)
{
    if (rows.size() > count) {
        Random random(seed);
        random.shuffle(rows.begin(), rows.end());
        rows.resize(count);
        std::sort(rows.begin(), rows.end());
    }
    return rows;
}

void readFile(RunDraws& draws, const Dataset& data, const std::string& file)
{
    draws.fileCandidates = readCandidates(file, data);
    // Asking for what was trained on would be no test.
    const UserItems known(data, draws.known);
    draws.knownInFile = std::erase_if(draws.fileCandidates,
                                      [&known](const auto& list) { return known.contains(list.user, list.item); });
    if (draws.fileCandidates.empty())
        throw Error(ErrorCode::InvalidArgument,
                    "Every film that it asks for is among the user's training or validation rows.", file);
}

} // namespace

RunDraws drawForRun(const ExperimentSpec& spec, const Dataset& data, const Split& split, const std::string& candidates,
                    const std::stop_token& stop)
{
    const auto& info = modelInfo(spec.model);
    const auto& settings = spec.hyperparameters;
    RunDraws draws;
    draws.ranked = isRanked(spec, candidates);
    if (!draws.ranked)
        return draws;
    draws.relevant = rowsFrom(data, split.test, thresholdOf(settings));
    const TrainingCounts relevant(data, draws.relevant);
    draws.oneEach = std::all_of(relevant.users.begin(), relevant.users.end(), [](auto count) { return count <= 1; });
    // Whatever its stars, a film of the training or validation rows is nothing to be found.
    const bool cut = info.isImplicit() && thresholdOf(settings) > 0;
    draws.known = refitRows(cut ? makeSplit(data, spec.split, spec.seed) : split);
    if (!candidates.empty())
        readFile(draws, data, candidates);
    if (!info.isImplicit())
        return draws;

    const auto context = contextOf(stop);
    const auto validationSeed = spec.seed ^ kValidationStream;
    const auto ranked = drawRows(split.validation, kRankedValidationRows, validationSeed);
    draws.validationCandidates = drawCandidates(data, ranked, draws.known, kSampledCandidates, validationSeed, context);
    if (info.output != ModelOutput::Probabilities)
        return draws;
    const int negatives = negativesOf(settings);
    const auto trained = drawRows(split.train, kLossRows, spec.seed ^ kTrainStream);
    draws.trainNegatives = drawCandidates(data, trained, split.train, negatives, spec.seed ^ kTrainStream, context);
    const auto validated = drawRows(split.validation, kLossRows, validationSeed);
    draws.validationNegatives = drawCandidates(data, validated, draws.known, negatives, validationSeed, context);
    return draws;
}

std::string drawsKey(const ExperimentSpec& spec, const std::string& candidates)
{
    const auto& settings = spec.hyperparameters;
    if (!isRanked(spec, candidates))
        return "none";
    return fmt::format("{} {} {} {} {}", static_cast<int>(modelInfo(spec.model).output), thresholdOf(settings),
                       negativesOf(settings), spec.seed, fileState(candidates));
}

std::vector<CandidateList> drawTestCandidates(const Dataset& data, const std::vector<RowIndex>& relevant,
                                              std::size_t count, std::uint64_t seed, const std::stop_token& stop)
{
    std::vector<RowIndex> everything(data.ratings.size());
    std::iota(everything.begin(), everything.end(), RowIndex{0});
    const auto rows = drawRows(relevant, count, seed ^ kRankStream);
    return drawCandidates(data, rows, everything, kSampledCandidates, seed ^ kRankStream, contextOf(stop));
}

} // namespace matinee
