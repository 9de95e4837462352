#include "ui/panels/neighbour_list.h"

#include "ui/state/csv_field.h"
#include "ui/state/map_items.h"
#include "ui/state/map_session.h"
#include "ui/state/number_text.h"
#include "ui/state/session.h"

#include <matinee/nearest_films.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QStyledItemDelegate>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace matinee::ui {

namespace {

constexpr int kNeighbours = 20;
constexpr int kItemRole = Qt::UserRole;
constexpr int kRoomForRank = 320; // pixels

enum Column
{
    Title,
    Nearness,
    OnMap,
    Rank
};

struct Metric
{
    Similarity similarity;
    const char* name; ///< in settings and as the heading of a column of CSV
};

constexpr std::array<Metric, 3> kMetrics = {
    {{Similarity::Cosine, "cosine"}, {Similarity::Euclidean, "euclidean"}, {Similarity::Dot, "dot"}}};

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

/// After the first click of a double click the list is of that film, and another one lies under the pointer: the
/// second click means the film that the first one chose.
class NearTree : public QTreeWidget
{
    Q_OBJECT

public:
    using QTreeWidget::QTreeWidget;

Q_SIGNALS:
    void doubleClickedAnywhere();

protected:
    void mouseDoubleClickEvent(QMouseEvent* event) override
    {
        if (event->button() == Qt::LeftButton)
            Q_EMIT doubleClickedAnywhere();
        event->accept();
    }
};

} // namespace

NeighbourList::NeighbourList(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_metric(new QComboBox(this))
    , m_tree(new NearTree(this))
    , m_reason(new QLabel(this))
{
    m_metric->setObjectName(QStringLiteral("nearMetric"));
    m_metric->setAccessibleName(tr("What counts as near"));
    m_metric->addItem(tr("Cosine"));
    m_metric->addItem(tr("Euclidean"));
    m_metric->addItem(tr("Dot + bias"));
    m_metric->setItemData(0, tr("The angle between the films' factors: 1 is the same direction"), Qt::ToolTipRole);
    m_metric->setItemData(1, tr("The distance between the films' factors: 0 is the same place"), Qt::ToolTipRole);
    m_metric->setItemData(2,
                          tr("The product of the films' factors and the other film's bias: popular films come first"),
                          Qt::ToolTipRole);
    m_metric->setToolTip(tr("What counts as near, in the space of the factors and not on the map"));
    m_metric->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    connect(m_metric, &QComboBox::currentIndexChanged, this, [this] {
        refresh();
        Q_EMIT metricChanged();
    });

    m_reason->setObjectName(QStringLiteral("noNearestFilms"));
    m_reason->setWordWrap(true);
    m_reason->hide();
    makeTree();
    makeMenu();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tree);
    layout->addWidget(m_reason);
}

void NeighbourList::makeTree()
{
    m_tree->setObjectName(QStringLiteral("nearestFilms"));
    m_tree->setAccessibleName(tr("Nearest films"));
    m_tree->setColumnCount(4);
    m_tree->setRootIsDecorated(false);
    m_tree->setUniformRowHeights(true);
    m_tree->setItemDelegate(new RoomyDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    // The panel scrolls as a whole.
    m_tree->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* header = m_tree->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(24);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(Title, QHeaderView::Stretch);
    const auto choose = [this](const QTreeWidgetItem* line) { Q_EMIT filmChosen(line->data(0, kItemRole).toInt()); };
    connect(m_tree, &QTreeWidget::itemClicked, this, choose);
    connect(m_tree, &QTreeWidget::itemActivated, this, choose); // Enter
    connect(static_cast<NearTree*>(m_tree), &NearTree::doubleClickedAnywhere, this, [this] {
        if (m_session.selectedItem() >= 0)
            Q_EMIT filmOnMapRequested(m_session.selectedItem());
    });
}

QAction* NeighbourList::addAction(const QString& name, const QString& text, const QKeySequence& keys)
{
    auto* action = new QAction(text, m_tree);
    action->setObjectName(name);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setShortcutVisibleInContextMenu(true);
    m_tree->addAction(action);
    return action;
}

void NeighbourList::makeMenu()
{
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto* go = addAction(QStringLiteral("nearOnMap"), tr("Show on the map"), QKeySequence(Qt::CTRL | Qt::Key_Return));
    auto* copy = addAction(QStringLiteral("nearCopy"), tr("Copy list"), QKeySequence::Copy);
    auto* copyCsv = addAction(QStringLiteral("nearCopyCsv"), tr("Copy list as CSV"),
                              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    connect(go, &QAction::triggered, this, &NeighbourList::goToCurrent);
    connect(copy, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(text()); });
    connect(copyCsv, &QAction::triggered, this, [this] { QApplication::clipboard()->setText(csv()); });
}

void NeighbourList::goToCurrent()
{
    if (const auto* line = m_tree->currentItem())
        Q_EMIT filmOnMapRequested(line->data(0, kItemRole).toInt());
}

Similarity NeighbourList::similarity() const
{
    return kMetrics[static_cast<std::size_t>(std::max(0, m_metric->currentIndex()))].similarity;
}

QString NeighbourList::metric() const
{
    return QLatin1String(kMetrics[static_cast<std::size_t>(std::max(0, m_metric->currentIndex()))].name);
}

void NeighbourList::setMetric(const QString& name)
{
    for (std::size_t i = 0; i < kMetrics.size(); ++i) {
        if (name == QLatin1String(kMetrics[i].name))
            m_metric->setCurrentIndex(static_cast<int>(i));
    }
}

void NeighbourList::setRows(std::vector<std::int32_t> rows, const QString& reason)
{
    m_rows = std::move(rows);
    m_reason->setText(reason);
    m_reason->setVisible(m_rows.empty());
    m_tree->setVisible(!m_rows.empty());
    m_metric->setEnabled(!m_rows.empty());
    refresh();
}

void NeighbourList::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        refresh();
}

void NeighbourList::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // The titles come first; the lines' tool tips have everything.
    m_tree->setColumnHidden(Rank, width() < kRoomForRank);
}

void NeighbourList::refresh()
{
    m_stale = !isVisible();
    m_tree->clear();
    m_lines.clear();
    if (m_stale || m_rows.empty() || !m_session.films().map())
        return;
    const auto& films = m_session.films();
    const auto& map = *films.map();
    for (const NearFilm& near : nearestFilms(map, films.places(), m_rows, kNeighbours, similarity())) {
        const auto& film = films.dataset()->film(map.items[static_cast<std::size_t>(near.row)]);
        m_lines.push_back({mapItem(m_session, near.row), QString::fromStdString(film.title),
                           static_cast<double>(near.similarity), static_cast<double>(near.mapDistance), near.mapRank});
    }

    static const std::array<QString, 3> kHeadings = {tr("Cosine"), tr("Distance"), tr("Dot")};
    const auto metric = static_cast<std::size_t>(std::max(0, m_metric->currentIndex()));
    m_tree->setHeaderLabels({tr("Film"), kHeadings[metric], tr("On map"), tr("Rank")});
    auto* header = m_tree->headerItem();
    header->setToolTip(Nearness, m_metric->currentData(Qt::ToolTipRole).toString());
    header->setToolTip(OnMap, tr("Distance in the picture: films near in the factors may be far apart there"));
    header->setToolTip(Rank, tr("Which film it is by its distance in the picture: 1 is the nearest"));
    for (int column = Nearness; column <= Rank; ++column)
        header->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    const QLocale locale;
    for (const Line& line : m_lines) {
        const QString similarity = numberText(line.similarity, 'f', 2);
        const QString distance = numberText(line.mapDistance, 'f', 2);
        const QString rank = locale.toString(line.mapRank);
        auto* item = new QTreeWidgetItem(m_tree, {line.title, similarity, distance, rank});
        item->setData(0, kItemRole, line.item);
        const QString whole = tr("%1: %2 %3; on the map %4 away, rank %5 there")
                                  .arg(line.title, kHeadings[metric].toLower(), similarity, distance, rank);
        for (int column = Title; column <= Rank; ++column) {
            item->setToolTip(column, whole);
            if (column != Title)
                item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        item->setData(0, Qt::AccessibleTextRole, whole);
    }
    fitHeight();
}

void NeighbourList::fitHeight()
{
    int height = m_tree->header()->sizeHint().height();
    if (m_tree->topLevelItemCount() > 0)
        height += m_tree->topLevelItemCount() * m_tree->sizeHintForRow(0);
    m_tree->setFixedHeight(height + 2 * m_tree->frameWidth());
}

QString NeighbourList::text() const
{
    QStringList lines = {
        QStringList{tr("Film"), m_tree->headerItem()->text(Nearness), tr("Distance on the map"), tr("Rank on the map")}
            .join(QLatin1Char('\t'))};
    for (const Line& line : m_lines)
        lines.append(QStringList{line.title, numberText(line.similarity, 'f', 4), numberText(line.mapDistance, 'f', 4),
                                 QLocale().toString(line.mapRank)}
                         .join(QLatin1Char('\t')));
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString NeighbourList::csv() const
{
    QString result = QStringLiteral("rank,item,title,%1,map_distance,map_rank\r\n").arg(metric());
    int rank = 0;
    for (const Line& line : m_lines)
        result += QStringList{QString::number(++rank),
                              QString::number(m_session.dataset()->items.id(line.item)),
                              csvField(line.title),
                              QString::number(line.similarity, 'g', 9),
                              QString::number(line.mapDistance, 'g', 9),
                              QString::number(line.mapRank)}
                      .join(QLatin1Char(',')) +
                  QStringLiteral("\r\n");
    return result;
}

} // namespace matinee::ui

#include "neighbour_list.moc"
