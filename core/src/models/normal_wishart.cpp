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

Eigen::VectorXd drawRegression(Random& random, const GaussianPrior& prior, double noisePrecision,
                               const Eigen::MatrixXd& gram, const Eigen::VectorXd& right)
{
    const Eigen::LLT<Eigen::MatrixXd> precision(prior.precision + noisePrecision * gram);
    return drawGaussian(random, precision.solve(prior.precision * prior.mean + noisePrecision * right), precision);
}

} // namespace matinee
