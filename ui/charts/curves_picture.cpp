#include "ui/charts/curves_picture.h"

#include "ui/charts/overlay_curves.h"
#include "ui/charts/patience_annotation.h"
#include "ui/state/colours.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// So many fill an area rather than draw a line.
constexpr std::size_t kManyBatches = 20'000;

std::span<const EpochStats> spanOf(const QList<EpochStats>& list)
{
    return {list.constData(), static_cast<std::size_t>(list.size())};
}

/// The curve as it is shown smoothed; the raw one goes pale behind it.
LineSeries splitOff(LineSeries& raw, std::size_t position, bool dark)
{
    LineSeries smooth = raw;
    smooth.raw = static_cast<int>(position);
    raw.colour = paleColour(raw.colour, dark);
    raw.width = 1;
    raw.dash = Qt::SolidLine;
    raw.markers = false;
    raw.inLegend = false;
    raw.inReadout = false;
    return smooth;
}

/// Smooths over epochs whatever the axis: the curve is the same on all of them.
void smooth(std::vector<LineSeries>& series, const CurvesOptions& options, const CurvesData& data)
{
    const std::size_t count = series.size();
    for (std::size_t s = 0; s < count; ++s) {
        if (!series[s].visible || series[s].ghost || series[s].isEmpty() || series[s].noSmoothing)
            continue;
        const bool isBatch = s == kBatchSeries;
        auto smoothed = splitOff(series[s], s, options.dark);
        if (isBatch) {
            smoothed.points = data.batches->smoothCurve(options.content.metric == CurveMetric::Rmse, options.smoothing);
            // Between the noise and the epochs' own curve, which has the same colour.
            smoothed.colour = paleColour(accentColour(options.dark), options.dark);
            smoothed.width = 2;
            series[s].colour = paleColour(accentColour(options.dark), options.dark, true);
            smoothed.inLegend = true;
        } else {
            smoothed.y = smoothCurve(series[s].epochs, series[s].y, options.smoothing);
        }
        series.push_back(std::move(smoothed));
    }
}

void showBatches(LineSeries& batches, const CurvesData& data, const CurvesOptions& options, const StepScale& scale)
{
    batches.points = data.batches->curve(options.content.metric == CurveMetric::Rmse);
    batches.scale = scale;
    if (data.batches->size() > kManyBatches)
        batches.colour = paleColour(accentColour(options.dark), options.dark, true);
    const bool hasPlaces = options.axis == XAxis::Step || !scale.isEmpty() || data.batches->size() < 2;
    batches.visible = allowsLogarithm(options.content.metric) && options.batches && hasPlaces &&
                      !(data.run && data.batches->isEmpty());
}

/// Where a setting was changed: also of a run whose batches nobody has, by the ends of its epochs.
void markChanges(CurvesPicture& picture, const CurvesData& data, const CurvesOptions& options, StepScale scale)
{
    if (scale.isEmpty())
        scale = epochScale(spanOf(data.epochs), options.axis);
    for (const auto& change : data.changes) {
        const bool byEpoch = options.axis == XAxis::Epoch;
        picture.changes.push_back({.text = changeText(change, data.start.model),
                                   .x = byEpoch ? change.position : scale.xAt(static_cast<double>(change.step)),
                                   .colour = options.dark ? QColor(0xC8, 0xC8, 0xC8) : QColor(0x50, 0x50, 0x50)});
    }
}

} // namespace

CurvesPicture composeCurves(const CurvesData& data, const CurvesOptions& options)
{
    const auto& content = options.content;
    const auto epochs = spanOf(data.epochs);
    const RunResult* const result = data.run ? &data.run->result : nullptr;
    CurvesPicture picture;
    auto& series = picture.series;
    series = makeRunSeries(content, options.dark);
    appendEpochs(series, epochs, content, options.axis);
    picture.annotations = makeRunAnnotations(series, epochs, result, content, options.axis);
    const bool isWaiting = !result && options.axis == XAxis::Epoch;
    if (const auto mark = isWaiting ? patienceAnnotation(series, data.patience) : std::nullopt)
        picture.annotations.push_back(*mark);
    const auto scale = data.batches->scale(options.axis, epochs, static_cast<double>(data.start.train));
    showBatches(series[kBatchSeries], data, options, scale);

    if (!data.ghostText.isEmpty()) {
        auto ghosts = makeGhostSeries(spanOf(data.ghost), data.ghostText, content, options.axis, options.dark);
        picture.hasGhost = !ghosts.empty();
        std::ranges::move(ghosts, std::back_inserter(series));
    }
    addOverlays(picture, data.overlays, options);
    if (options.smoothing > 0)
        smooth(series, options, data);

    picture.references = makeReferences(data.start.baselines, result, content, options.dark);
    markChanges(picture, data, options, scale);
    return picture;
}

} // namespace matinee::ui
