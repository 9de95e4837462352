#include "ui/panels/search_hit_delegate.h"

#include "ui/state/colours.h"

#include <QApplication>
#include <QPainter>

namespace matinee::ui {

namespace {

constexpr int kAcross = 8;
constexpr int kDown = 4;

} // namespace

void SearchHitDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    QStyleOptionViewItem back = option;
    initStyleOption(&back, index);
    const QString title = back.text;
    back.text.clear();
    const QStyle* style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &back, painter, option.widget);

    painter->save();
    const bool chosen = option.state.testFlag(QStyle::State_Selected);
    const QColor text = option.palette.color(chosen ? QPalette::HighlightedText : QPalette::Text);
    const int line = option.fontMetrics.height();
    QRect row = option.rect.adjusted(kAcross, kDown, -kAcross, 0);
    row.setHeight(line);
    painter->setFont(option.font);
    painter->setPen(text);
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(title, Qt::ElideRight, row.width()));
    row.translate(0, line);
    painter->setPen(chosen ? text : mutedTextColour(option.palette));
    painter->drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                      option.fontMetrics.elidedText(index.data(kFactsRole).toString(), Qt::ElideRight, row.width()));
    painter->restore();
}

QSize SearchHitDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    return {200, 2 * option.fontMetrics.height() + 2 * kDown};
}

} // namespace matinee::ui
