#include "models/ials.h"

#include "models/factor_files.h"
#include "models/gradient_parameters.h"
#include "models/model_list.h"
#include "models/solver_sweep.h"

#include <matinee/random.h>

#include <algorithm>
#include <cmath>

namespace matinee {

namespace {

/// Pieces that a sum over all vectors is made of, however many threads there are: it is always the same sum.
constexpr std::size_t kPieces = 16;

} // namespace

Ials::Ials(const Hyperparameters& hyperparameters)
    : m_factors(hyperparameters.integer("factors"))
    , m_unobservedWeight(hyperparameters.real("unobserved_weight"))
    , m_regularisation(hyperparameters.real("regularisation"))
    , m_exponent(hyperparameters.real("regularisation_exponent"))
    , m_initScale(hyperparameters.real("init_scale"))
{}

void Ials::prepare(const TrainingData& data, const ComputeOptions& options)
{
    m_threads = options.threads;
    m_users.interactions = SparseRatings::byUser(data);
    m_items.interactions = SparseRatings::byItem(data);
    Random random(options.seed);
    const double scale = m_initScale / std::sqrt(static_cast<double>(m_factors));
    for (auto* side : {&m_users, &m_items}) {
        side->factors.resize(m_factors, static_cast<Eigen::Index>(side->interactions.rows()));
        for (auto& value : side->factors.reshaped())
            value = static_cast<float>(scale * random.normal());
    }
    setFactors(Eigen::MatrixXf(m_users.factors), Eigen::MatrixXf(m_items.factors));
}

void Ials::setFactors(const Eigen::MatrixXf& users, const Eigen::MatrixXf& items)
{
    m_users.factors = users;
    m_items.factors = items;
    for (auto* side : {&m_users, &m_items})
        for (std::size_t row = 0; row < side->interactions.rows(); ++row)
            if (side->interactions.count(row) == 0)
                side->factors.col(static_cast<Eigen::Index>(row)).setZero();
}

EpochOutcome Ials::trainEpoch(const EpochContext& context)
{
    EpochOutcome outcome;
    const Equations zero(static_cast<std::size_t>(m_factors), 1);
    std::vector<Equations> scratch(static_cast<std::size_t>(std::max(1, m_threads)), zero);
    SolverSweep sweep(context, m_threads, m_users.interactions.rows() + m_items.interactions.rows(), m_sweeps + 1);
    Equations users = zero;
    Equations items = zero;
    outcome.complete = startEquations(m_items, sweep, items) && solveSide(m_users, m_items, sweep, scratch, items) &&
                       startEquations(m_users, sweep, users) && solveSide(m_items, m_users, sweep, scratch, users) &&
                       startEquations(m_items, sweep, items);
    if (!outcome.complete)
        return outcome;
    outcome.steps = ++m_sweeps;
    // The films came last: their rows' errors are those of all interactions as they are now.
    const double squares = sweep.squares();
    outcome.ratings = m_users.interactions.size();
    outcome.loss = squares / static_cast<double>(outcome.ratings);
    // The squared scores of all pairs are the product of the Gram matrices: trace(PᵀP QᵀQ), both with the weight here.
    double unobserved = 0;
    for (std::size_t j = 0; j < static_cast<std::size_t>(m_factors); ++j)
        for (std::size_t i = j; i < static_cast<std::size_t>(m_factors); ++i)
            unobserved +=
                (i == j ? 1.0 : 2.0) * static_cast<double>(users.at(i, j)) * static_cast<double>(items.at(i, j));
    outcome.objective =
        squares + unobserved / m_unobservedWeight + penalty(m_users, m_items) + penalty(m_items, m_users);
    return outcome;
}

bool Ials::startEquations(const Side& other, SolverSweep& sweep, Equations& start) const
{
    const auto rows = other.interactions.rows();
    const auto k = static_cast<std::size_t>(m_factors);
    std::vector<Equations> pieces(kPieces, Equations(k, 1));
    const bool whole = sweep.forEach(kPieces, [&](std::size_t piece) {
        for (auto row = rows * piece / kPieces; row < rows * (piece + 1) / kPieces; ++row) {
            float* const vector = pieces[piece].next();
            std::copy_n(other.factors.data() + row * k, k, vector);
            vector[k] = 0;
        }
        pieces[piece].finish();
    });
    start.reset();
    for (const auto& piece : pieces)
        start.add(piece, static_cast<float>(m_unobservedWeight));
    return whole;
}

bool Ials::solveSide(Side& side, const Side& other, SolverSweep& sweep, std::vector<Equations>& scratch,
                     const Equations& start) const
{
    const double perRow = static_cast<double>(side.interactions.size()) / static_cast<double>(side.interactions.rows());
    const auto k = static_cast<double>(m_factors);
    return sweep.solve(
        side.interactions.rows(), perRow * k * k / 2 + k * k * k / 6,
        [&side](std::size_t row) { return side.interactions.count(row); },
        [&](std::size_t row, int worker) {
            return solveRow(side, other, start, row, scratch[static_cast<std::size_t>(worker)]);
        });
}

double Ials::solveRow(Side& side, const Side& other, const Equations& start, std::size_t row,
                      Equations& equations) const
{
    const auto others = side.interactions.othersOf(row);
    if (others.empty())
        return 0;
    const auto k = static_cast<std::size_t>(m_factors);
    const auto vectorOf = [&](std::int32_t index) {
        return other.factors.data() + static_cast<std::size_t>(index) * k;
    };
    equations.reset(start);
    for (const auto index : others) {
        float* const vector = equations.next();
        std::copy_n(vectorOf(index), k, vector);
        vector[k] = 1;
    }
    equations.finish();
    const float ridge = regularisation(side, other, row);
    for (std::size_t f = 0; f < k; ++f)
        equations.at(f, f) += ridge;
    equations.solveForwards();
    const auto solution = equations.solveBackwards();
    std::copy(solution.begin(), solution.end(), side.factors.col(static_cast<Eigen::Index>(row)).begin());

    const auto dot = kernels::linearKernels<float>().dot;
    double squares = 0;
    for (const auto index : others) {
        const double error = 1 - static_cast<double>(dot(solution.data(), vectorOf(index), k));
        squares += error * error;
    }
    return squares;
}

float Ials::regularisation(const Side& side, const Side& other, std::size_t row) const
{
    const double weight = static_cast<double>(side.interactions.count(row)) +
                          m_unobservedWeight * static_cast<double>(other.interactions.rows());
    return static_cast<float>(m_regularisation * std::pow(weight, m_exponent));
}

double Ials::penalty(const Side& side, const Side& other) const
{
    double sum = 0;
    for (std::size_t row = 0; row < side.interactions.rows(); ++row) {
        sum += static_cast<double>(regularisation(side, other, row)) *
               side.factors.col(static_cast<Eigen::Index>(row)).squaredNorm();
    }
    return sum;
}

void Ials::predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items, std::span<float> out) const
{
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = m_users.factors.col(users[i]).dot(m_items.factors.col(items[i]));
}

void Ials::scoreAll(std::span<const std::int32_t> users, std::span<float> out) const
{
    Eigen::MatrixXf chosen(m_factors, static_cast<Eigen::Index>(users.size()));
    for (std::size_t u = 0; u < users.size(); ++u)
        chosen.col(static_cast<Eigen::Index>(u)) = m_users.factors.col(users[u]);
    // Row-major users x films is column-major films x users.
    Eigen::Map<Eigen::MatrixXf> scores(out.data(), m_items.factors.cols(), chosen.cols());
    scores.noalias() = m_items.factors.transpose() * chosen;
}

Matrix Ials::itemEmbeddings() const
{
    Matrix matrix(static_cast<std::size_t>(m_items.factors.cols()), static_cast<std::size_t>(m_factors));
    matrix.values = floatsOf(m_items.factors);
    return matrix;
}

Matrix Ials::userEmbeddings() const
{
    Matrix matrix(static_cast<std::size_t>(m_users.factors.cols()), static_cast<std::size_t>(m_factors));
    matrix.values = floatsOf(m_users.factors);
    return matrix;
}

std::uint64_t Ials::parameterCount() const
{
    return static_cast<std::uint64_t>(m_users.factors.size() + m_items.factors.size());
}

void Ials::save(ModelFile& file) const
{
    putColumns(file, "user_factors", m_users.factors);
    putColumns(file, "item_factors", m_items.factors);
}

void Ials::load(const ModelFile& file, const Dataset& data, const ComputeOptions& options)
{
    m_threads = options.threads;
    m_users.factors = getColumns(file, "user_factors", m_factors, data.userCount());
    m_items.factors = getColumns(file, "item_factors", m_factors, data.itemCount());
}

bool Ials::saveState(StateFile& state) const
{
    state.putNumber("sweeps", m_sweeps);
    putValues(state, "user_factors", m_users.factors);
    putValues(state, "item_factors", m_items.factors);
    return true;
}

void Ials::restoreState(const StateFile& state)
{
    m_sweeps = state.number<std::uint64_t>("sweeps");
    readValues(state, "user_factors", m_users.factors);
    readValues(state, "item_factors", m_items.factors);
}

ModelInfo ialsModel()
{
    ModelInfo info;
    info.id = "ials";
    info.name = "Implicit ALS";
    info.summary =
        "Learns from what was watched, not from the stars: vectors whose product is near 1 for watched films "
        "and near 0 for the others, found by solving equations, user by user and film by film.";
    info.formula = "s(u,i) = p(u)·q(i),   min Σ_watched (1 − s)² + α₀ Σ_all s² + λ Σ (n(u) + α₀·|I|)^ν |p(u)|² + …";
    info.paper = "Hu, Koren, Volinsky, Collaborative filtering for implicit feedback datasets, ICDM 2008; Rendle, "
                 "Krichene, Zhang, Koren, Revisiting the performance of iALS on item recommendation benchmarks, "
                 "arXiv 2110.14037";
    info.fallback = "An unknown user's or film's vector is zero, and so is every score with it.";
    info.hasEmbeddings = true;
    info.output = ModelOutput::Scores;
    info.objective = "Weighted squared error over all pairs, with its penalty (falls)";

    auto sweeps = epochsParameter(12);
    sweeps.label = "Sweeps";
    sweeps.help = "Rounds over all users, then all films. A dozen are enough to settle.";
    auto initScale = initScaleParameter(0.1);
    initScale.help = "Length of the vectors before training: their numbers are drawn from a normal distribution with "
                     "this standard deviation / √factors.";
    Parameter exponent;
    exponent.key = "regularisation_exponent";
    exponent.label = "Exponent of the regularisation";
    exponent.help = "How much more who has many interactions is held back (ν): with 1 the pull towards zero grows in "
                    "step with the weight of the data, with 0 it is the same for all.";
    exponent.kind = ParameterKind::Real;
    exponent.defaultValue = 1.0;
    exponent.minimum = 0;
    exponent.maximum = 2;
    exponent.sliderMinimum = 0;
    exponent.sliderMaximum = 1;
    exponent.advanced = true;
    info.parameters = {
        factorsParameter(64),
        sweeps,
        positiveParameter(
            "unobserved_weight", "Weight of the unwatched",
            "How much it counts that a film was not watched (α₀). More of it makes popular films matter less, "
            "and scores smaller.",
            0.3),
        positiveParameter("regularisation", "Regularisation",
                          "Pulls the vectors towards zero (λ). Too little learns the training rows by heart.", 0.007),
        exponent,
        initScale,
    };
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<Ials>(hyperparameters); };
    return info;
}

} // namespace matinee
