#pragma once

#include "ui/state/run_differences.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace matinee::ui {

/// What differs between some runs: a row for each setting that does, a column for each run.
class DifferencesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(const std::vector<const StoredRun*>& runs);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<RunDifference> m_rows;
    QStringList m_numbers; ///< of the runs
    QStringList m_names;
};

} // namespace matinee::ui
