#pragma once

#include "models/factor_records.h"
#include "models/normal_equations.h"
#include "models/sparse_ratings.h"

#include <matinee/recommender.h>

#include <Eigen/Core>

namespace matinee {

/// Alternating least squares with biases. In a sweep each user's bias, then each user's vector is set to where the
/// log-posterior is highest while all else stays, and then the same for each film. Zhou, Wilkinson, Schreiber, Pan:
/// Large-scale parallel collaborative filtering for the Netflix Prize, AAIM 2008 (count scaling: its weighted-lambda
/// regularisation); biases as in Koren, Bell, Volinsky, 2009.
class Als : public Recommender
{
public:
    explicit Als(const Hyperparameters& hyperparameters);

    void prepare(const TrainingData& data, const ComputeOptions& options) override;
    EpochOutcome trainEpoch(const EpochContext& context) override;
    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override;
    void scoreAll(std::span<const std::int32_t> users, std::span<float> out) const override;
    Matrix itemEmbeddings() const override;
    Matrix userEmbeddings() const override;
    std::vector<float> itemBiases() const override;
    std::uint64_t parameterCount() const override;
    void save(ModelFile& file) const override;
    void load(const ModelFile& file, const Dataset& data, const ComputeOptions& options) override;
    bool saveState(StateFile& state) const override;
    void restoreState(const StateFile& state) override;

    /// Replaces the vectors between prepare() and the first sweep, factors x rows; rows without ratings stay zero.
    void setFactors(const Eigen::MatrixXd& users, const Eigen::MatrixXd& items);

private:
    /// The users, or the films.
    struct Side
    {
        SparseRatings ratings;
        FactorRecords records;
    };

    double solveRow(Side& side, const Side& other, std::size_t row, NormalEquations<double>& equations) const;
    double rowWork(const Side& side) const;
    double penalty(const Side& side) const;

    Eigen::Index m_factors;
    double m_precision;
    double m_biasRegularisation;
    double m_regularisation;
    bool m_scaleByCount;
    double m_initScale;
    bool m_meanGlobalBias;
    double m_mean = 0;
    int m_threads = 1;
    std::uint64_t m_sweeps = 0;
    Side m_users;
    Side m_items;
};

} // namespace matinee
