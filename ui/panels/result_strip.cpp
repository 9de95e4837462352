#include "ui/panels/result_strip.h"

#include "ui/panels/flow_layout.h"
#include "ui/state/colours.h"

#include <matinee/trainer.h>

#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <cmath>

namespace matinee::ui {

namespace {

constexpr const char* kCaption = "matineeCaption";
/// Below this two errors count as equal: it is the last digit shown.
constexpr double kSameError = 0.0005;

QString errorText(double error)
{
    return std::isfinite(error) ? QLocale().toString(error, 'f', 3) : QStringLiteral("–");
}

QString signedText(double difference)
{
    const QString sign = difference >= 0 ? QStringLiteral("+") : QStringLiteral("−");
    return sign + QLocale().toString(std::abs(difference), 'f', 3);
}

QString rateText(double ratingsPerSecond)
{
    if (!(ratingsPerSecond > 0))
        return QStringLiteral("–");
    if (ratingsPerSecond >= 1e6)
        return ResultStrip::tr("%1 M").arg(QLocale().toString(ratingsPerSecond / 1e6, 'f', 2));
    return ResultStrip::tr("%1 k").arg(QLocale().toString(ratingsPerSecond / 1e3, 'f', ratingsPerSecond < 1e4 ? 1 : 0));
}

} // namespace

QString comparisonText(double ours, const QString& baseline, double theirs)
{
    const double difference = ours - theirs;
    const QString name = baseline.left(1).toLower() + baseline.mid(1);
    if (std::abs(difference) < kSameError)
        return ResultStrip::tr("level with the %1").arg(name);
    return difference > 0 ? ResultStrip::tr("worse than the %1").arg(name)
                          : ResultStrip::tr("better than the %1").arg(name);
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

ResultStrip::ResultStrip(QWidget* parent)
    : QWidget(parent)
    , m_figures(new FlowLayout(28, 4))
    , m_verdict(new QLabel)
    , m_effort(new QLabel)
{
    setObjectName(QStringLiteral("resultStrip"));
    setAccessibleName(tr("Result of the run"));
    m_verdict->setObjectName(QStringLiteral("resultVerdict"));
    m_verdict->setWordWrap(true);
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
    layout->addWidget(m_effort);
}

void ResultStrip::clear()
{
    while (auto* item = m_figures->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

void ResultStrip::addFigure(const QString& name, const QString& caption, const QString& value, const QString& toolTip)
{
    auto* number = new QLabel(value);
    number->setObjectName(name);
    number->setAccessibleName(caption);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    large.setWeight(QFont::DemiBold);
    number->setFont(large);
    auto* text = new QLabel(caption);
    text->setProperty(kCaption, true);
    number->setToolTip(toolTip);
    text->setToolTip(toolTip);
    auto* figure = new QWidget;
    auto* box = new QVBoxLayout(figure);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(0);
    box->addWidget(number);
    box->addWidget(text);
    m_figures->addWidget(figure);
}

void ResultStrip::setRun(const TrainedRun& run)
{
    clear();
    const auto& result = run.result;
    const QLocale locale;
    const QString when = result.epochs > 0 ? tr("test RMSE, after epoch %1").arg(result.epochs) : tr("test RMSE");
    addFigure(QStringLiteral("resultRmse"), when, errorText(result.test.rmse),
              tr("Root of the mean squared error over %1 test ratings, in stars")
                  .arg(locale.toString(qulonglong(result.test.count))));
    addFigure(QStringLiteral("resultMae"), tr("test MAE"), errorText(result.test.mae),
              tr("Mean absolute error over the test ratings, in stars"));
    for (const auto& baseline : result.baselines) {
        if (!std::isfinite(baseline.test.rmse))
            continue;
        const QString name = QString::fromStdString(baseline.name);
        addFigure(
            QStringLiteral("resultBaseline_") + QString::fromStdString(baseline.model),
            //: %1 a baseline's name, %2 a signed difference: "damped bias (+0.467)"
            tr("%1 (%2)").arg(name.left(1).toLower() + name.mid(1), signedText(result.test.rmse - baseline.test.rmse)),
            errorText(baseline.test.rmse),
            tr("Test RMSE of the baseline; in brackets the run's minus the baseline's: + is worse, − is better"));
    }
    //: %1 seconds, %2 ratings in a second
    m_effort->setText(
        tr("%1 s, %2 ratings/s").arg(locale.toString(result.seconds, 'f', 1), rateText(meanRatingsPerSecond(run))));

    QStringList comparisons;
    for (const auto& baseline : result.baselines) {
        if (std::isfinite(baseline.test.rmse) && std::isfinite(result.test.rmse))
            comparisons.append(
                comparisonText(result.test.rmse, QString::fromStdString(baseline.name), baseline.test.rmse));
    }
    QStringList sentences;
    if (result.status == RunStatus::Stopped)
        sentences.append(tr("Stopped early."));
    if (result.test.count > 0 && !std::isfinite(result.test.rmse))
        sentences.append(
            tr("The training ran away: the predictions are no longer numbers. A lower learning rate helps."));
    if (!comparisons.isEmpty())
        sentences.append(tr("On the test ratings the run is %1.").arg(comparisons.join(tr(" and "))));
    if (result.bestEpoch > 0 && result.bestEpoch != result.epochs) {
        sentences.append((run.start.validation > 0 ? tr("Validation was lowest after epoch %1.")
                                                   : tr("The training loss was lowest in epoch %1."))
                             .arg(result.bestEpoch));
    }
    m_verdict->setText(sentences.join(QLatin1Char(' ')));
    m_verdict->setVisible(!sentences.isEmpty());
    applyStyle();
}

void ResultStrip::applyStyle()
{
    QPalette muted = palette();
    muted.setColor(QPalette::WindowText, mutedTextColour(palette()));
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
