#pragma once

#include "ui/charts/shown_run.h"
#include "ui/state/run_library.h"

#include <QObject>
#include <QSet>

#include <map>
#include <vector>

namespace matinee::ui {

/// The runs of the store that a person wants to see on the curves, with what is to be drawn of them: fetched when it is
/// first wanted, and again as a run grows.
class ShownRuns : public QObject
{
    Q_OBJECT

public:
    explicit ShownRuns(RunLibrary& library, QObject* parent = nullptr);

    const QSet<qint64>& ids() const { return m_ids; }
    bool contains(qint64 run) const { return m_ids.contains(run); }
    void setShown(const QList<qint64>& runs, bool shown);
    void clear();
    /// Repetitions are shown as a band: of every run of a group, archived ones left out, whichever of them is shown.
    void setGrouped(bool grouped);

    /// In the order of their numbers; runs whose epochs are still being fetched are not among them.
    const std::vector<ShownRun>& runs() const { return m_runs; }

Q_SIGNALS:
    /// ids() is another set.
    void idsChanged();
    /// runs() is another list.
    void runsChanged();

private:
    struct Fetched
    {
        RunCurves curves;
        int epochs = -1; ///< of the run when it was fetched
        StoredStatus status = StoredStatus::Running;
    };

    void follow();
    void fetch();
    void make();
    QList<const RunEntry*> wanted() const;

    RunLibrary& m_library;
    QSet<qint64> m_ids;
    bool m_grouped = false;
    bool m_fetching = false;
    std::map<qint64, Fetched> m_fetched;
    std::vector<ShownRun> m_runs;
};

} // namespace matinee::ui
