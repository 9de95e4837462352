#pragma once

#include <QStyledItemDelegate>

namespace matinee::ui {

/// A film in a list of hits: its title, and under it in quieter text what tells it from others.
class SearchHitDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Year, genres, number of ratings.
    static constexpr int kFactsRole = Qt::UserRole + 1;

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace matinee::ui
