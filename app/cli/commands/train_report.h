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
    TrainReport(const ExperimentSpec& spec, std::string run, bool json, ProgressBar& bar);

    void onStart(const RunStart& start) override;
    void onBatch(const BatchStats& batch) override;
    void onEpoch(const EpochStats& epoch, const Recommender& model) override;
    void onRefit(int epochs) override;

    /// The end, once the run is saved. \param run empty where it is not kept.
    void finish(const RunResult& result, const std::string& run) const;

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
