#include "ui/charts/rate_plot.h"

#include "ui/state/number_text.h"

#include <QAccessible>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
/// Of the plot, above the loss before training.
constexpr double kHeadroom = 1.3;
/// Digits that mean something.
constexpr int kDigits = 2;

/// What a person would write down.
double rounded(double rate)
{
    const double unit = std::pow(10.0, std::floor(std::log10(rate)) - (kDigits - 1));
    return std::round(rate / unit) * unit;
}

} // namespace

RatePlot::RatePlot(QWidget* parent)
    : SmallPlot(parent)
    , m_chosen(kNone)
{
    setObjectName(QStringLiteral("ratePlot"));
    setAccessibleName(tr("Loss over the learning rate"));
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setPadding(6);
}

void RatePlot::setCurve(const RateCurve& curve)
{
    m_curve = curve;
    const bool validated =
        std::ranges::any_of(curve.points, [](const RatePoint& point) { return std::isfinite(point.validation); });
    Line training;
    Line judged;
    training.secondary = true;
    double lowest = std::numeric_limits<double>::infinity();
    for (const auto& point : curve.points) {
        training.x.push_back(point.rate);
        training.y.push_back(point.loss);
        judged.x.push_back(point.rate);
        judged.y.push_back(validated ? point.validation : point.smoothed);
        for (const double loss : {training.y.back(), judged.y.back()})
            if (std::isfinite(loss))
                lowest = std::min(lowest, loss);
    }
    if (!std::isfinite(lowest)) {
        clear();
        return;
    }
    // Where the loss explodes the curve may leave the plot.
    const double first = std::max(training.y.front(), judged.y.front());
    const double span = first > lowest ? first - lowest : 1;
    setAxes({curve.points.front().rate, curve.points.back().rate, true},
            fitScale(lowest, lowest + kHeadroom * span, false));
    setTitles(tr("Learning rate"), validated ? tr("Validation loss, and in grey the training loss")
                                             : tr("Training loss, smoothed, and in grey as it was"));
    setLines({std::move(training), std::move(judged)});
    choose(curve.suggestion);
}

void RatePlot::clear()
{
    m_curve = {};
    setLines({});
    choose(kNone);
}

QSize RatePlot::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 72, fontMetrics().height() * 15};
}

void RatePlot::choose(double rate)
{
    m_chosen = std::isfinite(rate) ? rounded(rate) : kNone;
    if (!std::isfinite(m_chosen)) {
        setMark({});
        setAccessibleDescription({});
    } else {
        const auto text = numberText(m_chosen, 'g', kDigits + 1);
        setMark(Mark{m_chosen, text});
        setAccessibleDescription(m_chosen == rounded(m_curve.suggestion) ? tr("%1, the suggestion").arg(text) : text);
    }
    QAccessibleEvent event(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&event);
    Q_EMIT chosenChanged();
}

void RatePlot::step(int points)
{
    const auto& all = m_curve.points;
    if (all.empty())
        return;
    const double from = std::isfinite(m_chosen) ? m_chosen : all.front().rate;
    const double ratio = all.size() > 1 ? all[1].rate / all[0].rate : 1;
    choose(std::clamp(from * std::pow(ratio, points), all.front().rate, all.back().rate));
}

void RatePlot::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Left)
        step(-1);
    else if (event->key() == Qt::Key_Right)
        step(1);
    else if (event->key() == Qt::Key_Home && !m_curve.points.empty())
        choose(m_curve.suggestion);
    else
        SmallPlot::keyPressEvent(event);
}

void RatePlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && !m_curve.points.empty())
        choose(xAt(event->position().x()));
}

void RatePlot::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons().testFlag(Qt::LeftButton) && !m_curve.points.empty())
        choose(xAt(event->position().x()));
}

} // namespace matinee::ui
