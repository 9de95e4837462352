#include "ui/panels/film_facts.h"

#include "ui/map/map_painter.h"
#include "ui/state/colours.h"
#include "ui/state/count_text.h"
#include "ui/state/map_items.h"
#include "ui/state/map_session.h"
#include "ui/state/number_text.h"
#include "ui/state/session.h"

#include <QFormLayout>
#include <QLabel>
#include <QLocale>

#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kSwatch = 14;

/// In our own colour: the palette's is dark blue in many dark themes.
QString link(const QString& name, const QString& address, const QColor& colour)
{
    return QStringLiteral("<a href=\"%1\" style=\"color: %2\">%3</a>")
        .arg(address.toHtmlEscaped(), colour.name(), name.toHtmlEscaped());
}

QString linkText(const Film& film, const QColor& colour)
{
    QStringList links;
    const QString imdb = QString::fromStdString(film.imdb);
    if (imdb.startsWith(QLatin1String("http")))
        links.append(link(QStringLiteral("IMDb"), imdb, colour));
    else if (!imdb.isEmpty())
        links.append(link(QStringLiteral("IMDb %1").arg(imdb),
                          QStringLiteral("https://www.imdb.com/title/tt%1/").arg(imdb), colour));
    const QString tmdb = QString::fromStdString(film.tmdb);
    if (!tmdb.isEmpty())
        links.append(link(QStringLiteral("TMDB %1").arg(tmdb),
                          QStringLiteral("https://www.themoviedb.org/movie/%1").arg(tmdb), colour));
    return links.join(QStringLiteral(" · "));
}

/// Of the films in a film's cluster, how many are farther from the centre, in percent.
double shareFartherOut(const Clustering& clustering, std::size_t row)
{
    std::size_t others = 0;
    std::size_t farther = 0;
    for (std::size_t other = 0; other < clustering.assignment.size(); ++other) {
        if (other == row || clustering.assignment[other] != clustering.assignment[row])
            continue;
        ++others;
        farther += clustering.distance[other] > clustering.distance[row];
    }
    return others > 0 ? 100.0 * static_cast<double>(farther) / static_cast<double>(others) : 100.0;
}

} // namespace

FilmFacts::FilmFacts(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_form(new QFormLayout(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(12);
    m_form->setVerticalSpacing(4);
    m_form->setLabelAlignment(Qt::AlignLeft);
    m_year = addFact(tr("Year"), "filmYear");
    m_genres = addFact(tr("Genres"), "filmGenres");
    m_id = addFact(tr("Film id"), "filmId");
    m_ratings = addFact(tr("Ratings"), "filmRatings");
    m_mean = addFact(tr("Mean"), "filmMean");
    m_bias = addFact(tr("Film bias"), "filmBias");

    m_clusterRow = new QWidget(this);
    m_swatch = new QLabel(m_clusterRow);
    m_cluster = new QLabel(m_clusterRow);
    m_cluster->setObjectName(QStringLiteral("filmCluster"));
    m_cluster->setWordWrap(true);
    m_cluster->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_cluster->setToolTip(tr("Show the cluster alone on the map"));
    auto* row = new QHBoxLayout(m_clusterRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_swatch, 0, Qt::AlignTop);
    row->addWidget(m_cluster, 1);
    m_form->addRow(new QLabel(tr("Cluster"), this), m_clusterRow);
    m_centre = addFact(tr("Distance"), "filmCentre"); // a row of its own: the form gives its lines their height
    connect(m_cluster, &QLabel::linkActivated, this,
            [this](const QString& address) { Q_EMIT clusterRequested(address.toInt()); });

    m_links = addFact(tr("Links"), "filmLinks");
    m_links->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_links->setOpenExternalLinks(true);
}

QLabel* FilmFacts::addFact(const QString& label, const char* name)
{
    auto* value = new QLabel(this);
    value->setObjectName(QLatin1String(name));
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_form->addRow(new QLabel(label, this), value);
    return value;
}

void FilmFacts::reset()
{
    m_biasRun.reset();
    m_biases.clear();
}

void FilmFacts::setShown(QWidget* field, bool shown)
{
    field->setVisible(shown);
    m_form->labelForField(field)->setVisible(shown);
}

void FilmFacts::show(int item, std::span<const RowIndex> rows)
{
    const auto& dataset = m_session.dataset();
    const Film& film = dataset->film(item);
    m_year->setText(QString::number(film.year));
    setShown(m_year, film.year > 0);
    const QString genres = QString::fromStdString(dataset->catalogue.genreText(film));
    m_genres->setText(genres.isEmpty() ? tr("none listed") : genres);
    m_id->setText(QString::number(dataset->items.id(item)));
    showRatings(item, rows);
    m_links->setText(linkText(film, accentColour(isDark(palette()))));
    setShown(m_links, !m_links->text().isEmpty());
    setShown(m_clusterRow, m_session.films().map() != nullptr);
    showCluster(item);
}

void FilmFacts::showRatings(int item, std::span<const RowIndex> rows)
{
    const auto& dataset = m_session.dataset();
    const QLocale locale;
    QString count = locale.toString(static_cast<qulonglong>(rows.size()));
    const auto& run = m_session.run();
    const int itemInRun = m_session.itemInRun(item);
    if (run && itemInRun >= 0 && static_cast<std::size_t>(itemInRun) < run->counts.items.size())
        count = tr("%1, of them %2 in training")
                    .arg(count, locale.toString(run->counts.items[static_cast<std::size_t>(itemInRun)]));
    m_ratings->setText(count);
    double sum = 0;
    for (const RowIndex row : rows)
        sum += static_cast<double>(dataset->ratings.value[row]);
    m_mean->setText(rows.empty() ? tr("not rated")
                                 : tr("%1 stars").arg(locale.toString(sum / static_cast<double>(rows.size()), 'f', 2)));
    const auto bias = itemInRun >= 0 ? biasOf(itemInRun) : std::nullopt;
    if (bias)
        m_bias->setText(std::isfinite(*bias) ? tr("%1 stars").arg(signedNumberText(static_cast<double>(*bias), 2))
                                             : QStringLiteral("–"));
    setShown(m_bias, bias.has_value());
}

std::optional<float> FilmFacts::biasOf(int itemInRun)
{
    const auto& run = m_session.run();
    if (!run)
        return {};
    if (m_biasRun != run) {
        m_biases = run->model->itemBiases();
        m_biasRun = run;
    }
    if (static_cast<std::size_t>(itemInRun) >= m_biases.size())
        return {};
    return m_biases[static_cast<std::size_t>(itemInRun)];
}

void FilmFacts::showCluster(int item)
{
    const auto& map = m_session.films().map();
    setShown(m_centre, map != nullptr);
    if (!map)
        return;
    const int row = mapRow(m_session, item);
    const int cluster = row >= 0 ? map->clustering.assignment[static_cast<std::size_t>(row)] : -1;
    m_swatch->setVisible(cluster >= 0);
    setShown(m_centre, cluster >= 0);
    if (row < 0) {
        m_cluster->setText(map->options.only.empty() ? tr("not on the map: no training ratings")
                                                     : tr("not on the map, which is of a selection"));
        return;
    }
    if (cluster < 0) {
        m_cluster->setText(tr("in none: fewer than %1 training ratings").arg(map->options.minimumRatings));
        return;
    }
    const bool dark = isDark(palette());
    m_swatch->setPixmap(QPixmap::fromImage(clusterSwatch(cluster, dark, kSwatch, devicePixelRatioF())));
    const QString named = QString::fromStdString(map->clusters[static_cast<std::size_t>(cluster)].name);
    m_cluster->setText(tr("%1, %2").arg(
        link(named.isEmpty() ? clusterName(cluster) : named, QString::number(cluster), accentColour(dark)),
        filmCountText(map->clustering.sizes[static_cast<std::size_t>(cluster)])));
    const auto r = static_cast<std::size_t>(row);
    m_centre->setText(tr("%1 from its centre, nearer than %2 % of the others")
                          .arg(numberText(static_cast<double>(map->clustering.distance[r]), 'f', 2),
                               numberText(shareFartherOut(map->clustering, r), 'f', 0)));
}

} // namespace matinee::ui
