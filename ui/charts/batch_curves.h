#pragma once

#include "ui/charts/line_series.h"
#include "ui/charts/x_axis.h"

#include <matinee/curve_math.h>

#include <memory>
#include <span>

namespace matinee::ui {

/// All batch reports of a run: step and loss of each, 8 bytes, and what curves are drawn of them. Where a report is in
/// epochs and in time is kept as far as it cannot be told from those around it: that is little, since trainings go on
/// evenly.
class BatchCurves
{
public:
    void append(std::span<const BatchStats> batches);

    /// Points: of each optimiser step where it is known, else one a report.
    std::size_t size() const { return m_loss->size(); }
    /// Of append().
    std::size_t reports() const { return m_reports; }
    bool isEmpty() const { return m_loss->isEmpty(); }
    const StepCurve& loss() const { return *m_loss; }
    /// Epochs done at the last report; 0 without one.
    double position() const { return m_position; }
    /// Where steps are; of no use (see StepScale::isEmpty()) where that is not known. \param epochs of the same run
    /// \param ratings in an epoch
    StepScale scale(XAxis axis, std::span<const EpochStats> epochs, double ratings) const;

    /// The loss or its root (RMSE). The curve grows with the reports.
    std::shared_ptr<const StepCurve> curve(bool root) const;
    /// The same, smoothed, see CurveSmoother. \param length in epochs, > 0
    std::shared_ptr<const StepCurve> smoothCurve(bool root, double length) const;

private:
    /// A curve made of the losses, as far as it was asked for.
    struct Derived
    {
        bool root;
        double length; ///< 0: not smoothed
        std::shared_ptr<StepCurve> curve;
        std::unique_ptr<CurveSmoother> smoother;
    };

    std::shared_ptr<const StepCurve> derived(bool root, double length) const;
    /// By its next point. \param position of that, in epochs
    void extend(Derived& derived, double position) const;

    std::shared_ptr<StepCurve> m_loss = std::make_shared<StepCurve>();
    StepScale m_epochs;
    StepScale m_elapsed;
    std::size_t m_reports = 0;
    double m_position = 0;
    double m_lastElapsed = 0;
    mutable std::vector<Derived> m_derived; ///< those asked for last
};

} // namespace matinee::ui
