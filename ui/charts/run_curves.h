#pragma once

#include "ui/charts/line_series.h"
#include "ui/charts/x_axis.h"

#include <matinee/trainer.h>

#include <span>
#include <vector>

namespace matinee::ui {

/// What the curves of a run show.
enum class CurveMetric
{
    Loss,      ///< what training lowers: the mean squared error, or for models of interactions their own loss
    Rmse,      ///< its root in stars. Both always of unclipped predictions, so that the curves, the batches and the
               ///< reference lines mean the same
    Ranking,   ///< HR@10 and NDCG@10 on the validation rows
    Objective, ///< a solver's own
    LearningRate,
    Speed, ///< ratings a second
};

/// All that decides how the curves of a run read.
struct CurveContent
{
    CurveMetric metric = CurveMetric::Loss;
    ModelOutput output = ModelOutput::Ratings;
    bool hasValidation = true;
    QString objective = {}; ///< ModelInfo::objective

    bool operator==(const CurveContent&) const = default;
};

double metricValue(double loss, CurveMetric metric);
/// "RMSE", as the choice of metrics lists it.
QString metricName(const CurveContent& content);
QString metricAxisTitle(const CurveContent& content);

/// What there is to see of a run so far, the first being what a person wants to see first.
std::vector<CurveMetric> availableMetrics(ModelOutput output, bool hasValidation, std::span<const EpochStats> epochs);
/// What a second chart may show as well: how training went rather than what came of it.
std::vector<CurveMetric> secondaryMetrics(std::span<const EpochStats> epochs);

/// Positions in what makeRunSeries() returns.
enum RunSeries
{
    kBatchSeries,
    kTrainSeries,
    kValidationSeries,
    kRunSeriesCount,
    kHitRatioSeries = kTrainSeries,  ///< of CurveMetric::Ranking
    kNdcgSeries = kValidationSeries, ///< likewise
    kObjectiveSeries = kTrainSeries, ///< of CurveMetric::Objective, LearningRate and Speed: the only one
};

/// Empty series for batches, training and validation, in this order: the batches are painted first, below the others.
/// What the metric has no use for is not visible.
std::vector<LineSeries> makeRunSeries(const CurveContent& content, bool dark);
/// Leaves out epochs that have no place on the axis.
void appendEpochs(std::vector<LineSeries>& series, std::span<const EpochStats> epochs, const CurveContent& content,
                  XAxis axis = XAxis::Epoch);

/// The curves of a run before, thin and pale in the colours of makeRunSeries(): for the end of its series. One of them
/// stands in the legend. \param toolTip what the run had otherwise \param content of the run that is shown
std::vector<LineSeries> makeGhostSeries(std::span<const EpochStats> epochs, const QString& toolTip,
                                        const CurveContent& content, XAxis axis, bool dark);

/// The baselines' errors on the validation rows, or on the test rows where there are no validation rows. \param result
/// of a finished run, null before: the baselines' rankings are of the test rows, and shown where they were measured as
/// the curves are, against drawn films.
std::vector<ReferenceLine> makeReferences(std::span<const Baseline> baselines, const RunResult* result,
                                          const CurveContent& content, bool dark);
/// Marks epoch 0, as long as it is known, and in a finished run the best epoch. \param result null before
std::vector<Annotation> makeRunAnnotations(const std::vector<LineSeries>& series, std::span<const EpochStats> epochs,
                                           const RunResult* result, const CurveContent& content, XAxis axis);
/// In few words: "learning rate 0.01 → 0.001".
QString changeText(const LiveChange& change, const std::string& model);
/// Towards the background: for what stays behind the curves that are read. \param much for areas rather than lines
QColor paleColour(const QColor& colour, bool dark, bool much = false);

/// Where the x axis ends while a run trains: it grows with the progress, in round steps, up to the epochs that will
/// run. \param progress in epochs, with fractions
int trainingExtent(int epochs, double progress);

/// Whether the values span so much that a linear axis would show the first ones only.
bool wantsLogarithm(const std::vector<LineSeries>& series, std::span<const ReferenceLine> references);
/// Whether a logarithmic axis makes sense: for errors, which are positive and fall.
bool allowsLogarithm(CurveMetric metric);

} // namespace matinee::ui
