#pragma once

#include "ui/jobs/job_runner.h"
#include "ui/state/run_entry.h"

#include <QObject>
#include <QTimer>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace matinee::ui {

/// All that the curves need of a run.
struct RunCurves
{
    qint64 run = 0;
    std::shared_ptr<const std::vector<EpochStats>> epochs;
    std::vector<LiveChange> changes;
};

/// What a file that was opened holds.
struct ImportedExperiment
{
    QString file;
    ExperimentSpec spec;
    QString dataName;   ///< of the data set that it was trained on; may be empty
    std::string digest; ///< of that data set; may be empty
    qint64 run = 0;     ///< of the store, where the file brought epochs along; else 0
    bool isNew = false; ///< the store did not have it before
    QString problem;    ///< one sentence: the settings are there, but the epochs could not be kept; may be empty
};

/// The store of runs as the window sees it. The store itself lives on a worker of its own, so that a long training in
/// the session's or a slow disk holds up nothing. All runs are kept in memory, newest first; what a person changes is
/// seen at once and written behind it, and what other processes write is looked for twice a second while anybody looks.
class RunLibrary : public QObject
{
    Q_OBJECT

public:
    using Runs = std::vector<RunEntry>;
    enum class State
    {
        Closed,
        Opening,
        Open,
        Failed, ///< problem() says why
    };

    explicit RunLibrary(std::filesystem::path folder = RunStore::defaultFolder(), QObject* parent = nullptr);
    ~RunLibrary() override;

    State state() const { return m_state; }
    const QString& problem() const { return m_problem; }
    /// Newest first, archived ones as well; never null. Another object with every runsChanged().
    const std::shared_ptr<const Runs>& runs() const { return m_runs; }
    /// Null: there is none.
    const RunEntry* find(qint64 run) const;
    /// Where the files of a run are.
    QString folder(qint64 run) const;

    /// Opens the store and lists it, if that has not been done or has failed.
    void open();
    /// Looks for changes of others from time to time, as long as it is on.
    void setWatching(bool on);
    /// Lists the store again now.
    void refresh();

    // What a person says. Seen in runs() at once; if it cannot be written, failed() says why and the runs are listed
    // again as they are.
    void setNotes(qint64 run, const QString& notes);
    void setTags(qint64 run, const QStringList& tags);
    void setArchived(const QList<qint64>& runs, bool archived);
    /// For good.
    void remove(const QList<qint64>& runs);

    /// Writes each run into a file of its own. \param path the file of a single run, or the folder for several, where
    /// no file that is there already is overwritten
    void exportRuns(const QList<qint64>& runs, const QString& path);
    /// Reads an experiment from a JSON file; epochs in it go into the store. imported() or failed().
    void importFile(const QString& path);
    /// \param done on this thread; runs that are not there any more are left out \param undone in its place, after
    /// failed(). Neither comes once `context` is gone.
    void fetchCurves(const QList<qint64>& runs, QObject* context, std::function<void(std::vector<RunCurves>)> done,
                     std::function<void()> undone);

Q_SIGNALS:
    void stateChanged();
    void runsChanged();
    /// One whole sentence.
    void failed(const QString& message);
    /// \param path as it was given
    void exported(const QString& path, int count);
    void imported(const matinee::ui::ImportedExperiment& experiment);

private:
    class Shelf;
    struct Listing;

    template <class Work, class Done>
    void ask(QObject* context, Work work, Done done, std::function<void()> undone = {});
    template <class Change, class Work>
    void edit(const QList<qint64>& runs, Change change, Work work);
    void look(bool anyway);
    void take(Listing listing, int edits);
    void setState(State state, const QString& problem = {});

    std::filesystem::path m_folder;
    State m_state = State::Closed;
    QString m_problem;
    std::shared_ptr<const Runs> m_runs;
    bool m_watching = false;
    bool m_lookAgain = false; ///< what is being listed is out of date already
    int m_edits = 0;          ///< how often a person changed something
    QTimer m_timer;
    std::shared_ptr<Shelf> m_shelf; ///< with the store; touched on the worker only
    Job m_look;
    JobRunner m_jobs;
};

} // namespace matinee::ui
