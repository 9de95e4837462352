#pragma once

#include "output.h"

#include <matinee/trainer.h>

#include <chrono>
#include <string>

namespace matinee::cli {

/// Says what training does: JSON Lines, or a table of the epochs with a bar below it.
class TrainReport : public TrainingObserver
{
public:
    TrainReport(const ExperimentSpec& spec, bool json, ProgressBar& bar);

    /// What the run is known by: an id or a folder; empty where it is not kept.
    void setRun(const std::string& run) { m_run = run; }

    void onStart(const RunStart& start) override;
    void onBatch(const BatchStats& batch) override;
    void onEpoch(const EpochStats& epoch, const Recommender& model) override;
    void onProblem(const std::string& sentence) override;
    void onRefit(int epochs) override;

    /// The end, once the run is saved.
    void finish(const RunResult& result) const;

private:
    const ExperimentSpec& m_spec;
    std::string m_run;
    bool m_json;
    ProgressBar& m_bar;
    const ModelInfo& m_info;
    Table m_epochs;
    int m_planned = 0;
    std::chrono::steady_clock::time_point m_begin;
};

} // namespace matinee::cli
