#pragma once

#include <matinee/parameter.h>

#include <QWidget>

class QLabel;

namespace matinee::ui {

class SmallPlot;

/// The learning rate over the epochs that will run, as the schedule has it. Hidden while the rate stays as it is.
class SchedulePreview : public QWidget
{
    Q_OBJECT

public:
    explicit SchedulePreview(QWidget* parent = nullptr);

    void setHyperparameters(const Hyperparameters& hyperparameters);

private:
    SmallPlot* m_plot;
    QLabel* m_note; ///< of what nobody knows yet
};

} // namespace matinee::ui
