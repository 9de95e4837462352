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

/// Towards the background: the noise of the batches stays behind the curves that are read, and so do ghosts.
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
    return metric == CurveMetric::Rmse ? std::sqrt(loss) : loss;
}

QString metricName(const CurveContent& content)
{
    switch (content.metric) {
    case CurveMetric::Loss:
        return content.output == ModelOutput::Ratings ? Texts::tr("Loss (MSE)") : Texts::tr("Loss");
    case CurveMetric::Rmse:
        return Texts::tr("RMSE");
    case CurveMetric::Ranking:
        return Texts::tr("HR@10, NDCG@10");
    case CurveMetric::Objective:
        return Texts::tr("Objective");
    }
    return {};
}

QString metricAxisTitle(const CurveContent& content)
{
    switch (content.metric) {
    case CurveMetric::Loss:
        switch (content.output) {
        case ModelOutput::Ratings:
            return Texts::tr("Loss (mean squared error)");
        case ModelOutput::Probabilities:
            return Texts::tr("Loss (binary cross-entropy)");
        case ModelOutput::Scores:
            return Texts::tr("Loss (of the model)");
        }
        break;
    case CurveMetric::Rmse:
        return Texts::tr("RMSE (stars)");
    case CurveMetric::Ranking:
        return Texts::tr("Ranking among 99 drawn films");
    case CurveMetric::Objective:
        return content.objective.isEmpty() ? Texts::tr("Objective") : content.objective;
    }
    return {};
}

std::vector<CurveMetric> availableMetrics(ModelOutput output, bool hasValidation, std::span<const EpochStats> epochs)
{
    std::vector<CurveMetric> metrics;
    if (output == ModelOutput::Ratings)
        metrics = {CurveMetric::Loss, CurveMetric::Rmse};
    else if (hasValidation)
        metrics.push_back(CurveMetric::Ranking);
    const auto any = [&epochs](double EpochStats::*value) {
        return std::ranges::any_of(epochs, [value](const EpochStats& epoch) { return std::isfinite(epoch.*value); });
    };
    // A model that counts or inverts has no loss.
    if (output != ModelOutput::Ratings && (metrics.empty() || any(&EpochStats::trainLoss)))
        metrics.push_back(CurveMetric::Loss);
    if (any(&EpochStats::objective))
        metrics.push_back(CurveMetric::Objective);
    return metrics;
}

std::vector<LineSeries> makeRunSeries(const CurveContent& content, bool dark)
{
    const QColor accent = accentColour(dark);
    const QColor second = categoryColour(1, dark);
    std::vector<LineSeries> series(kRunSeriesCount);
    const auto curve = [](const QString& name, const QColor& colour) {
        return LineSeries{.name = name, .colour = colour, .width = 2.5, .markers = true};
    };
    for (auto& unused : series)
        unused.visible = false;
    if (content.metric == CurveMetric::Ranking) {
        series[kHitRatioSeries] = curve(Texts::tr("HR@10"), accent);
        series[kHitRatioSeries].toolTip =
            Texts::tr("Share of the validation films that are among the first 10, each against 99 drawn films");
        series[kNdcgSeries] = curve(Texts::tr("NDCG@10"), second);
        series[kNdcgSeries].toolTip = Texts::tr("Also on the validation films, but a film counts for more the nearer "
                                                "to the top it is: the first place for 1, the "
                                                "tenth for 0.29");
        return series;
    }
    if (content.metric == CurveMetric::Objective) {
        series[kObjectiveSeries] = curve(Texts::tr("Objective"), accent);
        series[kObjectiveSeries].readoutName = content.objective;
        return series;
    }
    const bool loss = content.metric == CurveMetric::Loss;
    series[kBatchSeries] = {
        .name = loss ? Texts::tr("Batch loss") : Texts::tr("Batch RMSE"), .colour = pale(accent, dark), .width = 1};
    series[kTrainSeries] = curve(loss ? Texts::tr("Training loss") : Texts::tr("Training RMSE"), accent);
    series[kTrainSeries].readoutName =
        loss ? Texts::tr("Training loss (epoch mean)") : Texts::tr("Training RMSE (over the epoch)");
    series[kTrainSeries].toolTip =
        Texts::tr("Mean over the epoch, measured while the model was learning; validation is measured "
                  "after the epoch and so can be lower at first");
    series[kValidationSeries] = curve(loss ? Texts::tr("Validation loss") : Texts::tr("Validation RMSE"), second);
    // The loss of a model of scores is its own; it is not asked for the validation rows.
    series[kValidationSeries].visible = content.hasValidation && content.output != ModelOutput::Scores;
    return series;
}

void appendEpochs(std::vector<LineSeries>& series, std::span<const EpochStats> epochs, const CurveContent& content)
{
    // A missing number is one that was not computed, but for a loss after training began: that one ran away.
    const auto append = [&series](RunSeries index, int epoch, double value, bool ranAway) {
        if (series[index].visible && (ranAway || !std::isnan(value)))
            series[index].append(epoch, value);
    };
    for (const auto& epoch : epochs) {
        const bool trained = epoch.epoch > 0;
        switch (content.metric) {
        case CurveMetric::Ranking:
            append(kHitRatioSeries, epoch.epoch, epoch.validationHitRatio, false);
            append(kNdcgSeries, epoch.epoch, epoch.validationNdcg, false);
            break;
        case CurveMetric::Objective:
            append(kObjectiveSeries, epoch.epoch, epoch.objective, false);
            break;
        case CurveMetric::Loss:
        case CurveMetric::Rmse:
            append(kTrainSeries, epoch.epoch, metricValue(epoch.trainLoss, content.metric),
                   trained && content.output != ModelOutput::Scores);
            append(kValidationSeries, epoch.epoch, metricValue(epoch.validationLoss, content.metric), trained);
            break;
        }
    }
}

void appendBatches(std::vector<LineSeries>& series, std::span<const BatchStats> batches, const CurveContent& content)
{
    if (!allowsLogarithm(content.metric))
        return;
    for (const auto& batch : batches)
        series[kBatchSeries].append(batch.position, metricValue(batch.loss, content.metric));
}

std::vector<LineSeries> makeGhostSeries(std::span<const EpochStats> epochs, const QString& toolTip,
                                        const CurveContent& content, bool dark)
{
    auto curves = makeRunSeries(content, dark);
    appendEpochs(curves, epochs, content);
    std::vector<LineSeries> ghosts;
    for (const int index : {kTrainSeries, kValidationSeries}) {
        auto& ghost = curves[static_cast<std::size_t>(index)];
        if (!ghost.visible || ghost.x.size() < 2)
            continue;
        //: %1 a curve's name: of the run before
        ghost.readoutName = Texts::tr("before: %1").arg(ghost.name);
        ghost.name = Texts::tr("before");
        ghost.toolTip = toolTip;
        ghost.colour = pale(ghost.colour, dark);
        ghost.width = 1.5;
        ghost.markers = false;
        ghost.ghost = true;
        ghost.inLegend = false;
        ghosts.push_back(std::move(ghost));
    }
    if (!ghosts.empty())
        ghosts.back().inLegend = true;
    return ghosts;
}

std::vector<ReferenceLine> makeReferences(std::span<const Baseline> baselines, const RunResult* result,
                                          const CurveContent& content, bool dark)
{
    constexpr Qt::PenStyle dashes[] = {Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
    std::vector<ReferenceLine> references;
    const auto add = [&references, &dashes, dark](const QString& name, double value) {
        if (!std::isfinite(value))
            return;
        const auto index = references.size();
        references.push_back({.name = name,
                              .y = value,
                              .colour = categoryColour(2 + static_cast<int>(index), dark),
                              .dash = dashes[index % std::size(dashes)]});
    };
    if (content.metric == CurveMetric::Ranking) {
        const bool alike = result && !result->ranking.isEmpty() && !result->rankingSampled.isEmpty() &&
                           result->ranking.protocol == result->rankingSampled.protocol;
        for (const auto& baseline :
             alike ? std::span<const Baseline>(result->baselines) : std::span<const Baseline>{}) {
            const auto name = QString::fromStdString(baseline.name);
            add(Texts::tr("%1 HR@10 (test)").arg(name), baseline.ranking.hitRatio);
            add(Texts::tr("%1 NDCG@10 (test)").arg(name), baseline.ranking.ndcg);
        }
    } else if (content.metric != CurveMetric::Objective && content.output == ModelOutput::Ratings) {
        for (const auto& baseline : baselines) {
            const double loss = std::isfinite(baseline.validation.loss) ? baseline.validation.loss : baseline.test.loss;
            add(QString::fromStdString(baseline.name), metricValue(loss, content.metric));
        }
    }
    return references;
}

std::vector<Annotation> makeRunAnnotations(const std::vector<LineSeries>& series, const RunResult* result,
                                           const CurveContent& content)
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
    // What the best epoch was judged by, if that is shown; that the last was best needs no mark.
    if (!result || result->bestEpoch == result->epochs || content.metric == CurveMetric::Objective)
        return annotations;
    const auto& judged = series[content.hasValidation ? kValidationSeries : kTrainSeries];
    const auto at = std::ranges::find(judged.x, static_cast<double>(result->bestEpoch)) - judged.x.begin();
    if (judged.visible && at < std::ssize(judged.x) && std::isfinite(judged.y[static_cast<std::size_t>(at)])) {
        const bool kept = result->keptEpoch == result->bestEpoch && result->keptEpoch != result->epochs;
        annotations.push_back(
            {.text = (kept ? Texts::tr("best, kept: epoch %1") : Texts::tr("best: epoch %1")).arg(result->bestEpoch),
             .x = static_cast<double>(result->bestEpoch),
             .y = judged.y[static_cast<std::size_t>(at)],
             .colour = judged.colour});
    }
    return annotations;
}

bool allowsLogarithm(CurveMetric metric)
{
    return metric == CurveMetric::Loss || metric == CurveMetric::Rmse;
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
