#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace matinee {

/// Looks at every loss of a training by gradients, and says when there is no sense in going on.
class DivergenceGuard
{
public:
    /// \param initialLoss before training; a loss a hundred times as large does not come back
    explicit DivergenceGuard(double initialLoss = 0)
        : m_most(std::isfinite(initialLoss) ? std::max(1.0, initialLoss) * kExploded : 0)
    {}

    bool accepts(double loss) const { return std::isfinite(loss) && (m_most == 0 || loss <= m_most); }

    /// One sentence, why training ends.
    static std::string reason(double loss, int epoch)
    {
        const auto what = std::isfinite(loss) ? fmt::format("The loss exploded to {:.3g}", loss)
                                              : std::string("The loss is not finite");
        return fmt::format("{} in epoch {}: training has diverged and was ended. A smaller learning rate or initial "
                           "scale may help.",
                           what, epoch);
    }

private:
    static constexpr double kExploded = 100;

    double m_most;
};

} // namespace matinee
