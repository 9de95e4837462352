#include "ui/panels/models/samples_model.h"

#include "ui/panels/models/row_order.h"

#include <QLocale>

namespace matinee::ui {

SamplesModel::SamplesModel(std::shared_ptr<const TrainedRun> run, QObject* parent)
    : RowTableModel(parent)
    , m_run(std::move(run))
    , m_titles(m_run->dataset->catalogue)
{
    setShape({{tr("Title")},
              {tr("User"), true, tr("The user's id in the file")},
              {tr("Predicted"), true, tr("In stars")},
              {tr("Actual"), true, tr("In stars")},
              {tr("Error"), true, tr("Predicted minus actual, in stars")}},
             m_run->result.samples.size());
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
    const QLocale locale;
    switch (column) {
    case Title:
        return QString::fromStdString(m_run->dataset->film(row.item).title);
    case User:
        return QString::number(m_run->dataset->users.id(row.user));
    case Predicted:
        return locale.toString(row.predicted, 'f', 2);
    case Actual:
        return locale.toString(row.actual, 'f', 2);
    case Error: {
        const float error = row.predicted - row.actual;
        return (error >= 0 ? QStringLiteral("+") : QStringLiteral("−")) + locale.toString(std::abs(error), 'f', 2);
    }
    default:
        return {};
    }
}

std::vector<quint32> SamplesModel::sortKeys(int column) const
{
    const auto& samples = m_run->result.samples;
    if (column == Title) {
        std::vector<QString> titles;
        for (quint32 row = 0; row < samples.size(); ++row)
            titles.push_back(text(row, Title));
        return textRanks(titles);
    }
    std::vector<quint32> keys;
    keys.reserve(samples.size());
    for (const auto& row : samples) {
        if (column == User)
            keys.push_back(static_cast<quint32>(row.user)); // rated users stand in ascending order of their ids
        else if (column == Predicted)
            keys.push_back(sortKey(row.predicted));
        else if (column == Actual)
            keys.push_back(sortKey(row.actual));
        else
            keys.push_back(sortKey(row.predicted - row.actual));
    }
    return keys;
}

QString SamplesModel::widestText(int column) const
{
    return column == Title ? QString() : QStringLiteral("Predicted");
}

} // namespace matinee::ui
