#pragma once

#include <matinee/run_store.h>

#include <QString>
#include <QStringList>

#include <vector>

namespace matinee::ui {

/// Something that runs do not have in common.
struct RunDifference
{
    QString key;        ///< "seed", "learning_rate"
    QString label;      ///< "Learning rate"
    QStringList values; ///< one for each run, in their order; "–" where a run has no such setting
};

/// What differs between runs, and nothing else: model, data, rows, split, hyperparameters, seed, engine, device,
/// threads, candidates and the version of Matinee.
std::vector<RunDifference> runDifferences(const std::vector<const StoredRun*>& runs);

/// What a run has otherwise than the baseline, in one line: "Learning rate 0.01, Seed 3".
QString differenceText(const StoredRun& baseline, const StoredRun& run);
/// What a run has otherwise than the defaults of its model, in one line.
QString settingsText(const StoredRun& run);

} // namespace matinee::ui
