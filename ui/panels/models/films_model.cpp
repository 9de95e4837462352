#include "ui/panels/models/films_model.h"

#include "ui/panels/models/row_order.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

FilmsModel::FilmsModel(std::shared_ptr<const Dataset> dataset, QObject* parent)
    : RowTableModel(parent)
    , m_dataset(std::move(dataset))
    , m_summary(m_dataset->ratings.item, m_dataset->ratings.value, m_dataset->items.size())
{
    setShape({{tr("Film"), true, tr("The film's id in the file")},
              {tr("Title")},
              {tr("Year"), true},
              {tr("Genres")},
              {tr("Ratings"), true, tr("Number of ratings")},
              {tr("Mean"), true, tr("Mean rating in stars")}},
             m_dataset->items.size());
}

void FilmsModel::setFilter(const QString& text)
{
    m_needle = foldedText(text.trimmed());
    if (m_folded.empty()) {
        for (const auto& film : m_dataset->catalogue.films) {
            m_folded.push_back(
                foldedText(QString::fromStdString(film.title + '\n' + m_dataset->catalogue.genreText(film))));
        }
    }
    refilter();
}

QString FilmsModel::text(quint32 sourceRow, int column) const
{
    const auto item = static_cast<std::int32_t>(sourceRow);
    const auto& film = m_dataset->film(item);
    const float mean = m_summary.means[sourceRow];
    switch (column) {
    case Id:
        return QString::number(m_dataset->items.id(item));
    case Title:
        return QString::fromStdString(film.title);
    case Year:
        return film.year > 0 ? QString::number(film.year) : QString();
    case Genres:
        return QString::fromStdString(m_dataset->catalogue.genreText(film));
    case Ratings:
        return QLocale().toString(m_summary.counts[sourceRow]);
    case Mean:
        return std::isnan(mean) ? QString() : QLocale().toString(mean, 'f', 2);
    default:
        return {};
    }
}

std::vector<quint32> FilmsModel::sortKeys(int column) const
{
    const auto count = m_dataset->items.size();
    if (column == Ratings)
        return m_summary.counts;
    std::vector<quint32> keys(count);
    if (column == Title || column == Genres) {
        std::vector<QString> texts(count);
        for (std::size_t i = 0; i < count; ++i)
            texts[i] = text(static_cast<quint32>(i), column);
        return textRanks(texts);
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto item = static_cast<std::int32_t>(i);
        if (column == Id) // not the index: films without ratings come after all the others
            keys[i] = sortKey(qint64(m_dataset->items.id(item)));
        else if (column == Year)
            keys[i] = static_cast<quint32>(std::max(0, m_dataset->film(item).year));
        else
            keys[i] = sortKey(m_summary.means[i]);
    }
    return keys;
}

QString FilmsModel::widestText(int column) const
{
    switch (column) {
    case Id:
        return QStringLiteral("0000000");
    case Year:
    case Mean:
        return QStringLiteral("00000");
    case Ratings:
        return QStringLiteral("000,000");
    case Genres:
        return QStringLiteral("Action, Adventure, Comedy, Romance");
    default:
        return {};
    }
}

} // namespace matinee::ui
