#pragma once

#include <QWidget>

#include <cstddef>
#include <map>

namespace matinee::ui {

/// How often each star value was given, as a bar a line with its count: the counts are read, not guessed.
class RatingBars : public QWidget
{
    Q_OBJECT

public:
    explicit RatingBars(QWidget* parent = nullptr);

    /// Stars to number of ratings.
    void setCounts(const std::map<double, std::size_t>& counts);
    const std::map<double, std::size_t>& counts() const { return m_counts; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    int lineHeight() const { return fontMetrics().height() + 2; }

    std::map<double, std::size_t> m_counts;
};

} // namespace matinee::ui
