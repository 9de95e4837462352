#pragma once

#include "ui/charts/curve_plot.h"

#include <QChartView>
#include <QTimer>

class QRubberBand;

namespace matinee::ui {

/// One line of the crosshair's readout.
struct Reading
{
    QString name;
    QColor colour;
    double x = 0; ///< of the point that is nearest to the crosshair
    double y = 0;
    QString toolTip = {};
    std::optional<double> raw = {}; ///< of a smoothed curve: what was measured there
};

/// A chart of curves with a crosshair, to be zoomed and read by mouse and keyboard:
/// wheel: zoom along x; Shift + wheel: move; drag: zoom into the rectangle; click: leave the crosshair there; double
/// click or 0: everything;
/// Left, Right: crosshair from point to point of the curves with discs (Ctrl: of all curves); Home, End; Escape: none;
/// +, -: zoom. Assistive technology reads and moves the crosshair as a value.
class CurveChart : public QChartView
{
    Q_OBJECT

public:
    explicit CurveChart(QWidget* parent = nullptr);

    CurvePlot& plot() const { return *m_plot; }

    /// Shows what changed in plot(), at most 30 times a second and only while visible.
    void scheduleRefresh();
    /// Shows it at once: the first point of a run.
    void refreshNow();

    std::optional<double> crosshair() const { return m_plot->data().crosshair; }
    void setCrosshair(std::optional<double> x);
    /// Where the crosshair is while no pointer is over the chart; it goes there at once if none is.
    void setRestingCrosshair(std::optional<double> x);
    /// Of every visible series at the crosshair, or of its last point where there is none.
    std::vector<Reading> readings() const;
    /// The readings in a sentence.
    QString readoutText() const;
    /// Where the crosshair steps to: the nearest point of any curve beyond `from`, or the outermost one on the other
    /// side without it. \param direction 1: to the right, -1: to the left \param everyPoint or only of curves with
    /// discs
    std::optional<double> stop(std::optional<double> from, int direction, bool everyPoint) const;

Q_SIGNALS:
    void crosshairMoved();
    /// The person put it there: by a click or a key. None: taken away.
    void crosshairPlaced(std::optional<double> x);

protected:
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void applyStyle();
    void step(int direction, bool everyPoint);
    void zoomX(double factor, double centre);
    QPointF toPlot(const QPointF& position) const;
    std::optional<double> nearestPoint(const QPointF& position) const;
    void place(std::optional<double> x);

    CurvePlot* m_plot; ///< owned by the view
    QTimer m_refreshTimer;
    QRubberBand* m_band;
    std::optional<QPoint> m_pressed;
    std::optional<double> m_resting;
    bool m_stale = false;
};

} // namespace matinee::ui
