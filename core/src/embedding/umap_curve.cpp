#include <matinee/error.h>
#include <matinee/umap.h>

#include <Eigen/Dense>
#include <cmath>

namespace matinee {

namespace {

constexpr int kDistances = 300;
constexpr int kSteps = 200;

} // namespace

UmapCurve fitUmapCurve(double minimumDistance, double spread)
{
    if (!(spread > 0) || !(minimumDistance >= 0) || minimumDistance > spread)
        throw Error(ErrorCode::InvalidArgument,
                    "The minimum distance must be 0 or more and at most the spread, which must be positive.",
                    "minimum_distance");
    // Levenberg and Marquardt on (log a, b).
    Eigen::Vector2d at(0, 1);
    Eigen::Matrix2d normal;
    Eigen::Vector2d gradient;
    const auto lossAt = [&](const Eigen::Vector2d& where, bool derive) {
        if (derive) {
            normal.setZero();
            gradient.setZero();
        }
        double loss = 0;
        for (int i = 0; i < kDistances; ++i) {
            const double x = 3 * spread * i / (kDistances - 1);
            const double wanted = x < minimumDistance ? 1 : std::exp(-(x - minimumDistance) / spread);
            const double power = x > 0 ? std::exp(where[0] + 2 * where[1] * std::log(x)) : 0;
            const double value = 1 / (1 + power);
            loss += (value - wanted) * (value - wanted);
            if (!derive || x == 0)
                continue;
            const Eigen::Vector2d slope = -power * value * value * Eigen::Vector2d(1, 2 * std::log(x));
            normal += slope * slope.transpose();
            gradient += slope * (value - wanted);
        }
        return loss;
    };
    double damping = 1e-3;
    double loss = lossAt(at, true);
    for (int step = 0; step < kSteps && damping < 1e12; ++step) {
        Eigen::Matrix2d damped = normal;
        damped.diagonal() *= 1 + damping;
        const Eigen::Vector2d next = at - damped.ldlt().solve(gradient);
        const double nextLoss = lossAt(next, false);
        if (nextLoss < loss) {
            at = next;
            loss = lossAt(at, true);
            damping /= 10;
        } else {
            damping *= 10;
        }
    }
    return {std::exp(at[0]), at[1]};
}

} // namespace matinee
