#pragma once

#include <matinee/trainer.h>

#include <span>

namespace matinee::ui {

/// What early stopping waits for.
struct Patience
{
    int bestEpoch = 0; ///< so far
    int stopsAt = 0;   ///< the epoch that training ends after unless one before improves; 0: none of those to come

    bool operator==(const Patience&) const = default;
};

/// Of a training with early stopping, once an epoch is over; else all 0. \param epochs so far, epoch 0 first
Patience patienceOf(const ExperimentSpec& spec, const RunStart& start, std::span<const EpochStats> epochs);

} // namespace matinee::ui
