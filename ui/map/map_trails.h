#pragma once

#include <QObject>

namespace matinee::ui {

class FilmMapView;
class MapSession;
class Session;

/// The trails of the films that are picked out, in a view of the session's map: where they were over the epochs. Tells
/// the session whether anybody looks at the view.
class MapTrails : public QObject
{
    Q_OBJECT

public:
    /// Lives as long as the view. \param session must outlive it
    MapTrails(Session& session, FilmMapView& view);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void show();

    Session& m_session;
    MapSession& m_films;
    FilmMapView& m_view;
};

} // namespace matinee::ui
