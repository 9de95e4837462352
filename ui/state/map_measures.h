#pragma once

#include "ui/jobs/job_runner.h"

#include <matinee/cluster_choice.h>
#include <matinee/film_map.h>

#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace matinee::ui {

class MapSession;

/// What is measured of the map that is shown: how far the picture may be believed, how well its clusters are apart, and
/// what speaks for which number of clusters. It has a worker of its own: the map waits for none of it.
class MapMeasures : public QObject
{
    Q_OBJECT

public:
    /// \param session must outlive this
    explicit MapMeasures(MapSession& session, QObject* parent = nullptr);
    ~MapMeasures() override;

    /// Of the map that is shown; nullopt as long as it is not known.
    const std::optional<FilmMapMeasures>& measures() const { return m_measures; }
    /// Nothing is measured while nobody looks.
    void setWanted(bool wanted);

    // The number of clusters
    /// Looks at all numbers of clusters up to some twenty: choiceGrew() after each, then choiceEnded().
    void choose();
    void cancelChoice();
    bool isChoosing() const { return m_choiceJob.isActive(); }
    /// What is known so far, by rising number of clusters.
    const std::vector<ClusterChoicePoint>& points() const { return m_points; }
    /// With the proposals; nullopt as long as it is not done.
    const std::optional<ClusterChoice>& choice() const { return m_choice; }
    int mostClusters() const { return m_most; }

Q_SIGNALS:
    void measured();
    void choiceGrew();
    /// choice() is there, or it was cancelled, or what was known is of another map.
    void choiceEnded();
    void choiceFailed(const QString& message);

private:
    void follow();
    void measure();

    MapSession& m_session;
    bool m_wanted = false;
    std::shared_ptr<const FilmMap> m_map; ///< that measures are of, or will be
    std::optional<FilmMapMeasures> m_measures;
    std::vector<ClusterChoicePoint> m_points;
    std::optional<ClusterChoice> m_choice;
    int m_most = 0;
    int m_choiceNumber = 0; ///< tells the points of one choice from those of the one before
    Job m_measureJob;
    Job m_choiceJob;
    std::unique_ptr<JobRunner> m_jobs; ///< last: joined first
};

} // namespace matinee::ui
