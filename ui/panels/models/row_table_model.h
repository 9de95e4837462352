#pragma once

#include <QAbstractTableModel>

#include <vector>

namespace matinee::ui {

/// A read-only table over rows that never change, sorted and filtered by permuting their numbers: made for millions of
/// rows, where a QSortFilterProxyModel takes seconds and hundreds of megabytes. Calls its rows' numbers "source rows".
class RowTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// A view keeps a few bytes for each row; beyond this many, sorting and filtering bring the others forward.
    static constexpr int kMaximumRows = 2'000'000;

    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    /// All the rows there are, and those that the filter lets through.
    std::size_t sourceCount() const { return m_sourceCount; }
    std::size_t matchCount() const { return m_isFiltered ? m_matchCount : m_sourceCount; }
    quint32 sourceRow(int row) const;

    /// A sample of the widest text of a column, to size it by; empty: the column takes the room that is left, but never
    /// less than a title needs.
    virtual QString widestText(int column) const = 0;

Q_SIGNALS:
    void countsChanged();

protected:
    struct Column
    {
        QString title;
        bool isNumber = false;
        QString toolTip = {};
    };

    /// To be called once by the constructor of the subclass.
    void setShape(std::vector<Column> columns, std::size_t sourceRows);
    /// To be called when the answers of accepts() changed.
    void refilter();

    virtual QString text(quint32 sourceRow, int column) const = 0;
    /// One key for each source row; ascending keys mean ascending rows.
    virtual std::vector<quint32> sortKeys(int column) const = 0;
    virtual bool hasFilter() const = 0;
    virtual bool accepts(quint32 sourceRow) const = 0;

private:
    void selectMatches();

    std::vector<Column> m_columns;
    std::size_t m_sourceCount = 0;
    std::vector<quint32> m_order;   ///< source rows as sorted; empty: in their own order
    std::vector<quint32> m_matches; ///< those of m_order that the filter lets through, at most kMaximumRows
    bool m_isFiltered = false;
    std::size_t m_matchCount = 0;
};

} // namespace matinee::ui
