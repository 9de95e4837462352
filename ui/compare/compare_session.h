#pragma once

#include "ui/jobs/job_runner.h"

#include <matinee/map_comparison.h>
#include <matinee/vector_history.h>

#include <QObject>
#include <QString>

#include <array>
#include <memory>
#include <vector>

namespace matinee::ui {

class RunLibrary;
class Session;

/// What the Compare tab shows: two film maps, of two runs or of two epochs of one, and what they have in common. Maps
/// are made as the Map tab makes them, laid out by principal components, on a worker of its own. Lives on the GUI
/// thread.
class CompareSession : public QObject
{
    Q_OBJECT

public:
    /// A run of the store, and an epoch of it.
    struct Choice
    {
        static constexpr qint64 kNone = -1;
        static constexpr qint64 kShown = 0;  ///< the run that the window shows
        static constexpr int kFinished = -1; ///< the weights that were kept

        qint64 run = kNone;
        int epoch = kFinished;

        bool operator==(const Choice&) const = default;
    };

    struct Side
    {
        Choice choice;
        std::vector<int> epochs; ///< whose vectors are stored
        std::shared_ptr<const Dataset> dataset;
        std::shared_ptr<const FilmMap> map; ///< null: none yet
    };

    CompareSession(Session& session, RunLibrary& library, QObject* parent = nullptr);
    ~CompareSession() override;

    /// \param side 0: left, 1: right
    void choose(int side, const Choice& choice);
    const Side& side(int number) const { return m_sides[static_cast<std::size_t>(number)]; }
    /// Null: there are not two maps yet, or they have no film in common.
    const std::shared_ptr<const MapComparison>& comparison() const { return m_comparison; }
    bool isWorking() const { return m_job.isActive(); }
    void cancel();
    /// One whole sentence; empty: nothing is wrong.
    const QString& problem() const { return m_problem; }
    /// The run that the window shows, or how its map is made, changed.
    void refresh();

Q_SIGNALS:
    /// Sides, comparison, problem or isWorking() changed.
    void changed();
    void progressed(double fraction, const QString& what);

private:
    struct Source;
    struct Result;

    void work();

    Session& m_session;
    RunLibrary& m_library;
    std::array<Side, 2> m_sides;
    std::array<std::shared_ptr<const Source>, 2> m_sources; ///< what was loaded for each side
    std::shared_ptr<const MapComparison> m_comparison;
    QString m_problem;
    Job m_job;
    std::unique_ptr<JobRunner> m_jobs; ///< last: joined first
};

} // namespace matinee::ui
