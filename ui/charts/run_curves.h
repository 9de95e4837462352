#pragma once

#include "ui/charts/line_series.h"

#include <matinee/trainer.h>

#include <span>
#include <vector>

namespace matinee::ui {

/// What the curves of a run show: the mean squared error, or its root in stars. Always of unclipped predictions, so
/// that the curves, the batches and the reference lines mean the same.
enum class CurveMetric
{
    Loss,
    Rmse
};

double metricValue(double loss, CurveMetric metric);
QString metricAxisTitle(CurveMetric metric);

/// Positions in what makeRunSeries() returns.
enum RunSeries
{
    kBatchSeries,
    kTrainSeries,
    kValidationSeries,
    kRunSeriesCount
};

/// Empty series for batches, training and validation, in this order: the batches are painted first, below the others.
std::vector<LineSeries> makeRunSeries(CurveMetric metric, bool dark);
void appendEpochs(std::vector<LineSeries>& series, std::span<const EpochStats> epochs, CurveMetric metric,
                  bool hasValidation);
void appendBatches(std::vector<LineSeries>& series, std::span<const BatchStats> batches, CurveMetric metric);

/// The baselines' errors on the validation rows, or on the test rows where there are no validation rows.
std::vector<ReferenceLine> makeReferences(std::span<const Baseline> baselines, CurveMetric metric, bool dark);
/// Marks epoch 0; empty while it is not known.
std::vector<Annotation> makeRunAnnotations(const std::vector<LineSeries>& series);

/// Where the x axis ends while a run trains: it grows with the progress, in round steps, up to the epochs that will
/// run. \param progress in epochs, with fractions
int trainingExtent(int epochs, double progress);

/// Whether the values span so much that a linear axis would show the first ones only.
bool wantsLogarithm(const std::vector<LineSeries>& series, std::span<const ReferenceLine> references);

} // namespace matinee::ui
