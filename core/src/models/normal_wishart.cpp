#include "models/normal_wishart.h"

#include "support/distributions.h"

#include <Eigen/Cholesky>
#include <cmath>

namespace matinee {

namespace {

/// Strength of the hyperprior on the mean, in vectors: the paper's.
constexpr double kMeanStrength = 2;

/// mean + L⁻ᵀ z, where LLᵀ is the precision.
Eigen::VectorXd drawGaussian(Random& random, Eigen::VectorXd mean, const Eigen::LLT<Eigen::MatrixXd>& precision)
{
    Eigen::VectorXd noise(mean.size());
    for (auto& value : noise)
        value = drawNormal(random);
    precision.matrixU().solveInPlace(noise);
    return mean + noise;
}

} // namespace

Eigen::MatrixXd drawWishart(Random& random, const Eigen::MatrixXd& inverseScale, double degrees)
{
    const auto n = inverseScale.rows();
    Eigen::MatrixXd bartlett = Eigen::MatrixXd::Zero(n, n);
    for (Eigen::Index i = 0; i < n; ++i) {
        bartlett(i, i) = std::sqrt(2 * drawGamma(random, (degrees - static_cast<double>(i)) / 2));
        for (Eigen::Index j = 0; j < i; ++j)
            bartlett(i, j) = drawNormal(random);
    }
    // With the inverse scale LLᵀ, the scale is L⁻ᵀL⁻¹: L⁻ᵀ serves as its root.
    const Eigen::LLT<Eigen::MatrixXd> cholesky(inverseScale);
    const Eigen::MatrixXd root = cholesky.matrixU().solve(bartlett);
    return root * root.transpose();
}

GaussianPrior drawGaussianPrior(Random& random, double count, const Eigen::VectorXd& sum,
                                const Eigen::MatrixXd& products)
{
    const auto n = sum.size();
    const double strength = kMeanStrength + count;
    const Eigen::VectorXd centre = sum / strength;
    // Scatter around the vectors' mean and the pull of the prior's mean (zero) in one.
    Eigen::MatrixXd inverseScale = Eigen::MatrixXd::Identity(n, n) + products;
    inverseScale -= strength * centre * centre.transpose();
    GaussianPrior prior;
    prior.precision = drawWishart(random, inverseScale, static_cast<double>(n) + count);
    prior.mean = drawGaussian(random, centre, Eigen::LLT<Eigen::MatrixXd>(strength * prior.precision));
    return prior;
}

void addPrior(NormalEquations<double>& equations, const GaussianPrior& prior, double noisePrecision)
{
    // All is divided by the precision of the noise, so that the observations need not be multiplied by it.
    const Eigen::VectorXd right = prior.precision * prior.mean / noisePrecision;
    const auto n = static_cast<std::size_t>(prior.mean.size());
    for (std::size_t j = 0; j < n; ++j) {
        const auto column = static_cast<Eigen::Index>(j);
        for (std::size_t i = j; i < n; ++i)
            equations.at(i, j) += prior.precision(static_cast<Eigen::Index>(i), column) / noisePrecision;
        equations.at(n, j) += right[column];
    }
}

std::span<const double> drawRegression(Random& random, NormalEquations<double>& equations, double noisePrecision)
{
    // The mean is L⁻ᵀy and the noise L⁻ᵀz for a standard normal z, scaled as the equations are.
    const double scale = 1 / std::sqrt(noisePrecision);
    for (double& y : equations.solveForwards())
        y += scale * drawNormal(random);
    return equations.solveBackwards();
}

} // namespace matinee
