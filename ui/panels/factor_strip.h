#pragma once

#include "ui/charts/column_strip.h"

#include <vector>

namespace matinee::ui {

/// The factors of a film as signed columns, each with a mark where the mean of its cluster lies.
class FactorStrip : public ColumnStrip
{
    Q_OBJECT

public:
    enum class Order
    {
        Number,    ///< the first factor first
        Difference ///< where the film is farthest from its cluster first
    };

    explicit FactorStrip(QWidget* parent = nullptr);

    /// \param mean as long as film; empty: the film is in no cluster
    void setFactors(std::vector<float> film, std::vector<float> mean, const QString& cluster);
    void setOrder(Order order);
    Order order() const { return m_order; }
    /// The factor that a column is of, from 0.
    int factorAt(int column) const { return m_factors[static_cast<std::size_t>(column)]; }

    int columnCount() const override { return static_cast<int>(m_film.size()); }
    QString columnText(int column) const override;
    QString summaryText() const override;

protected:
    void paintColumns(QPainter& painter, const QRectF& plot) override;

private:
    void sort();
    double difference(int factor) const;

    Order m_order = Order::Number;
    std::vector<float> m_film;
    std::vector<float> m_mean;
    QString m_cluster;
    std::vector<int> m_factors; ///< by column
};

} // namespace matinee::ui
