#include "experiments/sweep/parzen.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace matinee {

namespace {

/// Of a kernel's width, at one observation; Scott's rule makes it narrower the more there are.
constexpr double kWidth = 0.15;
/// A density never sharper than this, or one lucky point holds all candidates.
constexpr double kLeastWidth = 0.01;
/// A draw that misses [0, 1] so often is taken from the edge.
constexpr int kDraws = 1000;

double normalMass(double low, double high)
{
    return 0.5 * (std::erf(high / std::numbers::sqrt2) - std::erf(low / std::numbers::sqrt2));
}

} // namespace

ParzenDensity::ParzenDensity(const SweepSpace& space, std::span<const SweepPoint> points)
    : m_space(space)
{
    const auto count = static_cast<double>(std::max<std::size_t>(points.size(), 1));
    const auto axes = static_cast<double>(space.size());
    m_width = std::max(kLeastWidth, kWidth * std::pow(count, -1 / (axes + 4)));
    m_smoothing = 1 / (1 + count);
    for (const auto& point : points) {
        auto& component = m_kernels.emplace_back();
        for (std::size_t a = 0; a < space.size(); ++a)
            component.push_back(kernel(space.axes()[a], point[a]));
    }
    auto& last = m_kernels.emplace_back();
    for (const auto& axis : space.axes())
        last.push_back(prior(axis));
}

ParzenDensity::Kernel ParzenDensity::kernel(const SweepAxis& axis, const ParameterValue& value) const
{
    Kernel made;
    if (axis.kind() == SweepAxis::Kind::Categorical) {
        const auto count = static_cast<double>(axis.levels());
        made.ownValue = value;
        made.ownShare = 1 - m_smoothing + m_smoothing / count;
        return made;
    }
    made.centre = axis.place(value);
    made.width = m_width;
    made.mass = normalMass(-made.centre / made.width, (1 - made.centre) / made.width);
    return made;
}

ParzenDensity::Kernel ParzenDensity::prior(const SweepAxis& axis) const
{
    Kernel made;
    if (axis.kind() == SweepAxis::Kind::Categorical) {
        made.ownValue = axis.level(0);
        made.ownShare = 1 / static_cast<double>(axis.levels());
    }
    made.mass = normalMass(-made.centre / made.width, (1 - made.centre) / made.width);
    return made;
}

double ParzenDensity::density(const SweepAxis& axis, const Kernel& kernel, const ParameterValue& value)
{
    if (axis.kind() == SweepAxis::Kind::Categorical) {
        if (axis.levels() == 1)
            return 1;
        return value == kernel.ownValue ? kernel.ownShare
                                        : (1 - kernel.ownShare) / static_cast<double>(axis.levels() - 1);
    }
    const auto [low, high] = axis.stretch(value);
    if (high > low)
        return normalMass((low - kernel.centre) / kernel.width, (high - kernel.centre) / kernel.width) / kernel.mass;
    const double z = (low - kernel.centre) / kernel.width;
    return std::exp(-0.5 * z * z) / (kernel.width * std::sqrt(2 * std::numbers::pi) * kernel.mass);
}

SweepPoint ParzenDensity::draw(Random& random) const
{
    const auto& component = m_kernels[random.below(m_kernels.size())];
    SweepPoint point;
    for (std::size_t a = 0; a < m_space.size(); ++a) {
        const auto& axis = m_space.axes()[a];
        const auto& kernel = component[a];
        if (axis.kind() == SweepAxis::Kind::Categorical) {
            if (random.uniform() < kernel.ownShare || axis.levels() == 1) {
                point.push_back(kernel.ownValue);
                continue;
            }
            auto other = axis.level(random.below(axis.levels() - 1));
            point.push_back(other == kernel.ownValue ? axis.level(axis.levels() - 1) : other);
            continue;
        }
        double place = kernel.centre + kernel.width * random.normal();
        for (int d = 1; d < kDraws && (place < 0 || place > 1); ++d)
            place = kernel.centre + kernel.width * random.normal();
        point.push_back(axis.at(place));
    }
    return point;
}

double ParzenDensity::logarithm(const SweepPoint& point) const
{
    // The sum of products, each as a logarithm: of many axes a product is too small for a double.
    std::vector<double> logarithms;
    for (const auto& component : m_kernels) {
        double sum = 0;
        for (std::size_t a = 0; a < m_space.size(); ++a)
            sum += std::log(std::max(density(m_space.axes()[a], component[a], point[a]), 1e-300));
        logarithms.push_back(sum);
    }
    const double most = *std::max_element(logarithms.begin(), logarithms.end());
    double sum = 0;
    for (const double each : logarithms)
        sum += std::exp(each - most);
    return most + std::log(sum / static_cast<double>(logarithms.size()));
}

} // namespace matinee
