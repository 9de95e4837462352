#include "ui/panels/models/ratings_model.h"

#include "ui/panels/models/row_order.h"
#include "ui/panels/models/users_model.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <span>

namespace matinee::ui {

QString timeText(std::int64_t seconds)
{
    if (seconds == 0)
        return {};
    return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
}

RatingsModel::RatingsModel(std::shared_ptr<const Dataset> dataset, QObject* parent)
    : RowTableModel(parent)
    , m_dataset(std::move(dataset))
    , m_titles(m_dataset->catalogue)
{
    std::vector<Column> columns;
    const auto add = [&](Field field, const QString& title, bool isNumber, const QString& toolTip = {}) {
        m_fields.push_back(field);
        columns.push_back({title, isNumber, toolTip});
    };
    add(User, tr("User"), true, tr("The user's id in the file"));
    add(Item, tr("Film"), true, tr("The film's id in the file"));
    add(Title, tr("Title"), false);
    add(Year, tr("Year"), true);
    add(Rating, tr("Rating"), true, tr("In stars"));
    add(Time, tr("Time (UTC)"), false);
    if (!m_dataset->userAttributes.empty()) {
        add(Age, tr("Age"), true, ageToolTip(*m_dataset));
        add(Gender, tr("Gender"), false);
        add(Occupation, tr("Occupation"), false);
    }
    setShape(std::move(columns), m_dataset->ratings.size());
}

void RatingsModel::setTitleFilter(const QString& text)
{
    m_titles.setText(text);
    refilter();
}

void RatingsModel::setUserFilter(std::optional<qint64> id)
{
    m_user = id ? std::optional(m_dataset->users.find(*id).value_or(-1)) : std::nullopt;
    refilter();
}

bool RatingsModel::accepts(quint32 sourceRow) const
{
    const auto& ratings = m_dataset->ratings;
    return (!m_user || ratings.user[sourceRow] == *m_user) &&
           (!m_titles.isActive() || m_titles.accepts(ratings.item[sourceRow]));
}

QString RatingsModel::text(quint32 sourceRow, int column) const
{
    const auto& ratings = m_dataset->ratings;
    const auto user = ratings.user[sourceRow];
    const auto item = ratings.item[sourceRow];
    const auto attributes = [&]() -> const UserAttributes& {
        return m_dataset->userAttributes[static_cast<std::size_t>(user)];
    };
    switch (m_fields[static_cast<std::size_t>(column)]) {
    case User:
        return QString::number(m_dataset->users.id(user));
    case Age:
        return attributes().age < 0 ? QString() : QString::number(attributes().age);
    case Gender:
        return QString::fromStdString(attributes().gender);
    case Occupation:
        return QString::fromStdString(attributes().occupation);
    case Item:
        return QString::number(m_dataset->items.id(item));
    case Title:
        return QString::fromStdString(m_dataset->film(item).title);
    case Year:
        return m_dataset->film(item).year > 0 ? QString::number(m_dataset->film(item).year) : QString();
    case Rating:
        return QLocale().toString(ratings.value[sourceRow], 'g', 4);
    case Time:
        return timeText(ratings.time[sourceRow]);
    }
    return {};
}

std::vector<quint32> RatingsModel::sortKeys(int column) const
{
    const auto& ratings = m_dataset->ratings;
    std::vector<quint32> keys(ratings.size());
    // Most columns belong to the user or the film: a rank for each of those few, then looked up for each rating.
    const auto lookUp = [&](std::span<const std::int32_t> owners, const std::vector<quint32>& ranks) {
        std::transform(owners.begin(), owners.end(), keys.begin(),
                       [&](std::int32_t owner) { return ranks[static_cast<std::size_t>(owner)]; });
    };
    const auto userTexts = [&](const auto& textOf) {
        std::vector<QString> texts;
        for (const auto& attributes : m_dataset->userAttributes)
            texts.push_back(QString::fromStdString(textOf(attributes)));
        lookUp(ratings.user, textRanks(texts));
    };
    const auto& films = m_dataset->catalogue.films;
    switch (m_fields[static_cast<std::size_t>(column)]) {
    case User: // rated users and films stand in ascending order of their ids
        std::copy(ratings.user.begin(), ratings.user.end(), keys.begin());
        break;
    case Item:
        std::copy(ratings.item.begin(), ratings.item.end(), keys.begin());
        break;
    case Age: {
        std::vector<quint32> ages;
        for (const auto& attributes : m_dataset->userAttributes)
            ages.push_back(static_cast<quint32>(attributes.age + 1));
        lookUp(ratings.user, ages);
        break;
    }
    case Gender:
        userTexts([](const UserAttributes& attributes) { return attributes.gender; });
        break;
    case Occupation:
        userTexts([](const UserAttributes& attributes) { return attributes.occupation; });
        break;
    case Title: {
        std::vector<QString> titles;
        for (const auto& film : films)
            titles.push_back(QString::fromStdString(film.title));
        lookUp(ratings.item, textRanks(titles));
        break;
    }
    case Year: {
        std::vector<quint32> years;
        for (const auto& film : films)
            years.push_back(static_cast<quint32>(std::max(0, film.year)));
        lookUp(ratings.item, years);
        break;
    }
    case Rating:
        std::transform(ratings.value.begin(), ratings.value.end(), keys.begin(), [](float v) { return sortKey(v); });
        break;
    case Time:
        std::transform(ratings.time.begin(), ratings.time.end(), keys.begin(),
                       [](std::int64_t t) { return sortKey(qint64(t)); });
        break;
    }
    return keys;
}

QString RatingsModel::widestText(int column) const
{
    switch (m_fields[static_cast<std::size_t>(column)]) {
    case User:
    case Item:
        return QStringLiteral("0000000");
    case Age:
    case Year:
    case Rating:
        return QStringLiteral("00000");
    case Gender:
        return QStringLiteral("Gender");
    case Occupation:
        return QStringLiteral("entertainment");
    case Time:
        return QStringLiteral("0000-00-00 00:00:00");
    case Title:
        break;
    }
    return {};
}

} // namespace matinee::ui
