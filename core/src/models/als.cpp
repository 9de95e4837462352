#include "models/als.h"

#include "models/factor_files.h"
#include "models/gradient_parameters.h"
#include "models/model_list.h"
#include "models/solver_sweep.h"

#include <matinee/model_file.h>
#include <matinee/random.h>

#include <algorithm>
#include <cmath>

namespace matinee {

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
        side->records = FactorRecords(m_factors, side->ratings.rows());
        for (std::size_t row = 0; row < side->ratings.rows(); ++row)
            for (auto& value : side->records.vector(row))
                value = scale * random.normal() * (side->ratings.count(row) > 0 ? 1 : 0);
    }
}

void Als::setFactors(const Eigen::MatrixXd& users, const Eigen::MatrixXd& items)
{
    m_users.records.vectors() = users;
    m_items.records.vectors() = items;
    for (auto* side : {&m_users, &m_items})
        for (std::size_t row = 0; row < side->ratings.rows(); ++row)
            if (side->ratings.count(row) == 0)
                side->records.vector(row).setZero();
}

EpochOutcome Als::trainEpoch(const EpochContext& context)
{
    EpochOutcome outcome;
    std::vector<NormalEquations<double>> scratch(
        static_cast<std::size_t>(std::max(1, m_threads)),
        NormalEquations<double>(static_cast<std::size_t>(m_factors), FactorRecords::kFurther));
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
    outcome.steps = ++m_sweeps;
    // The films came last: their rows' errors are those of all training ratings as they are now.
    const double squares = sweep.squares();
    outcome.ratings = m_users.ratings.size();
    outcome.loss = squares / static_cast<double>(outcome.ratings);
    outcome.objective = -0.5 * (m_precision * squares + penalty(m_users) + penalty(m_items));
    return outcome;
}

double Als::solveRow(Side& side, const Side& other, std::size_t row, NormalEquations<double>& equations) const
{
    const auto others = side.ratings.othersOf(row);
    const auto values = side.ratings.valuesOf(row);
    if (others.empty())
        return 0;
    const auto k = static_cast<std::size_t>(m_factors);
    equations.reset();
    for (std::size_t j = 0; j < others.size(); ++j) {
        double* const vector = equations.add(other.records.record(static_cast<std::size_t>(others[j])));
        vector[k] = values[j] - m_mean - vector[k];
    }
    equations.finish();

    // The bias first, with the row's vector as it was; then the vector, with the new bias.
    auto vector = side.records.vector(row);
    const auto n = static_cast<double>(others.size());
    const double scale = m_scaleByCount ? n : 1;
    double residualSum = equations.at(k + 1, k);
    for (std::size_t f = 0; f < k; ++f)
        residualSum -= vector[static_cast<Eigen::Index>(f)] * equations.at(k + 1, f);
    const double bias = m_precision * residualSum / (m_precision * n + m_biasRegularisation * scale);
    side.records.bias(row) = bias;
    const double ridge = m_regularisation * scale / m_precision;
    for (std::size_t f = 0; f < k; ++f) {
        equations.at(f, f) += ridge;
        equations.at(k, f) -= bias * equations.at(k + 1, f);
    }
    const double squaresOfRest = equations.at(k, k) - bias * (2 * equations.at(k + 1, k) - n * bias);
    double explained = 0;
    for (const double y : equations.solveForwards())
        explained += y * y;
    const auto solution = equations.solveBackwards();
    std::copy(solution.begin(), solution.end(), vector.begin());
    // With A x = b and A = G + ridge, the squared errors are Σ r² - 2 bᵀx + xᵀG x = Σ r² - |y|² - ridge |x|².
    return std::max(0.0, squaresOfRest - explained - ridge * vector.squaredNorm());
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
        const double scale = m_scaleByCount ? static_cast<double>(side.ratings.count(row)) : 1;
        const double bias = side.records.bias(row);
        sum += scale * (m_biasRegularisation * bias * bias + m_regularisation * side.records.vector(row).squaredNorm());
    }
    return sum;
}

void Als::predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items, std::span<float> out) const
{
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto user = static_cast<std::size_t>(users[i]);
        const auto item = static_cast<std::size_t>(items[i]);
        out[i] = static_cast<float>(m_mean + m_users.records.bias(user) + m_items.records.bias(item) +
                                    m_users.records.vector(user).dot(m_items.records.vector(item)));
    }
}

void Als::scoreAll(std::span<const std::int32_t> users, std::span<float> out) const
{
    const auto vectors = m_items.records.vectors();
    const auto items = vectors.cols();
    Eigen::VectorXd scores(items);
    for (std::size_t u = 0; u < users.size(); ++u) {
        const auto user = static_cast<std::size_t>(users[u]);
        scores.noalias() = vectors.transpose() * m_users.records.vector(user);
        scores += m_items.records.biases();
        scores.array() += m_mean + m_users.records.bias(user);
        Eigen::Map<Eigen::VectorXf>(out.data() + static_cast<Eigen::Index>(u) * items, items) = scores.cast<float>();
    }
}

Matrix Als::itemEmbeddings() const
{
    const auto vectors = m_items.records.vectors();
    Matrix matrix(static_cast<std::size_t>(vectors.cols()), static_cast<std::size_t>(m_factors));
    matrix.values = floatsOf(vectors);
    return matrix;
}

Matrix Als::userEmbeddings() const
{
    const auto vectors = m_users.records.vectors();
    Matrix matrix(static_cast<std::size_t>(vectors.cols()), static_cast<std::size_t>(m_factors));
    matrix.values = floatsOf(vectors);
    return matrix;
}

std::vector<float> Als::itemBiases() const
{
    return floatsOf(m_items.records.biases());
}

std::uint64_t Als::parameterCount() const
{
    const auto rows = m_users.records.vectors().cols() + m_items.records.vectors().cols();
    return static_cast<std::uint64_t>(rows * (m_factors + 1) + 1);
}

void Als::save(ModelFile& file) const
{
    file.put("mean", {1}, {static_cast<float>(m_mean)});
    putColumns(file, "user_factors", m_users.records.vectors());
    putColumns(file, "item_factors", m_items.records.vectors());
    putColumns(file, "user_biases", m_users.records.biases().transpose());
    putColumns(file, "item_biases", m_items.records.biases().transpose());
}

void Als::load(const ModelFile& file, const Dataset& data, const ComputeOptions& options)
{
    m_threads = options.threads;
    m_mean = file.get("mean", {1}).values[0];
    const auto get = [&](const std::string& name, std::int32_t rows) {
        FactorRecords records(m_factors, static_cast<std::size_t>(rows));
        records.vectors() = getColumns(file, name + "_factors", m_factors, rows).cast<double>();
        records.biases() = getColumns(file, name + "_biases", 1, rows).transpose().cast<double>();
        return records;
    };
    m_users.records = get("user", data.userCount());
    m_items.records = get("item", data.itemCount());
}

bool Als::saveState(StateFile& state) const
{
    state.putNumber("sweeps", m_sweeps);
    putValues(state, "user_factors", m_users.records.vectors());
    putValues(state, "item_factors", m_items.records.vectors());
    putValues(state, "user_biases", m_users.records.biases());
    putValues(state, "item_biases", m_items.records.biases());
    return true;
}

void Als::restoreState(const StateFile& state)
{
    m_sweeps = state.number<std::uint64_t>("sweeps");
    readValues(state, "user_factors", m_users.records.vectors());
    readValues(state, "item_factors", m_items.records.vectors());
    readValues(state, "user_biases", m_users.records.biases());
    readValues(state, "item_biases", m_items.records.biases());
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
