#include "ui/map/cluster_list.h"

#include "ui/map/film_scene.h"
#include "ui/map/map_colouring.h"
#include "ui/map/map_style.h"
#include "ui/state/colours.h"
#include "ui/state/count_text.h"
#include "ui/state/number_text.h"

#include <QApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
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
constexpr int kSizeRole = Qt::UserRole + 5; // of clusters: "170 films"
constexpr int kColouredRole = Qt::UserRole + 6;
constexpr int kSwatch = 14;
constexpr int kNameLeft = 4 + kSwatch + 8;
constexpr int kTop = 5;
constexpr int kTitlesShown = 2;

/// A cluster: swatch, name, size, and below its top titles. A film: title and number of ratings.
class ClusterDelegate : public QStyledItemDelegate
{
public:
    using Renamed = std::function<void(int cluster, const QString& name)>;

    ClusterDelegate(Renamed renamed, QObject* parent)
        : QStyledItemDelegate(parent)
        , m_renamed(std::move(renamed))
    {}

    QWidget* createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex& index) const override
    {
        if (index.data(kClusterRole).toInt() < 0)
            return nullptr;
        auto* edit = new QLineEdit(parent);
        edit->setObjectName(QStringLiteral("clusterName"));
        edit->setAccessibleName(ClusterList::tr("Name of the cluster"));
        return edit;
    }

    void setEditorData(QWidget* editor, const QModelIndex& index) const override
    {
        static_cast<QLineEdit*>(editor)->setText(index.data().toString());
    }

    /// The list shows the name when the map has it.
    void setModelData(QWidget* editor, QAbstractItemModel*, const QModelIndex& index) const override
    {
        m_renamed(index.data(kClusterRole).toInt(), static_cast<QLineEdit*>(editor)->text());
    }

    void updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        QRect place = option.rect.adjusted(kNameLeft - 4, 1, -4, 0);
        place.setHeight(editor->sizeHint().height());
        editor->setGeometry(place);
    }

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
        line.moveTop(option.rect.top() + (cluster >= 0 ? kTop : 3));

        painter->save();
        QFont font = option.font;
        if (cluster >= 0) {
            const bool dark = isDark(option.palette);
            const QRgb colour = index.data(kColouredRole).toBool() ? categoryMapColour(cluster).on(dark)
                                                                   : mutedTextColour(option.palette).rgb();
            const QImage swatch =
                markerSwatch(categoryMarker(cluster), colour, kSwatch, painter->device()->devicePixelRatioF());
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
            for (const QString& title : index.data(kFilmsRole).toStringList().mid(0, kTitlesShown)) {
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

private:
    Renamed m_renamed;
};

} // namespace

ClusterList::ClusterList(QWidget* parent)
    : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("clusterList"));
    setAccessibleName(tr("Clusters with their most rated films"));
    setItemDelegate(
        new ClusterDelegate([this](int cluster, const QString& name) { Q_EMIT renameRequested(cluster, name); }, this));
    setEditTriggers(QAbstractItemView::EditKeyPressed);
    setHeaderHidden(true);
    setFrameShape(QFrame::NoFrame);
    setExpandsOnDoubleClick(false);
    setIndentation(16);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    connect(this, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
        const auto modifiers = QApplication::keyboardModifiers();
        if (!m_ignoreClick)
            choose(item, false, (modifiers & (Qt::ControlModifier | Qt::ShiftModifier)) != 0);
        m_ignoreClick = false;
    });
    connect(this, &QTreeWidget::itemDoubleClicked, this, [this](QTreeWidgetItem* item) {
        m_ignoreClick = true;
        choose(item, true, false);
    });
}

void ClusterList::setFilms(const FilmMap* map, const Dataset* dataset)
{
    const int current = indexOfTopLevelItem(currentItem());
    clear();
    m_isolated.clear();
    m_silhouettes.clear();
    if (!map)
        return;
    const QLocale locale;
    for (const FilmCluster& cluster : map->clusters) {
        auto* row = new QTreeWidgetItem(this);
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
        row->setText(0, nameOf(cluster));
        row->setFlags(row->flags() | Qt::ItemIsEditable);
        row->setData(0, kClusterRole, cluster.cluster);
        row->setData(0, kCountRole, locale.toString(cluster.size));
        row->setData(0, kSizeRole, filmCountText(cluster.size));
        row->setData(0, kFilmsRole, titles);
        row->setData(0, kColouredRole, true);
        describe(row);
    }
    if (current >= 0 && current < topLevelItemCount())
        setCurrentItem(topLevelItem(current), 0, QItemSelectionModel::NoUpdate); // the keyboard goes on from there
}

void ClusterList::describe(QTreeWidgetItem* row) const
{
    const QString name = row->text(0);
    const QString size = row->data(0, kSizeRole).toString();
    const QStringList titles = row->data(0, kFilmsRole).toStringList();
    const auto cluster = static_cast<std::size_t>(row->data(0, kClusterRole).toInt());
    QString facts = tr("%1, %2").arg(name, size);
    if (cluster < m_silhouettes.size())
        facts = tr("%1, silhouette %2").arg(facts, numberText(m_silhouettes[cluster], 'f', 2));
    row->setToolTip(0, facts + QLatin1Char('\n') + titles.join(QLatin1Char('\n')));
    row->setData(0, Qt::AccessibleTextRole, QStringLiteral("%1: %2").arg(facts, titles.join(QStringLiteral(", "))));
}

void ClusterList::setIsolatedClusters(const std::set<int>& clusters)
{
    m_isolated = clusters;
    for (int i = 0; i < topLevelItemCount(); ++i) {
        auto* row = topLevelItem(i);
        row->setData(0, kIsolatedRole, clusters.contains(row->data(0, kClusterRole).toInt()));
    }
    // The row that was clicked stays the keyboard's, but it is chosen no more.
    if (clusters.empty())
        clearSelection();
}

void ClusterList::setColoured(bool coloured)
{
    for (int i = 0; i < topLevelItemCount(); ++i)
        topLevelItem(i)->setData(0, kColouredRole, coloured);
}

void ClusterList::setEditable(bool editable)
{
    setEditTriggers(editable ? QAbstractItemView::EditKeyPressed : QAbstractItemView::NoEditTriggers);
}

void ClusterList::setSilhouettes(const std::vector<double>& silhouettes)
{
    m_silhouettes = silhouettes;
    for (int i = 0; i < topLevelItemCount(); ++i)
        describe(topLevelItem(i));
}

std::vector<std::int32_t> ClusterList::chosenClusters() const
{
    std::set<std::int32_t> clusters;
    const auto add = [&clusters](const QTreeWidgetItem* item) {
        if (item && item->data(0, kClusterRole).toInt() >= 0)
            clusters.insert(item->data(0, kClusterRole).toInt());
    };
    for (const auto* item : selectedItems())
        add(item);
    if (clusters.empty())
        add(currentItem());
    return {clusters.begin(), clusters.end()};
}

void ClusterList::editName()
{
    if (currentItem() && currentItem()->data(0, kClusterRole).toInt() >= 0 &&
        editTriggers() != QAbstractItemView::NoEditTriggers)
        editItem(currentItem());
}

void ClusterList::choose(QTreeWidgetItem* item, bool activate, bool more)
{
    if (!item)
        return;
    const int cluster = item->data(0, kClusterRole).toInt();
    if (cluster < 0) {
        Q_EMIT filmChosen(item->data(0, kItemRole).toInt());
    } else if (activate) {
        Q_EMIT clusterActivated(cluster);
    } else if (more) {
        std::set<int> chosen;
        for (const auto* selected : selectedItems()) {
            if (selected->data(0, kClusterRole).toInt() >= 0)
                chosen.insert(selected->data(0, kClusterRole).toInt());
        }
        Q_EMIT isolateRequested(chosen);
    } else {
        Q_EMIT isolateRequested(m_isolated == std::set{cluster} ? std::set<int>() : std::set{cluster});
    }
}

void ClusterList::keyPressEvent(QKeyEvent* event)
{
    const bool more = event->modifiers().testFlag(Qt::ControlModifier);
    switch (event->key()) {
    case Qt::Key_Space:
        if (more && currentItem())
            currentItem()->setSelected(!currentItem()->isSelected());
        return choose(currentItem(), false, more);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (state() != EditingState) // an editor's own Enter comes by here, too
            choose(currentItem(), true, false);
        return;
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
