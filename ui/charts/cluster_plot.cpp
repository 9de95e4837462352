#include "ui/charts/cluster_plot.h"

#include "ui/state/colours.h"
#include "ui/state/number_text.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

constexpr double kRing = 6;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

} // namespace

ClusterPlot::ClusterPlot(QWidget* parent)
    : SmallPlot(parent)
{
    setMinimumWidth(fontMetrics().averageCharWidth() * 58); // its title
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
    setPadding(4);
}

void ClusterPlot::setCurve(const std::vector<int>& clusters, std::vector<double> values, std::vector<double> reference)
{
    m_clusters = clusters;
    m_values = std::move(values);
    if (m_clusters.empty()) {
        setLines({});
        return;
    }
    double lowest = std::numeric_limits<double>::infinity();
    double highest = -lowest;
    for (const auto* line : {&m_values, &reference}) {
        for (const double value : *line) {
            if (std::isfinite(value)) {
                lowest = std::min(lowest, value);
                highest = std::max(highest, value);
            }
        }
    }
    if (!(lowest <= highest))
        lowest = highest = 0;
    m_xScale = {m_clusters.front() - 0.5, std::max(m_clusters.back(), m_clusters.front() + 1) + 0.5, false};
    m_yScale = fitScale(lowest, highest > lowest ? highest : lowest + 1, false);
    setAxes(m_xScale, m_yScale);
    const std::vector<double> x(m_clusters.begin(), m_clusters.end());
    std::vector<Line> lines;
    if (!reference.empty())
        lines.push_back({x, std::move(reference), true});
    lines.push_back({x, m_values, false});
    setLines(std::move(lines));
}

void ClusterPlot::setProposal(int clusters)
{
    m_proposal = clusters;
    update();
}

void ClusterPlot::setChosen(int clusters)
{
    m_chosen = clusters;
    const double value = valueOf(clusters);
    if (std::isfinite(value)) {
        const auto text = tr("%1: %2").arg(QString::number(clusters), numberText(value, 'g', 3));
        setMark(Mark{double(clusters), text});
        setAccessibleDescription(text);
    } else {
        setMark({});
        setAccessibleDescription({});
    }
}

double ClusterPlot::valueOf(int clusters) const
{
    const auto found = std::ranges::find(m_clusters, clusters);
    return found == m_clusters.end() ? kNone : m_values[static_cast<std::size_t>(found - m_clusters.begin())];
}

void ClusterPlot::paintEvent(QPaintEvent* event)
{
    SmallPlot::paintEvent(event);
    const double value = valueOf(m_proposal);
    if (!std::isfinite(value))
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto box = area();
    const QPointF at(box.left() + m_xScale.fraction(m_proposal) * box.width(),
                     box.bottom() - m_yScale.fraction(value) * box.height());
    painter.setPen(QPen(palette().color(QPalette::WindowText), 2));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(at, kRing, kRing);
}

void ClusterPlot::choose(double clusters)
{
    if (m_clusters.empty())
        return;
    const int number = std::clamp(static_cast<int>(std::lround(clusters)), m_clusters.front(), m_clusters.back());
    if (number != m_chosen)
        Q_EMIT chosen(number);
}

void ClusterPlot::keyPressEvent(QKeyEvent* event)
{
    const int from = m_chosen > 0 ? m_chosen : m_proposal;
    if (event->key() == Qt::Key_Left)
        choose(from - 1);
    else if (event->key() == Qt::Key_Right)
        choose(from + 1);
    else if (event->key() == Qt::Key_Home && m_proposal > 0)
        choose(m_proposal);
    else
        SmallPlot::keyPressEvent(event);
}

void ClusterPlot::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(xAt(event->position().x()));
}

} // namespace matinee::ui
