#include "ui/state/shown_runs.h"

#include <matinee/recommender.h>

#include <QHash>

#include <algorithm>
#include <utility>

namespace matinee::ui {

namespace {

QString changeText(const StoredRun& run, const LiveChange& change)
{
    QString label = QString::fromStdString(change.key);
    if (const auto model = std::ranges::find(models(), run.model, &ModelInfo::id); model != models().end()) {
        const auto parameter = std::ranges::find(model->parameters, change.key, &Parameter::key);
        if (parameter != model->parameters.end())
            label = QString::fromStdString(parameter->label);
    }
    const auto number = [](double value) { return QString::fromStdString(toText(value)); };
    //: a hyperparameter that was changed while training ran: "Learning rate 0.01 → 0.001"
    return ShownRuns::tr("%1 %2 → %3").arg(label, number(change.from), number(change.to));
}

} // namespace

ShownRuns::ShownRuns(RunLibrary& library, QObject* parent)
    : QObject(parent)
    , m_library(library)
{
    connect(&library, &RunLibrary::runsChanged, this, &ShownRuns::follow);
}

void ShownRuns::setShown(const QList<qint64>& runs, bool shown)
{
    const auto before = m_ids;
    for (const auto run : runs) {
        if (shown)
            m_ids.insert(run);
        else
            m_ids.remove(run);
    }
    if (m_ids == before)
        return;
    Q_EMIT idsChanged();
    fetch();
}

void ShownRuns::clear()
{
    setShown(QList<qint64>(m_ids.begin(), m_ids.end()), false);
}

void ShownRuns::setGrouped(bool grouped)
{
    if (grouped == m_grouped)
        return;
    m_grouped = grouped;
    fetch();
}

void ShownRuns::follow()
{
    QSet<qint64> left;
    for (const auto& entry : *m_library.runs()) {
        if (m_ids.contains(entry.run.id))
            left.insert(entry.run.id);
    }
    if (left != m_ids) {
        m_ids = left;
        Q_EMIT idsChanged();
    }
    if (!m_ids.isEmpty() || !m_runs.empty())
        fetch();
}

QList<const RunEntry*> ShownRuns::wanted() const
{
    QSet<QString> groups;
    if (m_grouped) {
        for (const auto& entry : *m_library.runs()) {
            if (m_ids.contains(entry.run.id))
                groups.insert(entry.group);
        }
    }
    QList<const RunEntry*> entries;
    for (const auto& entry : *m_library.runs()) {
        if (m_ids.contains(entry.run.id) || (!entry.run.archived && groups.contains(entry.group)))
            entries.append(&entry);
    }
    std::ranges::sort(entries, {}, [](const RunEntry* entry) { return entry->run.id; });
    return entries;
}

void ShownRuns::fetch()
{
    if (m_fetching)
        return; // what comes is followed by another look
    QList<qint64> missing;
    std::map<qint64, Fetched> asked;
    for (const auto* entry : wanted()) {
        const auto& run = entry->run;
        const auto found = m_fetched.find(run.id);
        if (found != m_fetched.end() && found->second.epochs == run.epochs && found->second.status == run.status)
            continue;
        missing.append(run.id);
        asked[run.id] = {{}, run.epochs, run.status};
    }
    if (missing.isEmpty()) {
        make();
        return;
    }
    m_fetching = true;
    m_library.fetchCurves(
        missing, this,
        [this, asked](std::vector<RunCurves> curves) mutable {
            m_fetching = false;
            for (auto& fetched : curves) {
                const auto id = fetched.run;
                asked[id].curves = std::move(fetched);
                m_fetched[id] = std::move(asked[id]);
                asked.erase(id);
            }
            m_fetched.merge(asked); // those that are gone: not to be asked for again
            make();
            fetch();
        },
        [this, asked]() mutable {
            m_fetching = false;
            m_fetched.merge(asked); // not again and again: until the run changes
        });
}

void ShownRuns::make()
{
    const auto entries = wanted();
    QHash<QString, int> sizes;
    for (const auto* entry : entries)
        ++sizes[entry->group];
    std::vector<ShownRun> runs;
    std::map<qint64, Fetched> kept;
    for (const auto* entry : entries) {
        const auto found = m_fetched.find(entry->run.id);
        if (found == m_fetched.end() || !found->second.curves.epochs)
            continue;
        const bool band = m_grouped && sizes[entry->group] > 1;
        ShownRun shown;
        shown.id = entry->run.id;
        shown.name = runName(entry->run);
        shown.label = runNumber(entry->run.id);
        shown.group = entry->group;
        shown.seed = entry->run.seed;
        shown.epochs = found->second.curves.epochs;
        for (const auto& change : found->second.curves.changes)
            shown.changes.push_back({change.position, change.step, changeText(entry->run, change)});
        shown.line = !band;
        shown.band = band;
        runs.push_back(std::move(shown));
        kept.insert(*found);
    }
    m_fetched = std::move(kept);
    const auto same = [](const ShownRun& a, const ShownRun& b) {
        return a.id == b.id && a.epochs == b.epochs && a.line == b.line && a.group == b.group;
    };
    if (std::ranges::equal(runs, m_runs, same))
        return;
    m_runs = std::move(runs);
    Q_EMIT runsChanged();
}

} // namespace matinee::ui
