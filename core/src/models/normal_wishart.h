#pragma once

#include "models/normal_equations.h"

#include <matinee/random.h>

#include <Eigen/Core>
#include <span>

namespace matinee {

/// A normal distribution of vectors by mean and precision (the inverse of the covariance).
struct GaussianPrior
{
    Eigen::VectorXd mean;
    Eigen::MatrixXd precision;
};

/// A draw from the Wishart distribution with the given inverse of its scale matrix, by Bartlett's decomposition: mean
/// degrees * scale. degrees > rows - 1.
Eigen::MatrixXd drawWishart(Random& random, const Eigen::MatrixXd& inverseScale, double degrees);

/// A draw of the distribution that vectors come from, given count of them with this sum and this sum of outer products,
/// and a Normal-Wishart prior with mean 0, strength 2, as many degrees of freedom as a vector has numbers, and the unit
/// matrix as scale: equation 14 of Salakhutdinov, Mnih, ICML 2008.
GaussianPrior drawGaussianPrior(Random& random, double count, const Eigen::VectorXd& sum,
                                const Eigen::MatrixXd& products);

/// Puts a prior into equations of vectors that are an input, then its value: what drawRegression() is to start from.
void addPrior(NormalEquations<double>& equations, const GaussianPrior& prior, double noisePrecision);

/// A draw of a vector x that has a prior and observations value_j = x·input_j + noise. noisePrecision: one over the
/// variance of the noise.
/// \param equations addPrior() and the observations; destroyed
std::span<const double> drawRegression(Random& random, NormalEquations<double>& equations, double noisePrecision);

} // namespace matinee
