#pragma once

#include "ui/charts/small_plot.h"

#include <matinee/rate_finder.h>

namespace matinee::ui {

/// The loss over the learning rate, with one rate chosen on it: by a click or a drag, or by Left and Right (Home: the
/// suggestion).
class RatePlot : public SmallPlot
{
    Q_OBJECT

public:
    explicit RatePlot(QWidget* parent = nullptr);

    /// Chooses its suggestion.
    void setCurve(const RateCurve& curve);
    void clear();
    /// NaN as long as there is none.
    double chosen() const { return m_chosen; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void chosenChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void choose(double rate);
    void step(int points);

    RateCurve m_curve;
    double m_chosen;
};

} // namespace matinee::ui
