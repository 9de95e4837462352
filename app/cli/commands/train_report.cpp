#include "commands/train_report.h"

#include "commands/result_report.h"

#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace matinee::cli {

namespace {

constexpr auto kRight = Table::Align::Right;

std::vector<Table::Column> columns(const ModelInfo& model)
{
    std::vector<Table::Column> columns = {
        {"epoch", kRight, 5}, {"train loss", kRight, 10}, {"valid. loss", kRight, 11}};
    if (model.isImplicit()) {
        columns.push_back({"valid. HR@10", kRight, 12});
        columns.push_back({"valid. NDCG@10", kRight, 14});
    } else {
        columns.push_back({"valid. RMSE", kRight, 11});
    }
    if (!model.objective.empty())
        columns.push_back({"objective", kRight, 12});
    columns.push_back({"seconds", kRight, 8});
    columns.push_back({"ratings/s", kRight, 9});
    return columns;
}

} // namespace

TrainReport::TrainReport(const ExperimentSpec& spec, bool json, ProgressBar& bar)
    : m_spec(spec)
    , m_json(json)
    , m_bar(bar)
    , m_info(modelInfo(spec.model))
    , m_epochs(columns(m_info))
{}

void TrainReport::onStart(const RunStart& start)
{
    m_bar.clear();
    m_planned = start.epochs;
    m_begin = std::chrono::steady_clock::now();
    if (!start.warning.empty())
        note("Warning: " + start.warning);
    if (m_json) {
        printJson(startEvent(start, m_spec, m_run));
        return;
    }
    note(fmt::format("{} on {} ({} thread{}, {}), seed {}: {} parameters; ratings: {} training, {} validation, {} test",
                     start.model, start.device, start.threads, start.threads == 1 ? "" : "s", start.engine, start.seed,
                     grouped(start.parameters), grouped(start.train), grouped(start.validation), grouped(start.test)));
    if (start.resumedFrom > 0)
        note(fmt::format("It goes on after epoch {}.", start.resumedFrom));
    m_epochs.printTitles();
}

void TrainReport::onBatch(const BatchStats& batch)
{
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
    const double left = batch.position > 0 ? seconds / batch.position * (m_planned - batch.position) : -1;
    const int epoch = std::min(m_planned, static_cast<int>(batch.position) + 1);
    m_bar.show(m_planned > 0 ? batch.position / m_planned : -1, fmt::format("epoch {}/{}", epoch, m_planned),
               fmt::format("loss {}  {} ratings/s  ETA {}", decimals(batch.loss, 4),
                           abbreviated(batch.ratingsPerSecond), duration(left)));
}

void TrainReport::onEpoch(const EpochStats& epoch, const Recommender&)
{
    m_bar.clear();
    if (m_json) {
        printJson(epochEvent(epoch));
        return;
    }
    std::vector<std::string> cells = {std::to_string(epoch.epoch), decimals(epoch.trainLoss, 4),
                                      decimals(epoch.validationLoss, 4)};
    if (m_info.isImplicit()) {
        cells.push_back(decimals(epoch.validationHitRatio, 4));
        cells.push_back(decimals(epoch.validationNdcg, 4));
    } else {
        cells.push_back(decimals(epoch.validationRmse, 4));
    }
    if (!m_info.objective.empty())
        cells.push_back(decimals(epoch.objective, 1));
    cells.push_back(epoch.epoch == 0 ? "" : decimals(epoch.seconds, 3));
    cells.push_back(epoch.epoch == 0 ? "" : abbreviated(epoch.ratingsPerSecond));
    m_epochs.printRow(cells);
}

void TrainReport::onProblem(const std::string& sentence)
{
    m_bar.clear();
    note("Warning: " + sentence);
}

void TrainReport::onRefit(int epochs)
{
    m_bar.clear();
    if (!m_json)
        note(
            fmt::format("Training again on training and validation rows, {} epoch{}.", epochs, epochs == 1 ? "" : "s"));
}

void TrainReport::finish(const RunResult& result) const
{
    m_bar.clear();
    if (!result.warning.empty())
        note("Warning: " + result.warning);
    if (m_json) {
        printJson(resultEvent(result, m_run));
        return;
    }
    printLine("");
    printResult(result, m_info);
    const bool diverged = hasDiverged(result, m_info);
    if (diverged && result.warning.empty())
        printLine(kDiverged);
    printLine("");
    // Where no epoch's loss was a number, none was best.
    const bool none = diverged && result.bestEpoch == result.epochs;
    printLine(fmt::format("{} epoch{} in {} s{}, best epoch {}, tested epoch {}{}, at most {:.0f} MB.", result.epochs,
                          result.epochs == 1 ? "" : "s", decimals(result.seconds, 2),
                          result.status == RunStatus::Stopped ? ", stopped" : "",
                          none ? "-" : std::to_string(result.bestEpoch), result.keptEpoch,
                          result.refit ? " after a refit" : "", result.peakRssMb));
    if (!m_run.empty()) {
        const bool isId = m_run.find_first_not_of("0123456789") == std::string::npos;
        printLine(fmt::format("{} {}", isId ? "Recorded as run" : "Saved in", m_run));
    }
}

} // namespace matinee::cli
