#pragma once

#include "ui/panels/models/row_table_model.h"
#include "ui/panels/models/title_filter.h"

#include <matinee/dataset.h>

#include <memory>
#include <optional>

namespace matinee::ui {

/// The ratings as they stand in the file, with the film's title and the user's attributes, on the file's own ids.
class RatingsModel : public RowTableModel
{
    Q_OBJECT

public:
    explicit RatingsModel(std::shared_ptr<const Dataset> dataset, QObject* parent = nullptr);

    /// Only films with this in their title; empty: all.
    void setTitleFilter(const QString& text);
    /// Only the user of this id of the file; none: all.
    void setUserFilter(std::optional<qint64> id);

    std::int32_t item(int row) const { return m_dataset->ratings.item[sourceRow(row)]; }
    QString widestText(int column) const override;

protected:
    QString text(quint32 sourceRow, int column) const override;
    std::vector<quint32> sortKeys(int column) const override;
    bool hasFilter() const override { return m_titles.isActive() || m_user.has_value(); }
    bool accepts(quint32 sourceRow) const override;

private:
    enum Field
    {
        User,
        Age,
        Gender,
        Occupation,
        Item,
        Title,
        Year,
        Rating,
        Time
    };

    std::shared_ptr<const Dataset> m_dataset;
    std::vector<Field> m_fields;
    TitleFilter m_titles;
    std::optional<std::int32_t> m_user; ///< dense; -1: an id that nobody has
};

/// "1997-12-04 15:55:49", UTC; empty for 0, which stands for "not known".
QString timeText(std::int64_t seconds);

} // namespace matinee::ui
