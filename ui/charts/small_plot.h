#pragma once

#include "ui/charts/axis_scale.h"

#include <QWidget>

#include <optional>
#include <vector>

namespace matinee::ui {

/// A small painted plot of a few lines: axes with ticks and nothing to zoom. For curves that stand beside controls.
class SmallPlot : public QWidget
{
    Q_OBJECT

public:
    struct Line
    {
        std::vector<double> x;
        std::vector<double> y;  ///< what is not finite interrupts the line
        bool secondary = false; ///< thin and grey, behind the others
    };
    /// A vertical line at x with a disc where the last line crosses it, and a word.
    struct Mark
    {
        double x = 0;
        QString text;
    };

    explicit SmallPlot(QWidget* parent = nullptr);

    void setAxes(const AxisScale& x, const AxisScale& y);
    /// Below the x axis and above the y axis; may be empty.
    void setTitles(const QString& x, const QString& y);
    /// Ticks along y; without, those that fit are made. \param ticks e.g. the two ends alone
    void setYTicks(std::vector<Tick> ticks);
    /// Free space around all of it, in pixels.
    void setPadding(int padding);
    void setLines(std::vector<Line> lines);
    void setMark(std::optional<Mark> mark);
    const std::optional<Mark>& mark() const { return m_mark; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    /// Where the lines are drawn.
    QRectF area() const;
    double xAt(double pixel) const;

private:
    QRectF content() const { return QRectF(rect()).adjusted(m_padding, m_padding, -m_padding, -m_padding); }
    QPointF position(double x, double y) const;
    std::vector<Tick> yTicks() const;
    void paintAxes(QPainter& painter) const;
    void paintLine(QPainter& painter, const Line& line) const;
    void paintMark(QPainter& painter) const;

    AxisScale m_x;
    AxisScale m_y;
    QString m_xTitle;
    QString m_yTitle;
    std::optional<std::vector<Tick>> m_yTicks;
    std::vector<Line> m_lines;
    std::optional<Mark> m_mark;
    int m_padding = 0;
};

} // namespace matinee::ui
