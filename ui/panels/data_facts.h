#pragma once

#include <QWidget>

#include <memory>

class QFormLayout;
class QLabel;

namespace matinee {
struct Dataset;
}

namespace matinee::ui {

class RatingHistogram;

/// The facts of the rating matrix: what is in it, where it comes from, what was odd in loading it.
class DataFacts : public QWidget
{
    Q_OBJECT

public:
    explicit DataFacts(QWidget* parent = nullptr);

    void setDataset(const Dataset& dataset);

protected:
    void changeEvent(QEvent* event) override;

private:
    QLabel* addFact(QFormLayout& form, const QString& name, const QString& label);
    void applyStyle();

    QLabel* m_title;
    QLabel* m_source;
    QLabel* m_users;
    QLabel* m_films;
    QLabel* m_ratings;
    QLabel* m_fill;
    QLabel* m_mean;
    QLabel* m_scale;
    QLabel* m_dates;
    QLabel* m_digest;
    QLabel* m_warnings;
    RatingHistogram* m_histogram;
};

} // namespace matinee::ui
