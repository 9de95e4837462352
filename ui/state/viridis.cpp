#include "ui/state/viridis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace matinee::ui {

namespace {

/// The scale at every ninth of its length; between them the eye sees no difference to a straight line.
constexpr std::array<QRgb, 10> kAnchors = {0xFF440154, 0xFF482878, 0xFF3E4989, 0xFF31688E, 0xFF26828E,
                                           0xFF1F9E89, 0xFF35B779, 0xFF6ECE58, 0xFFB5DE2B, 0xFFFDE725};

/// How far from the end of the scale lines still stand out from the background.
constexpr double kKept = 0.85;

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

} // namespace

QColor viridis(double t)
{
    const double place = std::clamp(t, 0.0, 1.0) * (kAnchors.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(place), kAnchors.size() - 2);
    const double share = place - static_cast<double>(below);
    const QRgb from = kAnchors[below];
    const QRgb to = kAnchors[below + 1];
    const auto mix = [share](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * share)); };
    return {mix(qRed(from), qRed(to)), mix(qGreen(from), qGreen(to)), mix(qBlue(from), qBlue(to))};
}

QColor goodnessColour(double goodness, bool dark)
{
    const double good = std::clamp(goodness, 0.0, 1.0);
    return viridis(dark ? 1 - kKept + kKept * good : kKept * (1 - good));
}

QColor textColourOn(const QColor& background)
{
    // Relative luminance of WCAG 2; at 0.179 black and white have the same contrast.
    const double luminance =
        0.2126 * linear(background.redF()) + 0.7152 * linear(background.greenF()) + 0.0722 * linear(background.blueF());
    return luminance > 0.179 ? Qt::black : Qt::white;
}

} // namespace matinee::ui
