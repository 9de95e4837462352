#pragma once

#include <QWidget>

#include <memory>

class QLabel;

namespace matinee {
struct TrainedRun;
}

namespace matinee::ui {

class FlowLayout;

/// What came out of a run, in figures and beside the baselines.
class ResultStrip : public QWidget
{
    Q_OBJECT

public:
    explicit ResultStrip(QWidget* parent = nullptr);

    void setRun(const TrainedRun& run);

private:
    void addFigure(const QString& name, const QString& caption, const QString& value, const QString& toolTip);
    void applyStyle();
    void clear();

protected:
    void changeEvent(QEvent* event) override;

private:
    FlowLayout* m_figures;
    QLabel* m_verdict;
    QLabel* m_effort; ///< seconds and ratings a second
};

/// "worse than the damped bias": an error beside another in words, honestly; level is what the shown digits cannot
/// tell.
QString comparisonText(double ours, const QString& baseline, double theirs);

/// Of a whole run, training alone: ratings seen through seconds spent.
double meanRatingsPerSecond(const TrainedRun& run);

} // namespace matinee::ui
