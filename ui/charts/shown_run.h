#pragma once

#include <matinee/trainer.h>

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace matinee::ui {

/// A hyperparameter that was changed while the run trained.
struct ShownChange
{
    double position = 0;    ///< in epochs, with fraction
    std::uint64_t step = 0; ///< optimiser steps when it was changed
    QString text;           ///< in few words, e.g. "learning rate 0.01 → 0.001"
};

/// A run of the store that the curves show beside the one that trains.
struct ShownRun
{
    qint64 id = 0; ///< of the store; decides colour and dash, see runColour()
    QString name;
    QString label; ///< the name in a legend, short: "#3"; empty: the name
    QString group; ///< text of the experiment without the seed: runs with the same text are repetitions
    std::uint64_t seed = 0;
    std::shared_ptr<const std::vector<EpochStats>> epochs; ///< epoch 0 first; never null
    std::vector<ShownChange> changes;
    bool line = true;  ///< has a curve of its own; a run without one still counts for the band of its group
    bool band = false; ///< its group is shown as mean and standard deviation, over all runs of the group that are given
};

} // namespace matinee::ui
