#include "ui/panels/models/samples_model.h"

#include "ui/panels/models/row_order.h"
#include "ui/state/number_text.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

SamplesModel::SamplesModel(std::shared_ptr<const TrainedRun> run, QObject* parent)
    : RowTableModel(parent)
    , m_run(std::move(run))
    , m_titles(m_run->dataset->catalogue)
{
    const auto info = std::ranges::find(models(), m_run->spec.model, &ModelInfo::id);
    m_output = info == models().end() ? ModelOutput::Ratings : info->output;
    const auto& samples = m_run->result.samples;
    const bool hasDeviation =
        std::ranges::any_of(samples, [](const auto& row) { return std::isfinite(row.deviation); });
    std::vector<Column> columns;
    const auto add = [&](Field field, const QString& title, bool isNumber, const QString& toolTip = {}) {
        m_fields.push_back(field);
        columns.push_back({title, isNumber, toolTip});
    };
    add(Title, tr("Title"), false);
    add(User, tr("User"), true, tr("The user's id in the file"));
    if (m_output == ModelOutput::Probabilities)
        add(Predicted, tr("Probability"), true, tr("Predicted: that the user rates the film at all"));
    else if (m_output == ModelOutput::Scores)
        add(Predicted, tr("Score"), true,
            tr("Predicted: the ranking sorts by it; higher is better, on a scale of its own"));
    else
        add(Predicted, tr("Predicted"), true, tr("In stars"));
    if (hasDeviation)
        add(Deviation, tr("±"), true,
            tr("Standard deviation of the prediction, in stars, the noise of ratings included"));
    add(Actual, tr("Actual"), true, tr("In stars"));
    if (m_output == ModelOutput::Ratings)
        add(Error, tr("Error"), true, tr("Predicted minus actual, in stars"));
    setShape(std::move(columns), samples.size());
}

void SamplesModel::setFilter(const QString& text)
{
    m_titles.setText(text);
    bool isNumber = false;
    const qint64 id = text.trimmed().toLongLong(&isNumber);
    m_user = isNumber ? m_run->dataset->users.find(id).value_or(-1) : -1;
    refilter();
}

bool SamplesModel::accepts(quint32 sourceRow) const
{
    return sample(sourceRow).user == m_user || m_titles.accepts(sample(sourceRow).item);
}

QString SamplesModel::text(quint32 sourceRow, int column) const
{
    const auto& row = sample(sourceRow);
    switch (field(column)) {
    case Title:
        return QString::fromStdString(m_run->dataset->film(row.item).title);
    case User:
        return QString::number(m_run->dataset->users.id(row.user));
    case Predicted:
        return m_output == ModelOutput::Ratings         ? numberText(row.predicted, 'f', 2)
               : m_output == ModelOutput::Probabilities ? numberText(row.predicted, 'f', 3)
                                                        : numberText(row.predicted, 'g', 4);
    case Deviation:
        return std::isfinite(row.deviation) ? numberText(row.deviation, 'f', 2) : QString();
    case Actual:
        return numberText(row.actual, 'f', 2);
    case Error:
        return signedNumberText(row.predicted - row.actual, 2);
    }
    return {};
}

std::vector<quint32> SamplesModel::sortKeys(int column) const
{
    const auto& samples = m_run->result.samples;
    const auto sorted = field(column);
    if (sorted == Title) {
        std::vector<QString> titles;
        for (quint32 row = 0; row < samples.size(); ++row)
            titles.push_back(text(row, column));
        return textRanks(titles);
    }
    std::vector<quint32> keys;
    keys.reserve(samples.size());
    for (const auto& row : samples) {
        if (sorted == User)
            keys.push_back(static_cast<quint32>(row.user)); // rated users stand in ascending order of their ids
        else if (sorted == Predicted)
            keys.push_back(sortKey(row.predicted));
        else if (sorted == Deviation)
            keys.push_back(sortKey(row.deviation));
        else if (sorted == Actual)
            keys.push_back(sortKey(row.actual));
        else
            keys.push_back(sortKey(row.predicted - row.actual));
    }
    return keys;
}

QString SamplesModel::widestText(int column) const
{
    if (field(column) == Title)
        return {};
    return field(column) == Deviation ? QStringLiteral("0.00") : QStringLiteral("Predicted");
}

} // namespace matinee::ui
