#include "ui/panels/result_strip.h"

#include "ui/panels/flow_layout.h"
#include "ui/panels/result_text.h"
#include "ui/state/colours.h"
#include "ui/state/engine_text.h"

#include <matinee/trainer.h>

#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr const char* kCaption = "matineeCaption";

} // namespace

ResultStrip::ResultStrip(QWidget* parent)
    : QWidget(parent)
    , m_figures(new FlowLayout(28, 4))
    , m_verdict(new QLabel)
    , m_details(new QLabel)
    , m_effort(new QLabel)
{
    setObjectName(QStringLiteral("resultStrip"));
    setAccessibleName(tr("Result of the run"));
    m_verdict->setObjectName(QStringLiteral("resultVerdict"));
    m_verdict->setWordWrap(true);
    m_details->setObjectName(QStringLiteral("resultDetails"));
    m_details->setWordWrap(true);
    m_details->setProperty(kCaption, true);
    m_details->setToolTip(
        tr("Cold: the user or the film has no training rating. Sparse: the film has fewer than %1 training ratings. "
           "90 % interval: how many test ratings lie where the model was 90 % sure. Clipped: predictions are cut to "
           "the "
           "scale of stars for RMSE and MAE. 95 %: bootstrap over users")
            .arg(kSparseRatings));
    m_effort->setObjectName(QStringLiteral("resultEffort"));
    m_effort->setProperty(kCaption, true);
    m_effort->setToolTip(tr("Training and validation, without loading; ratings seen in a second of training"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 4, 8, 4);
    layout->setSpacing(0);
    layout->addLayout(m_figures);
    layout->addSpacing(8);
    layout->addWidget(m_verdict);
    layout->addSpacing(2);
    layout->addWidget(m_details);
    layout->addWidget(m_effort);
}

void ResultStrip::clear()
{
    while (auto* item = m_figures->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void ResultStrip::addFigure(const QString& name, const QString& caption, const QString& value, const QString& toolTip,
                            const QString& range)
{
    auto* figure = new QWidget;
    auto* box = new QVBoxLayout(figure);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    const auto add = [&](const QString& text) {
        auto* label = new QLabel(text);
        label->setToolTip(toolTip);
        box->addWidget(label);
        return label;
    };
    auto* number = add(value);
    number->setObjectName(name);
    number->setAccessibleName(caption);
    number->setAccessibleDescription(range);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    number->setFont(large);
    add(caption)->setProperty(kCaption, true);
    if (!range.isEmpty()) {
        auto* label = add(range);
        label->setObjectName(name + QStringLiteral("Range"));
        label->setProperty(kCaption, true);
    }
    m_figures->addWidget(figure);
}

void ResultStrip::addErrors(const TrainedRun& run)
{
    const auto& test = run.result.test;
    const auto weights = weightsText(run);
    const auto interval = tr("; the interval is a bootstrap over users");
    addFigure(QStringLiteral("resultRmse"), weights.isEmpty() ? tr("test RMSE") : tr("test RMSE, %1").arg(weights),
              figureText(test.rmse),
              tr("Root of the mean squared error over %1 test ratings, in stars")
                      .arg(QLocale().toString(qulonglong(test.count))) +
                  interval,
              intervalText(test.rmseInterval));
    addFigure(QStringLiteral("resultMae"), tr("test MAE"), figureText(test.mae),
              tr("Mean absolute error over the test ratings, in stars") + interval, intervalText(test.maeInterval));
    for (const auto& baseline : run.result.baselines) {
        if (!std::isfinite(baseline.test.rmse))
            continue;
        addFigure(QStringLiteral("resultBaseline_") + QString::fromStdString(baseline.model),
                  //: %1 a baseline's name, %2 a signed difference: "damped bias (+0.467)"
                  tr("%1 (%2)").arg(lowered(QString::fromStdString(baseline.name)),
                                    signedText(test.rmse - baseline.test.rmse)),
                  figureText(baseline.test.rmse),
                  tr("Test RMSE of the baseline; in brackets the run's minus the baseline's: + is worse, − is better"),
                  intervalText(baseline.test.rmseInterval));
    }
}

void ResultStrip::addRanking(const TrainedRun& run)
{
    const auto& ranking = run.result.ranking;
    const auto k = QString::number(ranking.k);
    const auto protocol = tr("Ranked: %1.").arg(QString::fromStdString(ranking.protocol));
    const auto weights = weightsText(run);
    const auto ratio = tr("HR@%1").arg(k);
    const auto hitRatio = weights.isEmpty() || std::isfinite(run.result.test.rmse)
                              ? tr("test %1").arg(ratio)
                              : tr("test %1, %2").arg(ratio, weights);
    // Each metric with its baselines behind it: the captions need not repeat it.
    const auto addBaselines = [&](const QString& metric, const QString& suffix, double RankingMetrics::*value,
                                  Interval RankingMetrics::*interval) {
        for (const auto& baseline : run.result.baselines) {
            if (baseline.ranking.isEmpty())
                continue;
            addFigure(QStringLiteral("resultBaseline_") + QString::fromStdString(baseline.model) + suffix,
                      tr("%1 (%2)").arg(lowered(QString::fromStdString(baseline.name)),
                                        signedText(ranking.*value - baseline.ranking.*value)),
                      figureText(baseline.ranking.*value),
                      //: %1 a metric, %2 how it was ranked
                      tr("%1 of the baseline; in brackets the run's minus the baseline's: + is better, − is worse. %2")
                          .arg(metric, protocol),
                      intervalText(baseline.ranking.*interval));
        }
    };
    addFigure(QStringLiteral("resultHitRatio"), hitRatio, figureText(ranking.hitRatio),
              tr("Hit ratio: how often a relevant film is among the first %1. %2").arg(k, protocol),
              intervalText(ranking.hitRatioInterval));
    addBaselines(ratio, QStringLiteral("HitRatio"), &RankingMetrics::hitRatio, &RankingMetrics::hitRatioInterval);
    const auto gain = tr("NDCG@%1").arg(k);
    addFigure(QStringLiteral("resultNdcg"), tr("test %1").arg(gain), figureText(ranking.ndcg),
              tr("Normalised discounted cumulative gain: a relevant film counts for more the nearer to the top it is, "
                 "among the first %1. %2")
                  .arg(k, protocol),
              intervalText(ranking.ndcgInterval));
    addBaselines(gain, QStringLiteral("Ndcg"), &RankingMetrics::ndcg, &RankingMetrics::ndcgInterval);
}

void ResultStrip::setRun(const TrainedRun& run)
{
    clear();
    const auto& result = run.result;
    const auto info = std::ranges::find(models(), run.spec.model, &ModelInfo::id);
    if (info == models().end() || !info->isImplicit())
        addErrors(run);
    if (!result.ranking.isEmpty())
        addRanking(run);

    const auto seconds = tr("%1 s").arg(QLocale().toString(result.seconds, 'f', 1));
    const double rate = meanRatingsPerSecond(run);
    QStringList effort = {seconds};
    if (rate > 0)
        effort.append(rateText(rate));
    if (const auto engine = engineText(run.start.engine); !engine.isEmpty())
        effort.append(engine);
    m_effort->setText(effort.join(QStringLiteral(", ")));
    const auto verdict = verdictText(run);
    m_verdict->setText(verdict);
    m_verdict->setVisible(!verdict.isEmpty());
    const auto details = detailsText(run);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
    applyStyle();
}

void ResultStrip::applyStyle()
{
    QPalette muted = palette();
    // Not of what is disabled: that is to be paler than the rest.
    for (const auto group : {QPalette::Active, QPalette::Inactive})
        muted.setColor(group, QPalette::WindowText, mutedTextColour(palette()));
    const auto labels = findChildren<QLabel*>();
    for (auto* label : labels) {
        if (label->property(kCaption).toBool())
            label->setPalette(muted);
    }
}

void ResultStrip::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyStyle();
}

} // namespace matinee::ui
