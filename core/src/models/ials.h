#pragma once

#include "models/normal_equations.h"
#include "models/sparse_ratings.h"

#include <matinee/recommender.h>

#include <Eigen/Core>

namespace matinee {

class SolverSweep;

/// Implicit ALS: squared error over all pairs, 1 for an interaction, and a small weight on everything that was not
/// watched, which is made cheap by the Gram matrix of the other side. Hu, Koren, Volinsky: Collaborative filtering for
/// implicit feedback datasets, ICDM 2008; loss, scaling of the regularisation and initial values as in Rendle,
/// Krichene, Zhang, Koren: Revisiting the performance of iALS on item recommendation benchmarks, arXiv 2110.14037.
class Ials : public Recommender
{
public:
    explicit Ials(const Hyperparameters& hyperparameters);

    void prepare(const TrainingData& data, const ComputeOptions& options) override;
    EpochOutcome trainEpoch(const EpochContext& context) override;
    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override;
    void scoreAll(std::span<const std::int32_t> users, std::span<float> out) const override;
    Matrix itemEmbeddings() const override;
    Matrix userEmbeddings() const override;
    std::uint64_t parameterCount() const override;
    void save(ModelFile& file) const override;
    void load(const ModelFile& file, const Dataset& data, const ComputeOptions& options) override;
    bool saveState(StateFile& state) const override;
    void restoreState(const StateFile& state) override;

    /// Replaces the vectors between prepare() and the first sweep, factors x rows; rows without interactions stay zero.
    void setFactors(const Eigen::MatrixXf& users, const Eigen::MatrixXf& items);

private:
    /// The users, or the films.
    struct Side
    {
        SparseRatings interactions;
        Eigen::MatrixXf factors; ///< factors x rows
    };
    using Equations = NormalEquations<float>;

    /// The sum of the outer products of all vectors of a side, times the weight of the unwatched: where the equations
    /// of each row of the other side start. \return false if stopped
    bool startEquations(const Side& other, SolverSweep& sweep, Equations& start) const;
    bool solveSide(Side& side, const Side& other, SolverSweep& sweep, std::vector<Equations>& scratch,
                   const Equations& start) const;
    double solveRow(Side& side, const Side& other, const Equations& start, std::size_t row, Equations& equations) const;
    float regularisation(const Side& side, const Side& other, std::size_t row) const;
    double penalty(const Side& side, const Side& other) const;

    Eigen::Index m_factors;
    double m_unobservedWeight;
    double m_regularisation;
    double m_exponent;
    double m_initScale;
    int m_threads = 1;
    std::uint64_t m_sweeps = 0;
    Side m_users;
    Side m_items;
};

} // namespace matinee
