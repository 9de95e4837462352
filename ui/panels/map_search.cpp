#include "ui/panels/map_search.h"

#include "ui/state/count_text.h"
#include "ui/state/map_items.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStandardItemModel>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr std::size_t kHitsListed = 12;
constexpr std::size_t kHitsCounted = 500;
constexpr std::size_t kHitsRinged = 30;
constexpr int kItemRole = Qt::UserRole;

} // namespace

MapSearch::MapSearch(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
{
    m_field = new QLineEdit(this);
    m_field->setObjectName(QStringLiteral("mapSearch"));
    m_field->setAccessibleName(tr("Find a film by its title"));
    m_field->setPlaceholderText(tr("Find a film"));
    m_field->setToolTip(tr("Find a film by a part of its title (%1)")
                            .arg(QKeySequence(QKeySequence::Find).toString(QKeySequence::NativeText)));
    m_field->setClearButtonEnabled(true);
    // About 200 and 360 pixels of a usual font.
    m_field->setMinimumWidth(qMax(200, fontMetrics().averageCharWidth() * 28));
    m_field->setMaximumWidth(qMax(320, fontMetrics().averageCharWidth() * 46));
    m_model = new QStandardItemModel(this);
    m_completer = new QCompleter(m_model, this);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(kHitsListed);
    // The list is wider than the field where titles need it.
    m_completer->popup()->setMinimumWidth(qMax(360, fontMetrics().averageCharWidth() * 52));
    m_completer->popup()->setObjectName(QStringLiteral("mapSearchHits"));
    m_completer->popup()->setAccessibleName(tr("Films found"));
    m_field->setCompleter(m_completer);
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
        // With a row of the list chosen, the completer answers.
        if (!m_completer->popup()->currentIndex().isValid() && !m_hits.empty())
            Q_EMIT filmChosen(m_hits.front());
    });
    connect(m_completer, qOverload<const QModelIndex&>(&QCompleter::activated), this,
            [this](const QModelIndex& index) { Q_EMIT filmChosen(index.data(kItemRole).toInt()); });
    const auto again = [this] { search(m_field->text()); };
    connect(&m_session, &Session::datasetChanged, this, again);
    connect(&m_session.films(), &MapSession::mapChanged, this, again);
    again();
}

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

void MapSearch::search(const QString& text)
{
    m_hits.clear();
    m_ringed.clear();
    m_model->clear();
    const auto& map = m_session.films().map();
    m_field->setEnabled(map != nullptr);
    if (map && !text.trimmed().isEmpty()) {
        for (const auto row : searchTitles(*map, *m_session.films().dataset(), text.toStdString(), kHitsCounted)) {
            m_hits.push_back(mapItem(m_session, row));
            if (m_ringed.size() < kHitsRinged)
                m_ringed.push_back(row);
        }
    }
    for (std::size_t i = 0; i < std::min(m_hits.size(), kHitsListed); ++i) {
        auto* line = new QStandardItem(QString::fromStdString(m_session.dataset()->film(m_hits[i]).title));
        line->setToolTip(line->text());
        line->setData(m_hits[i], kItemRole);
        m_model->appendRow(line);
    }
    showCount(text);
    Q_EMIT hitsChanged();
}

void MapSearch::showCount(const QString& text)
{
    m_count->setToolTip(m_ringed.size() < m_hits.size() ? tr("The map rings the best %1 of them").arg(m_ringed.size())
                                                        : QString());
    if (text.trimmed().isEmpty() || !m_session.films().map())
        m_count->clear();
    else if (m_hits.empty())
        m_count->setText(tr("No film"));
    else
        m_count->setText(m_hits.size() < kHitsCounted ? filmCountText(static_cast<qlonglong>(m_hits.size()))
                                                      : tr("%1 and more").arg(filmCountText(kHitsCounted)));
}

} // namespace matinee::ui
