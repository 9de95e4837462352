#pragma once

#include "tests/support/toy_data.h"

#include <matinee/recommender.h>
#include <matinee/run_store.h>

#include <QTemporaryDir>

#include <cmath>
#include <string>
#include <vector>

namespace matinee::test {

/// Invented runs, recorded in a store as a training would.
class MadeUpRuns
{
public:
    MadeUpRuns()
        : m_data(toyData())
    {}

    std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    QString path(const QString& name) const { return m_folder.filePath(name); }
    const std::shared_ptr<const Dataset>& data() const { return m_data; }
    /// Another process, as it were.
    RunStore store() const { return RunStore::open(folder()); }

    static ExperimentSpec spec(const std::string& model = "biased-mf", std::uint64_t seed = 42)
    {
        auto spec = ExperimentSpec::forModel(model);
        spec.data = "toy";
        spec.seed = seed;
        return spec;
    }

    RunStart startOf(const ExperimentSpec& spec) const
    {
        RunStart start;
        start.model = spec.model;
        start.device = "cpu";
        start.engine = "fused";
        start.threads = 2;
        start.seed = spec.seed;
        start.parameters = 1000;
        start.train = 480;
        start.validation = 60;
        start.test = 60;
        start.epochs =
            spec.hyperparameters.has("epochs") ? static_cast<int>(spec.hyperparameters.integer("epochs")) : 1;
        return start;
    }

    /// Validation RMSE falls to `best` in epoch `bestEpoch` and rises by 0.01 an epoch after it.
    static EpochStats epoch(int epoch, double best, int bestEpoch)
    {
        EpochStats stats;
        stats.epoch = epoch;
        stats.validationRmse = best + 0.01 * std::abs(epoch - bestEpoch);
        stats.validationLoss = stats.validationRmse * stats.validationRmse;
        stats.validationMae = 0.8 * stats.validationRmse;
        stats.trainLoss = 1.5 / (1 + epoch);
        stats.seconds = epoch == 0 ? 0 : 0.5;
        return stats;
    }

    /// Without an end: it was interrupted, once the store that is used here is gone.
    static std::int64_t begin(RunStore& store, const MadeUpRuns& runs, const ExperimentSpec& spec, double best,
                              int epochs, int bestEpoch)
    {
        const auto run = store.begin(spec, *runs.m_data, runs.startOf(spec));
        for (int number = 0; number <= epochs; ++number)
            store.appendEpoch(run, epoch(number, best, bestEpoch));
        return run;
    }

    /// A whole run of five epochs, best after the third.
    std::int64_t add(const ExperimentSpec& spec, double best, RunStatus status = RunStatus::Completed) const
    {
        auto store = this->store();
        const auto run = begin(store, *this, spec, best, 5, 3);
        RunResult result;
        result.status = status;
        result.epochs = 5;
        result.bestEpoch = 3;
        result.keptEpoch = 3;
        result.seconds = 2.5;
        result.test.rmse = best + 0.02;
        result.test.mae = 0.8 * best;
        result.test.count = 60;
        store.finish(run, result);
        return run;
    }

private:
    QTemporaryDir m_folder;
    std::shared_ptr<const Dataset> m_data;
};

} // namespace matinee::test
