#pragma once

#include "ui/state/film_index.h"

#include <matinee/trainer.h>

#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QFormLayout;
class QLabel;
class QStackedWidget;
class QToolButton;
class QTreeWidget;

namespace matinee::ui {

class RatingBars;
class Session;

/// The selected film: what is listed of it, its ratings, its cluster and the films nearest to it in the space of the
/// factors. Alt+Left and Alt+Right go through the films looked at.
class InspectorPanel : public QWidget
{
    Q_OBJECT

public:
    explicit InspectorPanel(Session& session, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {300, 640}; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeFilmPage();
    QLabel* addFact(const QString& label, const char* name);
    void reset();
    void visit(int item);
    void step(int by);
    void refresh();
    void showFilm(int item);
    void showCluster(int item);
    void showNeighbours(int item);
    std::optional<float> biasOf(int item);

    Session& m_session;
    std::shared_ptr<const Dataset> m_indexed; ///< what m_index is of
    FilmIndex m_index;
    std::shared_ptr<const TrainedRun> m_biasRun; ///< what m_biases is of
    std::vector<float> m_biases;
    bool m_stale = true; ///< nobody looks: worked out when shown

    std::vector<int> m_history; ///< items
    int m_place = -1;           ///< in m_history
    bool m_stepping = false;

    QFormLayout* m_form = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_empty = nullptr;
    QToolButton* m_back = nullptr;
    QToolButton* m_forward = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_genres = nullptr;
    QLabel* m_id = nullptr;
    QLabel* m_ratings = nullptr;
    QLabel* m_mean = nullptr;
    QLabel* m_bias = nullptr;
    QLabel* m_swatch = nullptr;
    QLabel* m_cluster = nullptr;
    QLabel* m_links = nullptr;
    RatingBars* m_bars = nullptr;
    QTreeWidget* m_neighbours = nullptr;
    QLabel* m_noNeighbours = nullptr;
};

} // namespace matinee::ui
