#pragma once

#include <matinee/trainer.h>

#include <QWidget>

#include <memory>
#include <optional>
#include <span>
#include <vector>

class QFormLayout;
class QLabel;

namespace matinee::ui {

class Session;

/// What is known of a film, line by line: what the data set lists of it, its ratings, its bias and its cluster.
class FilmFacts : public QWidget
{
    Q_OBJECT

public:
    explicit FilmFacts(Session& session, QWidget* parent = nullptr);

    /// \param item dense item of the session's data set \param rows of its ratings
    void show(int item, std::span<const RowIndex> rows);
    /// Lets go of what was kept of a run.
    void reset();

Q_SIGNALS:
    /// The person wants to see the cluster on the map.
    void clusterRequested(int cluster);

private:
    QLabel* addFact(const QString& label, const char* name);
    void setShown(QWidget* field, bool shown);
    void showRatings(int item, std::span<const RowIndex> rows);
    void showCluster(int item);
    std::optional<float> biasOf(int itemInRun);

    Session& m_session;
    std::shared_ptr<const TrainedRun> m_biasRun; ///< what m_biases is of
    std::vector<float> m_biases;

    QFormLayout* m_form;
    QLabel* m_year = nullptr;
    QLabel* m_genres = nullptr;
    QLabel* m_id = nullptr;
    QLabel* m_ratings = nullptr;
    QLabel* m_mean = nullptr;
    QLabel* m_bias = nullptr;
    QWidget* m_clusterRow = nullptr;
    QLabel* m_swatch = nullptr;
    QLabel* m_cluster = nullptr;
    QLabel* m_centre = nullptr;
    QLabel* m_links = nullptr;
};

} // namespace matinee::ui
