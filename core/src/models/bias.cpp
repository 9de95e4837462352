#include "models/damped_bias.h"
#include "models/model_list.h"

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
        , m_sweeps(static_cast<int>(hyperparameters.integer("epochs")))
    {}

    void prepare(const TrainingData& data, const ComputeOptions&) override
    {
        m_data = data;
        m_sweepsLeft = m_sweeps;
        m_bias.reset(m_data);
    }

    int maximumEpochs() const override { return m_sweeps; }

    EpochOutcome trainEpoch(const EpochContext& context) override
    {
        if (m_sweepsLeft == 0)
            return m_outcome;
        const auto& ratings = m_data.dataset->ratings;
        m_bias.sweep(m_data, m_itemDamping, m_userDamping);
        EpochOutcome outcome;
        outcome.objective = std::numeric_limits<double>::quiet_NaN();
        outcome.ratings = m_data.rows.size();
        outcome.complete = context.control.proceed();
        double squares = 0;
        for (const auto row : m_data.rows) {
            const double error = m_bias.at(ratings.user[row], ratings.item[row]) - ratings.value[row];
            squares += error * error;
        }
        outcome.loss = squares / static_cast<double>(m_data.rows.size());
        // A reference lives as long as the run that is held against it: its rows need not.
        if (--m_sweepsLeft == 0)
            m_data = {};
        m_outcome = outcome;
        return outcome;
    }

    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override
    {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = static_cast<float>(m_bias.at(users[i], items[i]));
    }

    std::vector<float> itemBiases() const override { return {m_bias.items.begin(), m_bias.items.end()}; }
    std::uint64_t parameterCount() const override { return m_bias.users.size() + m_bias.items.size() + 1; }

    void save(ModelFile& file) const override { m_bias.save(file); }
    void load(const ModelFile& file, const Dataset& data, const ComputeOptions&) override { m_bias.load(file, data); }

private:
    double m_itemDamping;
    double m_userDamping;
    int m_sweeps;
    int m_sweepsLeft = 0;
    EpochOutcome m_outcome; ///< of the last sweep
    TrainingData m_data;
    DampedBias m_bias;
};

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
    info.parameters = {sweeps, dampingParameter("item_damping", "Film damping", "film", 2),
                       dampingParameter("user_damping", "User damping", "user", 5)};
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<Bias>(hyperparameters); };
    return info;
}

} // namespace matinee
