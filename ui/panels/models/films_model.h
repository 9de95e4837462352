#pragma once

#include "ui/panels/models/rating_summary.h"
#include "ui/panels/models/row_table_model.h"

#include <matinee/dataset.h>

#include <memory>

namespace matinee::ui {

/// The films, those without ratings included. The source row is the dense item index.
class FilmsModel : public RowTableModel
{
    Q_OBJECT

public:
    explicit FilmsModel(std::shared_ptr<const Dataset> dataset, QObject* parent = nullptr);

    /// Only films with this in their title or their genres; empty: all.
    void setFilter(const QString& text);

    std::int32_t item(int row) const { return static_cast<std::int32_t>(sourceRow(row)); }
    QString widestText(int column) const override;

protected:
    QString text(quint32 sourceRow, int column) const override;
    std::vector<quint32> sortKeys(int column) const override;
    bool hasFilter() const override { return !m_needle.isEmpty(); }
    bool accepts(quint32 sourceRow) const override { return m_folded[sourceRow].contains(m_needle); }

private:
    enum Column
    {
        Id,
        Title,
        Year,
        Genres,
        Ratings,
        Mean
    };

    std::shared_ptr<const Dataset> m_dataset;
    RatingSummary m_summary;
    std::vector<QString> m_folded; ///< title and genres, for searching; made when first needed
    QString m_needle;
};

} // namespace matinee::ui
