#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace matinee::ui {

class MapSession;
class MapTimeline;

/// The strip under the film map: goes through the stored epochs of the run, plays them, and lets the map follow a
/// training. Hidden as long as there is no map and no training.
/// Keys in the slider: Left, Right, Page Up, Page Down, Home, End; Space plays and pauses.
class MapScrubber : public QWidget
{
    Q_OBJECT

public:
    /// \param films must outlive this
    explicit MapScrubber(MapSession& films, QWidget* parent = nullptr);

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QToolButton* makeButton(const char* name, const QString& themeIcon, const QString& fallback);
    void makePlayer();
    void makeChoices();
    void showFrames();
    void showEpoch();
    void showPlaying();
    void showLive();
    /// What the strip says of the epochs: which one is shown, or why there are none.
    QString text() const;
    void stepSlider(int action);

    MapSession& m_films;
    MapTimeline& m_timeline;
    QToolButton* m_previous = nullptr;
    QToolButton* m_play = nullptr;
    QToolButton* m_next = nullptr;
    QSlider* m_slider = nullptr;
    QLabel* m_text = nullptr;
    QComboBox* m_speed = nullptr;
    QCheckBox* m_loop = nullptr;
    QCheckBox* m_trails = nullptr;
    QCheckBox* m_live = nullptr;
};

} // namespace matinee::ui
