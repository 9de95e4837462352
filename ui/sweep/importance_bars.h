#pragma once

#include <QWidget>

#include <vector>

namespace matinee::ui {

/// How much each parameter matters: bars of shares, the longest first, and what interactions leave.
class ImportanceBars : public QWidget
{
    Q_OBJECT

public:
    struct Bar
    {
        QString name;
        double share = 0; ///< in [0, 1]
    };

    explicit ImportanceBars(QWidget* parent = nullptr);

    void setBars(std::vector<Bar> bars);
    const std::vector<Bar>& bars() const { return m_bars; }
    /// Shown while there are none.
    void setEmptyText(const QString& text);
    /// The bars in words.
    QString summary() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double interactions() const;

    std::vector<Bar> m_bars; ///< the longest first
    QString m_emptyText;
};

} // namespace matinee::ui
