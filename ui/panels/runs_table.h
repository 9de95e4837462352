#pragma once

#include "ui/panels/data_table.h"

#include <QList>
#include <QSet>

namespace matinee::ui {

class RunsModel;

/// The table of runs: the selection belongs to runs, not to rows, and lasts when the rows change.
class RunsTable : public DataTable
{
    Q_OBJECT

public:
    explicit RunsTable(RunsModel& model, QWidget* parent = nullptr);

    /// In the order of the rows; all of a row that stands for several.
    QList<qint64> selectedRuns() const;
    void selectRuns(const QSet<qint64>& runs);
    /// Selects the row, or the last one if there are fewer.
    void selectNear(int row);
    /// A person is typing in a cell.
    bool isEditing() const { return state() == EditingState; }
    /// Opens the editor of a cell of the current row.
    void editCell(int column);
    void toggleShown();
    void showDeltas(bool shown);
    /// For what is in them now; those of a person's own choice are forgotten.
    void sizeColumns();

Q_SIGNALS:
    void editingEnded();
    void selectedRunsChanged();

protected:
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;

private:
    void remember();
    void recall();

    RunsModel& m_model;
    QSet<qint64> m_selected; ///< while the model is being reset
    qint64 m_current = 0;
    int m_scrolled = 0;
    bool m_recalling = false;
};

} // namespace matinee::ui
