#pragma once

#include "ui/charts/batch_curves.h"
#include "ui/charts/run_curves.h"
#include "ui/charts/shown_run.h"
#include "ui/state/patience.h"

#include <QList>

#include <memory>
#include <vector>

namespace matinee::ui {

/// All that is known of the runs that are shown.
struct CurvesData
{
    RunStart start;
    QList<EpochStats> epochs;
    std::shared_ptr<BatchCurves> batches = std::make_shared<BatchCurves>(); ///< never null
    QList<LiveChange> changes;
    Patience patience;                     ///< of early stopping, while it trains
    std::shared_ptr<const TrainedRun> run; ///< null while it trains
    std::vector<ShownRun> overlays;
    QList<EpochStats> ghost;
    QString ghostText; ///< what the ghost's experiment had otherwise; empty: the ghost is not shown
};

/// How they are shown.
struct CurvesOptions
{
    CurveContent content;
    XAxis axis = XAxis::Epoch;
    double smoothing = 0; ///< length in epochs, see CurveSmoother; 0: none
    bool batches = true;
    bool dark = false;
    /// More runs beside than this are not in the legend, which would cut their names short: a table has them.
    int mostInLegend = 4;
};

/// What a CurvePlot draws of them.
struct CurvesPicture
{
    std::vector<LineSeries> series; ///< those of RunSeries first
    std::vector<ReferenceLine> references;
    std::vector<Annotation> annotations;
    std::vector<ChangeLine> changes;
    std::vector<Band> bands;
    bool hasGhost = false;
};

/// The run itself, the ghost, the runs beside it with their bands, the same smoothed with the raw curves pale behind,
/// baselines and marks.
CurvesPicture composeCurves(const CurvesData& data, const CurvesOptions& options);

/// The one value that a run beside the others is compared by: on validation rows where there are any, else the loss.
double comparedValue(const EpochStats& epoch, const CurveContent& content, bool validation);

/// Mean and sample standard deviation over runs of one group, epoch by epoch, see curveBand(): over all that are given,
/// whatever else is shown of them.
CurveBand bandOf(const std::vector<const ShownRun*>& group, const CurveContent& content);

} // namespace matinee::ui
