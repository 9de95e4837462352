#include "commands/runs_list.h"

#include "commands/stored_run.h"
#include "output.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

namespace matinee::cli {

namespace {

struct Options
{
    RunFilter filter;
    bool archived = false;
    std::string sort = "id";
    bool json = false;
};

/// What runs are sorted by: the first is the one that people look for first. NaN comes last.
using SortKey = std::function<double(const StoredRun&)>;

const std::map<std::string, SortKey>& numericKeys()
{
    static const auto keys = [] {
        std::map<std::string, SortKey> made = {
            {"id", [](const StoredRun& run) { return -static_cast<double>(run.id); }},
            {"started", [](const StoredRun& run) { return -static_cast<double>(run.started); }},
            {"seconds", [](const StoredRun& run) { return run.seconds; }},
            {"epochs", [](const StoredRun& run) { return -run.epochs; }},
            {"test_rmse", [](const StoredRun& run) { return run.testRmse; }},
            {"test_mae", [](const StoredRun& run) { return run.testMae; }},
            {"test_hr@10", [](const StoredRun& run) { return -run.testHitRatio; }},
            {"test_ndcg@10", [](const StoredRun& run) { return -run.testNdcg; }},
        };
        for (const auto& metric : runMetrics()) {
            if (metric.better == RunMetricInfo::Better::Neither)
                continue;
            const double sign = metric.better == RunMetricInfo::Better::Higher ? -1 : 1;
            made[metric.key] = [&metric, sign](const StoredRun& run) { return sign * run.metric(metric.metric).best; };
        }
        return made;
    }();
    return keys;
}

const std::map<std::string, std::string StoredRun::*>& textKeys()
{
    static const std::map<std::string, std::string StoredRun::*> keys = {{"model", &StoredRun::model},
                                                                         {"data", &StoredRun::data}};
    return keys;
}

std::vector<std::string> sortKeys()
{
    std::vector<std::string> names;
    for (const auto& [name, key] : numericKeys())
        names.push_back(name);
    for (const auto& [name, key] : textKeys())
        names.push_back(name);
    return names;
}

void sortBy(std::vector<StoredRun>& runs, const std::string& name)
{
    if (const auto text = textKeys().find(name); text != textKeys().end()) {
        std::stable_sort(runs.begin(), runs.end(), [member = text->second](const StoredRun& a, const StoredRun& b) {
            return a.*member < b.*member;
        });
        return;
    }
    std::stable_sort(runs.begin(), runs.end(), [&key = numericKeys().at(name)](const StoredRun& a, const StoredRun& b) {
        const double left = key(a);
        const double right = key(b);
        return std::isnan(right) ? !std::isnan(left) : left < right;
    });
}

/// "0.9123 @ 7"
std::string bestText(const MetricSummary& metric)
{
    return metric.bestEpoch < 0 ? "" : fmt::format("{} @{:>3}", decimals(metric.best, 4), metric.bestEpoch);
}

std::string localTime(std::int64_t milliseconds)
{
    return fmt::format("{:%Y-%m-%d %H:%M}", fmt::localtime(static_cast<std::time_t>(milliseconds / 1000)));
}

void printTable(const std::vector<StoredRun>& runs)
{
    constexpr auto kRight = Table::Align::Right;
    const bool rated = std::any_of(runs.begin(), runs.end(), [](const StoredRun& run) {
        return run.metric(RunMetric::ValidationRmse).bestEpoch >= 0 || std::isfinite(run.testRmse);
    });
    const bool ranked = std::any_of(runs.begin(), runs.end(), [](const StoredRun& run) {
        return run.metric(RunMetric::ValidationNdcg).bestEpoch >= 0 || std::isfinite(run.testNdcg);
    });
    std::vector<Table::Column> columns = {
        {"run", kRight}, {"status"}, {"model"}, {"data"}, {"epochs", kRight},
    };
    if (rated) {
        columns.push_back({"best valid. RMSE", kRight});
        columns.push_back({"test RMSE", kRight});
    }
    if (ranked) {
        columns.push_back({"best valid. NDCG@10", kRight});
        columns.push_back({"test NDCG@10", kRight});
    }
    columns.push_back({"seconds", kRight});
    columns.push_back({"started"});
    columns.push_back({"tags"});
    Table table(columns);
    const auto number = [](double value) { return std::isfinite(value) ? decimals(value, 4) : std::string(); };
    for (const auto& run : runs) {
        std::vector<std::string> cells = {std::to_string(run.id), nameOf(run.status), run.model, run.data,
                                          fmt::format("{}/{}", run.epochs, run.planned)};
        if (rated) {
            cells.push_back(bestText(run.metric(RunMetric::ValidationRmse)));
            cells.push_back(number(run.testRmse));
        }
        if (ranked) {
            cells.push_back(bestText(run.metric(RunMetric::ValidationNdcg)));
            cells.push_back(number(run.testNdcg));
        }
        cells.push_back(decimals(run.seconds, 2));
        cells.push_back(localTime(run.started));
        cells.push_back(fmt::format("{}", fmt::join(run.tags, ", ")));
        table.add(std::move(cells));
    }
    table.print();
}

int runRunsList(const Options& options)
{
    const auto store = storeToRead();
    auto filter = options.filter;
    filter.archived = options.archived;
    auto runs = store ? store->list(filter) : std::vector<StoredRun>();
    sortBy(runs, options.sort);
    if (options.json) {
        for (const auto& run : runs)
            printJson(runEvent(run));
    } else if (runs.empty()) {
        note("No run was kept that fits.");
    } else {
        printTable(runs);
    }
    return kDone;
}

} // namespace

void addRunsList(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("list", "List the runs, the newest first");
    command.add_option("--tag", options->filter.tag, "Only those with this tag");
    command.add_option("--text", options->filter.text,
                       "Only those with these words in model, data, settings, notes or tags");
    command.add_option("--model", options->filter.model, "Only those of this model");
    command.add_option("--sweep", options->filter.sweep, "Only the trials of this sweep");
    command.add_flag("--archived", options->archived, "The archived ones in place of the others");
    command.add_option("--sort", options->sort, "What comes first: the best, the newest, the shortest")
        ->check(CLI::IsMember(sortKeys()));
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runRunsList);
}

} // namespace matinee::cli
