#include "ui/charts/run_curves.h"

#include "ui/state/colours.h"
#include "ui/state/number_text.h"

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

} // namespace

QColor paleColour(const QColor& colour, bool dark, bool much)
{
    const int background = dark ? 0x28 : 0xFF;
    // A thin line loses more of its colour on black.
    const double share = much ? (dark ? 0.45 : 0.35) : dark ? 0.7 : 0.55;
    const auto mix = [&](int channel) { return static_cast<int>(background + share * (channel - background)); };
    return {mix(colour.red()), mix(colour.green()), mix(colour.blue())};
}

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
    case CurveMetric::LearningRate:
        return Texts::tr("Learning rate");
    case CurveMetric::Speed:
        return Texts::tr("Ratings a second");
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
    case CurveMetric::LearningRate:
    case CurveMetric::Speed:
        return metricName(content);
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

std::vector<CurveMetric> secondaryMetrics(std::span<const EpochStats> epochs)
{
    std::vector<CurveMetric> metrics;
    if (std::ranges::any_of(epochs, [](const EpochStats& epoch) { return std::isfinite(epoch.learningRate); }))
        metrics.push_back(CurveMetric::LearningRate);
    metrics.push_back(CurveMetric::Speed);
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
    if (content.metric == CurveMetric::LearningRate || content.metric == CurveMetric::Speed) {
        series[kObjectiveSeries] = curve(metricName(content), accent);
        series[kObjectiveSeries].noSmoothing = content.metric == CurveMetric::LearningRate; // it is what was set
        return series;
    }
    const bool loss = content.metric == CurveMetric::Loss;
    series[kBatchSeries] = {.name = loss ? Texts::tr("Batch loss") : Texts::tr("Batch RMSE"),
                            .colour = paleColour(accent, dark),
                            .width = 1};
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

void appendEpochs(std::vector<LineSeries>& series, std::span<const EpochStats> epochs, const CurveContent& content,
                  XAxis axis)
{
    for (const auto& epoch : epochs) {
        const double x = xOf(epoch, axis);
        if (!std::isfinite(x))
            continue;
        // A missing number is one that was not computed, but for a loss after training began: that one ran away.
        const auto append = [&](RunSeries index, double value, bool ranAway) {
            if (!series[index].visible || (std::isnan(value) && !ranAway))
                return;
            series[index].append(x, value);
            series[index].epochs.push_back(epoch.epoch);
        };
        const bool trained = epoch.epoch > 0;
        switch (content.metric) {
        case CurveMetric::Ranking:
            append(kHitRatioSeries, epoch.validationHitRatio, false);
            append(kNdcgSeries, epoch.validationNdcg, false);
            break;
        case CurveMetric::Objective:
            append(kObjectiveSeries, epoch.objective, false);
            break;
        case CurveMetric::LearningRate:
            append(kObjectiveSeries, epoch.learningRate, false);
            break;
        case CurveMetric::Speed:
            if (trained)
                append(kObjectiveSeries, epoch.ratingsPerSecond, false);
            break;
        case CurveMetric::Loss:
        case CurveMetric::Rmse:
            append(kTrainSeries, metricValue(epoch.trainLoss, content.metric),
                   trained && content.output != ModelOutput::Scores);
            append(kValidationSeries, metricValue(epoch.validationLoss, content.metric), trained);
            break;
        }
    }
}

std::vector<LineSeries> makeGhostSeries(std::span<const EpochStats> epochs, const QString& toolTip,
                                        const CurveContent& content, XAxis axis, bool dark)
{
    auto curves = makeRunSeries(content, dark);
    appendEpochs(curves, epochs, content, axis);
    std::vector<LineSeries> ghosts;
    for (const int index : {kTrainSeries, kValidationSeries}) {
        auto& ghost = curves[static_cast<std::size_t>(index)];
        if (!ghost.visible || ghost.x.size() < 2)
            continue;
        //: %1 a curve's name: of the run before
        ghost.readoutName = Texts::tr("before: %1").arg(ghost.name);
        ghost.name = Texts::tr("before");
        ghost.toolTip = toolTip;
        ghost.colour = paleColour(ghost.colour, dark);
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
    } else if (allowsLogarithm(content.metric) && content.output == ModelOutput::Ratings) {
        for (const auto& baseline : baselines) {
            const double loss = std::isfinite(baseline.validation.loss) ? baseline.validation.loss : baseline.test.loss;
            add(QString::fromStdString(baseline.name), metricValue(loss, content.metric));
        }
    }
    return references;
}

std::vector<Annotation> makeRunAnnotations(const std::vector<LineSeries>& series, std::span<const EpochStats> epochs,
                                           const RunResult* result, const CurveContent& content, XAxis axis)
{
    std::vector<Annotation> annotations;
    if (content.metric == CurveMetric::LearningRate || content.metric == CurveMetric::Speed)
        return annotations;
    const auto placeOf = [&epochs, axis](int epoch) {
        const auto at = std::ranges::find(epochs, epoch, &EpochStats::epoch);
        return at == epochs.end() ? std::numeric_limits<double>::quiet_NaN() : xOf(*at, axis);
    };
    const double before = placeOf(0);
    for (const int index : {kTrainSeries, kValidationSeries}) {
        const auto& curve = series[static_cast<std::size_t>(index)];
        if (curve.visible && !curve.x.empty() && curve.x.front() == before && std::isfinite(curve.y.front())) {
            annotations.push_back({.text = annotations.empty() ? Texts::tr("before training") : QString(),
                                   .x = before,
                                   .y = curve.y.front(),
                                   .colour = curve.colour});
        }
    }
    // What the best epoch was judged by, if that is shown; that the last was best needs no mark.
    if (!result || result->bestEpoch == result->epochs || content.metric == CurveMetric::Objective)
        return annotations;
    const auto& judged = series[content.hasValidation ? kValidationSeries : kTrainSeries];
    const double best = placeOf(result->bestEpoch);
    const auto at = std::ranges::find(judged.x, best) - judged.x.begin();
    if (judged.visible && at < std::ssize(judged.x) && std::isfinite(judged.y[static_cast<std::size_t>(at)])) {
        const bool kept = result->keptEpoch == result->bestEpoch && result->keptEpoch != result->epochs;
        annotations.push_back(
            {.text = (kept ? Texts::tr("best, kept: epoch %1") : Texts::tr("best: epoch %1")).arg(result->bestEpoch),
             .x = best,
             .y = judged.y[static_cast<std::size_t>(at)],
             .colour = judged.colour});
    }
    return annotations;
}

QString changeText(const LiveChange& change, const std::string& model)
{
    QString name = QString::fromStdString(change.key);
    const auto info = std::ranges::find(models(), model, &ModelInfo::id);
    if (info != models().end()) {
        const auto parameter = std::ranges::find(info->parameters, change.key, &Parameter::key);
        if (parameter != info->parameters.end())
            name = QString::fromStdString(parameter->label);
    }
    //: %1 a setting, %2 its value before, %3 after
    return Texts::tr("%1 %2 → %3").arg(name, numberText(change.from, 'g', 4), numberText(change.to, 'g', 4));
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
