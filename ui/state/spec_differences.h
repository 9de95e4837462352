#pragma once

#include <matinee/experiment.h>

#include <QStringList>

namespace matinee::ui {

/// What an experiment had otherwise than a later one, a phrase each: "Learning rate 0.01". Of another model, the model
/// alone stands for its hyperparameters.
QStringList specDifferences(const ExperimentSpec& before, const ExperimentSpec& after);

} // namespace matinee::ui
