#include "ui/panels/map_category_list.h"

#include "ui/map/map_style.h"
#include "ui/state/colours.h"
#include "ui/state/count_text.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLocale>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kSwatch = 14;
constexpr int kMostRows = 12;

} // namespace

MapCategoryList::MapCategoryList(QWidget* parent)
    : QListWidget(parent)
{
    setObjectName(QStringLiteral("mapLegend"));
    setAccessibleName(tr("Legend of the colours"));
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextElideMode(Qt::ElideRight);
    setIconSize({kSwatch, kSwatch});
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setToolTip(tr("Click: only these films; Ctrl+click: these as well"));
    connect(this, &QListWidget::itemClicked, this,
            [this] { choose((QApplication::keyboardModifiers() & (Qt::ControlModifier | Qt::ShiftModifier)) != 0); });
}

void MapCategoryList::setScene(const MapScene* scene)
{
    clear();
    m_categories.clear();
    m_colours.clear();
    m_isolated.clear();
    if (scene) {
        m_categories = scene->categories;
        for (const auto& category : m_categories)
            m_colours.push_back(scene->colours[category.colour]);
    }
    const QLocale locale;
    for (const auto& category : m_categories) {
        //: an entry of the legend: a genre and its number of films
        auto* row = new QListWidgetItem(tr("%1 (%2)").arg(category.name, locale.toString(category.count)), this);
        row->setData(Qt::AccessibleTextRole,
                     QStringLiteral("%1, %2").arg(category.name, filmCountText(category.count)));
    }
    paintSwatches();
    updateGeometry();
}

void MapCategoryList::setIsolated(const std::set<int>& categories)
{
    m_isolated = categories;
    for (int i = 0; i < count(); ++i) {
        QFont font = this->font();
        font.setBold(categories.contains(i));
        item(i)->setFont(font);
    }
    if (categories.empty())
        clearSelection();
}

void MapCategoryList::choose(bool more)
{
    std::set<int> chosen;
    if (more) {
        for (const auto& index : selectedIndexes())
            chosen.insert(index.row());
    } else if (currentRow() >= 0 && m_isolated != std::set{currentRow()}) {
        chosen.insert(currentRow());
    }
    Q_EMIT isolateRequested(chosen);
}

void MapCategoryList::keyPressEvent(QKeyEvent* event)
{
    if (event->key() != Qt::Key_Space && event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        QListWidget::keyPressEvent(event);
        return;
    }
    const bool more = event->modifiers().testFlag(Qt::ControlModifier);
    if (more && currentItem())
        currentItem()->setSelected(!currentItem()->isSelected());
    choose(more);
}

void MapCategoryList::changeEvent(QEvent* event)
{
    QListWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        paintSwatches();
}

void MapCategoryList::paintSwatches()
{
    for (int i = 0; i < count(); ++i) {
        const auto c = static_cast<std::size_t>(i);
        const auto image =
            markerSwatch(m_categories[c].marker, m_colours[c].on(isDark(palette())), kSwatch, devicePixelRatioF());
        item(i)->setIcon(QIcon(QPixmap::fromImage(image)));
    }
}

QSize MapCategoryList::sizeHint() const
{
    const int row = count() > 0 ? sizeHintForRow(0) : fontMetrics().height();
    return {160, std::min(count(), kMostRows) * row + 2};
}

QSize MapCategoryList::minimumSizeHint() const
{
    const int row = count() > 0 ? sizeHintForRow(0) : fontMetrics().height();
    return {80, std::min(count(), 3) * row + 2};
}

} // namespace matinee::ui
