#include "training/run_evaluator.h"

#include "data/user_items.h"
#include "training/run_split.h"

#include <matinee/error.h>
#include <matinee/random.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee {

namespace {

// Streams of their own, so that one more draw in one of them leaves the others alone.
constexpr std::uint64_t kTrainStream = 0x747261696E;
constexpr std::uint64_t kValidationStream = 0x76616C6964;
constexpr std::uint64_t kRankStream = 0x72616E6B;
constexpr std::uint64_t kBootstrapStream = 0x626F6F74;

/// Rows that a log loss is the mean of, at most; more of them would not move it.
constexpr std::size_t kLossRows = 100'000;
/// Test rows that are ranked against drawn films, at most.
constexpr std::size_t kRankedTestRows = 100'000;
/// After a stop nobody wants to wait: users or rows that are ranked.
constexpr std::size_t kRankedAfterStop = 1000;
constexpr std::size_t kRankedValidationRows = 10'000;
constexpr int kSampledCandidates = 99;
constexpr int kDefaultNegatives = 4;
/// Fewer for many users, of whom less is left to chance.
constexpr int kResamples = 1000;
constexpr int kResamplesOfMany = 200;
constexpr std::int32_t kManyUsers = 20'000;

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

double logOf(double probability)
{
    // As torch's binary cross entropy has it: a certain mistake is bad, but not infinitely so.
    return std::max(std::log(probability), -100.0);
}

} // namespace

RunEvaluator::RunEvaluator(const ExperimentSpec& spec, const Dataset& data, const Split& split,
                           const std::string& candidates, std::stop_token stop)
    : m_spec(spec)
    , m_data(data)
    , m_split(split)
    , m_info(modelInfo(spec.model))
    , m_stop(std::move(stop))
    , m_trainCounts(data, split.train)
    , m_counts(&m_trainCounts)
{
    const auto& settings = spec.hyperparameters;
    const auto [low, high] = std::minmax_element(data.ratings.value.begin(), data.ratings.value.end());
    m_evaluation.clip = settings.has("clip") && settings.flag("clip");
    m_evaluation.minimum = *low;
    m_evaluation.maximum = *high;
    m_ranked = isImplicit() || (settings.has("ranking") && settings.flag("ranking")) || !candidates.empty();
    if (m_ranked)
        m_relevant = rowsFrom(data, split.test, settings.has("threshold") ? settings.real("threshold") : 0);
    const TrainingCounts relevant(data, m_relevant);
    m_oneEach = std::all_of(relevant.users.begin(), relevant.users.end(), [](auto count) { return count <= 1; });
    // Whatever its stars, a film of the training or validation rows is nothing to be found.
    const bool cut = isImplicit() && settings.real("threshold") > 0;
    m_known = refitRows(cut ? makeSplit(data, spec.split, spec.seed) : split);
    if (!candidates.empty())
        readCandidates(candidates);
    if (!isImplicit())
        return;

    const auto ranked = drawRows(split.validation, kRankedValidationRows, spec.seed ^ kValidationStream);
    m_validationCandidates =
        drawCandidates(data, ranked, m_known, kSampledCandidates, spec.seed ^ kValidationStream, context());
    if (m_info.output != ModelOutput::Probabilities)
        return;
    const int negatives =
        settings.has("negatives") ? static_cast<int>(settings.integer("negatives")) : kDefaultNegatives;
    const auto trained = drawRows(split.train, kLossRows, spec.seed ^ kTrainStream);
    m_trainNegatives = drawCandidates(data, trained, split.train, negatives, spec.seed ^ kTrainStream, context());
    const auto validated = drawRows(split.validation, kLossRows, spec.seed ^ kValidationStream);
    m_validationNegatives =
        drawCandidates(data, validated, m_known, negatives, spec.seed ^ kValidationStream, context());
}

void RunEvaluator::readCandidates(const std::string& file)
{
    m_candidateFile = file;
    m_fileCandidates = matinee::readCandidates(file, m_data);
    // Asking for what was trained on would be no test.
    const UserItems known(m_data, m_known);
    m_knownInFile =
        std::erase_if(m_fileCandidates, [&known](const auto& list) { return known.contains(list.user, list.item); });
    if (m_fileCandidates.empty())
        throw Error(ErrorCode::InvalidArgument,
                    "Every film that it asks for is among the user's training or validation rows.", file);
}

RunContext RunEvaluator::context() const
{
    RunContext context;
    context.stop = m_stop;
    return context;
}

RankingOptions RunEvaluator::rankingOptions() const
{
    RankingOptions options;
    options.resamples = m_data.userCount() > kManyUsers ? kResamplesOfMany : kResamples;
    options.seed = m_spec.seed ^ kBootstrapStream;
    if (m_hurried)
        options.maximumUsers = kRankedAfterStop;
    return options;
}

RatingMetrics RunEvaluator::errors(const Recommender& model, const std::vector<RowIndex>& rows, bool last) const
{
    auto options = m_evaluation;
    if (last) {
        options.resamples = rankingOptions().resamples;
        options.seed = rankingOptions().seed;
        options.intervals = true;
    }
    return evaluateRatings(model, m_data, rows, *m_counts, options, context());
}

RatingMetrics RunEvaluator::logLoss(const Recommender& model, const std::vector<CandidateList>& lists) const
{
    constexpr std::size_t kPairs = 65'536;
    RatingMetrics metrics;
    double sum = 0;
    std::size_t pairs = 0;
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    std::vector<char> positive;
    std::vector<float> predicted;
    for (std::size_t begin = 0; begin < lists.size();) {
        context().throwIfStopped();
        users.clear();
        items.clear();
        positive.clear();
        for (; begin < lists.size() && users.size() < kPairs; ++begin) {
            const auto& list = lists[begin];
            users.insert(users.end(), list.candidates.size() + 1, list.user);
            items.push_back(list.item);
            items.insert(items.end(), list.candidates.begin(), list.candidates.end());
            positive.push_back(1);
            positive.insert(positive.end(), list.candidates.size(), 0);
        }
        predicted.resize(users.size());
        model.predict(users, items, predicted);
        for (std::size_t i = 0; i < users.size(); ++i)
            sum -= logOf(positive[i] ? predicted[i] : 1.0 - predicted[i]);
        pairs += users.size();
    }
    metrics.count = lists.size();
    if (pairs > 0)
        metrics.loss = sum / static_cast<double>(pairs);
    for (const auto& list : lists)
        metrics.cold += m_counts->isCold(list.user, list.item);
    return metrics;
}

RatingMetrics RunEvaluator::train(const Recommender& model) const
{
    if (isImplicit())
        return logLoss(model, m_trainNegatives);
    return errors(model, m_split.train, false);
}

RatingMetrics RunEvaluator::validation(const Recommender& model) const
{
    if (!isImplicit())
        return errors(model, m_split.validation, false);
    auto metrics = logLoss(model, m_validationNegatives);
    metrics.count = m_split.validation.size();
    return metrics;
}

RatingMetrics RunEvaluator::test(const Recommender& model) const
{
    if (!isImplicit())
        return errors(model, m_split.test, true);
    RatingMetrics metrics;
    metrics.count = m_split.test.size();
    for (const auto row : m_split.test)
        metrics.cold += m_counts->isCold(m_data.ratings.user[row], m_data.ratings.item[row]);
    return metrics;
}

RankingMetrics RunEvaluator::rankValidation(const Recommender& model) const
{
    if (m_validationCandidates.empty())
        return {};
    return rankCandidates(model, m_data, m_validationCandidates, "validation", {}, context());
}

RankingMetrics RunEvaluator::rankAll(const Recommender& model) const
{
    return rankAllFilms(model, m_data, m_relevant, m_known, rankingOptions(), context());
}

const std::vector<CandidateList>& RunEvaluator::testCandidates() const
{
    if (m_testCandidates.empty()) {
        std::vector<RowIndex> everything(m_data.ratings.size());
        std::iota(everything.begin(), everything.end(), RowIndex{0});
        const auto rows =
            drawRows(m_relevant, m_hurried ? kRankedAfterStop : kRankedTestRows, m_spec.seed ^ kRankStream);
        m_testCandidates =
            drawCandidates(m_data, rows, everything, kSampledCandidates, m_spec.seed ^ kRankStream, context());
    }
    return m_testCandidates;
}

RankingMetrics RunEvaluator::rankSampled(const Recommender& model) const
{
    const auto& lists = testCandidates();
    auto protocol =
        fmt::format("each test film against {} films that the user has not rated, drawn uniformly with seed {}",
                    kSampledCandidates, m_spec.seed);
    if (lists.size() < m_relevant.size())
        protocol += fmt::format("; {} of {} test films, drawn", lists.size(), m_relevant.size());
    std::size_t fewest = kSampledCandidates;
    std::size_t shorter = 0;
    for (const auto& list : lists) {
        fewest = std::min(fewest, list.candidates.size());
        shorter += list.candidates.size() < static_cast<std::size_t>(kSampledCandidates);
    }
    if (shorter > 0)
        protocol +=
            fmt::format("; fewer for {} of them, whose users have rated nearly all (at least {})", shorter, fewest);
    return rankCandidates(model, m_data, lists, protocol, rankingOptions(), context());
}

RankingMetrics RunEvaluator::rankByFile(const Recommender& model) const
{
    auto protocol = fmt::format("each film of '{}' against the candidates that the file gives", m_candidateFile);
    if (m_knownInFile > 0)
        protocol += fmt::format("; {} left out, as they are training or validation rows", m_knownInFile);
    return rankCandidates(model, m_data, m_fileCandidates, protocol, rankingOptions(), context());
}

void RunEvaluator::rankTest(const Recommender& model, RunResult& result) const
{
    if (!m_ranked)
        return;
    const bool byFile = !m_fileCandidates.empty();
    if (!m_hurried || (!byFile && !m_oneEach))
        result.rankingAll = rankAll(model);
    if (!m_hurried || (!byFile && m_oneEach))
        result.rankingSampled = rankSampled(model);
    if (byFile)
        result.ranking = rankByFile(model);
    else
        result.ranking = m_oneEach ? result.rankingSampled : result.rankingAll;
}

RankingMetrics RunEvaluator::rankBaseline(const Recommender& model) const
{
    if (!m_fileCandidates.empty())
        return rankByFile(model);
    return m_oneEach ? rankSampled(model) : rankAll(model);
}

} // namespace matinee
