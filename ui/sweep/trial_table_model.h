#pragma once

#include <matinee/sweep.h>

#include <QAbstractTableModel>

#include <vector>

namespace matinee::ui {

class SweepSession;

/// The trials of the running or last sweep. Unsorted they stand as they were and will be tried: those that began by
/// number, then the queue, whose rows may be dragged. Sorted by value the best comes first, those without one last.
class TrialTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        kNumber,
        kState,
        kValue,
        kFirstParameter, ///< then the sweep's parameters, the seed where each point is tried with several, and these:
        kBestEpoch = 10'000,
        kEpochs,
        kSeed,
    };

    /// \param sweep must outlive the model
    explicit TrialTableModel(const SweepSession& sweep, QObject* parent = nullptr);

    /// Another sweep: other columns.
    void reset();
    /// The trials changed; rows that only changed in place stay selected.
    void refresh();
    /// Which trials are listed; empty: all.
    void setAccepted(std::vector<char> accepted);

    int trialNumber(int row) const { return m_rows[static_cast<std::size_t>(row)]; }
    /// -1: not listed.
    int rowOf(int trial) const;
    /// Where in the queue a trial stands, from 0; -1: not in it.
    int placeInQueue(int trial) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

    Qt::ItemFlags flags(const QModelIndex& index) const override;
    Qt::DropActions supportedDropActions() const override { return Qt::MoveAction; }
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& indexes) const override;
    bool canDropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                         const QModelIndex& parent) const override;
    bool dropMimeData(const QMimeData* data, Qt::DropAction action, int row, int column,
                      const QModelIndex& parent) override;

Q_SIGNALS:
    /// Trials of the queue were dropped before the one at this place of the queue without them.
    void queueMoved(const std::vector<int>& trials, int place);

private:
    std::vector<int> sortedTrials() const;
    QVariant display(const SweepTrial& trial, int column) const;
    QVariant sortKey(const SweepTrial& trial, int column) const;
    int columns() const;
    /// A Column, or of a parameter its index from kFirstParameter on.
    int meaning(int column) const;
    bool hasSeedColumn() const;

    const SweepSession& m_sweep;
    std::vector<int> m_rows; ///< numbers of trials
    std::vector<char> m_accepted;
    std::vector<int> m_places; ///< in the queue, by number
    int m_sortColumn = -1;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
};

} // namespace matinee::ui
