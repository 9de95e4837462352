#include "ui/panels/inspector_panel.h"

#include "ui/map/map_painter.h"
#include "ui/panels/factor_strip.h"
#include "ui/panels/film_facts.h"
#include "ui/panels/fold_section.h"
#include "ui/panels/neighbour_list.h"
#include "ui/panels/rating_bars.h"
#include "ui/panels/rating_history.h"
#include "ui/panels/signed_bars.h"
#include "ui/state/count_text.h"
#include "ui/state/map_items.h"
#include "ui/state/map_session.h"
#include "ui/state/number_text.h"
#include "ui/state/session.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QScrollArea>
#include <QShortcut>
#include <QStackedWidget>
#include <QTimer>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <chrono>

namespace matinee::ui {

namespace {

constexpr std::chrono::milliseconds kMovedInterval{500};
constexpr std::size_t kPulls = 10;
/// A genre of fewer films says more of them than of itself.
constexpr int kFilmsOfTerm = 5;

const auto kFolded = QStringLiteral("folded");
const auto kMetric = QStringLiteral("metric");
const auto kFactorOrder = QStringLiteral("factorOrder");

} // namespace

InspectorPanel::InspectorPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_moved(new QTimer(this))
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

    m_moved->setSingleShot(true);
    m_moved->setInterval(kMovedInterval);
    connect(m_moved, &QTimer::timeout, this, &InspectorPanel::refresh);
    auto& films = m_session.films();
    connect(&m_session, &Session::datasetChanged, this, &InspectorPanel::reset);
    connect(&m_session, &Session::selectionChanged, this, [this] { visit(m_session.selectedItem()); });
    connect(&films, &MapSession::mapChanged, this, &InspectorPanel::refresh);
    connect(&films, &MapSession::mapMoved, this, [this] {
        if (!m_moved->isActive())
            m_moved->start();
    });
    connect(&films, &MapSession::selectionChanged, this, &InspectorPanel::refresh);
    connect(&m_session, &Session::trainingStarted, this, &InspectorPanel::refresh);
    connect(&m_session, &Session::trainingFinished, this, &InspectorPanel::refresh);
    visit(m_session.selectedItem());
}

QWidget* InspectorPanel::makeTop()
{
    auto* top = new QWidget(this);
    const auto arrow = [top](Qt::ArrowType type, const char* name, const QString& text, const QString& keys) {
        auto* button = new QToolButton(top);
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

    m_title = new QLabel(top);
    m_title->setObjectName(QStringLiteral("filmTitle"));
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setBold(true);
    m_title->setFont(large);

    auto* layout = new QHBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_title, 1, Qt::AlignTop);
    layout->addWidget(m_back, 0, Qt::AlignTop);
    layout->addWidget(m_forward, 0, Qt::AlignTop);
    return top;
}

QWidget* InspectorPanel::makeRatings()
{
    auto* content = new QWidget(this);
    m_bars = new RatingBars(content);
    m_times = new RatingHistory(content);
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(m_bars);
    layout->addWidget(m_times);
    return content;
}

QWidget* InspectorPanel::makeFactors()
{
    m_factors = new FactorStrip(this);
    m_factorOrder = new QComboBox(this);
    m_factorOrder->setObjectName(QStringLiteral("factorOrder"));
    m_factorOrder->setAccessibleName(tr("Order of the factors"));
    m_factorOrder->setToolTip(tr("Sort the factors by number, or those first where the film differs most from the "
                                 "mean of its cluster"));
    m_factorOrder->addItem(tr("By number"));
    m_factorOrder->addItem(tr("By difference"));
    connect(m_factorOrder, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_factors->setOrder(index == 1 ? FactorStrip::Order::Difference : FactorStrip::Order::Number);
    });
    return m_factors;
}

QWidget* InspectorPanel::makeNeighbours()
{
    auto* content = new QWidget(this);
    m_ofSelection = new QCheckBox(content);
    m_ofSelection->setObjectName(QStringLiteral("nearSelection"));
    m_ofSelection->setAccessibleName(tr("Nearest to the mean of the selected films"));
    m_ofSelection->setChecked(true);
    connect(m_ofSelection, &QCheckBox::toggled, this, &InspectorPanel::refresh);
    m_near = new NeighbourList(m_session, content);
    connect(m_near, &NeighbourList::filmChosen, &m_session, &Session::selectItem);
    connect(m_near, &NeighbourList::filmOnMapRequested, this, &InspectorPanel::filmOnMapRequested);
    // The panel scrolls, not the list: it follows the line that the keys are on.
    connect(m_near->tree(), &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem* line) {
        if (!line || !m_near->tree()->hasFocus())
            return;
        const QPoint at = m_near->tree()->visualItemRect(line).center();
        const QPoint inPage = m_near->tree()->viewport()->mapTo(m_scroll->widget(), at);
        m_scroll->ensureVisible(inPage.x(), inPage.y(), 0, 2 * fontMetrics().height());
    });
    auto* layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_ofSelection);
    layout->addWidget(m_near);
    return content;
}

FoldSection* InspectorPanel::addSection(const QString& key, const QString& title, QWidget* content)
{
    auto* section = new FoldSection(key, title, content, this);
    m_sections.push_back(section);
    m_page->addWidget(section);
    // What a folded section would have shown was not worked out.
    connect(section, &FoldSection::toggled, this, &InspectorPanel::refresh);
    return section;
}

QWidget* InspectorPanel::makeFilmPage()
{
    auto* page = new QWidget(this);
    m_page = new QVBoxLayout(page);
    m_page->setContentsMargins(12, 8, 8, 8);
    m_page->setSpacing(8);
    m_page->addWidget(makeTop());
    m_facts = new FilmFacts(m_session, page);
    connect(m_facts, &FilmFacts::clusterRequested, this, &InspectorPanel::clusterOnMapRequested);
    m_page->addWidget(m_facts);
    m_ratingsSection = addSection(QStringLiteral("ratings"), tr("Ratings"), makeRatings());
    m_factorsSection = addSection(QStringLiteral("factors"), tr("Factors"), makeFactors());
    m_factorsSection->addControl(m_factorOrder);

    auto* pulls = new QWidget(this);
    m_pulls = new SignedBars(tr("What pulls the film"), tr("%1: cosine %2"), pulls);
    m_pulls->setObjectName(QStringLiteral("pullBars"));
    m_noPulls = new QLabel(tr("No genre and no decade has enough films."), pulls);
    m_noPulls->setWordWrap(true);
    auto* pullsLayout = new QVBoxLayout(pulls);
    pullsLayout->setContentsMargins(0, 0, 0, 0);
    pullsLayout->addWidget(m_pulls);
    pullsLayout->addWidget(m_noPulls);
    m_pullsSection = addSection(QStringLiteral("pulls"), tr("What pulls it"), pulls);
    m_pullsSection->setToolTip(tr("Genres and decades: the cosine between what sets the film apart from the mean "
                                  "film and what sets theirs apart"));

    m_nearSection = addSection(QStringLiteral("near"), tr("&Nearest films"), makeNeighbours());
    m_nearSection->addControl(m_near->metricBox());
    m_page->addStretch(1);

    m_scroll = new QScrollArea(this);
    m_scroll->setObjectName(QStringLiteral("inspectorScroll"));
    m_scroll->setWidget(page);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    return m_scroll;
}

QVariantMap InspectorPanel::state() const
{
    QStringList folded;
    for (const auto* section : m_sections) {
        if (!section->isOpen())
            folded.append(section->key());
    }
    return {{kFolded, folded}, {kMetric, m_near->metric()}, {kFactorOrder, m_factorOrder->currentIndex()}};
}

void InspectorPanel::setState(const QVariantMap& state)
{
    if (state.contains(kFolded)) {
        const QStringList folded = state.value(kFolded).toStringList();
        for (auto* section : m_sections)
            section->setOpen(!folded.contains(section->key()));
    }
    m_near->setMetric(state.value(kMetric).toString());
    m_factorOrder->setCurrentIndex(state.value(kFactorOrder).toInt() == 1 ? 1 : 0);
}

void InspectorPanel::reset()
{
    m_history.clear();
    m_place = -1;
    m_indexed.reset();
    m_index = {};
    m_termsMap.reset();
    m_terms.reset();
    m_facts->reset();
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

void InspectorPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    // Not at once: the parts have their new colours only after this.
    if (event->type() == QEvent::PaletteChange && m_pages)
        QTimer::singleShot(0, this, &InspectorPanel::refresh);
}

void InspectorPanel::refresh()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    m_moved->stop();
    m_back->setEnabled(m_place > 0);
    m_forward->setEnabled(m_place + 1 < static_cast<int>(m_history.size()));
    const auto& dataset = m_session.dataset();
    const int item = m_session.selectedItem();
    const bool hasFilm = dataset && item >= 0 && item < static_cast<int>(dataset->catalogue.films.size());
    const auto selected = selectedRows();
    if (!hasFilm && selected.size() < 2) {
        m_empty->setText(m_session.films().map()
                             ? tr("No film selected.\n\nClick one on the map, or find it by its title.")
                         : dataset ? tr("No film selected.\n\nTrain a model, then click a film on the map.")
                                   : tr("No data set is open."));
        m_pages->setCurrentIndex(0);
        return;
    }
    m_pages->setCurrentIndex(1); // its parts are worked out only if they are seen
    const int row = hasFilm ? mapRow(m_session, item) : -1;
    m_facts->setVisible(hasFilm);
    m_ratingsSection->setVisible(hasFilm);
    m_factorsSection->setVisible(row >= 0);
    m_pullsSection->setVisible(row >= 0);
    if (hasFilm) {
        m_title->setText(QString::fromStdString(dataset->film(item).title).toHtmlEscaped());
        showRatings(item);
    } else {
        m_title->setText(tr("%1 selected").arg(filmCountText(static_cast<qlonglong>(selected.size()))));
    }
    showFactors(row);
    showPulls(row);
    showNeighbours(row);
}

void InspectorPanel::showRatings(int item)
{
    const auto& dataset = m_session.dataset();
    if (m_indexed != dataset) {
        m_index = FilmIndex(*dataset);
        m_indexed = dataset;
    }
    const auto rows = m_index.rows(item);
    m_facts->show(item, rows);
    m_ratingsSection->setVisible(!rows.empty());
    if (!m_ratingsSection->isOpen())
        return;
    m_bars->setCounts(m_index.histogram(*dataset, item));
    const auto& facts = *m_session.facts();
    m_times->setPeriods(ratingPeriods(*dataset, rows), facts.minimum, facts.maximum);
    m_times->setVisible(m_times->columnCount() > 1); // one column says nothing of time
}

void InspectorPanel::showFactors(int row)
{
    if (row < 0 || !m_factorsSection->isOpen())
        return;
    const auto& map = *m_session.films().map();
    const auto r = static_cast<std::size_t>(row);
    const auto film = map.vectors.row(r);
    const int cluster = map.clustering.assignment[r];
    std::vector<float> mean;
    QString name;
    if (cluster >= 0) {
        const auto centroid = map.clustering.centroids.row(static_cast<std::size_t>(cluster));
        mean.assign(centroid.begin(), centroid.end());
        name = QString::fromStdString(map.clusters[static_cast<std::size_t>(cluster)].name);
        if (name.isEmpty())
            name = clusterName(cluster);
    }
    m_factors->setFactors({film.begin(), film.end()}, std::move(mean), name);
}

void InspectorPanel::showPulls(int row)
{
    if (row < 0 || !m_pullsSection->isOpen())
        return;
    const auto& films = m_session.films();
    const auto& map = films.map();
    if (m_termsMap != map) {
        m_terms.emplace(films.dataset()->catalogue, map->items, map->vectors, kFilmsOfTerm);
        m_termsMap = map;
    }
    std::vector<SignedBars::Bar> bars;
    for (const FilmPull& pull : m_terms->pullsOfRow(map->vectors, row)) {
        const QString term = QString::fromStdString(pull.term);
        const auto cosine = static_cast<double>(pull.cosine);
        bars.push_back({term, cosine,
                        tr("%1: cosine %2 with what sets its %3 apart")
                            .arg(term, signedNumberText(cosine, 2), filmCountText(pull.films))});
    }
    m_noPulls->setVisible(bars.empty());
    m_pulls->setVisible(!bars.empty());
    m_pulls->setBars(std::move(bars), kPulls);
}

std::vector<std::int32_t> InspectorPanel::selectedRows() const
{
    std::vector<std::int32_t> rows;
    const auto& map = m_session.films().map();
    if (!map)
        return rows;
    for (const auto item : m_session.films().selection()) {
        const auto i = static_cast<std::size_t>(item);
        if (i < map->rowOfItem.size() && map->rowOfItem[i] >= 0)
            rows.push_back(map->rowOfItem[i]);
    }
    return rows;
}

void InspectorPanel::showNeighbours(int row)
{
    auto rows = selectedRows();
    const bool several = rows.size() > 1;
    m_ofSelection->setVisible(several);
    m_ofSelection->setEnabled(row >= 0);
    m_ofSelection->setText(tr("To the mean of the %1 selected").arg(QLocale().toString(static_cast<int>(rows.size()))));
    if (!several || (row >= 0 && !m_ofSelection->isChecked()))
        rows = row >= 0 ? std::vector<std::int32_t>{row} : std::vector<std::int32_t>{};
    const auto& films = m_session.films();
    const QString reason = !rows.empty()         ? QString()
                           : films.map()         ? tr("A film that is not on the map has no place among the others.")
                           : films.hasDiverged() ? tr("This run diverged: its film vectors are not numbers.")
                                                 : tr("Train a model with film factors to see them.");
    m_near->setRows(std::move(rows), reason);
}

} // namespace matinee::ui
