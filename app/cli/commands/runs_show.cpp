#include "commands/runs_show.h"

#include "commands/result_report.h"
#include "commands/stored_run.h"
#include "output.h"

#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace matinee::cli {

namespace {

struct Options
{
    std::string id;
    bool json = false;
};

void printFacts(const StoredRun& run)
{
    Table facts({{}, {}});
    const auto fact = [&facts](const char* name, const std::string& text) {
        if (!text.empty())
            facts.add({name, text});
    };
    fact("run", std::to_string(run.id));
    fact("status", nameOf(run.status));
    fact("problem", run.problem);
    fact("model", run.model);
    fact("data", run.data);
    fact("rows", run.rows);
    fact("split", run.split);
    fact("seed", std::to_string(run.seed));
    if (run.threads > 0)
        fact("computed on",
             fmt::format("{}, {} thread{}, {}", run.device, run.threads, run.threads == 1 ? "" : "s", run.engine));
    fact("Matinee", run.program);
    fact("notes", run.notes);
    fact("tags", fmt::format("{}", fmt::join(run.tags, ", ")));
    const auto settings = nlohmann::json::parse(run.hyperparameters, nullptr, false);
    if (settings.is_object()) {
        for (const auto& [key, value] : settings.items())
            fact(key.c_str(), value.is_string() ? value.get<std::string>() : value.dump());
    }
    facts.print();
}

void printEpochs(const std::vector<EpochStats>& epochs)
{
    constexpr auto kRight = Table::Align::Right;
    // Of the metrics, those that were measured.
    std::vector<const RunMetricInfo*> metrics;
    std::vector<Table::Column> columns = {{"epoch", kRight}};
    for (const auto& metric : runMetrics()) {
        for (const auto& epoch : epochs) {
            if (!std::isnan(epoch.*metric.value)) {
                metrics.push_back(&metric);
                columns.push_back({metric.key, kRight});
                break;
            }
        }
    }
    columns.push_back({"seconds", kRight});
    Table table(columns);
    for (const auto& epoch : epochs) {
        std::vector<std::string> cells = {std::to_string(epoch.epoch)};
        for (const auto* metric : metrics)
            cells.push_back(decimals(epoch.*metric->value, 4));
        cells.push_back(decimals(epoch.seconds, 3));
        table.add(std::move(cells));
    }
    table.print();
}

int runRunsShow(const Options& options)
{
    const auto id = runIdNamed(options.id);
    const auto store = storeToRead();
    if (!store)
        throw Error(ErrorCode::NotFound, fmt::format("There is no run {}: none was ever kept.", id));
    const auto run = storedRun(*store, id);
    const auto epochs = store->epochs(id);
    const auto changes = store->changes(id);
    const auto result = store->result(id);
    if (options.json) {
        printJson(runEvent(run));
        for (const auto& epoch : epochs)
            printJson(epochEvent(epoch));
        for (const auto& change : changes)
            printJson(changeEvent(change));
        if (result)
            printJson(resultEvent(*result, options.id));
        return kDone;
    }
    printFacts(run);
    if (!epochs.empty()) {
        printLine("");
        printEpochs(epochs);
    }
    for (const auto& change : changes)
        printLine(fmt::format("At {:.2f} epochs, {} went from {} to {}.", change.position, change.key, change.from,
                              change.to));
    if (result) {
        printLine("");
        printResult(*result, modelInfo(run.model));
    }
    return kDone;
}

} // namespace

void addRunsShow(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("show", "Show a run: its settings, epochs and result");
    command.add_option("id", options->id, "The run's number")->required();
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runRunsShow);
}

} // namespace matinee::cli
