#include "ui/state/cluster_desk.h"

#include "ui/state/map_session.h"

#include <QUndoCommand>
#include <QUndoStack>

namespace matinee::ui {

namespace {

class ClusterEditCommand : public QUndoCommand
{
public:
    ClusterEditCommand(MapSession& session, const QString& label, ClusterEdits before, ClusterEdits after)
        : QUndoCommand(label)
        , m_session(session)
        , m_before(std::move(before))
        , m_after(std::move(after))
    {}

    void undo() override { m_session.setEdits(m_before); }
    void redo() override { m_session.setEdits(m_after); }

private:
    MapSession& m_session;
    ClusterEdits m_before;
    ClusterEdits m_after;
};

/// Whether two maps have the same clusters before any edit.
bool sameDivision(const FilmMapOptions& a, const FilmMapOptions& b)
{
    return a.clusters == b.clusters && a.method == b.method && a.preparation == b.preparation &&
           a.minimumRatings == b.minimumRatings && a.only == b.only && a.seed == b.seed;
}

} // namespace

ClusterDesk::ClusterDesk(MapSession& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
    , m_undo(new QUndoStack(this))
{
    connect(&session, &MapSession::mapChanged, this, &ClusterDesk::followDivision);
    connect(&session, &MapSession::mapMoved, this, &ClusterDesk::followDivision);
}

bool ClusterDesk::canEdit() const
{
    return m_session.isReady() && !m_session.isLive() && sameDivision(m_session.map()->options, m_session.options());
}

void ClusterDesk::rename(int cluster, const QString& name)
{
    if (!canEdit())
        return;
    std::string text = name.simplified().toStdString();
    if (text.empty() || text == m_session.map()->clusters.at(static_cast<std::size_t>(cluster)).name)
        return;
    QString shortened = name.simplified();
    while (text.size() > kLongestClusterName) {
        shortened.chop(1);
        text = shortened.toStdString();
    }
    push(tr("Rename a cluster"), {ClusterEdit::Kind::Rename, {cluster}, std::move(text)});
}

void ClusterDesk::merge(std::vector<std::int32_t> clusters)
{
    if (canEdit() && clusters.size() >= 2)
        push(tr("Merge clusters"), {ClusterEdit::Kind::Merge, std::move(clusters)});
}

void ClusterDesk::split(int cluster)
{
    if (canEdit() && m_session.map()->clusters.at(static_cast<std::size_t>(cluster)).size >= 2)
        push(tr("Split a cluster"), {ClusterEdit::Kind::Split, {cluster}});
}

void ClusterDesk::push(const QString& label, ClusterEdit edit)
{
    auto after = m_session.edits();
    after.push_back(std::move(edit));
    m_undo->push(new ClusterEditCommand(m_session, label, m_session.edits(), std::move(after)));
}

void ClusterDesk::followDivision()
{
    const auto& map = m_session.map();
    const void* vectors = map ? m_session.input().vectors.get() : nullptr;
    if (map && vectors == m_vectors && sameDivision(map->options, m_options))
        return;
    m_undo->clear();
    m_options = map ? map->options : FilmMapOptions();
    m_vectors = vectors;
}

} // namespace matinee::ui
