#pragma once

#include "ui/state/film_index.h"

#include <matinee/film_map.h>
#include <matinee/film_pulls.h>

#include <QVariantMap>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

class QCheckBox;
class QComboBox;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QTimer;
class QToolButton;
class QVBoxLayout;

namespace matinee::ui {

class FactorStrip;
class FilmFacts;
class FoldSection;
class NeighbourList;
class RatingBars;
class RatingHistory;
class Session;
class SignedBars;

/// The selected film: what is listed of it, its ratings, its cluster, its factors, what pulls it and the films nearest
/// to it, or to all selected ones, in the space of the factors. Alt+Left and Alt+Right go through the films looked at.
class InspectorPanel : public QWidget
{
    Q_OBJECT

public:
    explicit InspectorPanel(Session& session, QWidget* parent = nullptr);

    QSize sizeHint() const override { return {300, 640}; }

    /// Which sections are folded, what counts as near, how factors are sorted: for the window's settings.
    QVariantMap state() const;
    /// Whatever is missing or unknown stays as it is.
    void setState(const QVariantMap& state);

Q_SIGNALS:
    /// The person wants to see it on the map. \param item of Session::dataset()
    void filmOnMapRequested(int item);
    void clusterOnMapRequested(int cluster);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeFilmPage();
    QWidget* makeTop();
    QWidget* makeRatings();
    QWidget* makeFactors();
    QWidget* makeNeighbours();
    FoldSection* addSection(const QString& key, const QString& title, QWidget* content);
    void reset();
    void visit(int item);
    void step(int by);
    void refresh();
    void showRatings(int item);
    void showFactors(int row);
    void showPulls(int row);
    void showNeighbours(int row);
    /// Rows on the map of the films that are picked out there.
    std::vector<std::int32_t> selectedRows() const;

    Session& m_session;
    std::shared_ptr<const Dataset> m_indexed; ///< what m_index is of
    FilmIndex m_index;
    std::shared_ptr<const FilmMap> m_termsMap; ///< what m_terms is of
    std::optional<FilmTerms> m_terms;
    bool m_stale = true; ///< nobody looks: worked out when shown

    std::vector<int> m_history; ///< items
    int m_place = -1;           ///< in m_history
    bool m_stepping = false;

    QTimer* m_moved; ///< a moving map is followed at a rate that can be read
    QStackedWidget* m_pages = nullptr;
    QLabel* m_empty = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_page = nullptr;
    QToolButton* m_back = nullptr;
    QToolButton* m_forward = nullptr;
    QLabel* m_title = nullptr;
    FilmFacts* m_facts = nullptr;
    std::vector<FoldSection*> m_sections;
    FoldSection* m_ratingsSection = nullptr;
    RatingBars* m_bars = nullptr;
    RatingHistory* m_times = nullptr;
    FoldSection* m_factorsSection = nullptr;
    FactorStrip* m_factors = nullptr;
    QComboBox* m_factorOrder = nullptr;
    FoldSection* m_pullsSection = nullptr;
    SignedBars* m_pulls = nullptr;
    QLabel* m_noPulls = nullptr;
    FoldSection* m_nearSection = nullptr;
    NeighbourList* m_near = nullptr;
    QCheckBox* m_ofSelection = nullptr;
};

} // namespace matinee::ui
