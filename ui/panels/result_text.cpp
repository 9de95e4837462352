#include "ui/panels/result_text.h"

#include "ui/state/number_text.h"

#include <matinee/trainer.h>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// Below this two figures count as equal: it is the last digit shown.
constexpr double kSame = 0.0005;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::ResultText)
};

QString countText(std::size_t count)
{
    return QLocale().toString(static_cast<qulonglong>(count));
}

bool isImplicit(const TrainedRun& run)
{
    const auto info = std::ranges::find(models(), run.spec.model, &ModelInfo::id);
    return info != models().end() && info->isImplicit();
}

bool stoppedEarly(const TrainedRun& run)
{
    return run.result.status == RunStatus::Completed && run.result.epochs < run.start.epochs;
}

QString comparisons(const TrainedRun& run)
{
    const auto& result = run.result;
    QStringList errors;
    QStringList rankings;
    for (const auto& baseline : result.baselines) {
        const auto name = QString::fromStdString(baseline.name);
        if (std::isfinite(baseline.test.rmse) && std::isfinite(result.test.rmse))
            errors.append(comparisonText(result.test.rmse, name, baseline.test.rmse));
        if (std::isfinite(baseline.ranking.ndcg) && std::isfinite(result.ranking.ndcg))
            rankings.append(comparisonText(result.ranking.ndcg, name, baseline.ranking.ndcg, true));
    }
    QStringList sentences;
    if (!errors.isEmpty())
        sentences.append(Texts::tr("On the test ratings the run is %1.").arg(errors.join(Texts::tr(" and "))));
    if (!rankings.isEmpty())
        sentences.append(Texts::tr("By NDCG@10 its ranking is %1.").arg(rankings.join(Texts::tr(" and "))));
    return sentences.join(QLatin1Char(' '));
}

QString bestEpochText(const TrainedRun& run)
{
    const int best = run.result.bestEpoch;
    if (run.start.validation == 0)
        return isImplicit(run) ? QString() : Texts::tr("The training loss was lowest in epoch %1.").arg(best);
    return (isImplicit(run) ? Texts::tr("Validation NDCG@10 was highest after epoch %1.")
                            : Texts::tr("Validation was lowest after epoch %1."))
        .arg(best);
}

/// How one of the two ways of ranking reads beside the one that is quoted.
QString otherRanking(const QString& how, const RankingMetrics& ranking)
{
    return Texts::tr("%1: HR@%2 %3, NDCG@%2 %4.")
        .arg(how, QString::number(ranking.k), figureText(ranking.hitRatio), figureText(ranking.ndcg));
}

} // namespace

QString figureText(double value)
{
    return numberText(value, 'f', 3);
}

QString intervalText(const Interval& interval)
{
    if (!std::isfinite(interval.low) || !std::isfinite(interval.high))
        return {};
    //: bounds of a 95 % confidence interval
    return Texts::tr("95 %: %1 – %2").arg(figureText(interval.low), figureText(interval.high));
}

QString signedText(double difference)
{
    return signedNumberText(difference, 3);
}

QString rateText(double ratingsPerSecond)
{
    const QLocale locale;
    if (ratingsPerSecond >= 1e6)
        return Texts::tr("%1 M ratings/s").arg(locale.toString(ratingsPerSecond / 1e6, 'f', 2));
    return Texts::tr("%1 k ratings/s")
        .arg(locale.toString(ratingsPerSecond / 1e3, 'f', ratingsPerSecond < 1e4 ? 1 : 0));
}

QString lowered(const QString& name)
{
    // A name in capitals stays: "EASE".
    const bool capitals = name.size() > 1 && name.at(1).isUpper();
    return capitals ? name : name.left(1).toLower() + name.mid(1);
}

QString comparisonText(double ours, const QString& baseline, double theirs, bool higherIsBetter)
{
    const double difference = higherIsBetter ? theirs - ours : ours - theirs;
    const QString name = lowered(baseline);
    // "the popularity" is nobody's English; an average and a bias are things.
    const QString thing = higherIsBetter ? name : Texts::tr("the %1").arg(name);
    if (std::abs(difference) < kSame)
        return Texts::tr("level with %1").arg(thing);
    return difference > 0 ? Texts::tr("worse than %1").arg(thing) : Texts::tr("better than %1").arg(thing);
}

QString weightsText(const TrainedRun& run)
{
    const auto& result = run.result;
    if (result.refit)
        return result.keptEpoch == 1 ? Texts::tr("refitted for 1 epoch")
                                     : Texts::tr("refitted for %1 epochs").arg(result.keptEpoch);
    if (result.keptEpoch > 0 && result.keptEpoch < result.epochs)
        return Texts::tr("epoch %1 of %2 kept").arg(result.keptEpoch).arg(result.epochs);
    return result.epochs > 0 ? Texts::tr("after epoch %1").arg(result.epochs) : QString();
}

QString verdictText(const TrainedRun& run)
{
    const auto& result = run.result;
    QStringList sentences;
    const bool kept = result.keptEpoch > 0 && result.keptEpoch < result.epochs;
    if (result.status == RunStatus::Stopped)
        sentences.append(Texts::tr("Stopped by hand."));
    // A warning that training diverged stands above the curves; once is enough.
    if (result.warning.empty() && result.test.count > 0 && !isImplicit(run) && !std::isfinite(result.test.rmse))
        sentences.append(
            Texts::tr("The training ran away: the predictions are no longer numbers. A lower learning rate helps."));
    sentences.append(comparisons(run));
    if (stoppedEarly(run))
        sentences.append(Texts::tr("Training ended by itself after epoch %1 of %2, as validation no longer improved.")
                             .arg(result.epochs)
                             .arg(run.start.epochs));
    if (kept && !result.refit)
        sentences.append(Texts::tr("The weights of epoch %1, the best one, were kept.").arg(result.keptEpoch));
    else if (!kept && result.bestEpoch > 0 && result.bestEpoch != result.epochs)
        sentences.append(bestEpochText(run));
    if (result.refit)
        sentences.append(Texts::tr("Before the test it was trained again, on training and validation rows together."));
    sentences.removeAll(QString());
    return sentences.join(QLatin1Char(' '));
}

QString detailsText(const TrainedRun& run)
{
    const auto& result = run.result;
    QStringList lines;
    if (const auto& ranking = result.ranking; !ranking.isEmpty()) {
        const bool all = ranking.protocol == result.rankingAll.protocol;
        QStringList sentences = {
            Texts::tr("Ranked: %1; means over %2.")
                .arg(QString::fromStdString(ranking.protocol),
                     (all ? Texts::tr("%1 users") : Texts::tr("%1 test films")).arg(countText(ranking.count)))};
        if (!all && !result.rankingAll.isEmpty())
            sentences.append(otherRanking(Texts::tr("Against all films"), result.rankingAll));
        if (const auto& sampled = result.rankingSampled; !sampled.isEmpty() && sampled.protocol != ranking.protocol)
            sentences.append(otherRanking(Texts::tr("Each against 99 drawn films"), sampled));
        if (isImplicit(run) && result.test.cold > 0)
            sentences.append(Texts::tr("%1 test rows are cold.").arg(countText(result.test.cold)));
        lines.append(sentences.join(QLatin1Char(' ')));
    }
    QStringList parts;
    const auto& test = result.test;
    if (test.cold > 0 && !isImplicit(run)) {
        const auto count = countText(test.cold);
        parts.append(std::isfinite(test.coldRmse)
                         ? Texts::tr("%1 cold rows: RMSE %2").arg(count, figureText(test.coldRmse))
                         : Texts::tr("%1 cold rows").arg(count));
    }
    if (test.sparse > 0 && std::isfinite(test.sparseRmse))
        parts.append(
            Texts::tr("%1 rows of sparse films: RMSE %2").arg(countText(test.sparse), figureText(test.sparseRmse)));
    if (std::isfinite(test.coverage90))
        parts.append(Texts::tr("90 % interval holds %1 %").arg(QLocale().toString(test.coverage90 * 100, 'f', 1)));
    if (test.clipped)
        parts.append(Texts::tr("clipped to the scale"));
    if (!parts.isEmpty())
        lines.append(parts.join(QStringLiteral("  ·  ")));
    return lines.join(QLatin1Char('\n'));
}

double meanRatingsPerSecond(const TrainedRun& run)
{
    double ratings = 0;
    double seconds = 0;
    for (const auto& epoch : run.history) {
        ratings += epoch.ratingsPerSecond * epoch.seconds;
        seconds += epoch.seconds;
    }
    return seconds > 0 ? ratings / seconds : 0;
}

} // namespace matinee::ui
