#include "ui/panels/models/selected_films_model.h"

#include "ui/map/map_colouring.h"
#include "ui/panels/models/row_order.h"
#include "ui/state/csv_field.h"
#include "ui/state/number_text.h"

#include <QLocale>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

QByteArray csvNumber(float value)
{
    if (!std::isfinite(value))
        return {};
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    return QByteArray(digits, static_cast<qsizetype>(end - digits));
}

} // namespace

SelectedFilmsModel::SelectedFilmsModel(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset,
                                       std::vector<std::int32_t> rows, std::vector<float> means, QObject* parent)
    : RowTableModel(parent)
    , m_map(std::move(map))
    , m_dataset(std::move(dataset))
    , m_rows(std::move(rows))
    , m_means(std::move(means))
    , m_titles(m_dataset->catalogue)
{
    setShape({{tr("Title")},
              {tr("Year"), true},
              {tr("Genres")},
              {tr("Ratings"), true, tr("Number of ratings")},
              {tr("Mean"), true, tr("Mean rating in stars")},
              {tr("Bias"), true, tr("What the model adds for the film, in stars")},
              {tr("Cluster")},
              {tr("Distance"), true, tr("Distance to the centre of its cluster, in the model's factors")},
              {tr("x"), true, tr("Place in the picture")},
              {tr("y"), true, tr("Place in the picture")}},
             m_rows.size());
}

void SelectedFilmsModel::setFilter(const QString& text)
{
    m_titles.setText(text);
    refilter();
}

bool SelectedFilmsModel::accepts(quint32 sourceRow) const
{
    return m_titles.accepts(m_map->items[mapRow(sourceRow)]);
}

float SelectedFilmsModel::number(quint32 sourceRow, int column) const
{
    const auto row = mapRow(sourceRow);
    switch (column) {
    case Mean:
        return m_means[static_cast<std::size_t>(m_map->items[row])];
    case Bias:
        return m_map->biases.empty() ? kNone : m_map->biases[row];
    case Distance:
        return m_map->clustering.assignment[row] < 0 ? kNone : m_map->clustering.distance[row];
    case X:
        return m_map->projection.x[row];
    case Y:
        return m_map->projection.y[row];
    default:
        return kNone;
    }
}

QString SelectedFilmsModel::text(quint32 sourceRow, int column) const
{
    const auto row = mapRow(sourceRow);
    switch (column) {
    case Title:
        return QString::fromStdString(film(sourceRow).title);
    case Year:
        return film(sourceRow).year > 0 ? QString::number(film(sourceRow).year) : QString();
    case Genres:
        return QString::fromStdString(m_dataset->catalogue.genreText(film(sourceRow)));
    case Ratings:
        return QLocale().toString(m_map->ratings[row]);
    case Cluster: {
        const auto cluster = m_map->clustering.assignment[row];
        return cluster < 0 ? QString() : nameOf(m_map->clusters[static_cast<std::size_t>(cluster)]);
    }
    default:
        break;
    }
    const float value = number(sourceRow, column);
    if (!std::isfinite(value))
        return {};
    return column == Bias ? signedNumberText(double(value), 2) : numberText(double(value), 'f', 2);
}

std::vector<quint32> SelectedFilmsModel::sortKeys(int column) const
{
    const auto count = static_cast<quint32>(m_rows.size());
    if (column == Title || column == Genres || column == Cluster) {
        std::vector<QString> texts;
        for (quint32 i = 0; i < count; ++i)
            texts.push_back(text(i, column));
        return textRanks(texts);
    }
    std::vector<quint32> keys;
    for (quint32 i = 0; i < count; ++i) {
        if (column == Year)
            keys.push_back(static_cast<quint32>(std::max(0, film(i).year)));
        else if (column == Ratings)
            keys.push_back(static_cast<quint32>(m_map->ratings[mapRow(i)]));
        else
            keys.push_back(sortKey(number(i, column)));
    }
    return keys;
}

QString SelectedFilmsModel::widestText(int column) const
{
    switch (column) {
    case Title:
        return {};
    case Year:
    case Mean:
        return QStringLiteral("00000");
    case Ratings:
        return QStringLiteral("000,000");
    case Genres:
        return QStringLiteral("Action, Adventure, Comedy");
    case Cluster:
        return QStringLiteral("Film-Noir & Crime, 1940s");
    default:
        return QStringLiteral("−00.00");
    }
}

QByteArray SelectedFilmsModel::csv() const
{
    QByteArray out = "item,title,year,genres,ratings,mean,bias,cluster,name,distance,x,y\r\n";
    for (int shown = 0; shown < rowCount(); ++shown) {
        const auto source = sourceRow(shown);
        const auto row = mapRow(source);
        const auto cluster = m_map->clustering.assignment[row];
        const auto& film = this->film(source);
        const QList<QByteArray> fields = {
            QByteArray::number(qlonglong(m_dataset->items.id(m_map->items[row]))),
            csvField(QString::fromStdString(film.title)).toUtf8(),
            film.year > 0 ? QByteArray::number(film.year) : QByteArray(),
            csvField(QString::fromStdString(m_dataset->catalogue.genreText(film))).toUtf8(),
            QByteArray::number(m_map->ratings[row]),
            csvNumber(number(source, Mean)),
            csvNumber(number(source, Bias)),
            cluster < 0 ? QByteArray() : QByteArray::number(cluster),
            cluster < 0
                ? QByteArray()
                : csvField(QString::fromStdString(m_map->clusters[static_cast<std::size_t>(cluster)].name)).toUtf8(),
            csvNumber(number(source, Distance)),
            csvNumber(number(source, X)),
            csvNumber(number(source, Y)),
        };
        out += fields.join(',') + "\r\n";
    }
    return out;
}

} // namespace matinee::ui
