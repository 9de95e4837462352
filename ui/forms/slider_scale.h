#pragma once

#include <matinee/parameter.h>

namespace matinee::ui {

/// Maps a number to the positions of a slider and back, evenly or by decades. Values beyond the slider's reach sit at
/// its ends.
class SliderScale
{
public:
    static constexpr int kSteps = 1000;

    explicit SliderScale(const Parameter& parameter);

    /// In [0, kSteps].
    int position(double value) const;
    /// A neat number near the position: two or three significant digits, whole for integers.
    double value(int position) const;

private:
    double m_minimum;
    double m_maximum;
    double m_floor; // where the decades begin: a logarithmic slider from 0 has its 0 at the very end
    bool m_logarithmic;
    bool m_integer;
};

} // namespace matinee::ui
