#pragma once

#include <QLayout>

#include <vector>

namespace matinee::ui {

/// Lays its items in rows, as many side by side as fit, like words in a paragraph.
class FlowLayout : public QLayout
{
    Q_OBJECT

public:
    /// \param across room between the items of a row; \param down room between rows
    FlowLayout(int across, int down, QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override;
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;

    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect& rectangle) override;

private:
    /// \return the height that the items take at this width; places them there if asked to
    int arrange(const QRect& rectangle, bool place) const;

    std::vector<QLayoutItem*> m_items;
    int m_across;
    int m_down;
};

} // namespace matinee::ui
