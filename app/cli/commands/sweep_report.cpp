#include "commands/sweep_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace matinee::cli {

namespace {

using nlohmann::json;

constexpr auto kRight = Table::Align::Right;
constexpr std::size_t kValueWidth = 10;

std::vector<Table::Column> columns(const SweepSpec& spec)
{
    std::vector<Table::Column> columns = {{"trial", kRight, 5},
                                          {"status", Table::Align::Left, 7},
                                          {spec.metric, kRight, 0},
                                          {"best epoch", kRight, 0},
                                          {"epochs", kRight, 0}};
    for (const auto& parameter : spec.parameters)
        columns.push_back({parameter.key, kRight, kValueWidth});
    return columns;
}

/// What a trial came to, for an event and for the best.
json figures(const SweepSpec& spec, const SweepTrial& trial)
{
    auto parameters = json::object();
    for (std::size_t p = 0; p < std::min(trial.point.size(), spec.parameters.size()); ++p)
        std::visit([&, &key = spec.parameters[p].key](const auto& plain) { parameters[key] = plain; }, trial.point[p]);
    return {{"trial", trial.number},
            {"run", trial.run.empty() ? json(nullptr) : json(trial.run)},
            {"status", toText(trial.state)},
            {"value", std::isfinite(trial.value) ? json(trial.value) : json(nullptr)},
            {"best_epoch", trial.bestEpoch},
            {"epochs", trial.epochs()},
            {"seed", spec.experiment.seed + static_cast<std::uint64_t>(trial.seedIndex)},
            {"error", trial.error.empty() ? json(nullptr) : json(trial.error)},
            {"parameters", std::move(parameters)}};
}

/// Four significant digits: what a person compares.
std::string cell(const ParameterValue& value)
{
    const auto* real = std::get_if<double>(&value);
    return real ? fmt::format("{:.4g}", *real) : toText(value);
}

bool isOver(const SweepTrial& trial)
{
    return trial.state == TrialState::Done || trial.state == TrialState::Pruned || trial.state == TrialState::Failed ||
           trial.state == TrialState::Skipped;
}

} // namespace

SweepReport::SweepReport(const SweepSpec& spec, bool json, ProgressBar& bar)
    : m_spec(spec)
    , m_json(json)
    , m_bar(bar)
    , m_table(columns(spec))
{
    if (spec.experiment.hyperparameters.has("epochs"))
        m_epochs = static_cast<int>(spec.experiment.hyperparameters.integer("epochs"));
}

void SweepReport::onSweep(const std::vector<SweepTrial>& trials)
{
    m_bar.clear();
    m_trials = trials.size();
    const auto known = static_cast<std::size_t>(std::count_if(trials.begin(), trials.end(), isOver));
    if (m_json) {
        const auto spec = toJson(m_spec);
        printJson({{"event", "sweep"},
                   {"sweep", sweepDigest(m_spec)},
                   {"name", m_spec.name},
                   {"model", m_spec.experiment.model},
                   {"method", json(spec.at("method"))},
                   {"scheduler", json(spec.at("scheduler"))},
                   {"metric", m_spec.metric},
                   {"trials", m_trials},
                   {"known", known},
                   {"jobs", m_spec.jobs},
                   {"parameters", json(spec.at("parameters"))}});
    } else {
        note(fmt::format("{} of {} by {}: {} trial{}{}", m_spec.name.empty() ? "Sweep" : m_spec.name,
                         m_spec.experiment.model, m_spec.metric, m_trials, m_trials == 1 ? "" : "s",
                         known > 0 ? fmt::format(", {} of them known", known) : ""));
        m_table.printTitles();
    }
    for (const auto& trial : trials) {
        if (isOver(trial))
            onTrial(trial);
    }
}

void SweepReport::onTrial(const SweepTrial& trial)
{
    if (trial.state == TrialState::Queued || trial.state == TrialState::Running)
        return;
    m_over += isOver(trial);
    m_bar.clear();
    print(trial);
    if (!m_json && !trial.error.empty())
        note(fmt::format("Trial {}: {}", trial.number, trial.error));
}

void SweepReport::print(const SweepTrial& trial) const
{
    if (m_json) {
        auto event = figures(m_spec, trial);
        event["event"] = "trial";
        printJson(event);
        return;
    }
    std::vector<std::string> cells = {std::to_string(trial.number), toText(trial.state), decimals(trial.value, 5),
                                      trial.bestEpoch > 0 ? std::to_string(trial.bestEpoch) : "-",
                                      std::to_string(trial.epochs())};
    for (const auto& value : trial.point)
        cells.push_back(cell(value));
    cells.resize(5 + m_spec.parameters.size());
    m_table.printRow(cells);
}

void SweepReport::onBatch(const SweepTrial& trial, const BatchStats& batch)
{
    const double within = std::min(1.0, batch.position / std::max(1, m_epochs));
    const auto trials = static_cast<double>(std::max<std::size_t>(m_trials, 1));
    m_bar.show((static_cast<double>(m_over) + within) / trials,
               fmt::format("trial {}, {}/{} done", trial.number, m_over, m_trials),
               fmt::format("epoch {}  loss {}", static_cast<int>(batch.position) + 1, decimals(batch.loss, 4)));
}

void SweepReport::onProblem(const std::string& sentence)
{
    m_bar.clear();
    note("Warning: " + sentence);
}

bool SweepReport::finish(const SweepResult& result) const
{
    m_bar.clear();
    const auto best = bestTrial(m_spec, result.trials);
    const auto importance = parameterImportance(m_spec, result.trials);
    std::int64_t epochs = 0;
    for (const auto& trial : result.trials)
        epochs += trial.epochs();
    if (m_json) {
        auto shares = json::object();
        for (const auto& each : importance)
            shares[each.key] = each.share;
        printJson({{"event", "result"},
                   {"status", result.stopped ? "stopped" : "completed"},
                   {"trials", result.trials.size()},
                   {"epochs", epochs},
                   {"trained_epochs", result.epochs},
                   {"best", best ? figures(m_spec, *best) : json(nullptr)},
                   {"importance", importance.empty() ? json(nullptr) : json(std::move(shares))}});
        return best.has_value();
    }
    printLine("");
    if (best) {
        std::string point;
        for (std::size_t p = 0; p < best->point.size(); ++p)
            point += fmt::format("{}{}={}", p > 0 ? " " : "", m_spec.parameters[p].key, toText(best->point[p]));
        printLine(fmt::format("Best: trial {}{}, {} {} after epoch {}: {}", best->number,
                              best->run.empty() ? "" : fmt::format(" (run {})", best->run), m_spec.metric,
                              decimals(best->value, 5), best->bestEpoch, point));
    }
    if (!importance.empty()) {
        std::string shares;
        for (const auto& each : importance)
            shares += fmt::format("{}{} {:.0f} %", shares.empty() ? "" : ", ", each.key, 100 * each.share);
        printLine(fmt::format("Share of the variance that each parameter explains alone: {}", shares));
    }
    printLine(fmt::format("{} epochs in all{}.", grouped(static_cast<std::uint64_t>(epochs)),
                          result.stopped ? ", stopped" : ""));
    return best.has_value();
}

} // namespace matinee::cli
