#pragma once

#include <QTableView>

#include <vector>

namespace matinee::ui {

class RowTableModel;

/// A table to read: rows are selected, Ctrl+C copies them with the header, separated by tabs.
class DataTable : public QTableView
{
    Q_OBJECT

public:
    /// A clipboard is no place for more.
    static constexpr int kMaximumCopiedRows = 100'000;

    explicit DataTable(QWidget* parent = nullptr);

    /// Sets the model and sizes the columns by its widestText().
    void setRowModel(RowTableModel* model);
    /// Copies all rows where none is selected.
    void setCopiesAll(bool all) { m_copiesAll = all; }
    void copySelection();
    /// The selected rows as text; all rows' header first.
    QString selectedText() const;

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void sizeRows();
    void sizeWideColumns();

    bool m_copiesAll = false;
    std::vector<int> m_wideColumns; ///< those that share the room that is left
};

} // namespace matinee::ui
