#pragma once

#include "ui/panels/models/run_cells.h"
#include "ui/panels/models/run_rows.h"

#include <QAbstractTableModel>
#include <QSet>
#include <QStringList>

#include <optional>
#include <string>

namespace matinee::ui {

/// The runs of the store as a table: filtered, sorted, with differences to a baseline, and, if wanted, repetitions over
/// seeds as one row. Made for ten thousand runs.
class RunsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using Column = RunCells::Column;

    explicit RunsModel(QObject* parent = nullptr);

    void setRuns(std::shared_ptr<const RunRows::Runs> runs);
    /// Words, all of which must occur in what is known of a run.
    void setFilter(const QString& text);
    /// Empty: any.
    void setTag(const QString& tag);
    void setArchivedShown(bool shown);
    /// Trials of sweeps, which have a tab of their own; not at first.
    void setTrialsShown(bool shown);
    void setGrouped(bool grouped);
    bool isGrouped() const { return m_grouped; }
    /// By which runs are compared; nullopt: each by what fits its model.
    void setMetric(std::optional<RunMetric> metric);
    /// 0: none.
    void setBaseline(qint64 run);
    qint64 baseline() const { return m_cells.baseline(); }
    void setShownRuns(const QSet<qint64>& runs);

    /// Rows there are without a filter.
    int totalCount() const { return static_cast<int>(m_rows.groups().size()); }
    /// More than one for repetitions.
    QList<qint64> runsAt(int row) const;
    int rowOf(qint64 run) const { return m_rows.rowOf(run); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

Q_SIGNALS:
    /// A person checked or edited a cell. The model shows it when it is told by setShownRuns() or setRuns().
    void shownEdited(const QList<qint64>& runs, bool shown);
    void notesEdited(qint64 run, const QString& notes);
    void tagsEdited(qint64 run, const QStringList& tags);

private:
    void rebuild();
    void select(RunRows& rows) const;
    void applyFilter();
    void touch();
    Qt::CheckState checkState(const RunRows::Group& group) const;
    QVariant colour(const RunRows::Group& group, int column) const;

    std::shared_ptr<const RunRows::Runs> m_runs;
    RunRows m_rows;
    RunCells m_cells;
    QStringList m_words;
    std::string m_tag;
    bool m_archivedShown = false;
    bool m_trialsShown = false;
    bool m_grouped = false;
    QSet<qint64> m_shown;
    int m_sortColumn = Column::Number;
    Qt::SortOrder m_sortOrder = Qt::DescendingOrder;
};

} // namespace matinee::ui
