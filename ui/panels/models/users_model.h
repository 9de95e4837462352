#pragma once

#include "ui/panels/models/rating_summary.h"
#include "ui/panels/models/row_table_model.h"

#include <matinee/dataset.h>

#include <memory>

namespace matinee::ui {

/// The users, those without ratings included. The source row is the dense user index.
class UsersModel : public RowTableModel
{
    Q_OBJECT

public:
    explicit UsersModel(std::shared_ptr<const Dataset> dataset, QObject* parent = nullptr);

    /// Only the user of this id, or those whose gender, occupation or zip code has this in it; empty: all.
    void setFilter(const QString& text);

    QString widestText(int column) const override;

protected:
    QString text(quint32 sourceRow, int column) const override;
    std::vector<quint32> sortKeys(int column) const override;
    bool hasFilter() const override { return !m_needle.isEmpty(); }
    bool accepts(quint32 sourceRow) const override;

private:
    enum Field
    {
        Id,
        Age,
        Gender,
        Occupation,
        Zip,
        Ratings,
        Mean
    };

    QString fieldText(quint32 sourceRow, Field field) const;

    std::shared_ptr<const Dataset> m_dataset;
    RatingSummary m_summary;
    std::vector<Field> m_fields;
    QString m_needle;
};

/// For the header of the ages: what a number stands for where it is no age; may be empty.
QString ageToolTip(const Dataset& dataset);

} // namespace matinee::ui
