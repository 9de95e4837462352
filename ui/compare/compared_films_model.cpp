#include "ui/compare/compared_films_model.h"

#include "ui/panels/models/row_order.h"
#include "ui/state/csv_field.h"

#include <QLocale>

namespace matinee::ui {

ComparedFilmsModel::ComparedFilmsModel(std::shared_ptr<const MapComparison> comparison,
                                       std::shared_ptr<const FilmMap> left, std::shared_ptr<const FilmMap> right,
                                       std::shared_ptr<const Dataset> dataset, QObject* parent)
    : RowTableModel(parent)
    , m_comparison(std::move(comparison))
    , m_left(std::move(left))
    , m_right(std::move(right))
    , m_dataset(std::move(dataset))
{
    setShape({{tr("Film")},
              {tr("Neighbours kept"), true,
               tr("Of the %1 nearest films in the space of the factors (cosine), the share that is the same in both. A "
                  "film that moved keeps few.")
                   .arg(m_comparison->neighbours)},
              {tr("Cluster left")},
              {tr("Cluster right")},
              {tr("Ratings"), true, tr("Number of ratings")}},
             m_comparison->films.size());
}

void ComparedFilmsModel::setFilter(const QString& text)
{
    m_needle = foldedText(text.trimmed());
    if (m_folded.empty()) {
        for (std::size_t row = 0; row < m_comparison->films.size(); ++row)
            m_folded.push_back(foldedText(this->text(static_cast<quint32>(row), Title)));
    }
    refilter();
}

QString ComparedFilmsModel::clusterOf(const FilmMap& map, std::int32_t row) const
{
    const auto cluster = map.clustering.assignment[static_cast<std::size_t>(row)];
    return cluster < 0 ? QString() : QString::fromStdString(map.clusters[static_cast<std::size_t>(cluster)].name);
}

QString ComparedFilmsModel::text(quint32 sourceRow, int column) const
{
    const auto& film = m_comparison->films[sourceRow];
    const auto left = static_cast<std::size_t>(film.leftRow);
    switch (column) {
    case Title:
        return QString::fromStdString(m_dataset->film(m_left->items[left]).title);
    case Overlap:
        return tr("%1 %").arg(QLocale().toString(100 * film.overlap, 'f', 0));
    case Left:
        return clusterOf(*m_left, film.leftRow);
    case Right:
        return clusterOf(*m_right, film.rightRow);
    case Ratings:
        return QLocale().toString(m_left->ratings[left]);
    default:
        return {};
    }
}

std::vector<quint32> ComparedFilmsModel::sortKeys(int column) const
{
    const auto& films = m_comparison->films;
    std::vector<quint32> keys(films.size());
    if (column == Overlap || column == Ratings) {
        for (std::size_t row = 0; row < films.size(); ++row)
            keys[row] = column == Overlap
                            ? sortKey(films[row].overlap)
                            : static_cast<quint32>(m_left->ratings[static_cast<std::size_t>(films[row].leftRow)]);
        return keys;
    }
    std::vector<QString> texts(films.size());
    for (std::size_t row = 0; row < films.size(); ++row)
        texts[row] = text(static_cast<quint32>(row), column);
    return textRanks(texts);
}

QString ComparedFilmsModel::widestText(int column) const
{
    switch (column) {
    case Overlap:
        return QStringLiteral("Neighbours kept ");
    case Left:
    case Right:
        return QStringLiteral("Film-Noir & Mystery, 1940s");
    case Ratings:
        return QStringLiteral("000,000");
    default:
        return {};
    }
}

QByteArray ComparedFilmsModel::csv() const
{
    QByteArray text = "item,title,overlap,cluster_left,name_left,cluster_right,name_right,ratings\n";
    for (const auto& film : m_comparison->films) {
        const auto left = static_cast<std::size_t>(film.leftRow);
        const auto right = static_cast<std::size_t>(film.rightRow);
        const auto cluster = [](const FilmMap& map, std::size_t row) {
            const auto number = map.clustering.assignment[row];
            return number < 0 ? QByteArray() : QByteArray::number(number);
        };
        text += QByteArray::number(qint64(m_dataset->items.id(m_left->items[left]))) + ',' +
                csvField(QString::fromStdString(m_dataset->film(m_left->items[left]).title)).toUtf8() + ',' +
                QByteArray::number(static_cast<double>(film.overlap)) + ',' + cluster(*m_left, left) + ',' +
                csvField(clusterOf(*m_left, film.leftRow)).toUtf8() + ',' + cluster(*m_right, right) + ',' +
                csvField(clusterOf(*m_right, film.rightRow)).toUtf8() + ',' +
                QByteArray::number(m_left->ratings[left]) + '\n';
    }
    return text;
}

} // namespace matinee::ui
