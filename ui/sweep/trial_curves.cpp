#include "ui/sweep/trial_curves.h"

#include "ui/charts/curve_chart.h"
#include "ui/state/colours.h"
#include "ui/state/viridis.h"
#include "ui/sweep/sweep_session.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLegend>
#include <QLocale>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kWidth = 1.2;
constexpr double kRunningWidth = 2.2;
constexpr double kCurrentWidth = 3.5;
constexpr int kLeastWidth = 180;
constexpr int kLeastHeight = 120;

enum ColourBy
{
    kByValue,
    kByTrial
};

} // namespace

double metricOf(const EpochStats& epoch, const std::string& metric)
{
    if (metric == "validation_rmse")
        return epoch.validationRmse;
    if (metric == "validation_mae")
        return epoch.validationMae;
    if (metric == "validation_loss")
        return epoch.validationLoss;
    if (metric == "validation_hr@10")
        return epoch.validationHitRatio;
    if (metric == "validation_ndcg@10")
        return epoch.validationNdcg;
    return epoch.trainLoss;
}

QColor trialColour(int trial, bool dark)
{
    return categoryColour(trial % categoryColourCount(), dark);
}

TrialCurves::TrialCurves(const SweepSession& sweep, QWidget* parent)
    : QWidget(parent)
    , m_sweep(sweep)
    , m_chart(new CurveChart(this))
    , m_colours(new QComboBox(this))
    , m_note(new QLabel(this))
    , m_pages(new QStackedWidget(this))
{
    m_chart->setObjectName(QStringLiteral("trialCurves"));
    m_chart->setAccessibleName(tr("Curves of the trials"));
    m_chart->setMinimumSize(kLeastWidth, kLeastHeight);
    m_chart->plot().legend()->hide(); // there are too many; the colours tell how good they are
    m_colours->setObjectName(QStringLiteral("trialColours"));
    m_colours->setAccessibleName(tr("Colour of the trials"));
    m_colours->addItem(tr("Colour by value"), kByValue);
    m_colours->addItem(tr("Colour by trial"), kByTrial);
    connect(m_colours, &QComboBox::currentIndexChanged, this, [this] { refresh(m_value, m_accepted, m_currentTrial); });
    m_note->setObjectName(QStringLiteral("trialCurvesNote"));
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 0);
    row->setSpacing(8);
    row->addWidget(m_colours);
    row->addWidget(m_note, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(row);
    auto* empty = new QLabel(tr("The curves of the trials appear here as they train."), m_pages);
    empty->setAlignment(Qt::AlignCenter);
    empty->setWordWrap(true);
    empty->setMargin(16);
    empty->setForegroundRole(QPalette::PlaceholderText);
    empty->setBackgroundRole(QPalette::Base);
    empty->setAutoFillBackground(true);
    m_pages->addWidget(empty);
    m_pages->addWidget(m_chart);
    layout->addWidget(m_pages, 1);
}

std::vector<const SweepTrial*> TrialCurves::shownTrials(const std::vector<char>& accepted, int currentTrial) const
{
    const bool isMore = isMoreBetter(m_value.key.toStdString());
    std::vector<const SweepTrial*> shown;
    const auto& trials = m_sweep.trials();
    for (std::size_t i = 0; i < trials.size(); ++i)
        if (!trials[i].history.empty() && (accepted.empty() || accepted[i]))
            shown.push_back(&trials[i]);
    // What matters last: it is painted on top.
    const auto rank = [&](const SweepTrial* trial) {
        const int state = trial->number == currentTrial ? 2 : trial->state == TrialState::Running ? 1 : 0;
        const double value = !std::isfinite(trial->value) ? -HUGE_VAL : isMore ? trial->value : -trial->value;
        return std::pair(state, value);
    };
    std::ranges::stable_sort(shown, {}, rank);
    if (shown.size() > kMostCurves)
        shown.erase(shown.begin(), shown.end() - kMostCurves);
    return shown;
}

void TrialCurves::refresh(const SweepAxis& value, const std::vector<char>& accepted, int currentTrial)
{
    m_value = value;
    m_accepted = accepted;
    m_currentTrial = currentTrial;
    const auto metric = value.key.toStdString();
    const bool dark = isDark(palette());
    const auto shown = shownTrials(accepted, currentTrial);
    std::vector<LineSeries> curves;
    int last = 1;
    for (const auto* trial : shown) {
        LineSeries curve;
        curve.name = tr("Trial %1").arg(trial->number);
        curve.inLegend = false;
        const bool isRunning = trial->state == TrialState::Running;
        curve.width = trial->number == currentTrial ? kCurrentWidth : isRunning ? kRunningWidth : kWidth;
        curve.markers = isRunning || trial->number == currentTrial;
        if (m_colours->currentData().toInt() == kByTrial) {
            curve.colour = trialColour(trial->number, dark);
            curve.dash = secondChannel(trial->number) % 2 == 0 ? Qt::SolidLine : Qt::DashLine;
        } else {
            curve.colour = goodnessColour(std::isfinite(trial->value) ? goodness(value, trial->value) : 0, dark);
        }
        for (const auto& epoch : trial->history) {
            // The point before training says nothing of the trial, and is far from all others.
            if (epoch.epoch == 0)
                continue;
            curve.append(epoch.epoch, metricOf(epoch, metric));
            last = std::max(last, epoch.epoch);
        }
        if (!curve.x.empty())
            curves.push_back(std::move(curve));
    }
    m_pages->setCurrentIndex(curves.empty() ? 0 : 1);
    m_colours->setEnabled(!curves.empty());
    auto& plot = m_chart->plot();
    plot.setExtent(1, std::max(2, last));
    plot.setSeries(std::move(curves));
    plot.setAxisTitles(tr("Epoch"), value.title);
    m_chart->scheduleRefresh();

    const auto begun =
        std::ranges::count_if(m_sweep.trials(), [](const auto& trial) { return !trial.history.empty(); });
    m_note->setText(static_cast<std::size_t>(begun) > shown.size()
                        ? tr("%1 of %2 curves")
                              .arg(QLocale().toString(qulonglong(shown.size())))
                              .arg(QLocale().toString(qlonglong(begun)))
                        : QString());
    m_note->setToolTip(shown.size() == kMostCurves ? tr("The best trials and those that run") : QString());
}

} // namespace matinee::ui
