#pragma once

#include "ui/state/run_library.h"

#include <QHash>
#include <QList>
#include <QString>

#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace matinee::ui {

/// A figure over the runs of a row.
struct RunFigure
{
    double mean = std::numeric_limits<double>::quiet_NaN();
    double deviation = std::numeric_limits<double>::quiet_NaN(); ///< sample standard deviation; NaN of a single run
    int count = 0;                                               ///< runs that have the figure
};

/// Which runs stand together in a row of the table, which rows the filter lets through and in what order.
class RunRows
{
public:
    using Runs = RunLibrary::Runs;

    /// One run, or the repetitions of one experiment: a range of members.
    struct Group
    {
        quint32 first = 0;
        quint32 count = 0;
    };

    /// No runs.
    RunRows();
    /// \param grouped repetitions over seeds stand in one row \param archived archived runs are there as well
    /// \param trials those of sweeps are there as well
    RunRows(std::shared_ptr<const Runs> runs, bool grouped, bool archived, bool trials = true);

    /// All groups, in the order of their newest runs.
    const std::vector<Group>& groups() const { return m_groups; }
    const RunEntry& entry(const Group& group, quint32 member = 0) const
    {
        return (*m_runs)[m_members[group.first + member]];
    }
    const StoredRun& run(const Group& group, quint32 member = 0) const { return entry(group, member).run; }
    /// NaN counts as not there.
    RunFigure figure(const Group& group, const std::function<double(const StoredRun&)>& value) const;
    /// Null: the run is in none.
    const Group* groupOf(qint64 run) const;
    QList<qint64> runsOf(const Group& group) const;

    /// \param before strict order; groups that are equal stay as they were
    void sort(const std::function<bool(quint32, quint32)>& before);
    /// To be called after sort().
    void filter(const std::function<bool(const Group&)>& accepts);

    int rowCount() const { return static_cast<int>(m_rows.size()); }
    const Group& at(int row) const { return m_groups[m_rows[static_cast<std::size_t>(row)]]; }
    int rowOf(qint64 run) const; ///< -1: it is in none
    /// Whether the rows stand for the same runs, in the same order.
    bool hasSameRows(const RunRows& other) const;

private:
    std::shared_ptr<const Runs> m_runs;
    std::vector<quint32> m_members; ///< indices into m_runs
    std::vector<Group> m_groups;
    std::vector<quint32> m_order; ///< groups as sorted
    std::vector<quint32> m_rows;  ///< those of m_order that the filter lets through
    QHash<qint64, quint32> m_groupOf;
};

} // namespace matinee::ui
