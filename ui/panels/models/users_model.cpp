#include "ui/panels/models/users_model.h"

#include "ui/panels/models/row_order.h"

#include <QLocale>

#include <cmath>

namespace matinee::ui {

QString ageToolTip(const Dataset& dataset)
{
    if (dataset.provenance.layout != "ml-1m")
        return {};
    return UsersModel::tr("This release gives the youngest age of a range: 1 is under 18, 18 is 18 to 24");
}

UsersModel::UsersModel(std::shared_ptr<const Dataset> dataset, QObject* parent)
    : RowTableModel(parent)
    , m_dataset(std::move(dataset))
    , m_summary(m_dataset->ratings.user, m_dataset->ratings.value, m_dataset->users.size())
{
    std::vector<Column> columns;
    const auto add = [&](Field field, const QString& title, bool isNumber, const QString& toolTip = {}) {
        m_fields.push_back(field);
        columns.push_back({title, isNumber, toolTip});
    };
    add(Id, tr("User"), true, tr("The user's id in the file"));
    if (!m_dataset->userAttributes.empty()) {
        add(Age, tr("Age"), true, ageToolTip(*m_dataset));
        add(Gender, tr("Gender"), false);
        add(Occupation, tr("Occupation"), false);
        add(Zip, tr("ZIP code"), false);
    }
    add(Ratings, tr("Ratings"), true, tr("Number of ratings"));
    add(Mean, tr("Mean"), true, tr("Mean rating in stars"));
    setShape(std::move(columns), m_dataset->users.size());
}

void UsersModel::setFilter(const QString& text)
{
    m_needle = foldedText(text.trimmed());
    refilter();
}

bool UsersModel::accepts(quint32 sourceRow) const
{
    if (fieldText(sourceRow, Id) == m_needle)
        return true;
    if (m_dataset->userAttributes.empty())
        return false;
    return foldedText(fieldText(sourceRow, Occupation)).contains(m_needle) ||
           foldedText(fieldText(sourceRow, Zip)).startsWith(m_needle) ||
           foldedText(fieldText(sourceRow, Gender)) == m_needle;
}

QString UsersModel::text(quint32 sourceRow, int column) const
{
    return fieldText(sourceRow, m_fields[static_cast<std::size_t>(column)]);
}

QString UsersModel::fieldText(quint32 sourceRow, Field field) const
{
    static const UserAttributes kNone;
    const auto& attributes = m_dataset->userAttributes.empty() ? kNone : m_dataset->userAttributes[sourceRow];
    const float mean = m_summary.means[sourceRow];
    switch (field) {
    case Id:
        return QString::number(m_dataset->users.id(static_cast<std::int32_t>(sourceRow)));
    case Age:
        return attributes.age < 0 ? QString() : QString::number(attributes.age);
    case Gender:
        return QString::fromStdString(attributes.gender);
    case Occupation:
        return QString::fromStdString(attributes.occupation);
    case Zip:
        return QString::fromStdString(attributes.zip);
    case Ratings:
        return QLocale().toString(m_summary.counts[sourceRow]);
    case Mean:
        return std::isnan(mean) ? QString() : QLocale().toString(mean, 'f', 2);
    }
    return {};
}

std::vector<quint32> UsersModel::sortKeys(int column) const
{
    const auto count = m_dataset->users.size();
    const Field field = m_fields[static_cast<std::size_t>(column)];
    if (field == Ratings)
        return m_summary.counts;
    if (field == Gender || field == Occupation || field == Zip) {
        std::vector<QString> texts(count);
        for (std::size_t i = 0; i < count; ++i)
            texts[i] = fieldText(static_cast<quint32>(i), field);
        return textRanks(texts);
    }
    std::vector<quint32> keys(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (field == Id)
            keys[i] = sortKey(qint64(m_dataset->users.id(static_cast<std::int32_t>(i))));
        else if (field == Age)
            keys[i] = static_cast<quint32>(m_dataset->userAttributes[i].age + 1);
        else
            keys[i] = sortKey(m_summary.means[i]);
    }
    return keys;
}

QString UsersModel::widestText(int column) const
{
    switch (m_fields[static_cast<std::size_t>(column)]) {
    case Id:
        return QStringLiteral("0000000");
    case Age:
    case Mean:
        return QStringLiteral("00000");
    case Gender:
        return QStringLiteral("Gender");
    case Zip:
        return QStringLiteral("00000-0000");
    case Ratings:
        return QStringLiteral("000,000");
    case Occupation:
        break;
    }
    return m_dataset->userAttributes.empty() ? QStringLiteral("0000000") : QString();
}

} // namespace matinee::ui
