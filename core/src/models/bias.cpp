#include "models/model_list.h"

#include <matinee/model_file.h>

#include <cmath>
#include <limits>

namespace matinee {

namespace {

/// Alternating damped means: film biases given the user biases, then the other way round.
class Bias : public Recommender
{
public:
    explicit Bias(const Hyperparameters& hyperparameters)
        : m_itemDamping(hyperparameters.real("item_damping"))
        , m_userDamping(hyperparameters.real("user_damping"))
    {}

    void prepare(const TrainingData& data, const ComputeOptions&) override
    {
        m_data = data;
        m_users.assign(static_cast<std::size_t>(data.dataset->userCount()), 0);
        m_items.assign(static_cast<std::size_t>(data.dataset->itemCount()), 0);
        double sum = 0;
        for (const auto row : m_data.rows)
            sum += m_data.dataset->ratings.value[row];
        m_mean = sum / static_cast<double>(m_data.rows.size());
    }

    EpochOutcome trainEpoch(const EpochContext& context) override
    {
        const auto& ratings = m_data.dataset->ratings;
        sweep(m_items, m_data.counts.items, m_itemDamping, ratings.item, m_users, ratings.user);
        sweep(m_users, m_data.counts.users, m_userDamping, ratings.user, m_items, ratings.item);
        EpochOutcome outcome;
        outcome.objective = std::numeric_limits<double>::quiet_NaN();
        outcome.ratings = m_data.rows.size();
        outcome.complete = context.control.proceed();
        double squares = 0;
        for (const auto row : m_data.rows) {
            const double error = predictOne(ratings.user[row], ratings.item[row]) - ratings.value[row];
            squares += error * error;
        }
        outcome.loss = squares / static_cast<double>(m_data.rows.size());
        return outcome;
    }

    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override
    {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<float>(predictOne(users[i], items[i]));
    }

    std::vector<float> itemBiases() const override { return {m_items.begin(), m_items.end()}; }
    std::uint64_t parameterCount() const override { return m_users.size() + m_items.size() + 1; }

    void save(ModelFile& file) const override
    {
        file.put("mean", {1}, {static_cast<float>(m_mean)});
        file.put("user_biases", {m_users.size()}, {m_users.begin(), m_users.end()});
        file.put("item_biases", {m_items.size()}, {m_items.begin(), m_items.end()});
    }

    void load(const ModelFile& file, const Dataset& data, const ComputeOptions&) override
    {
        m_mean = file.get("mean", {1}).values[0];
        const auto& users = file.get("user_biases", {static_cast<std::uint64_t>(data.userCount())}).values;
        const auto& items = file.get("item_biases", {static_cast<std::uint64_t>(data.itemCount())}).values;
        m_users.assign(users.begin(), users.end());
        m_items.assign(items.begin(), items.end());
    }

private:
    double predictOne(std::int32_t user, std::int32_t item) const
    {
        return m_mean + m_users[static_cast<std::size_t>(user)] + m_items[static_cast<std::size_t>(item)];
    }

    void sweep(std::vector<double>& target, const std::vector<std::int32_t>& counts, double damping,
               const std::vector<std::int32_t>& targetOf, const std::vector<double>& other,
               const std::vector<std::int32_t>& otherOf) const
    {
        std::vector<double> sums(target.size());
        for (const auto row : m_data.rows) {
            sums[static_cast<std::size_t>(targetOf[row])] +=
                m_data.dataset->ratings.value[row] - m_mean - other[static_cast<std::size_t>(otherOf[row])];
        }
        for (std::size_t t = 0; t < target.size(); ++t)
            target[t] = counts[t] == 0 ? 0 : sums[t] / (damping + counts[t]);
    }

    double m_itemDamping;
    double m_userDamping;
    TrainingData m_data;
    double m_mean = 0;
    std::vector<double> m_users;
    std::vector<double> m_items;
};

Parameter damping(const std::string& key, const std::string& label, const std::string& whose, double value)
{
    Parameter parameter;
    parameter.key = key;
    parameter.label = label;
    parameter.help = "So many imaginary ratings at the mean are added to each " + whose +
                     "'s own: with few ratings the bias stays near zero, with many it speaks for itself.";
    parameter.kind = ParameterKind::Real;
    parameter.defaultValue = value;
    parameter.minimum = 0;
    parameter.maximum = 10'000;
    parameter.sliderMinimum = 0;
    parameter.sliderMaximum = 50;
    return parameter;
}

} // namespace

ModelInfo biasModel()
{
    ModelInfo info;
    info.id = "bias";
    info.name = "Damped bias";
    info.summary = "How kind each user is and how well liked each film is, nothing else: no taste. The reference that "
                   "a model with factors has to beat.";
    info.formula = "r̂(u,i) = μ + b(u) + b(i),   b(i) = Σ (r − μ − b(u)) / (λ + n(i))";
    info.paper = "Koren, Factorization meets the neighborhood, KDD 2008 (section 2.1), iterated";
    info.fallback = "An unknown user's or film's bias is zero.";
    Parameter sweeps;
    sweeps.key = "epochs";
    sweeps.label = "Sweeps";
    sweeps.help = "Rounds of film biases, then user biases. Ten are enough to settle.";
    sweeps.kind = ParameterKind::Integer;
    sweeps.defaultValue = std::int64_t{10};
    sweeps.minimum = 1;
    sweeps.maximum = 1000;
    sweeps.sliderMinimum = 1;
    sweeps.sliderMaximum = 50;
    info.parameters = {sweeps, damping("item_damping", "Film damping", "film", 2),
                       damping("user_damping", "User damping", "user", 5)};
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<Bias>(hyperparameters); };
    return info;
}

} // namespace matinee
