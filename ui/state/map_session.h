#pragma once

#include "ui/jobs/job_runner.h"

#include <matinee/cluster_edits.h>
#include <matinee/film_map.h>

#include <QObject>
#include <QString>

#include <memory>
#include <vector>

class QTimer;

namespace matinee::ui {

class MapTimeline;

/// The film map of the session: what it is made of and how, and which films the person has picked out on it. It has a
/// worker of its own, so that the map forms, and moves, while a model trains. Lives on the GUI thread.
class MapSession : public QObject
{
    Q_OBJECT

public:
    explicit MapSession(QObject* parent = nullptr);
    ~MapSession() override;

    // What is shown
    /// Null: there is none.
    const std::shared_ptr<const FilmMap>& map() const { return m_map; }
    /// That the map's indices are of; null without a map.
    const std::shared_ptr<const Dataset>& dataset() const { return m_mapInput.dataset; }
    /// What map() was made from.
    const MapInput& input() const { return m_mapInput; }
    /// Where its films (and users) are now: as map() has them, on the way there, or as after an earlier epoch.
    const Projection& places() const;
    const Projection& userPlaces() const { return m_userPlaces; }
    /// map() is of vectors before those that the session shows.
    bool isOld() const { return m_map && m_isOld; }
    /// map() follows a training that runs.
    bool isLive() const { return m_map && m_live; }
    /// The vectors of the last run are not numbers: it has no map. Known once the map was tried.
    bool hasDiverged() const { return m_diverged; }
    /// map() is of the run that the session shows.
    bool isReady() const { return m_map && m_mapInput.vectors == m_input.vectors; }
    /// A map is being made.
    bool isWorking() const { return m_job.isActive() && !m_live; }
    /// A training runs whose vectors follow.
    bool isFollowing() const { return m_isFollowing; }

    // Over the epochs of the run
    MapTimeline& timeline() { return *m_timeline; }
    const MapTimeline& timeline() const { return *m_timeline; }
    /// That places() is of; -1 without a map.
    int shownEpoch() const;
    /// Shows the stored epoch that is nearest to this one.
    void showEpoch(int epoch);
    /// Whether somebody looks at the map: while nobody does, it follows no training.
    void setWatched(bool watched);

    // How it is made
    const FilmMapOptions& options() const { return m_options; }
    /// The seed is the run's, and `only` is that of the map; both are set by others. Makes the map anew at once.
    void setOptions(const FilmMapOptions& options);
    void setClusterCount(int clusters);
    /// The map of these films alone (dense items of dataset()); empty: of all again.
    void setOnly(std::vector<std::int32_t> items);
    /// Where the run is kept that the map is of; empty: nowhere.
    const QString& folder() const { return m_folder; }
    /// Whether the map moves while a model trains.
    bool followsTraining() const { return m_follows; }
    void setFollowsTraining(bool follows);

    /// Gives up the map that is being made; the options are those of map() again.
    void cancelMaking();

    // What a person did to its clusters
    /// Of the clusters of map().
    const ClusterEdits& edits() const;
    /// Makes the clusters of map() anew, with other edits, and keeps those in the run's folder.
    void setEdits(ClusterEdits edits);
    /// The edits of all divisions of the run's films that a person edited.
    const ClusterEditBook& editBook() const { return m_book; }

    // What is picked out
    /// Dense items of dataset(), ascending.
    const std::vector<std::int32_t>& selection() const { return m_selection; }
    void setSelection(std::vector<std::int32_t> items);

    /// Writes all that map() says into a folder, see writeFilmMap(): dataWritten() or dataFailed().
    void writeData(const QString& folder);

    /// What editBook() is, the run's folder knows better.
    bool isBookUnread() const { return !m_bookRead; }

    // For the session alone
    /// Nothing of what was shown holds any more.
    void clear();
    /// A training has begun whose vectors will follow.
    void begin(const RunStart& start);
    /// What the running training had learned after each of its epochs since the call before.
    void follow(const std::vector<std::shared_ptr<const FilmVectors>>& vectors);
    /// Another run is on its way; what is shown stays for the time being.
    void setOld();
    /// The run that is shown, from now on. Null vectors: its model has none.
    /// \param folder where the vectors of its epochs and the edits of its clusters are kept; empty: nowhere
    void setRun(MapInput input, std::uint64_t seed, const QString& folder = {});
    /// The work on a map is given up: the data set is going.
    void cancel();

Q_SIGNALS:
    /// map() is another one, with other films; or null.
    void mapChanged();
    /// map() has the same films at other places, perhaps in other clusters: a training goes on, the picture forms, or
    /// another epoch is shown.
    void mapMoved();
    void mapFailed(const QString& message);
    /// Where the films in clusters are, in their order, in a picture of them that is forming, about as large as that of
    /// places(). The map and its places stay; mapChanged() or mapFailed() ends it.
    void pictureFormed(const matinee::Projection& picture);
    /// fraction < 0: unknown
    void progressed(double fraction, const QString& what);
    /// isWorking(), isOld() or isLive() changed.
    void stateChanged();
    void optionsChanged();
    void followsTrainingChanged();
    /// places() is of another epoch than before.
    void shownEpochChanged();
    void selectionChanged();
    void dataWritten(const QString& folder);
    void dataFailed(const QString& message);

private:
    struct Made
    {
        std::shared_ptr<const FilmMap> map;
        std::shared_ptr<const FilmMap> edited;
        ClusterEditBook book;
        QString problem; ///< with the edits
    };

    void make();
    void showForming(Projection picture);
    void makeFrame();
    void take(Made made, MapInput input);
    void keepEdits();
    void show(std::shared_ptr<const FilmMap> map, MapInput input);
    void fail(const JobFailure& failure);
    bool hasSameFilms(const FilmMap& map) const;

    MapInput m_input;    ///< of the run that is shown
    MapInput m_mapInput; ///< of m_map
    std::shared_ptr<const FilmMap> m_map;
    MapTimeline* m_timeline;
    std::shared_ptr<const FilmMap> m_unedited; ///< m_map as core made it
    ClusterEditBook m_book;
    QString m_folder;       ///< that m_book is kept in; empty: none
    bool m_bookRead = true; ///< m_book is what the folder has
    bool m_bookWritable = true;
    Projection m_userPlaces;
    FilmMapOptions m_options = {.minimumRatings = kUsualMinimumRatings};
    bool m_isOld = false;
    bool m_live = false;
    bool m_diverged = false;
    bool m_follows = true;
    bool m_isFollowing = false;
    bool m_watched = true;
    std::vector<std::int32_t> m_selection;
    std::shared_ptr<const FilmVectors> m_awaited; ///< the newest vectors of the running training not yet shown
    QTimer* m_frameTimer;                         ///< no frame before it ends
    Job m_job;
    int m_number = 0;                  ///< of the map that is being made: pictures of one before come late
    std::unique_ptr<JobRunner> m_jobs; ///< last: joined first
};

} // namespace matinee::ui
