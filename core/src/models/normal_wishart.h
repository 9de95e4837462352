#pragma once

#include <matinee/random.h>

#include <Eigen/Core>

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

/// A draw of a vector x that has this prior and observations value_j = x·input_j + noise, where gram is the sum of the
/// outer products of the inputs, right the sum of value_j * input_j, and noisePrecision one over the noise's variance.
Eigen::VectorXd drawRegression(Random& random, const GaussianPrior& prior, double noisePrecision,
                               const Eigen::MatrixXd& gram, const Eigen::VectorXd& right);

} // namespace matinee
