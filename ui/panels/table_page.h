#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QLabel;
class QLineEdit;

namespace matinee::ui {

class DataTable;
class RowTableModel;

/// A table with filters above it and a count of its rows ("1,000 of 100,000 ratings").
class TablePage : public QWidget
{
    Q_OBJECT

public:
    using ApplyFilter = std::function<void(RowTableModel& model, const QString& text)>;

    /// \param name start of the object names ("ratings": "ratingsTable", ...); \param title accessible name of the
    /// table \param things what the rows are, for the count: "ratings"
    TablePage(const QString& name, const QString& title, const QString& things, QWidget* parent = nullptr);

    /// \param label with a mnemonic; \param apply what the text does to the model
    QLineEdit* addFilter(const QString& name, const QString& label, const QString& placeholder, ApplyFilter apply);

    /// The page owns the model; null: an empty table. Filters are emptied.
    void setModel(std::unique_ptr<RowTableModel> model);
    RowTableModel* model() const { return m_model.get(); }
    DataTable* table() const { return m_table; }

Q_SIGNALS:
    /// Double click or Enter.
    void rowActivated(int row);
    /// The row with the cursor; -1: none.
    void currentRowChanged(int row);

private:
    void applyFilters();
    void showCount();

    struct Filter
    {
        QLineEdit* edit;
        ApplyFilter apply;
        QString applied;
    };

    QString m_name;
    QString m_things;
    QHBoxLayout* m_filterRow;
    QLabel* m_count;
    DataTable* m_table;
    std::vector<Filter> m_filters;
    QTimer m_typing;
    std::unique_ptr<RowTableModel> m_model;
};

} // namespace matinee::ui
