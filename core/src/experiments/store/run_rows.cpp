#include "experiments/store/run_rows.h"

#include "experiments/metrics_json.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace matinee {

using nlohmann::json;

namespace {

constexpr const char* kBlank = " \t\r";

const std::array<std::string, 6>& statusNames()
{
    static const std::array<std::string, 6> names = {"running",  "completed",   "stopped",
                                                     "diverged", "interrupted", "failed"};
    return names;
}

void replaceAll(std::string& text, const std::string& what, const std::string& by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

/// Unless it is a number, a metric of this epoch cannot be the best; nor can one from before training.
double candidate(const EpochStats& epoch, const RunMetricInfo& metric)
{
    const double value = epoch.*metric.value;
    if (epoch.epoch < 1 || metric.better == RunMetricInfo::Better::Neither || !std::isfinite(value))
        return std::numeric_limits<double>::quiet_NaN();
    return value;
}

std::vector<std::string> linesOf(const std::string& text)
{
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

} // namespace

const std::string& nameOf(StoredStatus status)
{
    return statusNames()[static_cast<std::size_t>(status)];
}

StoredStatus statusNamed(const std::string& name)
{
    const auto& names = statusNames();
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
        throw Error(ErrorCode::Format, fmt::format("There is no status '{}' of a run.", name), "status");
    return static_cast<StoredStatus>(found - names.begin());
}

const std::array<RunMetricInfo, 7>& runMetrics()
{
    using enum RunMetricInfo::Better;
    static const std::array<RunMetricInfo, 7> metrics = {{
        {RunMetric::TrainLoss, "train_loss", Lower, &EpochStats::trainLoss},
        {RunMetric::ValidationLoss, "validation_loss", Lower, &EpochStats::validationLoss},
        {RunMetric::ValidationRmse, "validation_rmse", Lower, &EpochStats::validationRmse},
        {RunMetric::ValidationMae, "validation_mae", Lower, &EpochStats::validationMae},
        {RunMetric::ValidationHitRatio, "validation_hr@10", Higher, &EpochStats::validationHitRatio},
        {RunMetric::ValidationNdcg, "validation_ndcg@10", Higher, &EpochStats::validationNdcg},
        {RunMetric::Objective, "objective", Neither, &EpochStats::objective},
    }};
    return metrics;
}

std::string metricColumn(const RunMetricInfo& metric)
{
    return metric.key.substr(0, metric.key.find('@'));
}

std::string forEachMetric(const std::string& text)
{
    std::string joined;
    for (const auto& metric : runMetrics()) {
        auto item = text;
        replaceAll(item, "{}", metricColumn(metric));
        joined += (joined.empty() ? "" : ", ") + item;
    }
    return joined;
}

const std::string& runColumns()
{
    static const std::string columns =
        "id, uuid, model, data, digest, row_subset, split, seed, device, engine, threads, program, hyperparameters, "
        "spec, status, problem, started, ended, seconds, epochs, planned, parameters, train_rows, validation_rows, "
        "test_rows, " +
        forEachMetric("best_{}, best_{}_epoch, last_{}") +
        ", test_rmse, test_mae, test_hr, test_ndcg, global_mean_rmse, bias_rmse, popularity_ndcg, notes, tags, "
        "archived, saved, sweep, trial";
    return columns;
}

StoredRun readRun(StoreQuery& query)
{
    StoredRun run;
    run.id = query.whole();
    run.uuid = query.text();
    run.model = query.text();
    run.data = query.text();
    run.digest = query.text();
    run.rows = query.text();
    run.split = query.text();
    run.seed = static_cast<std::uint64_t>(query.whole());
    run.device = query.text();
    run.engine = query.text();
    run.threads = query.number();
    run.program = query.text();
    run.hyperparameters = query.text();
    run.spec = query.text();
    run.status = query.isNull() ? StoredStatus::Running : statusNamed(query.text());
    if (run.status == StoredStatus::Running)
        query.skip();
    run.problem = query.text();
    run.started = query.whole();
    run.ended = query.whole();
    run.seconds = query.real();
    run.epochs = query.number();
    run.planned = query.number();
    run.parameters = static_cast<std::uint64_t>(query.whole());
    run.train = static_cast<std::uint64_t>(query.whole());
    run.validation = static_cast<std::uint64_t>(query.whole());
    run.test = static_cast<std::uint64_t>(query.whole());
    for (auto& metric : run.metrics) {
        metric.best = query.real();
        metric.bestEpoch = std::isnan(metric.best) ? -1 : query.number();
        if (metric.bestEpoch < 0)
            query.skip();
        metric.last = query.real();
    }
    run.testRmse = query.real();
    run.testMae = query.real();
    run.testHitRatio = query.real();
    run.testNdcg = query.real();
    run.globalMeanRmse = query.real();
    run.biasRmse = query.real();
    run.popularityNdcg = query.real();
    run.notes = query.text();
    run.tags = linesOf(query.text());
    run.archived = query.number() != 0;
    run.saved = query.number() != 0;
    run.sweep = query.whole(); // null reads as 0
    run.trial = query.isNull() ? -1 : query.number();
    return run;
}

const std::string& epochColumns()
{
    static const std::string columns =
        "epoch, " + forEachMetric("{}") + ", seconds, ratings_per_second, learning_rate, steps, ratings, elapsed, time";
    return columns;
}

EpochStats readEpoch(StoreQuery& query)
{
    EpochStats epoch;
    epoch.epoch = query.number();
    for (const auto& metric : runMetrics())
        epoch.*metric.value = query.real();
    epoch.seconds = query.real();
    epoch.ratingsPerSecond = query.real();
    epoch.learningRate = query.real();
    epoch.steps = static_cast<std::uint64_t>(query.whole());
    epoch.ratings = static_cast<std::uint64_t>(query.whole());
    epoch.elapsed = query.real();
    epoch.time = query.real();
    return epoch;
}

void bindEpoch(StoreQuery& query, const EpochStats& epoch)
{
    query.add(epoch.epoch);
    for (const auto& metric : runMetrics())
        query.add(epoch.*metric.value);
    query.add(epoch.seconds).add(epoch.ratingsPerSecond).add(epoch.learningRate);
    query.add(epoch.steps).add(epoch.ratings).add(epoch.elapsed).add(epoch.time);
}

const std::string& summaryUpdate()
{
    static const std::string update = [] {
        std::string text = "UPDATE runs SET epochs = ?1, seconds = seconds + ?2, ended = ?3";
        int parameter = 4;
        for (const auto& metric : runMetrics()) {
            const bool higher = metric.better == RunMetricInfo::Better::Higher;
            const auto column = metricColumn(metric);
            // 9e999 is infinity; of null and anything, neither is better.
            const auto better = fmt::format("?{} {} coalesce(best_{}, {}9e999)", parameter, higher ? '>' : '<', column,
                                            higher ? "-" : "");
            text += fmt::format(", best_{0} = CASE WHEN {1} THEN ?{2} ELSE best_{0} END"
                                ", best_{0}_epoch = CASE WHEN {1} THEN ?1 ELSE best_{0}_epoch END"
                                ", last_{0} = ?{3}",
                                column, better, parameter, parameter + 1);
            parameter += 2;
        }
        return text + fmt::format(" WHERE id = ?{}", parameter);
    }();
    return update;
}

void bindSummary(StoreQuery& query, const EpochStats& epoch, std::int64_t now)
{
    query.add(epoch.epoch).add(epoch.seconds).add(now);
    for (const auto& metric : runMetrics())
        query.add(candidate(epoch, metric)).add(epoch.*metric.value);
}

std::string tagLines(std::vector<std::string> tags)
{
    for (auto& tag : tags) {
        if (tag.find('\n') != std::string::npos || tag.find_first_not_of(kBlank) == std::string::npos)
            throw Error(ErrorCode::InvalidArgument, "A tag is a text of one line that is not empty.", "tags");
        tag =
            tag.substr(tag.find_first_not_of(kBlank), tag.find_last_not_of(kBlank) - tag.find_first_not_of(kBlank) + 1);
    }
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    std::string lines;
    for (const auto& tag : tags)
        lines += (lines.empty() ? "" : "\n") + tag;
    return lines;
}

json runEvent(const StoredRun& run)
{
    auto best = json::object();
    for (const auto& info : runMetrics()) {
        const auto& metric = run.metric(info.metric);
        if (std::isfinite(metric.best) || std::isfinite(metric.last))
            best[info.key] = {{"best", number(metric.best)},
                              {"best_epoch", metric.bestEpoch < 0 ? json(nullptr) : json(metric.bestEpoch)},
                              {"last", number(metric.last)}};
    }
    const auto orNull = [](const std::string& text) { return text.empty() ? json(nullptr) : json(text); };
    return {{"event", "run"},
            {"id", std::to_string(run.id)},
            {"uuid", run.uuid},
            {"status", nameOf(run.status)},
            {"problem", orNull(run.problem)},
            {"model", run.model},
            {"data", run.data},
            {"digest", orNull(run.digest)},
            {"rows", orNull(run.rows)},
            {"split", run.split},
            {"seed", run.seed},
            {"device", orNull(run.device)},
            {"engine", orNull(run.engine)},
            {"threads", run.threads},
            {"program", run.program},
            {"hyperparameters", json::parse(run.hyperparameters, nullptr, false)},
            {"started", static_cast<double>(run.started) / 1000},
            {"ended", static_cast<double>(run.ended) / 1000},
            {"seconds", number(run.seconds)},
            {"epochs", run.epochs},
            {"planned", run.planned},
            {"parameters", run.parameters},
            {"train", run.train},
            {"validation", run.validation},
            {"test_rows", run.test},
            {"metrics", std::move(best)},
            {"test",
             {{"rmse", number(run.testRmse)},
              {"mae", number(run.testMae)},
              {"hr@10", number(run.testHitRatio)},
              {"ndcg@10", number(run.testNdcg)}}},
            {"baselines",
             {{"global_mean", number(run.globalMeanRmse)},
              {"bias", number(run.biasRmse)},
              {"popularity_ndcg@10", number(run.popularityNdcg)}}},
            {"notes", run.notes},
            {"tags", run.tags},
            {"archived", run.archived},
            {"saved", run.saved},
            {"sweep", run.sweep == 0 ? json(nullptr) : json(run.sweep)},
            {"trial", run.trial < 0 ? json(nullptr) : json(run.trial)}};
}

} // namespace matinee
