#include "commands/train_report.h"

#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace matinee::cli {

namespace {

constexpr auto kRight = Table::Align::Right;

std::vector<std::string> metricsRow(const std::string& name, const RatingMetrics& metrics)
{
    return {name,
            decimals(metrics.rmse, 4),
            decimals(metrics.mae, 4),
            decimals(metrics.loss, 4),
            grouped(metrics.count),
            grouped(metrics.cold)};
}

} // namespace

TrainReport::TrainReport(const ExperimentSpec& spec, std::string run, bool json, ProgressBar& bar)
    : m_spec(spec)
    , m_run(std::move(run))
    , m_json(json)
    , m_bar(bar)
    , m_epochs({{"epoch", kRight, 5},
                {"train loss", kRight, 10},
                {"valid. loss", kRight, 11},
                {"valid. RMSE", kRight, 11},
                {"seconds", kRight, 8},
                {"ratings/s", kRight, 9}})
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
    m_epochs.printRow({std::to_string(epoch.epoch), decimals(epoch.trainLoss, 4), decimals(epoch.validationLoss, 4),
                       decimals(epoch.validationRmse, 4), epoch.epoch == 0 ? "" : decimals(epoch.seconds, 3),
                       epoch.epoch == 0 ? "" : abbreviated(epoch.ratingsPerSecond)});
}

void TrainReport::finish(const RunResult& result, const std::string& run) const
{
    m_bar.clear();
    if (m_json) {
        printJson(resultEvent(result, run));
        return;
    }
    printLine("");
    Table table({{}, {"RMSE", kRight}, {"MAE", kRight}, {"loss", kRight}, {"ratings", kRight}, {"cold", kRight}});
    table.add(metricsRow("train", result.train));
    table.add(metricsRow("validation", result.validation));
    table.add(metricsRow("test", result.test));
    for (const auto& baseline : result.baselines)
        table.add(metricsRow(baseline.name + " (test)", baseline.test));
    table.print();
    printLine("");
    printLine(fmt::format("{} epoch{} in {} s{}, best epoch {}, at most {:.0f} MB.", result.epochs,
                          result.epochs == 1 ? "" : "s", decimals(result.seconds, 2),
                          result.status == RunStatus::Stopped ? ", stopped" : "", result.bestEpoch, result.peakRssMb));
    if (!run.empty())
        printLine(fmt::format("Saved in {}", run));
}

} // namespace matinee::cli
