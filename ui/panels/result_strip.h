#pragma once

#include <QWidget>

#include <memory>

class QLabel;

namespace matinee {
struct TrainedRun;
}

namespace matinee::ui {

class FlowLayout;

/// What came out of a run, in figures and beside the baselines: errors where ratings were predicted, the ranking where
/// films were ranked. What a run does not have is not shown.
class ResultStrip : public QWidget
{
    Q_OBJECT

public:
    explicit ResultStrip(QWidget* parent = nullptr);

    void setRun(const TrainedRun& run);

private:
    void addErrors(const TrainedRun& run);
    void addRanking(const TrainedRun& run);
    /// \param range below the caption; may be empty
    void addFigure(const QString& name, const QString& caption, const QString& value, const QString& toolTip,
                   const QString& range = {});
    void applyStyle();
    void clear();

protected:
    void changeEvent(QEvent* event) override;

private:
    FlowLayout* m_figures;
    QLabel* m_verdict;
    QLabel* m_details; ///< how it was ranked, cold and sparse rows
    QLabel* m_effort;  ///< seconds and ratings a second
};

} // namespace matinee::ui
