#include "ui/forms/schedule_preview.h"

#include "ui/charts/small_plot.h"
#include "ui/state/number_text.h"

#include <matinee/schedule.h>

#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kPoints = 241;
constexpr double kAir = 1.06;

QString rateText(double rate)
{
    return numberText(rate, 'g', 3);
}

} // namespace

SchedulePreview::SchedulePreview(QWidget* parent)
    : QWidget(parent)
    , m_plot(new SmallPlot(this))
    , m_note(new QLabel(this))
{
    setObjectName(QStringLiteral("schedulePreview"));
    m_plot->setObjectName(QStringLiteral("schedulePlot"));
    m_plot->setAccessibleName(tr("Learning rate over the epochs"));
    m_plot->setTitles(tr("Epochs"), tr("Learning rate"));
    m_note->setObjectName(QStringLiteral("scheduleNote"));
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(2);
    layout->addWidget(m_plot);
    layout->addWidget(m_note);
    hide();
}

void SchedulePreview::setHyperparameters(const Hyperparameters& hyperparameters)
{
    const bool shown = !Schedule(hyperparameters).isConstant();
    setVisible(shown);
    if (!shown)
        return;
    const double rate = hyperparameters.real("learning_rate");
    const auto epochs = static_cast<double>(hyperparameters.integer("epochs"));
    SmallPlot::Line line;
    line.y = scheduleCurve(hyperparameters, kPoints);
    for (int i = 0; i < kPoints; ++i)
        line.x.push_back(epochs * i / (kPoints - 1));
    if (hyperparameters.text("schedule") == "step")
        line.y.back() = line.y[line.y.size() - 2]; // a step as training ends is taken by nobody
    for (double& value : line.y)
        value *= rate;
    const auto highest = std::ranges::max_element(line.y);
    const double lowest = *std::ranges::min_element(line.y);
    const double top = *highest > 0 ? *highest : 1;
    std::vector<Tick> ticks = {{*highest, rateText(*highest)}};
    if (lowest < *highest)
        ticks.push_back({lowest, rateText(lowest)});

    const bool plateau = hyperparameters.text("schedule") == "plateau";
    m_note->setVisible(plateau);
    if (plateau) {
        const auto wait = hyperparameters.integer("schedule_epochs");
        const auto factor = rateText(hyperparameters.real("schedule_factor"));
        m_note->setText(wait == 1 ? tr("Times %1 whenever an epoch brings no improvement.").arg(factor)
                                  : tr("Times %1 whenever %2 epochs in a row bring no improvement.")
                                        .arg(factor, QLocale().toString(qlonglong(wait))));
    }
    const auto highestAt = line.x[static_cast<std::size_t>(highest - line.y.begin())];
    auto description =
        highestAt > 0 && highestAt < epochs
            ? tr("From %1 up to %2 at epoch %3, then down to %4 at epoch %5.")
                  .arg(rateText(line.y.front()), rateText(*highest), numberText(highestAt, 'f', highestAt < 10 ? 1 : 0),
                       rateText(line.y.back()), numberText(epochs, 'f', 0))
            : tr("From %1 to %2 at epoch %3.")
                  .arg(rateText(line.y.front()), rateText(line.y.back()), numberText(epochs, 'f', 0));
    if (plateau)
        description += QLatin1Char(' ') + m_note->text();
    m_plot->setAccessibleDescription(description);
    m_plot->setToolTip(description);
    m_plot->setAxes({0, std::max(epochs, 1.0), false}, {0, top * kAir, false});
    m_plot->setYTicks(std::move(ticks));
    m_plot->setLines({std::move(line)});
}

} // namespace matinee::ui
