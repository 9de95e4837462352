#pragma once

#include "ui/jobs/job_runner.h"

#include <matinee/map_frames.h>
#include <matinee/vector_history.h>

#include <QBasicTimer>
#include <QElapsedTimer>
#include <QObject>
#include <QPointF>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace matinee::ui {

/// The film map over the epochs of its run: which of them can be shown, which one is, and the way from one to the next.
/// While a model trains, its epochs are those that the live map has shown; of a finished run they are all that were
/// stored, made by a worker of its own from the map backwards. Lives on the GUI thread.
class MapTimeline : public QObject
{
    Q_OBJECT

public:
    enum class Speed
    {
        Slow,
        Normal,
        Fast
    };
    Q_ENUM(Speed)

    explicit MapTimeline(QObject* parent = nullptr);
    ~MapTimeline() override;

    /// Ascending; they grow while isMaking().
    const std::vector<MapFrame>& frames() const { return m_frames; }
    /// More frames than the map's own, so that there is something to go through.
    bool hasEpochs() const { return m_frames.size() > 1; }
    bool isMaking() const { return m_isMaking; }
    /// How many frames there may be when they are made.
    std::size_t count() const { return m_maker ? m_maker->count() : m_frames.size(); }
    /// One sentence if the stored epochs could not be read; else empty.
    const QString& problem() const { return m_problem; }
    /// What is stored of the shown run, as far as it was looked at.
    const VectorHistory& history() const { return m_history; }

    /// Where the films are now.
    const Projection& places() const { return *m_places; }
    /// That places() is of; -1 without a map.
    int shownEpoch() const;
    /// The epoch that the person went to; nullopt: the map is shown, or the newest epoch of a training.
    const std::optional<int>& chosenEpoch() const { return m_chosen; }
    /// Goes to the nearest stored epoch; where frames are still to be made, as soon as it is there.
    void showEpoch(int epoch);
    void showNewest();
    /// \param frames further, negative: back; ends at the first and the last
    void step(int frames);

    bool isPlaying() const { return m_timer.isActive(); }
    /// Begins where it stands, from the first epoch if that is the last. At the end it stops, or begins again.
    void setPlaying(bool playing);
    Speed speed() const { return m_speed; }
    void setSpeed(Speed speed) { m_speed = speed; }
    bool loops() const { return m_loops; }
    void setLoops(bool loops) { m_loops = loops; }

    bool showsTrails() const { return m_showsTrails; }
    void setShowsTrails(bool shows);
    /// Where a row of the map was up to now, the oldest place first, without the present one.
    std::vector<QPointF> trail(int row) const;

    // For MapSession alone
    void clear();
    /// A training begins: nothing is stored of it yet.
    void begin(int epochs);
    /// Keeps the vectors of a training's epochs until it is known where they are stored.
    void keep(const std::vector<std::shared_ptr<const FilmVectors>>& vectors);
    /// What was kept is of no use any more: another run takes its place.
    void forgetKept();
    /// Of the vectors that were kept.
    const VectorHistory& kept() const { return m_kept; }
    /// The map of a training that goes on, after another epoch.
    void addLive(const std::shared_ptr<const FilmMap>& map);
    /// The map of a run. \param folder where its epochs are stored; empty: those that were kept
    void setMap(std::shared_ptr<const FilmMap> map, const MapInput& input, const QString& folder);
    /// Whether somebody looks; frames are made for nobody else.
    void setWatched(bool watched);

Q_SIGNALS:
    /// frames(), isMaking() or problem() changed.
    void framesChanged();
    /// places() changed.
    void moved();
    /// shownEpoch() or chosenEpoch() changed.
    void shownEpochChanged();
    void playingChanged();
    void trailsChanged();

protected:
    void timerEvent(QTimerEvent* event) override;

private:
    struct Batch;

    void makeFrames();
    void takeFrames(Batch batch);
    void choose(std::optional<int> epoch);
    /// Shows what lies at a time in epochs, between two frames if need be. \return whether places() changed
    bool place(double time);
    bool placeMap();
    std::size_t frameAt(double time) const;

    std::shared_ptr<const FilmMap> m_map;
    MapInput m_input; ///< of m_map
    QString m_folder;
    VectorHistory m_kept;
    int m_plannedEpochs = 0;
    VectorHistory m_history;
    QString m_problem;
    std::shared_ptr<MapFrameMaker> m_maker; ///< null before its first batch
    std::vector<MapFrame> m_frames;
    bool m_isMaking = false;
    bool m_isLive = false; ///< the frames are those of a training that goes on
    bool m_watched = true;

    std::shared_ptr<const Projection> m_places; ///< never null
    std::optional<int> m_chosen;
    double m_time = 0; ///< epochs, where it plays
    QBasicTimer m_timer;
    QElapsedTimer m_clock;
    Speed m_speed = Speed::Normal;
    bool m_loops = false;
    bool m_showsTrails = false;

    Job m_job;
    std::unique_ptr<JobRunner> m_jobs; ///< last: joined first
};

} // namespace matinee::ui
