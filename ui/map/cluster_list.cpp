#include "ui/map/cluster_list.h"

#include "ui/map/map_painter.h"
#include "ui/state/colours.h"
#include "ui/state/count_text.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>

namespace matinee::ui {

namespace {

constexpr int kClusterRole = Qt::UserRole;   // of clusters; -1 for films
constexpr int kItemRole = Qt::UserRole + 1;  // of films
constexpr int kCountRole = Qt::UserRole + 2; // text at the right
constexpr int kFilmsRole = Qt::UserRole + 3; // of clusters: titles below the name
constexpr int kIsolatedRole = Qt::UserRole + 4;
constexpr int kSwatch = 14;
constexpr int kTitlesShown = 2;

/// A cluster: swatch, name, size, and below its top titles. A film: title and number of ratings.
class ClusterDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const int line = option.fontMetrics.height();
        return {160, index.data(kClusterRole).toInt() >= 0 ? (1 + kTitlesShown) * (line + 2) + 12 : line + 6};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const override
    {
        QStyleOptionViewItem option = given;
        initStyleOption(&option, index);
        option.text.clear();
        const auto* widget = option.widget;
        widget->style()->drawControl(QStyle::CE_ItemViewItem, &option, painter, widget);

        const int cluster = index.data(kClusterRole).toInt();
        const bool selected = option.state & QStyle::State_Selected;
        const QColor text = option.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
        const QColor muted = selected ? text : mutedTextColour(option.palette);
        QRect line = option.rect.adjusted(4, 0, -8, 0);
        line.setHeight(option.fontMetrics.height());
        line.moveTop(option.rect.top() + (cluster >= 0 ? 5 : 3));

        painter->save();
        QFont font = option.font;
        if (cluster >= 0) {
            const QImage swatch =
                clusterSwatch(cluster, isDark(option.palette), kSwatch, painter->device()->devicePixelRatioF());
            painter->drawImage(QPoint(line.left(), line.center().y() - kSwatch / 2 + 1), swatch);
            line.setLeft(line.left() + kSwatch + 8);
            font.setBold(true);
        }
        const QString count = index.data(kCountRole).toString();
        const int countWidth = option.fontMetrics.horizontalAdvance(count);
        painter->setFont(option.font);
        painter->setPen(muted);
        painter->drawText(line, Qt::AlignRight | Qt::AlignVCenter, count);
        painter->setFont(font);
        painter->setPen(text);
        const int width = line.width() - countWidth - 12;
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetrics(font).elidedText(index.data().toString(), Qt::ElideRight, width));
        if (cluster >= 0) {
            painter->setFont(option.font);
            painter->setPen(muted);
            for (const QString& title : index.data(kFilmsRole).toStringList()) {
                line.translate(0, option.fontMetrics.height() + 2);
                painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                                  option.fontMetrics.elidedText(title, Qt::ElideRight, line.width()));
            }
            if (index.data(kIsolatedRole).toBool())
                painter->fillRect(QRect(option.rect.left(), option.rect.top() + 2, 3, option.rect.height() - 4),
                                  categoryColour(cluster, isDark(option.palette)));
        }
        painter->restore();
    }
};

} // namespace

ClusterList::ClusterList(QWidget* parent)
    : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("clusterList"));
    setAccessibleName(tr("Clusters with their most rated films"));
    setItemDelegate(new ClusterDelegate(this));
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setExpandsOnDoubleClick(false);
    setIndentation(16);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    connect(this, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
        if (!m_ignoreClick)
            choose(item, false);
        m_ignoreClick = false;
    });
    connect(this, &QTreeWidget::itemDoubleClicked, this, [this](QTreeWidgetItem* item) {
        m_ignoreClick = true;
        choose(item, true);
    });
}

void ClusterList::setFilms(const FilmMap* map, const Dataset* dataset)
{
    clear();
    m_isolated = -1;
    if (!map)
        return;
    const QLocale locale;
    for (const FilmCluster& cluster : map->clusters) {
        auto* row = new QTreeWidgetItem(this);
        const QString name = clusterName(cluster.cluster);
        const QString size = filmCountText(cluster.size);
        QStringList titles;
        for (std::size_t i = 0; i < cluster.topItems.size(); ++i) {
            const QString title = QString::fromStdString(dataset->film(cluster.topItems[i]).title);
            const QString count = locale.toString(cluster.topCounts[i]);
            titles.append(title);
            auto* film = new QTreeWidgetItem(row, {title});
            film->setData(0, kClusterRole, -1);
            film->setData(0, kItemRole, cluster.topItems[i]);
            film->setData(0, kCountRole, count);
            const QString full = tr("%1, %2").arg(title, ratingCountText(cluster.topCounts[i]));
            film->setToolTip(0, full);
            film->setData(0, Qt::AccessibleTextRole, full);
        }
        row->setText(0, name);
        row->setData(0, kClusterRole, cluster.cluster);
        row->setData(0, kCountRole, size);
        row->setData(0, kFilmsRole, titles.mid(0, kTitlesShown));
        row->setToolTip(0, titles.join(QLatin1Char('\n')));
        row->setData(0, Qt::AccessibleTextRole,
                     QStringLiteral("%1, %2: %3").arg(name, size, titles.join(QStringLiteral(", "))));
    }
}

void ClusterList::setIsolatedCluster(int cluster)
{
    m_isolated = cluster;
    for (int i = 0; i < topLevelItemCount(); ++i) {
        auto* row = topLevelItem(i);
        row->setData(0, kIsolatedRole, row->data(0, kClusterRole).toInt() == cluster);
    }
    // The row that was clicked stays the keyboard's, but it is chosen no more.
    if (cluster < 0)
        clearSelection();
}

void ClusterList::choose(QTreeWidgetItem* item, bool activate)
{
    if (!item)
        return;
    const int cluster = item->data(0, kClusterRole).toInt();
    if (cluster < 0)
        Q_EMIT filmChosen(item->data(0, kItemRole).toInt());
    else if (activate)
        Q_EMIT clusterActivated(cluster);
    else
        Q_EMIT isolateRequested(cluster == m_isolated ? -1 : cluster);
}

void ClusterList::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Space:
        return choose(currentItem(), false);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return choose(currentItem(), true);
    default:
        QTreeWidget::keyPressEvent(event);
    }
}

void ClusterList::changeEvent(QEvent* event)
{
    QTreeWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        scheduleDelayedItemsLayout();
}

} // namespace matinee::ui
