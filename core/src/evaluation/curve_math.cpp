#include "matinee/curve_math.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee {

namespace {

/// Weights of the two ends of a line whose length is `distance` times the smoothing length.
struct EndWeights
{
    double kept;  ///< e^-distance: what is left of all that came before
    double left;  ///< integral of the falling end's share
    double right; ///< of the rising end's; left + right = 1 - kept
};

EndWeights endWeights(double distance)
{
    if (distance < 1e-3) {
        // The differences below would lose their digits.
        const double square = distance * distance;
        return {std::exp(-distance), distance / 2 - square / 3 + square * distance / 8,
                distance / 2 - square / 6 + square * distance / 24};
    }
    const double gone = -std::expm1(-distance);
    const double mean = gone / distance;
    return {1 - gone, mean - (1 - gone), 1 - mean};
}

} // namespace

CurveSmoother::CurveSmoother(double length)
    : m_length(length)
{}

double CurveSmoother::add(double x, double y)
{
    if (!std::isfinite(y))
        return std::numeric_limits<double>::quiet_NaN();
    if (!m_hasPoint) {
        m_hasPoint = true;
        m_average = y;
    } else if (const auto weights = endWeights((x - m_x) / m_length); weights.left + weights.right > 0) {
        m_weight = m_weight * weights.kept + weights.left + weights.right;
        m_average += (weights.left * (m_y - m_average) + weights.right * (y - m_average)) / m_weight;
    }
    m_x = x;
    m_y = y;
    return m_average;
}

std::vector<double> smoothCurve(std::span<const double> x, std::span<const double> y, double length)
{
    if (!(length > 0))
        return {y.begin(), y.end()};
    CurveSmoother smoother(length);
    std::vector<double> averages;
    averages.reserve(y.size());
    for (std::size_t i = 0; i < y.size(); ++i)
        averages.push_back(smoother.add(x[i], y[i]));
    return averages;
}

CurveBand curveBand(std::span<const CurvePoints> curves)
{
    CurveBand band;
    for (const auto& curve : curves)
        band.x.insert(band.x.end(), curve.x.begin(), curve.x.end());
    std::ranges::sort(band.x);
    band.x.erase(std::unique(band.x.begin(), band.x.end()), band.x.end());

    std::vector<std::size_t> next(curves.size(), 0);
    std::vector<double> values;
    std::size_t kept = 0;
    for (const double x : band.x) {
        values.clear();
        for (std::size_t c = 0; c < curves.size(); ++c) {
            for (; next[c] < curves[c].x.size() && curves[c].x[next[c]] == x; ++next[c]) {
                if (std::isfinite(curves[c].y[next[c]]))
                    values.push_back(curves[c].y[next[c]]);
            }
        }
        if (values.empty())
            continue;
        const auto count = static_cast<double>(values.size());
        double sum = 0;
        for (const double value : values)
            sum += value;
        const double mean = sum / count;
        double squares = 0;
        for (const double value : values)
            squares += (value - mean) * (value - mean);
        band.x[kept++] = x;
        band.mean.push_back(mean);
        band.deviation.push_back(values.size() > 1 ? std::sqrt(squares / (count - 1))
                                                   : std::numeric_limits<double>::quiet_NaN());
        band.count.push_back(static_cast<int>(values.size()));
    }
    band.x.resize(kept);
    return band;
}

} // namespace matinee
