#pragma once

#include "ui/panels/models/row_table_model.h"
#include "ui/panels/models/title_filter.h"

#include <matinee/trainer.h>

#include <vector>

namespace matinee::ui {

/// Test ratings with their predictions. For a model of interactions that is a probability or a score, which has no
/// error in stars.
class SamplesModel : public RowTableModel
{
    Q_OBJECT

public:
    explicit SamplesModel(std::shared_ptr<const TrainedRun> run, QObject* parent = nullptr);

    /// Only films with this in their title, or the user of this id; empty: all.
    void setFilter(const QString& text);

    std::int32_t item(int row) const { return sample(sourceRow(row)).item; }
    QString widestText(int column) const override;

protected:
    QString text(quint32 sourceRow, int column) const override;
    std::vector<quint32> sortKeys(int column) const override;
    bool hasFilter() const override { return m_titles.isActive(); }
    bool accepts(quint32 sourceRow) const override;

private:
    enum Field
    {
        Title,
        User,
        Predicted,
        Deviation,
        Actual,
        Error
    };

    Field field(int column) const { return m_fields[static_cast<std::size_t>(column)]; }
    const SamplePrediction& sample(quint32 sourceRow) const { return m_run->result.samples[sourceRow]; }

    std::shared_ptr<const TrainedRun> m_run;
    ModelOutput m_output = ModelOutput::Ratings;
    std::vector<Field> m_fields; ///< of the columns: what the model does not have is left out
    TitleFilter m_titles;
    std::int32_t m_user = -1; ///< dense index of the user whose id is the filter's text
};

} // namespace matinee::ui
