#include "ui/panels/inspector_panel.h"

#include "ui/map/map_painter.h"
#include "ui/panels/rating_bars.h"
#include "ui/state/colours.h"
#include "ui/state/count_text.h"
#include "ui/state/map_session.h"
#include "ui/state/number_text.h"
#include "ui/state/session.h"

#include <QEvent>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kNeighbours = 20;
constexpr int kItemRole = Qt::UserRole;
constexpr int kSwatch = 14;
constexpr int kDistanceColumn = 2;
constexpr int kRoomForDistance = 320; // pixels

/// Rows as high as those of the data tables.
class RoomyDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), option.fontMetrics.height() + 8};
    }
};

/// In our own colour: the palette's is dark blue in many dark themes.
QString linkText(const Film& film, const QColor& colour)
{
    QStringList links;
    const auto add = [&](const QString& name, const QString& address) {
        links.append(QStringLiteral("<a href=\"%1\" style=\"color: %2\">%3</a>")
                         .arg(address.toHtmlEscaped(), colour.name(), name));
    };
    const QString imdb = QString::fromStdString(film.imdb);
    if (imdb.startsWith(QLatin1String("http")))
        add(QStringLiteral("IMDb"), imdb);
    else if (!imdb.isEmpty())
        add(QStringLiteral("IMDb %1").arg(imdb), QStringLiteral("https://www.imdb.com/title/tt%1/").arg(imdb));
    const QString tmdb = QString::fromStdString(film.tmdb);
    if (!tmdb.isEmpty())
        add(QStringLiteral("TMDB %1").arg(tmdb), QStringLiteral("https://www.themoviedb.org/movie/%1").arg(tmdb));
    return links.join(QStringLiteral(" · "));
}

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    QFont bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

} // namespace

InspectorPanel::InspectorPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("inspectorPanel"));
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("inspectorEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_empty->setForegroundRole(QPalette::WindowText);

    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(makeFilmPage());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_pages);

    auto* back = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Left), this);
    auto* forward = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_Right), this);
    connect(back, &QShortcut::activated, this, [this] { step(-1); });
    connect(forward, &QShortcut::activated, this, [this] { step(1); });
    connect(m_back, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_forward, &QToolButton::clicked, this, [this] { step(1); });

    connect(&m_session, &Session::datasetChanged, this, &InspectorPanel::reset);
    connect(&m_session, &Session::selectionChanged, this, [this] { visit(m_session.selectedItem()); });
    connect(&m_session.films(), &MapSession::mapChanged, this, &InspectorPanel::refresh);
    connect(&m_session, &Session::trainingStarted, this, &InspectorPanel::refresh);
    connect(&m_session, &Session::trainingFinished, this, &InspectorPanel::refresh);
    visit(m_session.selectedItem());
}

QLabel* InspectorPanel::addFact(const QString& label, const char* name)
{
    auto* value = new QLabel(this);
    value->setObjectName(QLatin1String(name));
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* key = new QLabel(label, this);
    m_form->addRow(key, value);
    return value;
}

QWidget* InspectorPanel::makeFilmPage()
{
    auto* page = new QWidget(this);

    const auto arrow = [page](Qt::ArrowType type, const char* name, const QString& text, const QString& keys) {
        auto* button = new QToolButton(page);
        button->setObjectName(QLatin1String(name));
        button->setArrowType(type);
        button->setAccessibleName(text);
        button->setToolTip(QStringLiteral("%1 (%2)").arg(text, keys));
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::StrongFocus);
        return button;
    };
    m_back = arrow(Qt::LeftArrow, "inspectorBack", tr("Back to the film before"), tr("Alt+Left"));
    m_forward = arrow(Qt::RightArrow, "inspectorForward", tr("Forward to the next film"), tr("Alt+Right"));

    m_title = new QLabel(page);
    m_title->setObjectName(QStringLiteral("filmTitle"));
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setBold(true);
    m_title->setFont(large);

    auto* top = new QHBoxLayout;
    top->setSpacing(0);
    top->addWidget(m_title, 1, Qt::AlignTop);
    top->addWidget(m_back, 0, Qt::AlignTop);
    top->addWidget(m_forward, 0, Qt::AlignTop);

    m_form = new QFormLayout;
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(4);
    m_form->setLabelAlignment(Qt::AlignLeft);
    m_genres = addFact(tr("Genres"), "filmGenres");
    m_id = addFact(tr("Film id"), "filmId");
    m_ratings = addFact(tr("Ratings"), "filmRatings");
    m_mean = addFact(tr("Mean"), "filmMean");
    m_bias = addFact(tr("Film bias"), "filmBias");
    auto* clusterRow = new QWidget(page);
    m_swatch = new QLabel(clusterRow);
    m_cluster = new QLabel(clusterRow);
    m_cluster->setObjectName(QStringLiteral("filmCluster"));
    m_cluster->setWordWrap(true);
    auto* clusterLayout = new QHBoxLayout(clusterRow);
    clusterLayout->setContentsMargins(0, 0, 0, 0);
    clusterLayout->setSpacing(6);
    clusterLayout->addWidget(m_swatch);
    clusterLayout->addWidget(m_cluster, 1);
    m_form->addRow(tr("Cluster"), clusterRow);
    m_links = addFact(tr("Links"), "filmLinks");
    m_links->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_links->setOpenExternalLinks(true);

    m_bars = new RatingBars(page);

    auto* nearHeading = heading(tr("&Nearest films"), page);
    m_neighbours = new QTreeWidget(page);
    m_neighbours->setObjectName(QStringLiteral("nearestFilms"));
    m_neighbours->setAccessibleName(tr("Nearest films"));
    m_neighbours->setHeaderLabels({tr("Film"), tr("Cosine"), tr("Map distance")});
    m_neighbours->headerItem()->setToolTip(1, tr("Cosine similarity of the films' factors: 1 is the same direction"));
    m_neighbours->headerItem()->setToolTip(2,
                                           tr("Distance on the map: films near in the factors may be far apart here"));
    m_neighbours->headerItem()->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    m_neighbours->headerItem()->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    m_neighbours->setRootIsDecorated(false);
    m_neighbours->setUniformRowHeights(true);
    m_neighbours->setItemDelegate(new RoomyDelegate(m_neighbours));
    m_neighbours->setFrameShape(QFrame::NoFrame);
    m_neighbours->header()->setStretchLastSection(false);
    m_neighbours->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_neighbours->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_neighbours->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    m_neighbours->setMinimumHeight(120);
    nearHeading->setBuddy(m_neighbours);
    const auto go = [this](const QTreeWidgetItem* row) { m_session.selectItem(row->data(0, kItemRole).toInt()); };
    connect(m_neighbours, &QTreeWidget::itemClicked, this, go);
    connect(m_neighbours, &QTreeWidget::itemActivated, this, go); // Enter
    m_noNeighbours = new QLabel(page);
    m_noNeighbours->setObjectName(QStringLiteral("noNearestFilms"));
    m_noNeighbours->setWordWrap(true);
    m_noNeighbours->setAlignment(Qt::AlignTop);

    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setSpacing(8);
    layout->addLayout(top);
    layout->addLayout(m_form);
    layout->addSpacing(4);
    layout->addWidget(heading(tr("Ratings by stars"), page));
    layout->addWidget(m_bars);
    layout->addSpacing(4);
    layout->addWidget(nearHeading);
    layout->addWidget(m_neighbours, 1);
    layout->addWidget(m_noNeighbours, 1);

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("inspectorScroll"));
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    return scroll;
}

void InspectorPanel::reset()
{
    m_history.clear();
    m_place = -1;
    m_indexed.reset();
    m_index = {};
    m_biasRun.reset();
    refresh();
}

void InspectorPanel::visit(int item)
{
    if (item >= 0 && !m_stepping && (m_place < 0 || m_history[static_cast<std::size_t>(m_place)] != item)) {
        m_history.resize(static_cast<std::size_t>(m_place + 1));
        m_history.push_back(item);
        ++m_place;
    }
    refresh();
}

void InspectorPanel::step(int by)
{
    const int place = m_place + by;
    if (place < 0 || place >= static_cast<int>(m_history.size()))
        return;
    m_place = place;
    m_stepping = true;
    m_session.selectItem(m_history[static_cast<std::size_t>(place)]);
    m_stepping = false;
    refresh();
}

void InspectorPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        refresh();
}

void InspectorPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // The titles come first; the rows' tool tips have the distance as well.
    m_neighbours->setColumnHidden(kDistanceColumn, width() < kRoomForDistance);
}

void InspectorPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_pages)
        refresh();
}

void InspectorPanel::refresh()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    m_back->setEnabled(m_place > 0);
    m_forward->setEnabled(m_place + 1 < static_cast<int>(m_history.size()));
    const auto& dataset = m_session.dataset();
    const int item = m_session.selectedItem();
    if (dataset && item >= 0 && item < static_cast<int>(dataset->catalogue.films.size())) {
        showFilm(item);
        m_pages->setCurrentIndex(1);
        return;
    }
    m_empty->setText(m_session.films().map() ? tr("No film selected.\n\nClick one on the map, or find it by its title.")
                     : dataset               ? tr("No film selected.\n\nTrain a model, then click a film on the map.")
                                             : tr("No data set is open."));
    m_pages->setCurrentIndex(0);
}

void InspectorPanel::showFilm(int item)
{
    const auto& dataset = m_session.dataset();
    if (m_indexed != dataset) {
        m_index = FilmIndex(*dataset);
        m_indexed = dataset;
    }
    const QLocale locale;
    const Film& film = dataset->film(item);
    m_title->setText(QString::fromStdString(film.title).toHtmlEscaped());
    const QString genres = QString::fromStdString(dataset->catalogue.genreText(film));
    m_genres->setText(genres.isEmpty() ? tr("none listed") : genres);
    m_id->setText(QString::number(dataset->items.id(item)));

    const auto rows = m_index.rows(item);
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
    m_bars->setCounts(m_index.histogram(*dataset, item));

    const auto showRow = [this](QWidget* field, bool shown) {
        field->setVisible(shown);
        m_form->labelForField(field)->setVisible(shown);
    };
    const auto bias = itemInRun >= 0 ? biasOf(itemInRun) : std::nullopt;
    if (bias)
        m_bias->setText(std::isfinite(*bias) ? tr("%1 stars").arg(signedNumberText(static_cast<double>(*bias), 2))
                                             : QStringLiteral("–"));
    showRow(m_bias, bias.has_value());
    m_links->setText(linkText(film, accentColour(isDark(palette()))));
    showRow(m_links, !m_links->text().isEmpty());
    showRow(m_cluster->parentWidget(), m_session.films().map() != nullptr);
    showCluster(itemInRun);
    showNeighbours(itemInRun);
}

std::optional<float> InspectorPanel::biasOf(int item)
{
    const auto& run = m_session.run();
    if (!run)
        return {};
    if (m_biasRun != run) {
        m_biases = run->model->itemBiases();
        m_biasRun = run;
    }
    if (static_cast<std::size_t>(item) >= m_biases.size())
        return {};
    return m_biases[static_cast<std::size_t>(item)];
}

void InspectorPanel::showCluster(int item)
{
    const auto& map = m_session.films().map();
    if (!map)
        return;
    const auto i = static_cast<std::size_t>(item);
    const int row = item >= 0 && i < map->rowOfItem.size() ? map->rowOfItem[i] : -1;
    m_swatch->setVisible(row >= 0);
    if (row < 0) {
        m_cluster->setText(tr("not on the map: no training ratings"));
        return;
    }
    const int cluster = map->clustering.assignment[static_cast<std::size_t>(row)];
    const QImage swatch = clusterSwatch(cluster, isDark(palette()), kSwatch, devicePixelRatioF());
    m_swatch->setPixmap(QPixmap::fromImage(swatch));
    m_cluster->setText(tr("%1, %2").arg(clusterName(cluster),
                                        filmCountText(map->clustering.sizes[static_cast<std::size_t>(cluster)])));
}

void InspectorPanel::showNeighbours(int item)
{
    m_neighbours->clear();
    const auto& map = m_session.films().map();
    const auto i = static_cast<std::size_t>(item);
    const int row = map && item >= 0 && i < map->rowOfItem.size() ? map->rowOfItem[i] : -1;
    m_neighbours->setVisible(row >= 0);
    m_noNeighbours->setVisible(row < 0);
    if (row < 0) {
        m_noNeighbours->setText(map ? tr("A film without training ratings has no place among the others.")
                                : m_session.films().hasDiverged()
                                    ? tr("This run diverged: its film vectors are not numbers.")
                                    : tr("Train a model with film factors to see them."));
        return;
    }
    const Dataset& dataset = *m_session.films().dataset(); // the map's indices are its
    const auto& p = map->projection;
    const auto r = static_cast<std::size_t>(row);
    for (const Neighbour& near : nearestRows(map->vectors, row, kNeighbours, Similarity::Cosine)) {
        const auto n = static_cast<std::size_t>(near.row);
        const QString title = QString::fromStdString(dataset.film(map->items[n]).title);
        const QString cosine = numberText(static_cast<double>(near.similarity), 'f', 2);
        const QString distance = numberText(static_cast<double>(std::hypot(p.x[n] - p.x[r], p.y[n] - p.y[r])), 'f', 2);
        auto* line = new QTreeWidgetItem(m_neighbours, {title, cosine, distance});
        line->setData(0, kItemRole, m_session.itemOfRun(map->items[n]));
        const QString whole = tr("%1, similarity %2, distance on the map %3").arg(title, cosine, distance);
        for (int column = 0; column < m_neighbours->columnCount(); ++column)
            line->setToolTip(column, whole);
        line->setData(0, Qt::AccessibleTextRole, whole);
        line->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        line->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
    }
}

} // namespace matinee::ui
