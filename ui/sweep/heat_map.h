#pragma once

#include "ui/sweep/heat_grid.h"

#include <QWidget>

namespace matinee::ui {

/// The best value in each cell of two parameters' ranges, by colour and in words; cells without a trial are crossed
/// out. Arrow keys go from cell to cell, Enter or a click chooses the cell's best trial.
class HeatMap : public QWidget
{
    Q_OBJECT

public:
    explicit HeatMap(QWidget* parent = nullptr);

    void setGrid(HeatGrid grid);
    const HeatGrid& grid() const { return m_grid; }
    /// Shown while the grid is empty.
    void setEmptyText(const QString& text);
    /// The trial whose cell is framed; -1: none.
    void setCurrentTrial(int trial);

    int currentColumn() const { return m_column; }
    int currentRow() const { return m_row; }
    /// The cell that the keyboard is on, in words.
    QString currentText() const;
    QRectF cellRect(int column, int row) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// The best trial of a cell that was chosen.
    void trialChosen(int trial);

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QRectF area() const;
    QRectF barRect() const;
    bool cellAt(const QPointF& at, int& column, int& row) const;
    QString cellText(int column, int row) const;
    void moveTo(int column, int row);
    void chooseTrial(int column, int row);
    void paintSides(QPainter& painter) const;
    void paintCells(QPainter& painter) const;
    void paintBar(QPainter& painter) const;

    HeatGrid m_grid;
    QString m_emptyText;
    int m_currentTrial = -1;
    int m_column = 0;
    int m_row = 0;
};

} // namespace matinee::ui
