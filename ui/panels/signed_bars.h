#pragma once

#include <QString>
#include <QWidget>

#include <vector>

namespace matinee::ui {

/// What somebody is drawn to, a bar a line about a common zero: right of it towards, left of it away.
class SignedBars : public QWidget
{
    Q_OBJECT

public:
    struct Bar
    {
        QString name;
        double value = 0;
        QString toolTip = {}; ///< empty: there is no more to say
    };

    /// \param unit a bar in words, such as "%1: %2 stars"
    SignedBars(const QString& name, const QString& unit, QWidget* parent = nullptr);

    /// Shown by falling value; of many, those that say the most. \param most how many at most
    void setBars(std::vector<Bar> bars, std::size_t most = 16);
    const std::vector<Bar>& bars() const { return m_bars; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {120, sizeHint().height()}; }

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const { return fontMetrics().height() + 2; }

    QString m_unit;
    std::vector<Bar> m_bars;
};

} // namespace matinee::ui
