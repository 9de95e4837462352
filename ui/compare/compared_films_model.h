#pragma once

#include "ui/panels/models/row_table_model.h"

#include <matinee/map_comparison.h>

#include <memory>
#include <vector>

namespace matinee::ui {

/// The films that two maps have, the one that moved most first. The source row is an index of MapComparison::films.
class ComparedFilmsModel : public RowTableModel
{
    Q_OBJECT

public:
    ComparedFilmsModel(std::shared_ptr<const MapComparison> comparison, std::shared_ptr<const FilmMap> left,
                       std::shared_ptr<const FilmMap> right, std::shared_ptr<const Dataset> dataset,
                       QObject* parent = nullptr);

    /// Only films with this in their title; empty: all.
    void setFilter(const QString& text);
    QString widestText(int column) const override;
    /// All rows as RFC 4180 text, numbers in the C locale.
    QByteArray csv() const;

protected:
    QString text(quint32 sourceRow, int column) const override;
    std::vector<quint32> sortKeys(int column) const override;
    bool hasFilter() const override { return !m_needle.isEmpty(); }
    bool accepts(quint32 sourceRow) const override { return m_folded[sourceRow].contains(m_needle); }

private:
    enum Column
    {
        Title,
        Overlap,
        Left,
        Right,
        Ratings
    };

    QString clusterOf(const FilmMap& map, std::int32_t row) const;

    std::shared_ptr<const MapComparison> m_comparison;
    std::shared_ptr<const FilmMap> m_left;
    std::shared_ptr<const FilmMap> m_right;
    std::shared_ptr<const Dataset> m_dataset; ///< of the left map
    std::vector<QString> m_folded;            ///< titles, for searching
    QString m_needle;
};

} // namespace matinee::ui
