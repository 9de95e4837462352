#pragma once

#include "models/normal_wishart.h"
#include "models/sparse_ratings.h"

#include <matinee/recommender.h>

#include <Eigen/Core>
#include <array>
#include <utility>

namespace matinee {

class SolverSweep;

/// Bayesian matrix factorisation by Gibbs sampling: Salakhutdinov, Mnih: Bayesian probabilistic matrix factorization
/// using Markov chain Monte Carlo, ICML 2008. Two additions: a bias is the first number of each user's and film's
/// vector, under the same Normal-Wishart prior as its factors, and the precision of the ratings is drawn as well, with
/// a Gamma prior. So there is no regularisation to choose. Predictions are means over the kept samples.
class Bpmf : public Recommender
{
public:
    explicit Bpmf(const Hyperparameters& hyperparameters);

    void prepare(const TrainingData& data, const ComputeOptions& options) override;
    EpochOutcome trainEpoch(const EpochContext& context) override;
    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override;
    void scoreAll(std::span<const std::int32_t> users, std::span<float> out) const override;
    bool predictDeviation(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                          std::span<float> out) const override;
    /// Of the last kept sample: the factors of different samples are turned against each other, so that their mean
    /// would mean nothing, while one sample's films fit together.
    Matrix itemEmbeddings() const override;
    Matrix userEmbeddings() const override;
    /// Means over the kept samples: biases do not turn.
    std::vector<float> itemBiases() const override;
    std::uint64_t parameterCount() const override;
    void save(ModelFile& file) const override;
    void load(const ModelFile& file, const Dataset& data, const ComputeOptions& options) override;
    bool saveState(StateFile& state) const override;
    void restoreState(const StateFile& state) override;

    /// Keeps what else would be drawn each sweep, for cases that have a closed form.
    void fixPriors(const GaussianPrior& users, const GaussianPrior& items, double noisePrecision);

    std::size_t keptSamples() const { return m_samples.size(); }

private:
    /// The users, or the films.
    struct Side
    {
        SparseRatings ratings;
        Eigen::MatrixXd vectors; ///< bias, then factors; a column each
        GaussianPrior prior;
        std::vector<bool> cold;
    };
    struct Sample
    {
        Eigen::MatrixXf users;
        Eigen::MatrixXf items;
        Eigen::MatrixXf userCovariance; ///< of the prior, for ids without ratings
        Eigen::MatrixXf itemCovariance;
        float noise = 0; ///< variance of a rating
    };
    /// What all of a sample but its noise is called in a state.
    static constexpr std::array<std::pair<const char*, Eigen::MatrixXf Sample::*>, 4> kSampleMatrices = {{
        {"sample_users", &Sample::users},
        {"sample_items", &Sample::items},
        {"sample_user_covariances", &Sample::userCovariance},
        {"sample_item_covariances", &Sample::itemCovariance},
    }};
    using Equations = NormalEquations<double>;

    void drawPrior(Side& side, std::uint64_t stream) const;
    bool drawSide(Side& side, const Side& other, std::uint64_t stream, bool average, SolverSweep& sweep,
                  std::vector<Equations>& scratch);
    double drawRow(Side& side, const Side& other, std::size_t row, std::uint64_t stream, bool average,
                   const Equations& start, Equations& equations);
    bool keeps(std::uint64_t sweep) const;
    Sample currentSample() const;
    template <class Use>
    void forEachSample(Use use) const;

    Eigen::Index m_factors;
    std::uint64_t m_epochs;
    std::uint64_t m_burnIn;
    double m_initScale;
    std::uint64_t m_keepEvery = 1;
    int m_threads = 1;
    std::uint64_t m_seed = 0;
    std::uint64_t m_sweeps = 0;
    double m_mean = 0;
    double m_noisePrecision = 1;
    bool m_fixedPriors = false;
    Side m_users;
    Side m_items;
    std::vector<double> m_fitted;         ///< sums of the kept predictions of the training ratings, film by film
    std::vector<double> m_averageSquares; ///< squared errors of their means, by film
    std::vector<Sample> m_samples;
};

} // namespace matinee
