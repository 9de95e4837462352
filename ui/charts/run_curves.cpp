#include "ui/charts/run_curves.h"

#include "ui/state/colours.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

constexpr double kWideRatio = 8;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::RunCurves)
};

/// Towards the background: the noise of the batches stays behind the curves that are read.
QColor pale(const QColor& colour, bool dark)
{
    const int background = dark ? 0x28 : 0xFF;
    const double share = dark ? 0.7 : 0.55; // a thin line loses more of its colour on black
    const auto mix = [&](int channel) { return static_cast<int>(background + share * (channel - background)); };
    return {mix(colour.red()), mix(colour.green()), mix(colour.blue())};
}

} // namespace

double metricValue(double loss, CurveMetric metric)
{
    return metric == CurveMetric::Loss ? loss : std::sqrt(loss);
}

QString metricAxisTitle(CurveMetric metric)
{
    return metric == CurveMetric::Loss ? Texts::tr("Loss (mean squared error)") : Texts::tr("RMSE (stars)");
}

std::vector<LineSeries> makeRunSeries(CurveMetric metric, bool dark)
{
    const bool loss = metric == CurveMetric::Loss;
    const QColor accent = accentColour(dark);
    std::vector<LineSeries> series(kRunSeriesCount);
    series[kBatchSeries] = {
        .name = loss ? Texts::tr("Batch loss") : Texts::tr("Batch RMSE"), .colour = pale(accent, dark), .width = 1};
    series[kTrainSeries] = {
        .name = loss ? Texts::tr("Training loss") : Texts::tr("Training RMSE"),
        .colour = accent,
        .width = 2.5,
        .markers = true,
        .readoutName = loss ? Texts::tr("Training loss (epoch mean)") : Texts::tr("Training RMSE (over the epoch)"),
        .toolTip = Texts::tr("Mean over the epoch, measured while the model was learning; validation is measured "
                             "after the epoch and so can be lower at first")};
    series[kValidationSeries] = {.name = loss ? Texts::tr("Validation loss") : Texts::tr("Validation RMSE"),
                                 .colour = categoryColour(1, dark),
                                 .width = 2.5,
                                 .markers = true};
    return series;
}

void appendEpochs(std::vector<LineSeries>& series, std::span<const EpochStats> epochs, CurveMetric metric,
                  bool hasValidation)
{
    for (const auto& epoch : epochs) {
        // Before training a missing number is one that was not computed; later it is one that ran away.
        if (epoch.epoch > 0 || !std::isnan(epoch.trainLoss))
            series[kTrainSeries].append(epoch.epoch, metricValue(epoch.trainLoss, metric));
        if (hasValidation && (epoch.epoch > 0 || !std::isnan(epoch.validationLoss)))
            series[kValidationSeries].append(epoch.epoch, metricValue(epoch.validationLoss, metric));
    }
}

void appendBatches(std::vector<LineSeries>& series, std::span<const BatchStats> batches, CurveMetric metric)
{
    for (const auto& batch : batches)
        series[kBatchSeries].append(batch.position, metricValue(batch.loss, metric));
}

std::vector<ReferenceLine> makeReferences(std::span<const Baseline> baselines, CurveMetric metric, bool dark)
{
    constexpr Qt::PenStyle dashes[] = {Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
    std::vector<ReferenceLine> references;
    for (const auto& baseline : baselines) {
        const double loss = std::isfinite(baseline.validation.loss) ? baseline.validation.loss : baseline.test.loss;
        if (!std::isfinite(loss))
            continue;
        const auto index = references.size();
        references.push_back({.name = QString::fromStdString(baseline.name),
                              .y = metricValue(loss, metric),
                              .colour = categoryColour(2 + static_cast<int>(index), dark),
                              .dash = dashes[index % std::size(dashes)]});
    }
    return references;
}

std::vector<Annotation> makeRunAnnotations(const std::vector<LineSeries>& series)
{
    std::vector<Annotation> annotations;
    for (const int index : {kTrainSeries, kValidationSeries}) {
        const auto& curve = series[static_cast<std::size_t>(index)];
        if (curve.visible && !curve.x.empty() && curve.x.front() == 0 && std::isfinite(curve.y.front())) {
            annotations.push_back({.text = annotations.empty() ? Texts::tr("before training") : QString(),
                                   .x = 0,
                                   .y = curve.y.front(),
                                   .colour = curve.colour});
        }
    }
    return annotations;
}

int trainingExtent(int epochs, double progress)
{
    const auto reaches = [&](int step) { return step >= epochs || step >= progress; };
    for (int decade = 10;; decade *= 10) {
        for (const int step : {decade, 2 * decade, 5 * decade}) {
            if (reaches(step))
                return std::max(1, std::min(step, epochs));
        }
    }
}

bool wantsLogarithm(const std::vector<LineSeries>& series, std::span<const ReferenceLine> references)
{
    double low = std::numeric_limits<double>::infinity();
    double high = 0;
    const auto include = [&](double value) {
        if (std::isfinite(value) && value > 0) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    };
    for (const int index : {kTrainSeries, kValidationSeries})
        std::for_each(series[static_cast<std::size_t>(index)].y.begin(),
                      series[static_cast<std::size_t>(index)].y.end(), include);
    for (const auto& reference : references)
        include(reference.y);
    return high > low * kWideRatio;
}

} // namespace matinee::ui
