#include "models/als.h"

#include "models/factor_files.h"
#include "models/gradient_parameters.h"
#include "models/model_list.h"
#include "models/solver_sweep.h"

#include <matinee/error.h>
#include <matinee/model_file.h>
#include <matinee/random.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

/// Ratings whose vectors are gathered at once: they fit into the first caches.
constexpr std::size_t kBlock = 512;

} // namespace

Als::Als(const Hyperparameters& hyperparameters)
    : m_factors(hyperparameters.integer("factors"))
    , m_precision(hyperparameters.real("precision"))
    , m_biasRegularisation(hyperparameters.real("bias_regularisation"))
    , m_regularisation(hyperparameters.real("regularisation"))
    , m_scaleByCount(hyperparameters.text("regularisation_scaling") == "count")
    , m_initScale(hyperparameters.real("init_scale"))
    , m_meanGlobalBias(hyperparameters.text("global_bias") == "mean")
{}

void Als::prepare(const TrainingData& data, const ComputeOptions& options)
{
    m_threads = options.threads;
    m_users.ratings = SparseRatings::byUser(data);
    m_items.ratings = SparseRatings::byItem(data);
    m_mean = 0;
    if (m_meanGlobalBias) {
        for (const float value : m_users.ratings.values)
            m_mean += value;
        m_mean /= static_cast<double>(m_users.ratings.size());
    }
    Random random(options.seed);
    const double scale = m_initScale / std::sqrt(static_cast<double>(m_factors));
    for (auto* side : {&m_users, &m_items}) {
        const auto rows = static_cast<Eigen::Index>(side->ratings.rows());
        side->biases = Eigen::VectorXd::Zero(rows);
        side->factors.resize(m_factors, rows);
        for (auto& value : side->factors.reshaped())
            value = scale * random.normal();
    }
    setFactors(Eigen::MatrixXd(m_users.factors), Eigen::MatrixXd(m_items.factors));
}

void Als::setFactors(const Eigen::MatrixXd& users, const Eigen::MatrixXd& items)
{
    m_users.factors = users;
    m_items.factors = items;
    for (auto* side : {&m_users, &m_items})
        for (std::size_t row = 0; row < side->ratings.rows(); ++row)
            if (side->ratings.count(row) == 0)
                side->factors.col(static_cast<Eigen::Index>(row)).setZero();
}

EpochOutcome Als::trainEpoch(const EpochContext& context)
{
    EpochOutcome outcome;
    std::vector<Scratch> scratch(static_cast<std::size_t>(std::max(1, m_threads)));
    SolverSweep sweep(context, m_threads, m_users.ratings.rows() + m_items.ratings.rows(), m_sweeps + 1);
    const auto solve = [&](Side& side, const Side& other) {
        return sweep.solve(
            side.ratings.rows(), rowWork(side), [&side](std::size_t row) { return side.ratings.count(row); },
            [&](std::size_t row, int worker) {
                return solveRow(side, other, row, scratch[static_cast<std::size_t>(worker)]);
            });
    };
    outcome.complete = solve(m_users, m_items) && solve(m_items, m_users);
    if (!outcome.complete)
        return outcome;
    ++m_sweeps;
    // The films came last: their rows' errors are those of all training ratings as they are now.
    const double squares = sweep.squares();
    outcome.ratings = m_users.ratings.size();
    outcome.loss = squares / static_cast<double>(outcome.ratings);
    outcome.objective = -0.5 * (m_precision * squares + penalty(m_users) + penalty(m_items));
    return outcome;
}

double Als::solveRow(Side& side, const Side& other, std::size_t row, Scratch& scratch) const
{
    const auto others = side.ratings.othersOf(row);
    const auto values = side.ratings.valuesOf(row);
    if (others.empty())
        return 0;
    const auto k = m_factors;
    scratch.gathered.resize(k, static_cast<Eigen::Index>(kBlock));
    scratch.residuals.resize(static_cast<Eigen::Index>(kBlock));
    scratch.gram.setZero(k, k);
    scratch.sum.setZero(k);
    scratch.right.setZero(k);
    double residualSum = 0;
    for (std::size_t begin = 0; begin < others.size(); begin += kBlock) {
        const auto count = static_cast<Eigen::Index>(std::min(kBlock, others.size() - begin));
        for (Eigen::Index j = 0; j < count; ++j) {
            const auto at = begin + static_cast<std::size_t>(j);
            scratch.gathered.col(j) = other.factors.col(others[at]);
            scratch.residuals[j] = values[at] - m_mean - other.biases[others[at]];
        }
        const auto vectors = scratch.gathered.leftCols(count);
        const auto residuals = scratch.residuals.head(count);
        scratch.gram.selfadjointView<Eigen::Lower>().rankUpdate(vectors);
        scratch.sum += vectors.rowwise().sum();
        scratch.right.noalias() += vectors * residuals;
        residualSum += residuals.sum();
    }

    // The bias first, with the row's vector as it was; then the vector, with the new bias.
    const auto index = static_cast<Eigen::Index>(row);
    auto vector = side.factors.col(index);
    const auto n = static_cast<double>(others.size());
    const double scale = m_scaleByCount ? n : 1;
    const double bias =
        m_precision * (residualSum - vector.dot(scratch.sum)) / (m_precision * n + m_biasRegularisation * scale);
    side.biases[index] = bias;
    scratch.gram *= m_precision;
    scratch.gram.diagonal().array() += m_regularisation * scale;
    scratch.right = m_precision * (scratch.right - bias * scratch.sum);
    const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> cholesky(scratch.gram);
    if (cholesky.info() != Eigen::Success)
        throw Error(ErrorCode::Internal, "The equations of a row have no single solution: raise the regularisation.",
                    "regularisation");
    vector = cholesky.solve(scratch.right);

    double squares = 0;
    for (std::size_t j = 0; j < others.size(); ++j) {
        const double error =
            values[j] - m_mean - other.biases[others[j]] - bias - vector.dot(other.factors.col(others[j]));
        squares += error * error;
    }
    return squares;
}

double Als::rowWork(const Side& side) const
{
    const double perRow = static_cast<double>(side.ratings.size()) / static_cast<double>(side.ratings.rows());
    const auto k = static_cast<double>(m_factors);
    return perRow * (k + 8) * k / 2 + k * k * k / 6;
}

double Als::penalty(const Side& side) const
{
    double sum = 0;
    for (std::size_t row = 0; row < side.ratings.rows(); ++row) {
        const auto index = static_cast<Eigen::Index>(row);
        const double scale = m_scaleByCount ? static_cast<double>(side.ratings.count(row)) : 1;
        sum += scale * (m_biasRegularisation * side.biases[index] * side.biases[index] +
                        m_regularisation * side.factors.col(index).squaredNorm());
    }
    return sum;
}

void Als::predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items, std::span<float> out) const
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<float>(m_mean + m_users.biases[users[i]] + m_items.biases[items[i]] +
                                    m_users.factors.col(users[i]).dot(m_items.factors.col(items[i])));
    }
}

void Als::scoreAll(std::span<const std::int32_t> users, std::span<float> out) const
{
    const auto items = m_items.factors.cols();
    Eigen::VectorXd scores(items);
    for (std::size_t u = 0; u < users.size(); ++u) {
        scores.noalias() = m_items.factors.transpose() * m_users.factors.col(users[u]);
        scores += m_items.biases;
        scores.array() += m_mean + m_users.biases[users[u]];
        Eigen::Map<Eigen::VectorXf>(out.data() + static_cast<Eigen::Index>(u) * items, items) = scores.cast<float>();
    }
}

Matrix Als::itemEmbeddings() const
{
    Matrix matrix(static_cast<std::size_t>(m_items.factors.cols()), static_cast<std::size_t>(m_factors));
    matrix.values = floatsOf(m_items.factors);
    return matrix;
}

std::vector<float> Als::itemBiases() const
{
    return floatsOf(m_items.biases);
}

std::uint64_t Als::parameterCount() const
{
    return static_cast<std::uint64_t>(m_users.factors.size() + m_users.biases.size() + m_items.factors.size() +
                                      m_items.biases.size()) +
           1;
}

void Als::save(ModelFile& file) const
{
    file.put("mean", {1}, {static_cast<float>(m_mean)});
    putColumns(file, "user_factors", m_users.factors);
    putColumns(file, "item_factors", m_items.factors);
    putColumns(file, "user_biases", m_users.biases.transpose());
    putColumns(file, "item_biases", m_items.biases.transpose());
}

void Als::load(const ModelFile& file, const Dataset& data, const ComputeOptions& options)
{
    m_threads = options.threads;
    m_mean = file.get("mean", {1}).values[0];
    m_users.factors = getColumns(file, "user_factors", m_factors, data.userCount()).cast<double>();
    m_items.factors = getColumns(file, "item_factors", m_factors, data.itemCount()).cast<double>();
    m_users.biases = getColumns(file, "user_biases", 1, data.userCount()).transpose().cast<double>();
    m_items.biases = getColumns(file, "item_biases", 1, data.itemCount()).transpose().cast<double>();
}

ModelInfo alsModel()
{
    ModelInfo info;
    info.id = "als";
    info.name = "Alternating least squares";
    info.summary = "Biases and factors as in biased matrix factorisation, learned without steps: with all films fixed "
                   "each user's best vector is the solution of a small system of equations, and the other way round.";
    info.formula = "r̂(u,i) = μ + b(u) + b(i) + p(u)·q(i)";
    info.paper = "Zhou, Wilkinson, Schreiber, Pan, Large-scale parallel collaborative filtering for the Netflix Prize, "
                 "AAIM 2008; biases: Koren, Bell, Volinsky, Matrix factorization techniques for recommender systems, "
                 "Computer 2009";
    info.fallback = "An unknown user's or film's bias and vector are zero.";
    info.hasEmbeddings = true;
    info.objective = "Log-posterior without its constants (rises)";

    auto sweeps = epochsParameter(20);
    sweeps.label = "Sweeps";
    sweeps.help = "Rounds over all users, then all films. The first ten bring nearly everything.";
    auto initScale = initScaleParameter(1);
    initScale.help = "Length of the vectors before training: their numbers are drawn from a normal distribution with "
                     "this standard deviation / √factors.";
    Parameter scaling;
    scaling.key = "regularisation_scaling";
    scaling.label = "Scaling of the regularisation";
    scaling.help = "By count multiplies the pull towards zero by the number of ratings of the user or film, so that it "
                   "weighs the same for all; constant leaves it, so that who has many ratings is hardly held back.";
    scaling.kind = ParameterKind::Choice;
    scaling.choices = {{"count", "By count"}, {"constant", "Constant"}};
    scaling.defaultValue = std::string("count");
    Parameter globalBias;
    globalBias.key = "global_bias";
    globalBias.label = "Global bias";
    globalBias.help = "What all predictions start from: the mean of the training ratings, or zero.";
    globalBias.kind = ParameterKind::Choice;
    globalBias.choices = {{"mean", "Mean rating"}, {"zero", "Zero"}};
    globalBias.defaultValue = std::string("mean");
    globalBias.advanced = true;
    auto precision = positiveParameter(
        "precision", "Precision of the ratings",
        "How much each rating weighs against the regularisation (λ): one over the variance of its noise.", 1);
    precision.advanced = true;
    info.parameters = {
        factorsParameter(20),
        sweeps,
        positiveParameter("regularisation", "Regularisation",
                          "Pulls the vectors towards zero (τ). Too little learns the training ratings by heart.", 0.12),
        positiveParameter("bias_regularisation", "Bias regularisation", "Pulls the biases towards zero (γ).", 0.15),
        scaling,
        precision,
        globalBias,
        initScale,
    };
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<Als>(hyperparameters); };
    return info;
}

} // namespace matinee
