#pragma once

#include "ui/charts/curves_picture.h"

#include <QWidget>

#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QSlider;

namespace matinee::ui {

/// The row of choices above the curves: metric, axes, smoothing, batches, a second chart.
class CurvesControls : public QWidget
{
    Q_OBJECT

public:
    explicit CurvesControls(QWidget* parent = nullptr);

    /// Other choices of metrics, named for this content; the chosen one stays where it can.
    void setMetrics(const std::vector<CurveMetric>& metrics, const std::vector<CurveMetric>& second,
                    const CurveContent& content);
    CurveMetric metric() const;
    void setMetric(CurveMetric metric);
    /// What the second chart shows; none: there is no second chart.
    std::optional<CurveMetric> secondMetric() const;

    XAxis axis() const;
    /// Choices that the run has no numbers for cannot be made.
    void setAxisAvailable(XAxis axis, bool available);
    bool isLogarithmicX() const;
    bool isLogarithmic() const;
    void setLogarithmic(bool logarithmic);
    /// Whether the metric has a logarithmic axis, and batches.
    void setLossControlsEnabled(bool enabled);
    bool showsBatches() const;
    /// Length in epochs; 0: none.
    double smoothing() const;

Q_SIGNALS:
    void metricChanged();
    void axisChanged();
    void logarithmToggled();
    /// A person has decided.
    void logarithmClicked();
    /// Anything else.
    void changed();
    void showAllClicked();

private:
    QWidget* makeSmoothing();

    QComboBox* m_metricChoice;
    QComboBox* m_axisChoice;
    QCheckBox* m_logarithmX;
    QCheckBox* m_logarithm;
    QSlider* m_smoothing = nullptr;
    QDoubleSpinBox* m_smoothingLength = nullptr;
    QCheckBox* m_batches;
    QComboBox* m_secondChoice;
};

} // namespace matinee::ui
