#pragma once

#include <matinee/sweep.h>

#include <QString>

namespace matinee::ui {

class SweepSession;

/// Epochs that a sweep will train, as far as it can be told beforehand: of a range of epochs its middle counts, and
/// under ASHA that one in so many goes on at each rung.
double expectedEpochs(const SweepSpec& spec);

/// "40 trials, about 800 epochs"; with what there is to try where a grid is larger than that.
QString sweepEstimateText(const SweepSpec& spec);

/// "12 of 40 trials, 3 pruned, best 0.9120 in trial 7"; empty before the first sweep.
QString sweepProgressText(const SweepSession& sweep);

/// "running", in the person's language.
QString trialStateText(TrialState state);

} // namespace matinee::ui
