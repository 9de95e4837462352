#include "models/bpmf.h"

#include "models/factor_files.h"
#include "models/gradient_parameters.h"
#include "models/model_list.h"
#include "models/parameter_builders.h"
#include "models/solver_sweep.h"
#include "support/distributions.h"

#include <matinee/error.h>

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

/// Samples are thinned so that all that are kept take about as much.
constexpr double kSampleBytes = 128e6;
/// Gamma prior of the ratings' precision: weak, as a hundred thousand ratings speak for themselves.
constexpr double kNoiseShape = 1;
constexpr double kNoiseRate = 1;
/// Streams of a sweep.
constexpr std::uint64_t kInitStream = 0;
constexpr std::uint64_t kUserStream = 1;
constexpr std::uint64_t kItemStream = 2;
constexpr std::uint64_t kPriorStream = 3;
constexpr std::uint64_t kNoiseStream = 4;

} // namespace

Bpmf::Bpmf(const Hyperparameters& hyperparameters)
    : m_factors(hyperparameters.integer("factors"))
    , m_epochs(static_cast<std::uint64_t>(hyperparameters.integer("epochs")))
    , m_burnIn(std::min(static_cast<std::uint64_t>(hyperparameters.integer("burn_in")), m_epochs - 1))
    , m_initScale(hyperparameters.real("init_scale"))
{}

void Bpmf::prepare(const TrainingData& data, const ComputeOptions& options)
{
    m_threads = options.threads;
    m_seed = options.seed;
    m_users.ratings = SparseRatings::byUser(data);
    m_items.ratings = SparseRatings::byItem(data);
    const auto& values = m_users.ratings.values;
    const auto n = static_cast<double>(values.size());
    m_mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const float value : values)
        squares += (value - m_mean) * (value - m_mean);
    m_noisePrecision = n / std::max(squares, 1e-6);

    Random random(streamSeed(m_seed, 0, kInitStream, 0));
    for (auto* side : {&m_users, &m_items}) {
        const auto rows = static_cast<Eigen::Index>(side->ratings.rows());
        side->vectors.setZero(m_factors + 1, rows);
        side->cold.resize(side->ratings.rows());
        for (Eigen::Index row = 0; row < rows; ++row) {
            side->cold[static_cast<std::size_t>(row)] = side->ratings.count(static_cast<std::size_t>(row)) == 0;
            for (Eigen::Index f = 1; f <= m_factors && !side->cold[static_cast<std::size_t>(row)]; ++f)
                side->vectors(f, row) = m_initScale * drawNormal(random);
        }
        side->prior = {Eigen::VectorXd::Zero(m_factors + 1), Eigen::MatrixXd::Identity(m_factors + 1, m_factors + 1)};
    }
    m_fitted.assign(values.size(), 0);
    m_averageSquares.assign(m_items.ratings.rows(), 0);
    const double bytes = static_cast<double>(m_users.vectors.size() + m_items.vectors.size()) * sizeof(float);
    m_keepEvery = std::max<std::uint64_t>(
        1, static_cast<std::uint64_t>(std::ceil(static_cast<double>(m_epochs - m_burnIn) * bytes / kSampleBytes)));
}

void Bpmf::fixPriors(const GaussianPrior& users, const GaussianPrior& items, double noisePrecision)
{
    m_users.prior = users;
    m_items.prior = items;
    m_noisePrecision = noisePrecision;
    m_fixedPriors = true;
}

bool Bpmf::keeps(std::uint64_t sweep) const
{
    // Counted from the end, so that the last of the sweeps is kept.
    return sweep > m_burnIn && (sweep + m_keepEvery * m_epochs - m_epochs) % m_keepEvery == 0;
}

EpochOutcome Bpmf::trainEpoch(const EpochContext& context)
{
    EpochOutcome outcome;
    outcome.objective = std::numeric_limits<double>::quiet_NaN();
    const auto sweepNumber = m_sweeps + 1;
    const bool kept = keeps(sweepNumber);
    std::vector<Equations> scratch(static_cast<std::size_t>(std::max(1, m_threads)),
                                   Equations(static_cast<std::size_t>(m_factors + 1), 1));
    SolverSweep sweep(context, m_threads, m_users.ratings.rows() + m_items.ratings.rows(), sweepNumber);
    outcome.complete = drawSide(m_users, m_items, kUserStream, false, sweep, scratch) &&
                       drawSide(m_items, m_users, kItemStream, kept, sweep, scratch);
    if (!outcome.complete)
        return outcome;
    outcome.steps = m_sweeps = sweepNumber;
    outcome.ratings = m_users.ratings.size();
    const auto n = static_cast<double>(outcome.ratings);
    const double squares = sweep.squares();
    if (!m_fixedPriors) {
        Random random(streamSeed(m_seed, m_sweeps, kNoiseStream, 0));
        m_noisePrecision = drawGamma(random, kNoiseShape + n / 2) / (kNoiseRate + squares / 2);
    }
    if (kept)
        m_samples.push_back(currentSample());
    // Of what predict() gives: the mean over the kept samples, or the only sample there is while burning in.
    outcome.loss = (kept || !m_samples.empty() ? std::accumulate(m_averageSquares.begin(), m_averageSquares.end(), 0.0)
                                               : squares) /
                   n;
    return outcome;
}

void Bpmf::drawPrior(Side& side, std::uint64_t stream) const
{
    const auto size = static_cast<std::size_t>(m_factors + 1);
    // With a 1 behind each vector, the sum of the vectors comes along with that of their outer products.
    Equations sums(size, 1);
    for (std::size_t row = 0; row < side.cold.size(); ++row) {
        if (side.cold[row])
            continue;
        double* const vector = sums.next();
        std::copy_n(side.vectors.data() + row * size, size, vector);
        vector[size] = 1;
    }
    sums.finish();
    Eigen::VectorXd sum(m_factors + 1);
    Eigen::MatrixXd products(m_factors + 1, m_factors + 1);
    for (std::size_t j = 0; j < size; ++j) {
        sum[static_cast<Eigen::Index>(j)] = sums.at(size, j);
        for (std::size_t i = j; i < size; ++i)
            products(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) = sums.at(i, j);
    }
    const double count = sums.at(size, size);
    Random random(streamSeed(m_seed, m_sweeps + 1, kPriorStream, stream));
    side.prior = drawGaussianPrior(random, count, sum, products.selfadjointView<Eigen::Lower>());
    // Nothing is known of the others but where they come from.
    for (Eigen::Index row = 0; row < side.vectors.cols(); ++row)
        if (side.cold[static_cast<std::size_t>(row)])
            side.vectors.col(row) = side.prior.mean;
}

bool Bpmf::drawSide(Side& side, const Side& other, std::uint64_t stream, bool average, SolverSweep& sweep,
                    std::vector<Equations>& scratch)
{
    if (!sweep.proceed())
        return false;
    if (!m_fixedPriors)
        drawPrior(side, stream);
    Equations start(static_cast<std::size_t>(m_factors + 1), 1);
    addPrior(start, side.prior, m_noisePrecision);
    const double perRow = static_cast<double>(side.ratings.size()) / static_cast<double>(side.ratings.rows());
    const auto k = static_cast<double>(m_factors + 1);
    return sweep.solve(
        side.ratings.rows(), perRow * (k + 8) * k / 2 + k * k * k / 6 + 500,
        [&side](std::size_t row) { return side.ratings.count(row); },
        [&](std::size_t row, int worker) {
            return drawRow(side, other, row, stream, average, start, scratch[static_cast<std::size_t>(worker)]);
        });
}

double Bpmf::drawRow(Side& side, const Side& other, std::size_t row, std::uint64_t stream, bool average,
                     const Equations& start, Equations& equations)
{
    const auto others = side.ratings.othersOf(row);
    const auto values = side.ratings.valuesOf(row);
    if (others.empty())
        return 0;
    const auto size = static_cast<std::size_t>(m_factors + 1);
    equations.reset(start);
    for (std::size_t j = 0; j < others.size(); ++j) {
        double* const vector = equations.next();
        std::copy_n(other.vectors.data() + static_cast<std::size_t>(others[j]) * size, size, vector);
        vector[size] = values[j] - m_mean - vector[0];
        vector[0] = 1;
    }
    equations.finish();
    Random random(streamSeed(m_seed, m_sweeps + 1, stream, row));
    const auto solution = drawRegression(random, equations, m_noisePrecision);
    const Eigen::Map<const Eigen::VectorXd> drawn(solution.data(), m_factors + 1);
    side.vectors.col(static_cast<Eigen::Index>(row)) = drawn;

    double squares = 0;
    double averageSquares = 0;
    const auto samples = static_cast<double>(m_samples.size() + 1);
    for (std::size_t j = 0; j < others.size(); ++j) {
        const auto vector = other.vectors.col(others[j]);
        const double predicted = m_mean + drawn[0] + vector[0] + drawn.tail(m_factors).dot(vector.tail(m_factors));
        squares += (values[j] - predicted) * (values[j] - predicted);
        if (average) {
            auto& fitted = m_fitted[side.ratings.begin[row] + j];
            fitted += predicted;
            const double error = values[j] - fitted / samples;
            averageSquares += error * error;
        }
    }
    if (average)
        m_averageSquares[row] = averageSquares;
    return squares;
}

Bpmf::Sample Bpmf::currentSample() const
{
    Sample sample;
    sample.users = m_users.vectors.cast<float>();
    sample.items = m_items.vectors.cast<float>();
    sample.userCovariance = m_users.prior.precision.inverse().cast<float>();
    sample.itemCovariance = m_items.prior.precision.inverse().cast<float>();
    sample.noise = static_cast<float>(1 / m_noisePrecision);
    return sample;
}

/// The kept samples or, while there are none, where the chain is now.
template <class Use>
void Bpmf::forEachSample(Use use) const
{
    if (m_samples.empty())
        use(currentSample());
    for (const auto& sample : m_samples)
        use(sample);
}

void Bpmf::predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items, std::span<float> out) const
{
    std::vector<double> sums(out.size());
    double count = 0;
    forEachSample([&](const Sample& sample) {
        ++count;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto user = sample.users.col(users[i]);
            const auto item = sample.items.col(items[i]);
            sums[i] += user[0] + item[0] + user.tail(m_factors).dot(item.tail(m_factors));
        }
    });
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = static_cast<float>(m_mean + sums[i] / count);
}

bool Bpmf::predictDeviation(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                            std::span<float> out) const
{
    std::vector<double> sums(out.size());
    std::vector<double> squares(out.size());
    std::vector<double> unknown(out.size());
    double noise = 0;
    double count = 0;
    Eigen::VectorXf input(m_factors + 1);
    forEachSample([&](const Sample& sample) {
        ++count;
        noise += sample.noise;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto user = sample.users.col(users[i]);
            const auto item = sample.items.col(items[i]);
            const double predicted = user[0] + item[0] + user.tail(m_factors).dot(item.tail(m_factors));
            sums[i] += predicted;
            squares[i] += predicted * predicted;
            // An id without ratings is at its prior's mean in every sample; its spread is the prior's.
            const auto addPrior = [&](const Eigen::MatrixXf& covariance, const auto& other) {
                input = other;
                input[0] = 1;
                unknown[i] += static_cast<double>(input.dot(covariance * input));
            };
            if (m_users.cold[static_cast<std::size_t>(users[i])])
                addPrior(sample.userCovariance, item);
            if (m_items.cold[static_cast<std::size_t>(items[i])])
                addPrior(sample.itemCovariance, user);
        }
    });
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double mean = sums[i] / count;
        const double spread = std::max(0.0, squares[i] / count - mean * mean);
        out[i] = static_cast<float>(std::sqrt(spread + (noise + unknown[i]) / count));
    }
    return true;
}

void Bpmf::scoreAll(std::span<const std::int32_t> users, std::span<float> out) const
{
    const auto items = static_cast<Eigen::Index>(m_items.cold.size());
    const auto rows = static_cast<Eigen::Index>(users.size());
    // Row-major users x films is column-major films x users.
    Eigen::Map<Eigen::MatrixXf> scores(out.data(), items, rows);
    scores.setZero();
    Eigen::MatrixXf chosen(m_factors, rows);
    Eigen::RowVectorXf biases(rows);
    float count = 0;
    forEachSample([&](const Sample& sample) {
        ++count;
        for (Eigen::Index u = 0; u < rows; ++u) {
            const auto vector = sample.users.col(users[static_cast<std::size_t>(u)]);
            biases[u] = vector[0];
            chosen.col(u) = vector.tail(m_factors);
        }
        scores.noalias() += sample.items.bottomRows(m_factors).transpose() * chosen;
        scores.colwise() += sample.items.row(0).transpose();
        scores.rowwise() += biases;
    });
    scores = (scores / count).array() + static_cast<float>(m_mean);
}

Matrix Bpmf::itemEmbeddings() const
{
    Matrix matrix(m_items.cold.size(), static_cast<std::size_t>(m_factors));
    matrix.values = m_samples.empty() ? floatsOf(m_items.vectors.bottomRows(m_factors))
                                      : floatsOf(m_samples.back().items.bottomRows(m_factors));
    return matrix;
}

Matrix Bpmf::userEmbeddings() const
{
    Matrix matrix(m_users.cold.size(), static_cast<std::size_t>(m_factors));
    matrix.values = m_samples.empty() ? floatsOf(m_users.vectors.bottomRows(m_factors))
                                      : floatsOf(m_samples.back().users.bottomRows(m_factors));
    return matrix;
}

std::vector<float> Bpmf::itemBiases() const
{
    Eigen::RowVectorXd sums = Eigen::RowVectorXd::Zero(static_cast<Eigen::Index>(m_items.cold.size()));
    double count = 0;
    forEachSample([&](const Sample& sample) {
        ++count;
        sums += sample.items.row(0).cast<double>();
    });
    return floatsOf(sums / count);
}

std::uint64_t Bpmf::parameterCount() const
{
    return (m_users.cold.size() + m_items.cold.size()) * static_cast<std::uint64_t>(m_factors + 1) + 1;
}

void Bpmf::save(ModelFile& file) const
{
    std::uint64_t count = 0;
    std::vector<float> users;
    std::vector<float> items;
    std::vector<float> userCovariances;
    std::vector<float> itemCovariances;
    std::vector<float> noise;
    const auto append = [](std::vector<float>& to, const Eigen::MatrixXf& from) {
        to.insert(to.end(), from.data(), from.data() + from.size());
    };
    forEachSample([&](const Sample& sample) {
        ++count;
        append(users, sample.users);
        append(items, sample.items);
        append(userCovariances, sample.userCovariance);
        append(itemCovariances, sample.itemCovariance);
        noise.push_back(sample.noise);
    });
    const auto size = static_cast<std::uint64_t>(m_factors + 1);
    file.put("mean", {1}, {static_cast<float>(m_mean)});
    file.put("user_samples", {count, m_users.cold.size(), size}, std::move(users));
    file.put("item_samples", {count, m_items.cold.size(), size}, std::move(items));
    file.put("user_covariances", {count, size, size}, std::move(userCovariances));
    file.put("item_covariances", {count, size, size}, std::move(itemCovariances));
    file.put("noise_variances", {count}, std::move(noise));
    file.put("cold_users", {m_users.cold.size()}, {m_users.cold.begin(), m_users.cold.end()});
    file.put("cold_items", {m_items.cold.size()}, {m_items.cold.begin(), m_items.cold.end()});
}

void Bpmf::load(const ModelFile& file, const Dataset& data, const ComputeOptions& options)
{
    m_threads = options.threads;
    const auto size = static_cast<std::uint64_t>(m_factors + 1);
    const auto userCount = static_cast<std::uint64_t>(data.userCount());
    const auto itemCount = static_cast<std::uint64_t>(data.itemCount());
    const auto& noise = file.get("noise_variances", {0}).values;
    const auto count = static_cast<std::uint64_t>(noise.size());
    if (count == 0)
        throw Error(ErrorCode::Format, "The model file has no samples.");
    m_mean = file.get("mean", {1}).values[0];
    const auto& coldUsers = file.get("cold_users", {userCount}).values;
    const auto& coldItems = file.get("cold_items", {itemCount}).values;
    m_users.cold.assign(coldUsers.begin(), coldUsers.end());
    m_items.cold.assign(coldItems.begin(), coldItems.end());
    const auto& users = file.get("user_samples", {count, userCount, size}).values;
    const auto& items = file.get("item_samples", {count, itemCount, size}).values;
    const auto& userCovariances = file.get("user_covariances", {count, size, size}).values;
    const auto& itemCovariances = file.get("item_covariances", {count, size, size}).values;
    const auto piece = [size](const std::vector<float>& values, std::uint64_t s, std::uint64_t columns) {
        return Eigen::MatrixXf(Eigen::Map<const Eigen::MatrixXf>(
            values.data() + s * size * columns, static_cast<Eigen::Index>(size), static_cast<Eigen::Index>(columns)));
    };
    m_samples.clear();
    for (std::uint64_t s = 0; s < count; ++s) {
        m_samples.push_back({piece(users, s, userCount), piece(items, s, itemCount), piece(userCovariances, s, size),
                             piece(itemCovariances, s, size), noise[s]});
    }
}

bool Bpmf::saveState(StateFile& state) const
{
    state.putNumber("sweeps", m_sweeps);
    state.putNumber("noise_precision", m_noisePrecision);
    putValues(state, "users", m_users.vectors);
    putValues(state, "items", m_items.vectors);
    putValues(state, "user_prior_mean", m_users.prior.mean);
    putValues(state, "item_prior_mean", m_items.prior.mean);
    putValues(state, "user_prior_precision", m_users.prior.precision);
    putValues(state, "item_prior_precision", m_items.prior.precision);
    state.put("fitted", m_fitted);
    state.put("average_squares", m_averageSquares);
    // All samples in one array: there may be more of them than a file has arrays.
    for (const auto& [name, matrix] : kSampleMatrices) {
        std::vector<float> values;
        for (const auto& sample : m_samples)
            values.insert(values.end(), (sample.*matrix).data(), (sample.*matrix).data() + (sample.*matrix).size());
        state.put(name, values);
    }
    std::vector<float> noise;
    for (const auto& sample : m_samples)
        noise.push_back(sample.noise);
    state.put("sample_noise", noise);
    return true;
}

void Bpmf::restoreState(const StateFile& state)
{
    m_sweeps = state.number<std::uint64_t>("sweeps");
    m_noisePrecision = state.number<double>("noise_precision");
    readValues(state, "users", m_users.vectors);
    readValues(state, "items", m_items.vectors);
    readValues(state, "user_prior_mean", m_users.prior.mean);
    readValues(state, "item_prior_mean", m_items.prior.mean);
    readValues(state, "user_prior_precision", m_users.prior.precision);
    readValues(state, "item_prior_precision", m_items.prior.precision);
    state.read("fitted", m_fitted);
    state.read("average_squares", m_averageSquares);
    const auto noise = state.get<float>("sample_noise");
    const auto like = currentSample();
    m_samples.assign(noise.size(), like);
    for (std::size_t s = 0; s < noise.size(); ++s)
        m_samples[s].noise = noise[s];
    for (const auto& [name, matrix] : kSampleMatrices) {
        const auto values = state.get<float>(name);
        const auto size = static_cast<std::size_t>((like.*matrix).size());
        if (values.size() != size * noise.size())
            throw Error(ErrorCode::Format, "The samples of the checkpoint do not fit the data set and the settings.");
        for (std::size_t s = 0; s < noise.size(); ++s)
            std::copy_n(values.data() + s * size, size, (m_samples[s].*matrix).data());
    }
}

ModelInfo bpmfModel()
{
    ModelInfo info;
    info.id = "bpmf";
    info.name = "Bayesian matrix factorisation";
    info.summary = "Draws many plausible sets of biases and factors instead of one best set, and averages what they "
                   "predict. Nothing to regularise by hand, and each prediction knows how sure it is.";
    info.formula = "r̂(u,i) = μ + mean over samples of [b(u) + b(i) + p(u)·q(i)]";
    info.paper = "Salakhutdinov, Mnih, Bayesian probabilistic matrix factorization using Markov chain Monte Carlo, "
                 "ICML 2008; here with biases and a drawn noise";
    info.fallback = "An unknown user or film is taken for the average of all, with their spread in the deviation.";
    info.hasEmbeddings = true;

    auto samples = epochsParameter(200);
    samples.label = "Samples";
    samples.help =
        "Sweeps, each of which draws the vectors of all users and films anew from what the ratings leave plausible. "
        "More of them make the average steadier, never worse. For large data sets only some are kept, evenly spread, "
        "so that they take about 128 MB.";
    const auto burnIn = integerParameter(
        "burn_in", "Burn-in",
        "The first sweeps, on the way from the random start to plausible values, that are not averaged. The last sweep "
        "always is.",
        20, 0, 100'000, 0, 100);
    auto initScale = initScaleParameter(0.1);
    initScale.help = "Standard deviation of the factors before the first sweep. It is forgotten during the burn-in.";
    info.parameters = {factorsParameter(8), samples, burnIn, initScale};
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<Bpmf>(hyperparameters); };
    return info;
}

} // namespace matinee
