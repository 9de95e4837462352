#pragma once

#include "ui/panels/models/row_table_model.h"
#include "ui/panels/models/title_filter.h"

#include <matinee/film_map.h>

#include <memory>
#include <vector>

namespace matinee::ui {

/// The films that are selected on a map, with where they are on it.
class SelectedFilmsModel : public RowTableModel
{
    Q_OBJECT

public:
    /// \param rows of the map \param means mean rating of each film of the data set, by dense item index
    SelectedFilmsModel(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset,
                       std::vector<std::int32_t> rows, std::vector<float> means, QObject* parent = nullptr);

    /// Only films with this in their title; empty: all.
    void setFilter(const QString& text);

    /// Dense item of the map's data set.
    std::int32_t item(int row) const { return m_map->items[mapRow(sourceRow(row))]; }
    QString widestText(int column) const override;

    /// All of them that the filter lets through, in the order of the table: RFC 4180, decimal points, and numbers with
    /// as many digits as it takes to read the same ones back.
    QByteArray csv() const;

protected:
    QString text(quint32 sourceRow, int column) const override;
    std::vector<quint32> sortKeys(int column) const override;
    bool hasFilter() const override { return m_titles.isActive(); }
    bool accepts(quint32 sourceRow) const override;

private:
    enum Column
    {
        Title,
        Year,
        Genres,
        Ratings,
        Mean,
        Bias,
        Cluster,
        Distance,
        X,
        Y
    };

    std::size_t mapRow(quint32 sourceRow) const { return static_cast<std::size_t>(m_rows[sourceRow]); }
    const Film& film(quint32 sourceRow) const { return m_dataset->film(m_map->items[mapRow(sourceRow)]); }
    /// NaN where there is none.
    float number(quint32 sourceRow, int column) const;

    std::shared_ptr<const FilmMap> m_map;
    std::shared_ptr<const Dataset> m_dataset;
    std::vector<std::int32_t> m_rows;
    std::vector<float> m_means;
    TitleFilter m_titles;
};

} // namespace matinee::ui
