#include "ui/panels/map_search.h"

#include "ui/panels/search_hit_delegate.h"
#include "ui/state/count_text.h"
#include "ui/state/map_items.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStandardItemModel>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kHitsListed = 12;
constexpr std::size_t kHitsCounted = 500;
constexpr std::size_t kHitsRinged = 30;
constexpr int kItemRole = Qt::UserRole;

} // namespace

MapSearch::MapSearch(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_jobs(std::make_unique<JobRunner>())
{
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("mapSearch"));
    m_field->setAccessibleName(tr("Find a film by its title"));
    m_field->setPlaceholderText(tr("Find a film"));
    m_field->setToolTip(tr("Find a film by its title, year or genre; typing errors do no harm (%1)")
                            .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    m_field->setClearButtonEnabled(true);
    // About 200 and 360 pixels of a usual font.
    m_field->setMinimumWidth(qMax(200, fontMetrics().averageCharWidth() * 28));
    m_field->setMaximumWidth(qMax(320, fontMetrics().averageCharWidth() * 46));
    m_model = new QStandardItemModel(this);
    m_completer = new QCompleter(m_model, this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(kHitsListed);
    m_field->setCompleter(m_completer);
    auto* list = m_completer->popup();
    // The list is wider than the field where titles need it.
    list->setMinimumWidth(qMax(360, fontMetrics().averageCharWidth() * 52));
    list->setObjectName(QStringLiteral("mapSearchHits"));
    list->setAccessibleName(tr("Films found"));
    list->setItemDelegate(new SearchHitDelegate(list));
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("mapHitCount"));
    m_count->setMinimumWidth(fontMetrics().horizontalAdvance(filmCountText(9999)));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_field, 1);
    layout->addWidget(m_count);
    setFocusProxy(m_field);

    // Not textChanged(): the list puts the title under its cursor into the field, and that is no new search.
    connect(m_field, &QLineEdit::textEdited, this, &MapSearch::search);
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        // With a row of the open list chosen, the completer answers.
        const auto* open = m_completer->popup();
        if (!(open->isVisible() && open->currentIndex().isValid()) && !m_hits.empty())
            Q_EMIT filmChosen(m_hits.front().item);
    });
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { Q_EMIT filmChosen(index.data(kItemRole).toInt()); });
    connect(&m_session, &Session::datasetChanged, this, &MapSearch::makeIndex);
    connect(&m_session.films(), &MapSession::mapChanged, this, [this] { search(m_field->text()); });
    makeIndex();
}

MapSearch::~MapSearch() = default;

void MapSearch::startTyping()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void MapSearch::clear()
{
    m_field->clear();
    search({});
}

void MapSearch::makeIndex()
{
    m_job.cancel();
    m_index.reset();
    m_field->setEnabled(m_session.dataset() != nullptr);
    search(m_field->text());
    if (!m_session.dataset())
        return;
    m_job = m_jobs->run(
        this,
        [dataset = m_session.dataset()](const RunContext& context) {
            std::vector<std::int32_t> ratings(dataset->catalogue.films.size(), 0);
            for (const std::int32_t item : dataset->ratings.item)
                ++ratings[static_cast<std::size_t>(item)];
            TitleIndex titles(dataset->catalogue, ratings, context);
            return std::make_shared<const Index>(Index{std::move(ratings), std::move(titles)});
        },
        [this](std::shared_ptr<const Index> index) {
            m_index = std::move(index);
            search(m_field->text());
        },
        [this](const JobFailure& failure) { m_field->setToolTip(failure.message); });
}

void MapSearch::search(const QString& text)
{
    m_hits.clear();
    m_ringed.clear();
    m_model->clear();
    if (m_index)
        m_hits = m_index->titles.find(text.toStdString(), kHitsCounted);
    for (const TitleMatch& match : m_hits) {
        if (m_model->rowCount() < kHitsListed)
            addLine(match);
        const int row = mapRow(m_session, match.item);
        if (row >= 0 && m_ringed.size() < kHitsRinged)
            m_ringed.push_back(row);
    }
    showCount();
    if (text.trimmed().isEmpty())
        m_count->clear();
    Q_EMIT hitsChanged();
}

void MapSearch::addLine(const TitleMatch& match)
{
    const auto& dataset = *m_session.dataset();
    const Film& film = dataset.film(match.item);
    QStringList facts;
    if (const QString genres = QString::fromStdString(dataset.catalogue.genreText(film)); !genres.isEmpty())
        facts.append(genres);
    facts.append(ratingCountText(m_index->ratings[static_cast<std::size_t>(match.item)]));
    if (m_session.films().map() && mapRow(m_session, match.item) < 0)
        facts.append(tr("not on the map"));
    QString title = QString::fromStdString(film.title);
    if (film.year > 0 && !title.contains(QString::number(film.year)))
        facts.prepend(QString::number(film.year));

    auto* line = new QStandardItem(title);
    const QString all = facts.join(QStringLiteral(" · "));
    line->setData(all, SearchHitDelegate::kFactsRole);
    line->setData(match.item, kItemRole);
    line->setToolTip(QStringLiteral("%1\n%2").arg(title, all));
    line->setAccessibleText(QStringLiteral("%1, %2").arg(title, facts.join(QStringLiteral(", "))));
    m_model->appendRow(line);
}

void MapSearch::showCount()
{
    QStringList more;
    if (!m_hits.empty() && m_hits.front().kind == TitleMatchKind::Similar)
        more.append(tr("No title has the text: these are spelt nearly like it"));
    if (m_session.films().map() && m_ringed.size() < m_hits.size())
        more.append(tr("The map rings the best %1 that are on it").arg(QLocale().toString(qlonglong(m_ringed.size()))));
    m_count->setToolTip(more.join(QLatin1Char('\n')));
    if (!m_index)
        m_count->clear();
    else if (m_hits.empty())
        m_count->setText(tr("No film"));
    else if (m_hits.size() >= kHitsCounted)
        m_count->setText(tr("%1 and more").arg(filmCountText(kHitsCounted)));
    else
        m_count->setText(filmCountText(static_cast<qlonglong>(m_hits.size())));
}

} // namespace matinee::ui
