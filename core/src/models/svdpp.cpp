#include "models/gradient_parameters.h"
#include "models/model_list.h"
#include "models/svdpp_kernels.h"

#include <matinee/error.h>
#include <matinee/model_file.h>
#include <matinee/random.h>
#include <matinee/state_file.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

namespace matinee {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kReportInterval{20};
/// A stop is looked for after so many ratings, a few milliseconds.
constexpr std::uint64_t kRatingsPerLook = 4096;

/// SVD++ by stochastic gradient descent, one rating after the other, user by user. Each rating of a user moves the
/// implicit vectors y(j) of all films in N(u) by the same amount, so that their scaled sum can be moved at once and the
/// y(j) brought up to date after the user's last rating: the textbook's steps, without its loop over N(u) in each.
class SvdPlusPlus : public Recommender
{
public:
    explicit SvdPlusPlus(const Hyperparameters& hyperparameters)
        : m_hyperparameters(hyperparameters)
        , m_factors(static_cast<std::size_t>(hyperparameters.integer("factors")))
    {}

    void prepare(const TrainingData& data, const ComputeOptions& options) override
    {
        const auto users = static_cast<std::size_t>(data.dataset->userCount());
        const auto items = static_cast<std::size_t>(data.dataset->itemCount());
        groupByUser(data);
        double sum = 0;
        for (const float value : m_values)
            sum += value;
        m_mean = static_cast<float>(sum / static_cast<double>(m_values.size()));
        m_random = Random(options.seed);
        m_learningRate = static_cast<float>(m_hyperparameters.real("learning_rate"));
        m_decay = static_cast<float>(m_hyperparameters.real("regularisation"));
        m_biasDecay = static_cast<float>(m_hyperparameters.real("bias_regularisation"));
        m_userShares = shares(data.counts.users);
        m_itemShares = shares(data.counts.items);

        const auto scale = m_hyperparameters.real("init_scale");
        const auto initial = [&](std::size_t rows, const std::vector<std::int32_t>& counts) {
            Matrix matrix(rows, m_factors);
            for (std::size_t r = 0; r < rows; ++r)
                for (float& value : matrix.row(r))
                    value = static_cast<float>(scale * m_random.normal()) * (counts[r] > 0 ? 1.0F : 0.0F);
            return matrix;
        };
        m_userFactors = initial(users, data.counts.users);
        m_itemFactors = initial(items, data.counts.items);
        m_implicitFactors = initial(items, data.counts.items);
        m_userBiases.assign(users, 0);
        m_itemBiases.assign(items, 0);
        m_implicitSums = Matrix(users, m_factors);
        sumImplicit();
    }

    EpochOutcome trainEpoch(const EpochContext& context) override
    {
        EpochOutcome outcome;
        outcome.objective = std::numeric_limits<double>::quiet_NaN();
        double loss = 0;
        double reportedLoss = 0;
        std::uint64_t reportedRatings = 0;
        m_rateFactor = static_cast<float>(context.rateFactorAt(0));
        auto reportedAt = Clock::now();
        const auto report = [&] {
            if (context.onBatch && outcome.ratings > reportedRatings) {
                const auto share = static_cast<double>(outcome.ratings) / static_cast<double>(m_values.size());
                context.onBatch(m_steps + outcome.ratings, share,
                                (loss - reportedLoss) / static_cast<double>(outcome.ratings - reportedRatings), {});
            }
            reportedLoss = loss;
            reportedRatings = outcome.ratings;
            reportedAt = Clock::now();
        };

        m_random.shuffle(m_userOrder.begin(), m_userOrder.end());
        std::uint64_t sinceLook = kRatingsPerLook;
        for (const auto user : m_userOrder) {
            if (sinceLook >= kRatingsPerLook) {
                sinceLook = 0;
                if (!context.control.proceed()) {
                    outcome.complete = false;
                    break;
                }
                applyLiveValues(context.control);
                if (Clock::now() - reportedAt >= kReportInterval)
                    report();
            }
            loss += trainUser(user);
            const auto count = m_begin[user + 1] - m_begin[user];
            outcome.ratings += count;
            sinceLook += count;
        }
        // A film's implicit vector has moved since those who rated it were served.
        sumImplicit();
        report();
        m_steps += outcome.ratings;
        outcome.steps = m_steps;
        outcome.loss =
            outcome.ratings ? loss / static_cast<double>(outcome.ratings) : std::numeric_limits<double>::quiet_NaN();
        return outcome;
    }

    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override
    {
        for (std::size_t i = 0; i < out.size(); ++i) {
            const auto user = static_cast<std::size_t>(users[i]);
            const auto item = static_cast<std::size_t>(items[i]);
            const auto p = m_userFactors.row(user);
            const auto s = m_implicitSums.row(user);
            const auto q = m_itemFactors.row(item);
            float dot = 0;
            for (std::size_t f = 0; f < m_factors; ++f)
                dot += q[f] * (p[f] + s[f]);
            out[i] = m_mean + m_userBiases[user] + m_itemBiases[item] + dot;
        }
    }

    Matrix itemEmbeddings() const override { return m_itemFactors; }
    Matrix userEmbeddings() const override
    {
        Matrix sums = m_userFactors;
        std::transform(sums.values.begin(), sums.values.end(), m_implicitSums.values.begin(), sums.values.begin(),
                       std::plus<>());
        return sums;
    }
    std::vector<float> itemBiases() const override { return m_itemBiases; }

    std::uint64_t parameterCount() const override
    {
        return m_userFactors.values.size() + m_itemFactors.values.size() + m_implicitFactors.values.size() +
               m_userBiases.size() + m_itemBiases.size();
    }

    void save(ModelFile& file) const override
    {
        const auto put = [&file](const std::string& name, const Matrix& matrix) {
            file.put(name, {matrix.rows, matrix.columns}, matrix.values);
        };
        put("user_factors", m_userFactors);
        put("item_factors", m_itemFactors);
        put("implicit_factors", m_implicitFactors);
        put("implicit_sums", m_implicitSums);
        file.put("user_biases", {m_userBiases.size()}, m_userBiases);
        file.put("item_biases", {m_itemBiases.size()}, m_itemBiases);
        file.put("mean", {1}, {m_mean});
    }

    void load(const ModelFile& file, const Dataset& data, const ComputeOptions&) override
    {
        const auto users = static_cast<std::size_t>(data.userCount());
        const auto items = static_cast<std::size_t>(data.itemCount());
        const auto get = [&](const std::string& name, std::size_t rows) {
            Matrix matrix(rows, m_factors);
            matrix.values = file.get(name, {rows, m_factors}).values;
            return matrix;
        };
        m_userFactors = get("user_factors", users);
        m_itemFactors = get("item_factors", items);
        m_implicitFactors = get("implicit_factors", items);
        m_implicitSums = get("implicit_sums", users);
        m_userBiases = file.get("user_biases", {users}).values;
        m_itemBiases = file.get("item_biases", {items}).values;
        m_mean = file.get("mean", {1}).values[0];
    }

    bool saveState(StateFile& state) const override
    {
        state.putNumber("steps", m_steps);
        state.put("random", std::span<const std::uint64_t>(m_random.state()));
        // Each shuffle begins with what the one before left.
        state.put("order", m_order);
        state.put("user_order", m_userOrder);
        state.put("user_factors", m_userFactors.values);
        state.put("item_factors", m_itemFactors.values);
        state.put("implicit_factors", m_implicitFactors.values);
        state.put("user_biases", m_userBiases);
        state.put("item_biases", m_itemBiases);
        return true;
    }

    void restoreState(const StateFile& state) override
    {
        m_steps = state.number<std::uint64_t>("steps");
        Random::State random;
        state.read("random", std::span<std::uint64_t>(random));
        m_random.setState(random);
        auto order = m_order;
        state.read("order", order);
        for (std::size_t user = 0; user + 1 < m_begin.size(); ++user)
            requireReordered(order, m_order, m_begin[user], m_begin[user + 1]);
        auto userOrder = m_userOrder;
        state.read("user_order", userOrder);
        requireReordered(userOrder, m_userOrder, 0, userOrder.size());
        m_order = std::move(order);
        m_userOrder = std::move(userOrder);
        state.read("user_factors", m_userFactors.values);
        state.read("item_factors", m_itemFactors.values);
        state.read("implicit_factors", m_implicitFactors.values);
        state.read("user_biases", m_userBiases);
        state.read("item_biases", m_itemBiases);
        sumImplicit();
    }

private:
    /// Whether places [begin, end) of one order hold what they hold in another. \throws Error{Format}
    static void requireReordered(const std::vector<std::size_t>& order, const std::vector<std::size_t>& other,
                                 std::size_t begin, std::size_t end)
    {
        const auto sorted = [begin, end](const std::vector<std::size_t>& from) {
            std::vector<std::size_t> part(from.data() + begin, from.data() + end);
            std::sort(part.begin(), part.end());
            return part;
        };
        if (sorted(order) != sorted(other))
            throw Error(ErrorCode::Format, "The checkpoint's order of the ratings does not fit the data set.");
    }

    /// Training rows as compressed rows, one a user.
    void groupByUser(const TrainingData& data)
    {
        const auto& ratings = data.dataset->ratings;
        m_begin.assign(data.counts.users.size() + 1, 0);
        std::partial_sum(data.counts.users.begin(), data.counts.users.end(), m_begin.begin() + 1);
        m_items.resize(data.rows.size());
        m_values.resize(data.rows.size());
        auto next = m_begin;
        for (const auto row : data.rows) {
            const auto place = next[static_cast<std::size_t>(ratings.user[row])]++;
            m_items[place] = ratings.item[row];
            m_values[place] = ratings.value[row];
        }
        m_userOrder.clear();
        for (std::size_t user = 0; user + 1 < m_begin.size(); ++user)
            if (m_begin[user + 1] > m_begin[user])
                m_userOrder.push_back(user);
        m_order.resize(m_values.size());
        std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    }

    /// n^-s of what has n ratings: each of them bears that share of the penalty, so that all of them make n^(1-s).
    std::vector<float> shares(const std::vector<std::int32_t>& counts) const
    {
        const auto& scaling = m_hyperparameters.text("regularisation_scaling");
        const double exponent = scaling == "constant" ? -1 : scaling == "sqrt" ? -0.5 : 0;
        std::vector<float> result(counts.size());
        std::transform(counts.begin(), counts.end(), result.begin(),
                       [exponent](auto n) { return static_cast<float>(std::pow(std::max(n, 1), exponent)); });
        return result;
    }

    double trainUser(std::size_t user)
    {
        const auto begin = m_begin[user];
        const auto end = m_begin[user + 1];
        m_random.shuffle(m_order.begin() + static_cast<std::ptrdiff_t>(begin),
                         m_order.begin() + static_cast<std::ptrdiff_t>(end));
        svdpp::Step step{m_learningRate * m_rateFactor, m_decay * m_userShares[user], 0};
        const float userBiasDecay = m_biasDecay * m_userShares[user];
        auto* sum = m_implicitSums.row(user).data();
        sumImplicit(user);
        m_moved.assign(m_factors, 0);
        float kept = 1;
        double loss = 0;
        for (auto k = begin; k < end; ++k) {
            const auto place = m_order[k];
            const auto item = static_cast<std::size_t>(m_items[place]);
            step.itemDecay = m_decay * m_itemShares[item];
            const float itemBiasDecay = m_biasDecay * m_itemShares[item];
            const float known = m_mean + m_userBiases[user] + m_itemBiases[item];
            const float error = svdpp::rate(m_values[place] - known, m_userFactors.row(user).data(),
                                            m_itemFactors.row(item).data(), sum, m_moved.data(), m_factors, step);
            m_userBiases[user] += step.rate * (error - userBiasDecay * m_userBiases[user]);
            m_itemBiases[item] += step.rate * (error - itemBiasDecay * m_itemBiases[item]);
            kept *= 1 - step.rate * step.userDecay;
            loss += static_cast<double>(error) * error;
        }
        const float norm = 1 / std::sqrt(static_cast<float>(end - begin));
        for (auto place = begin; place < end; ++place)
            svdpp::shift(m_implicitFactors.row(static_cast<std::size_t>(m_items[place])).data(), kept, norm,
                         m_moved.data(), m_factors);
        return loss;
    }

    void sumImplicit(std::size_t user)
    {
        const auto sum = m_implicitSums.row(user);
        std::fill(sum.begin(), sum.end(), 0.0F);
        for (auto place = m_begin[user]; place < m_begin[user + 1]; ++place)
            svdpp::shift(sum.data(), 1, 1, m_implicitFactors.row(static_cast<std::size_t>(m_items[place])).data(),
                         m_factors);
        const float norm = 1 / std::sqrt(static_cast<float>(m_begin[user + 1] - m_begin[user]));
        for (float& value : sum)
            value *= norm;
    }

    void sumImplicit()
    {
        for (const auto user : m_userOrder)
            sumImplicit(user);
    }

    void applyLiveValues(const TrainingControl& control)
    {
        const auto version = control.liveVersion();
        if (version == m_liveVersion)
            return;
        m_liveVersion = version;
        for (const auto& [key, value] : control.liveValues()) {
            if (key == "learning_rate")
                m_learningRate = static_cast<float>(value);
            else if (key == "regularisation")
                m_decay = static_cast<float>(value);
            else if (key == "bias_regularisation")
                m_biasDecay = static_cast<float>(value);
        }
    }

    Hyperparameters m_hyperparameters;
    std::size_t m_factors;
    Random m_random{0};
    float m_learningRate = 0;
    float m_rateFactor = 1; ///< the schedule's, of this epoch
    float m_decay = 0;
    float m_biasDecay = 0;
    std::vector<float> m_userShares; ///< of the penalty in one rating; a user's implicit feedback has the user's
    std::vector<float> m_itemShares;
    std::uint64_t m_steps = 0;
    std::uint64_t m_liveVersion = 0;

    float m_mean = 0;
    Matrix m_userFactors;
    Matrix m_itemFactors;
    Matrix m_implicitFactors; ///< y
    Matrix m_implicitSums;    ///< |N(u)|^-1/2 times the sum of y over N(u)
    std::vector<float> m_userBiases;
    std::vector<float> m_itemBiases;
    std::vector<float> m_moved; ///< by how much a user's ratings move each y, before |N(u)|^-1/2

    std::vector<std::size_t> m_begin; ///< a user's training rows: [m_begin[u], m_begin[u + 1])
    std::vector<std::int32_t> m_items;
    std::vector<float> m_values;
    std::vector<std::size_t> m_order; ///< places in the two above, shuffled within each user
    std::vector<std::size_t> m_userOrder;
};

} // namespace

ModelInfo svdppModel()
{
    ModelInfo info;
    info.id = "svdpp";
    info.name = "SVD++";
    info.summary = "What somebody chose to rate says something about their taste, too, whatever the stars: each film "
                   "adds a second vector to all who rated it.";
    info.formula = "r̂(u,i) = μ + b(u) + b(i) + q(i) · (p(u) + |N(u)|^-½ Σ y(j), j in N(u)),   N(u): u's training films";
    info.paper = "Koren, Factorization meets the neighborhood, KDD 2008 (section 4)";
    info.fallback = "An unknown user's or film's bias and vector are zero, so the rest of the sum is left.";
    info.hasEmbeddings = true;
    info.parameters = {factorsParameter(20),
                       epochsParameter(60),
                       learningRateParameter(0.007),
                       regularisationParameter(1),
                       biasRegularisationParameter(0.2),
                       regularisationScalingParameter("sqrt"),
                       initScaleParameter(0.01)};
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<SvdPlusPlus>(hyperparameters); };
    return info;
}

} // namespace matinee
