#pragma once

#include <QWidget>

#include <cstddef>
#include <map>

namespace matinee::ui {

/// Bars for how often each rating was given, with the share above each bar.
class RatingHistogram : public QWidget
{
    Q_OBJECT

public:
    explicit RatingHistogram(QWidget* parent = nullptr);

    /// \param counts stars to number of ratings
    void setCounts(std::map<double, std::size_t> counts);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::map<double, std::size_t> m_counts;
    std::size_t m_total = 0;
};

} // namespace matinee::ui
