#pragma once

#include "ui/charts/small_plot.h"

#include <vector>

namespace matinee::ui {

/// A measure of clusterings over their number of clusters. A click, or Left and Right, chooses a number.
class ClusterPlot : public SmallPlot
{
    Q_OBJECT

public:
    explicit ClusterPlot(QWidget* parent = nullptr);

    /// \param clusters ascending; values of the same length \param reference drawn thin behind; may be empty
    void setCurve(const std::vector<int>& clusters, std::vector<double> values, std::vector<double> reference = {});
    /// The number that this measure speaks for; 0: none.
    void setProposal(int clusters);
    /// 0: none.
    void setChosen(int clusters);

Q_SIGNALS:
    void chosen(int clusters);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

private:
    void choose(double clusters);
    double valueOf(int clusters) const;

    std::vector<int> m_clusters;
    std::vector<double> m_values;
    AxisScale m_xScale;
    AxisScale m_yScale;
    int m_proposal = 0;
    int m_chosen = 0;
};

} // namespace matinee::ui
