#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace matinee::ui {

/// What a user is drawn to, a bar a line about a common zero: right of it liked, left of it disliked.
class TasteBars : public QWidget
{
    Q_OBJECT

public:
    struct Bar
    {
        QString name;
        double stars = 0; ///< above the user's average film
    };

    explicit TasteBars(QWidget* parent = nullptr);

    /// Shown by falling stars; of many, those that say the most.
    void setBars(std::vector<Bar> bars);
    const std::vector<Bar>& bars() const { return m_bars; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const { return fontMetrics().height() + 2; }

    std::vector<Bar> m_bars;
};

} // namespace matinee::ui
