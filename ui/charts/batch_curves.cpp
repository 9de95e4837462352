#include "ui/charts/batch_curves.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kEpochTolerance = 1e-9;
constexpr double kSecondsTolerance = 0.02;
/// Two charts, smoothed and not.
constexpr std::size_t kMostDerived = 4;

} // namespace

void BatchCurves::append(std::span<const BatchStats> batches)
{
    // Training begins at nothing: of a single report it is known, too, where it belongs.
    if (m_epochs.isEmpty() && !batches.empty()) {
        m_epochs.add(0, 0);
        m_elapsed.add(0, 0);
    }
    for (const auto& batch : batches) {
        const auto before = size();
        const double from = m_position;
        if (batch.losses.empty())
            m_loss->append(batch.step, static_cast<float>(batch.loss));
        auto ofStep = batch.step - std::min<std::uint64_t>(batch.step, batch.losses.size());
        for (const float loss : batch.losses)
            m_loss->append(++ofStep, loss);
        ++m_reports;
        const auto step = static_cast<double>(batch.step);
        m_epochs.addWithin(step, batch.position, kEpochTolerance * std::max(1.0, batch.position));
        m_elapsed.addWithin(step, batch.elapsed, kSecondsTolerance);
        m_position = batch.position;
        m_lastElapsed = batch.elapsed;
        // What is drawn already grows by where the report says it is: what later ones say cannot change it.
        const auto count = static_cast<double>(size() - before);
        for (auto& one : m_derived) {
            if (one.curve->size() != before)
                continue;
            for (double k = 1; k <= count; ++k)
                extend(one, from + (m_position - from) * k / count);
        }
    }
}

StepScale BatchCurves::scale(XAxis axis, std::span<const EpochStats> epochs, double ratings) const
{
    switch (axis) {
    case XAxis::Epoch:
        return m_epochs;
    case XAxis::RelativeTime:
        return m_elapsed;
    case XAxis::Step:
        return {};
    case XAxis::Ratings:
    case XAxis::WallTime:
        break;
    }
    auto scale = epochScale(epochs, axis);
    // And on to the last report.
    if (!epochs.empty() && !isEmpty()) {
        const auto& last = epochs.back();
        const auto step = static_cast<double>(m_loss->step(size() - 1));
        if (axis == XAxis::Ratings)
            scale.add(step, static_cast<double>(last.ratings) + (m_position - last.epoch) * ratings);
        else if (last.time > 0)
            scale.add(step, last.time + (m_lastElapsed - last.elapsed));
    }
    return scale;
}

std::shared_ptr<const StepCurve> BatchCurves::curve(bool root) const
{
    return root ? derived(true, 0) : m_loss;
}

std::shared_ptr<const StepCurve> BatchCurves::smoothCurve(bool root, double length) const
{
    return derived(root, length);
}

std::shared_ptr<const StepCurve> BatchCurves::derived(bool root, double length) const
{
    const auto isWanted = [=](const Derived& one) { return one.root == root && one.length == length; };
    auto found = std::ranges::find_if(m_derived, isWanted);
    if (found == m_derived.end()) {
        if (m_derived.size() == kMostDerived)
            m_derived.erase(m_derived.begin());
        auto smoother = length > 0 ? std::make_unique<CurveSmoother>(length) : nullptr;
        m_derived.push_back({root, length, std::make_shared<StepCurve>(), std::move(smoother)});
        found = m_derived.end() - 1;
    }
    while (found->curve->size() < size()) {
        const auto step = static_cast<double>(m_loss->step(found->curve->size()));
        extend(*found, m_epochs.isEmpty() ? m_position : m_epochs.xAt(step));
    }
    return found->curve;
}

void BatchCurves::extend(Derived& derived, double position) const
{
    const std::size_t index = derived.curve->size();
    double value = m_loss->value(index);
    value = derived.root ? std::sqrt(value) : value;
    if (derived.smoother)
        value = derived.smoother->add(position, value);
    derived.curve->append(m_loss->step(index), static_cast<float>(value));
}

} // namespace matinee::ui
