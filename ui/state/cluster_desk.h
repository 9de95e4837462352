#pragma once

#include <matinee/cluster_edits.h>

#include <QObject>
#include <QString>

class QUndoStack;

namespace matinee::ui {

class MapSession;

/// What a person does to the clusters of the map, with undo. Another number of clusters, other vectors or another run
/// begin a history of their own.
class ClusterDesk : public QObject
{
    Q_OBJECT

public:
    /// \param session must outlive the desk
    explicit ClusterDesk(MapSession& session, QObject* parent = nullptr);

    /// There is a map, it is finished, and it is of the run that is shown.
    bool canEdit() const;
    void rename(int cluster, const QString& name);
    void merge(std::vector<std::int32_t> clusters);
    void split(int cluster);

    QUndoStack* undoStack() const { return m_undo; }

private:
    void push(const QString& label, ClusterEdit edit);
    void followDivision();

    MapSession& m_session;
    QUndoStack* m_undo;
    FilmMapOptions m_options; ///< of the map that m_undo is of
    const void* m_vectors = nullptr;
};

} // namespace matinee::ui
