#pragma once

#include "ui/map/film_map_view.h"

#include <QFrame>

class QCheckBox;
class QComboBox;
class QSpinBox;

namespace matinee::ui {

class MapSession;

/// What is seldom changed of the map: what the vectors are, which films take part, what is drawn. A pop-up that its
/// button opens; Escape closes it.
class MapOptions : public QFrame
{
    Q_OBJECT

public:
    explicit MapOptions(MapSession& session, QWidget* parent = nullptr);

    /// Films with few ratings are drawn, as hollow markers.
    bool showsRare() const;
    bool showsHulls() const;
    FilmMapView::LabelDensity density() const;
    /// Below the button, within the screen.
    void openBelow(const QWidget& button);

Q_SIGNALS:
    void lookChanged();
    void densityChanged();

private:
    QComboBox* makeChoice(const QString& name, const QString& accessibleName);
    QCheckBox* makeSwitch(const QString& text, const QString& name, const QString& help);
    void showOptions();
    void setVectors();

    MapSession& m_session;
    QComboBox* m_form;
    QCheckBox* m_popularity;
    QComboBox* m_method;
    QSpinBox* m_minimum;
    QCheckBox* m_rare;
    QCheckBox* m_users;
    QComboBox* m_density;
    QCheckBox* m_hulls;
};

} // namespace matinee::ui
