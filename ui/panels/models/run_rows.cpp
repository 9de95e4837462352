#include "ui/panels/models/run_rows.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace matinee::ui {

RunRows::RunRows()
    : RunRows(std::make_shared<const Runs>(), false, false)
{}

RunRows::RunRows(std::shared_ptr<const Runs> runs, bool grouped, bool archived, bool trials)
    : m_runs(std::move(runs))
{
    std::vector<std::vector<quint32>> groups;
    QHash<QString, std::size_t> places;
    for (quint32 index = 0; index < m_runs->size(); ++index) {
        const auto& entry = (*m_runs)[index];
        if ((entry.run.archived && !archived) || (entry.run.sweep != 0 && !trials))
            continue;
        if (grouped) {
            const auto place = places.constFind(entry.group);
            if (place != places.cend()) {
                groups[*place].push_back(index);
                continue;
            }
            places.insert(entry.group, groups.size());
        }
        groups.push_back({index});
    }
    for (auto& members : groups) {
        const auto number = static_cast<quint32>(m_groups.size());
        m_groups.push_back({static_cast<quint32>(m_members.size()), static_cast<quint32>(members.size())});
        for (const auto index : members) {
            m_members.push_back(index);
            m_groupOf.insert((*m_runs)[index].run.id, number);
        }
    }
    m_order.resize(m_groups.size());
    std::iota(m_order.begin(), m_order.end(), 0U);
    m_rows = m_order;
}

RunFigure RunRows::figure(const Group& group, const std::function<double(const StoredRun&)>& value) const
{
    RunFigure figure;
    double sum = 0;
    for (quint32 member = 0; member < group.count; ++member) {
        if (const double one = value(run(group, member)); std::isfinite(one)) {
            sum += one;
            ++figure.count;
        }
    }
    if (figure.count == 0)
        return figure;
    figure.mean = sum / figure.count;
    if (figure.count == 1)
        return figure;
    double squares = 0;
    for (quint32 member = 0; member < group.count; ++member) {
        if (const double one = value(run(group, member)); std::isfinite(one))
            squares += (one - figure.mean) * (one - figure.mean);
    }
    figure.deviation = std::sqrt(squares / (figure.count - 1));
    return figure;
}

const RunRows::Group* RunRows::groupOf(qint64 run) const
{
    const auto found = m_groupOf.constFind(run);
    return found == m_groupOf.cend() ? nullptr : &m_groups[*found];
}

QList<qint64> RunRows::runsOf(const Group& group) const
{
    QList<qint64> runs;
    for (quint32 member = 0; member < group.count; ++member)
        runs.append(run(group, member).id);
    return runs;
}

void RunRows::sort(const std::function<bool(quint32, quint32)>& before)
{
    std::ranges::stable_sort(m_order, before);
}

void RunRows::filter(const std::function<bool(const Group&)>& accepts)
{
    m_rows.clear();
    for (const auto group : m_order) {
        if (accepts(m_groups[group]))
            m_rows.push_back(group);
    }
}

int RunRows::rowOf(qint64 run) const
{
    const auto found = m_groupOf.constFind(run);
    if (found == m_groupOf.cend())
        return -1;
    const auto row = std::ranges::find(m_rows, *found);
    return row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin());
}

bool RunRows::hasSameRows(const RunRows& other) const
{
    if (rowCount() != other.rowCount())
        return false;
    for (int row = 0; row < rowCount(); ++row) {
        const auto& ours = at(row);
        const auto& theirs = other.at(row);
        if (ours.count != theirs.count)
            return false;
        for (quint32 member = 0; member < ours.count; ++member) {
            if (run(ours, member).id != other.run(theirs, member).id)
                return false;
        }
    }
    return true;
}

} // namespace matinee::ui
