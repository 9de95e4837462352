#include "ui/charts/overlay_curves.h"

#include "ui/state/colours.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

constexpr double kBandOpacity = 0.18;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::OverlayCurves)
};

/// Whether the run has what it would be compared by on validation rows.
bool hasValidation(const ShownRun& run, const CurveContent& content)
{
    return std::ranges::any_of(*run.epochs, [&content](const EpochStats& epoch) {
        return std::isfinite(comparedValue(epoch, content, true));
    });
}

struct Columns
{
    std::vector<double> epochs;
    std::vector<double> x;
    std::vector<double> y;
};

/// One point an epoch that has a place and a value; a loss that ran away is a value.
Columns columnsOf(const ShownRun& run, const CurveContent& content, XAxis axis, bool validation)
{
    Columns columns;
    for (const auto& epoch : *run.epochs) {
        const double x = xOf(epoch, axis);
        const double y = comparedValue(epoch, content, validation);
        const bool ranAway = epoch.epoch > 0 && allowsLogarithm(content.metric) && !std::isfinite(epoch.trainLoss);
        if (!std::isfinite(x) || (std::isnan(y) && !ranAway))
            continue;
        columns.epochs.push_back(epoch.epoch);
        columns.x.push_back(x);
        columns.y.push_back(y);
    }
    return columns;
}

void addLine(CurvesPicture& picture, const ShownRun& run, const CurvesOptions& options, bool inBand, bool inLegend)
{
    auto columns = columnsOf(run, options.content, options.axis, hasValidation(run, options.content));
    if (columns.x.empty())
        return;
    LineSeries line{.name = run.label.isEmpty() ? run.name : run.label,
                    .x = std::move(columns.x),
                    .y = std::move(columns.y),
                    .colour = runColour(run.id, options.dark),
                    .width = inBand ? 1.25 : 2,
                    .dash = runDash(run.id)};
    line.readoutName = run.name;
    line.epochs = std::move(columns.epochs);
    line.inLegend = inLegend;
    line.noSmoothing = options.content.metric == CurveMetric::LearningRate;
    picture.series.push_back(std::move(line));

    const auto scale = epochScale(*run.epochs, options.axis);
    for (const auto& change : run.changes) {
        const double x = options.axis == XAxis::Epoch ? change.position : scale.xAt(static_cast<double>(change.step));
        picture.changes.push_back({.text = change.text, .x = x, .colour = runColour(run.id, options.dark)});
    }
}

/// On axes other than epochs an epoch is where it was on average.
double meanPlace(const std::vector<const ShownRun*>& group, double epoch, XAxis axis)
{
    double sum = 0;
    int count = 0;
    for (const auto* run : group) {
        for (const auto& stats : *run->epochs) {
            if (const double x = xOf(stats, axis); stats.epoch == epoch && std::isfinite(x)) {
                sum += x;
                ++count;
            }
        }
    }
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

void addBand(CurvesPicture& picture, const std::vector<const ShownRun*>& group, const CurvesOptions& options)
{
    const auto statistics = bandOf(group, options.content);
    const auto* first = *std::ranges::min_element(group, {}, [](const ShownRun* run) { return run->id; });
    const QColor colour = runColour(first->id, options.dark);
    Band band{.colour = colour};
    band.colour.setAlphaF(static_cast<float>(kBandOpacity));
    LineSeries mean{.colour = colour, .width = 2.5, .dash = runDash(first->id)};
    int most = 0;
    for (std::size_t i = 0; i < statistics.x.size(); ++i) {
        const double x = meanPlace(group, statistics.x[i], options.axis);
        if (!std::isfinite(x))
            continue;
        mean.append(x, statistics.mean[i]);
        mean.epochs.push_back(statistics.x[i]);
        band.x.push_back(x);
        band.low.push_back(statistics.mean[i] - statistics.deviation[i]);
        band.high.push_back(statistics.mean[i] + statistics.deviation[i]);
        most = std::max(most, statistics.count[i]);
    }
    if (mean.isEmpty())
        return;
    //: %1 a run's name, %2 the number of repetitions with other seeds
    mean.name = Texts::tr("%1: mean ± sd, n = %2").arg(first->label.isEmpty() ? first->name : first->label).arg(most);
    mean.toolTip = Texts::tr("Mean and sample standard deviation over repetitions with other seeds");
    mean.noSmoothing = true; // the band belongs to the numbers, and so does its middle
    picture.series.push_back(std::move(mean));
    picture.bands.push_back(std::move(band));
}

} // namespace

double comparedValue(const EpochStats& epoch, const CurveContent& content, bool validation)
{
    switch (content.metric) {
    case CurveMetric::Ranking:
        return epoch.validationNdcg;
    case CurveMetric::Objective:
        return epoch.objective;
    case CurveMetric::LearningRate:
        return epoch.learningRate;
    case CurveMetric::Speed:
        return epoch.epoch > 0 ? epoch.ratingsPerSecond : std::numeric_limits<double>::quiet_NaN();
    case CurveMetric::Loss:
    case CurveMetric::Rmse:
        break;
    }
    return metricValue(validation ? epoch.validationLoss : epoch.trainLoss, content.metric);
}

CurveBand bandOf(const std::vector<const ShownRun*>& group, const CurveContent& content)
{
    std::vector<Columns> columns;
    for (const auto* run : group)
        columns.push_back(columnsOf(*run, content, XAxis::Epoch, hasValidation(*run, content)));
    std::vector<CurvePoints> curves;
    for (const auto& run : columns)
        curves.push_back({run.x, run.y});
    return curveBand(curves);
}

void addOverlays(CurvesPicture& picture, const std::vector<ShownRun>& runs, const CurvesOptions& options)
{
    std::vector<QString> done;
    for (const auto& run : runs) {
        if (!run.band || std::ranges::find(done, run.group) != done.end())
            continue;
        done.push_back(run.group);
        std::vector<const ShownRun*> group;
        for (const auto& other : runs) {
            if (other.group == run.group)
                group.push_back(&other);
        }
        addBand(picture, group, options);
    }
    const bool inLegend = std::ranges::count_if(runs, &ShownRun::line) <= options.mostInLegend;
    for (const auto& run : runs) {
        if (run.line)
            addLine(picture, run, options, std::ranges::find(done, run.group) != done.end(), inLegend);
    }
}

} // namespace matinee::ui
