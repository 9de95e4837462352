#include "training/run_evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

// A stream of its own, so that one more draw elsewhere leaves it alone.
constexpr std::uint64_t kBootstrapStream = 0x626F6F74;

/// Test rows that are ranked against drawn films, at most.
constexpr std::size_t kRankedTestRows = 100'000;
/// After a stop nobody wants to wait: users or rows that are ranked.
constexpr std::size_t kRankedAfterStop = 1000;
/// The same where every film is scored for each user, which takes a network milliseconds.
constexpr std::size_t kUsersAfterStop = 100;
/// Rows whose log loss is asked for then.
constexpr std::size_t kLossRowsAfterStop = 10'000;
constexpr std::size_t kSampledCandidates = 99;
/// Fewer for many users, of whom less is left to chance.
constexpr int kResamples = 1000;
constexpr int kResamplesOfMany = 200;
constexpr std::int32_t kManyUsers = 20'000;

double logOf(double probability)
{
    // As torch's binary cross entropy has it: a certain mistake is bad, but not infinitely so.
    return std::max(std::log(probability), -100.0);
}

} // namespace

RunEvaluator::RunEvaluator(const ExperimentSpec& spec, const Dataset& data, const Split& split,
                           const TrainingCounts& counts, const std::string& candidates, std::stop_token stop,
                           RunMaterials::Store& store, const std::string& splitKey)
    : m_spec(spec)
    , m_data(data)
    , m_split(split)
    , m_info(modelInfo(spec.model))
    , m_stop(std::move(stop))
    , m_counts(counts)
    , m_store(store)
    , m_candidateFile(candidates)
    , m_drawsKey(splitKey + '\n' + drawsKey(spec, candidates))
{
    const auto& settings = spec.hyperparameters;
    const auto [low, high] = std::minmax_element(data.ratings.value.begin(), data.ratings.value.end());
    m_evaluation.clip = settings.has("clip") && settings.flag("clip");
    m_evaluation.minimum = *low;
    m_evaluation.maximum = *high;
    m_draws = m_store.get<RunDraws>(RunMaterials::Store::kDraws, m_drawsKey, [&] {
        return std::make_shared<RunDraws>(drawForRun(spec, data, split, candidates, m_stop));
    });
}

std::string RunEvaluator::key() const
{
    return fmt::format("{}\n{} {}", m_drawsKey, m_spec.seed, m_evaluation.clip);
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
        options.maximumUsers = kUsersAfterStop;
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
    return evaluateRatings(model, m_data, rows, m_counts, options, context());
}

RatingMetrics RunEvaluator::logLoss(const Recommender& model, const std::vector<CandidateList>& lists) const
{
    // Of all of them: the lists are in the order of the rows, and that is by user in some files.
    const std::size_t every = m_hurried ? std::max<std::size_t>(1, lists.size() / kLossRowsAfterStop) : 1;
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
        for (; begin < lists.size() && users.size() < kPairs; begin += every) {
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
        metrics.cold += m_counts.isCold(list.user, list.item);
    return metrics;
}

RatingMetrics RunEvaluator::train(const Recommender& model) const
{
    if (isImplicit())
        return logLoss(model, m_draws->trainNegatives);
    return errors(model, m_split.train, false);
}

RatingMetrics RunEvaluator::validation(const Recommender& model) const
{
    if (!isImplicit())
        return errors(model, m_split.validation, false);
    auto metrics = logLoss(model, m_draws->validationNegatives);
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
        metrics.cold += m_counts.isCold(m_data.ratings.user[row], m_data.ratings.item[row]);
    return metrics;
}

RankingMetrics RunEvaluator::rankValidation(const Recommender& model) const
{
    if (m_draws->validationCandidates.empty())
        return {};
    return rankCandidates(model, m_data, m_draws->validationCandidates, "validation", {}, context());
}

RankingMetrics RunEvaluator::rankAll(const Recommender& model) const
{
    return rankAllFilms(model, m_data, m_draws->relevant, m_draws->known, rankingOptions(), context());
}

std::shared_ptr<const std::vector<CandidateList>> RunEvaluator::testCandidates() const
{
    const auto draw = [this] {
        return std::make_shared<std::vector<CandidateList>>(drawTestCandidates(
            m_data, m_draws->relevant, m_hurried ? kRankedAfterStop : kRankedTestRows, m_spec.seed, m_stop));
    };
    return m_store.get<std::vector<CandidateList>>(RunMaterials::Store::kTestCandidates,
                                                   fmt::format("{} {}", m_drawsKey, m_hurried), draw);
}

RankingMetrics RunEvaluator::rankSampled(const Recommender& model) const
{
    const auto drawn = testCandidates();
    const auto& lists = *drawn;
    auto protocol =
        fmt::format("each test film against {} films that the user has not rated, drawn uniformly with seed {}",
                    kSampledCandidates, m_spec.seed);
    if (lists.size() < m_draws->relevant.size())
        protocol += fmt::format("; {} of {} test films, drawn", lists.size(), m_draws->relevant.size());
    auto fewest = kSampledCandidates;
    std::size_t shorter = 0;
    for (const auto& list : lists) {
        fewest = std::min(fewest, list.candidates.size());
        shorter += list.candidates.size() < kSampledCandidates;
    }
    if (shorter > 0)
        protocol +=
            fmt::format("; fewer for {} of them, whose users have rated nearly all (at least {})", shorter, fewest);
    return rankCandidates(model, m_data, lists, protocol, rankingOptions(), context());
}

RankingMetrics RunEvaluator::rankByFile(const Recommender& model) const
{
    auto protocol = fmt::format("each film of '{}' against the candidates that the file gives", m_candidateFile);
    if (m_draws->knownInFile > 0)
        protocol += fmt::format("; {} left out, as they are training or validation rows", m_draws->knownInFile);
    return rankCandidates(model, m_data, m_draws->fileCandidates, protocol, rankingOptions(), context());
}

void RunEvaluator::rankTest(const Recommender& model, RunResult& result) const
{
    if (!m_draws->ranked)
        return;
    const bool byFile = !m_draws->fileCandidates.empty();
    if (!m_hurried || (!byFile && !m_draws->oneEach))
        result.rankingAll = rankAll(model);
    if (!m_hurried || (!byFile && m_draws->oneEach))
        result.rankingSampled = rankSampled(model);
    if (byFile)
        result.ranking = rankByFile(model);
    else
        result.ranking = m_draws->oneEach ? result.rankingSampled : result.rankingAll;
}

RankingMetrics RunEvaluator::rankBaseline(const Recommender& model) const
{
    if (!m_draws->fileCandidates.empty())
        return rankByFile(model);
    return m_draws->oneEach ? rankSampled(model) : rankAll(model);
}

} // namespace matinee
