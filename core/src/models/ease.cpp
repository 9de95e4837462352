#include "models/model_list.h"
#include "models/user_history.h"
#include "support/memory.h"
#include "support/spd_inverse.h"

#include <matinee/model_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace matinee {

namespace {

/// The linear autoencoder without a hidden layer, in closed form. Kept as a full matrix of films x films floats: for
/// 3,706 films 55 MB, in memory and in the model file.
class Ease : public Recommender
{
public:
    explicit Ease(const Hyperparameters& hyperparameters)
        : m_regularisation(hyperparameters.real("regularisation"))
    {}

    void prepare(const TrainingData& data, const ComputeOptions& options) override
    {
        m_threads = options.threads;
        m_itemCount = static_cast<std::size_t>(data.dataset->itemCount());
        const auto cells = static_cast<double>(m_itemCount) * static_cast<double>(m_itemCount);
        requireModelMemory(fmt::format("EASE on {} films", m_itemCount), cells * (sizeof(double) + sizeof(float)),
                           "Take a part of the data set, or a model with factors.");
        m_history = UserHistory(*data.dataset, data.rows);
    }

    EpochOutcome trainEpoch(const EpochContext& context) override
    {
        EpochOutcome outcome;
        outcome.objective = std::numeric_limits<double>::quiet_NaN();
        outcome.loss = std::numeric_limits<double>::quiet_NaN();
        outcome.complete = false;
        const auto proceed = [&context] { return context.control.proceed(); };
        std::vector<double> matrix(m_itemCount * m_itemCount, 0.0); // column-major, lower triangle
        for (std::int32_t user = 0; user < static_cast<std::int32_t>(m_history.userCount()); ++user) {
            if (!proceed())
                return outcome;
            const auto items = m_history.items(user); // ascending
            for (std::size_t a = 0; a < items.size(); ++a) {
                double* const column = matrix.data() + static_cast<std::size_t>(items[a]) * m_itemCount;
                for (std::size_t b = a; b < items.size(); ++b)
                    column[items[b]] += 1;
            }
        }
        for (std::size_t i = 0; i < m_itemCount; ++i)
            matrix[i * m_itemCount + i] += m_regularisation;
        if (!invertPositiveDefinite(matrix.data(), m_itemCount, m_threads, proceed))
            return outcome;

        setWeights(matrix);
        // With B = I − P / diag(P) the objective |X − XB|² + λ |B|² comes down to Σ 1 / P(i,i) − λ I.
        double objective = -m_regularisation * static_cast<double>(m_itemCount);
        for (std::size_t i = 0; i < m_itemCount; ++i)
            objective += 1 / matrix[i * m_itemCount + i];
        double penalty = 0;
        for (const float weight : m_weights)
            penalty += static_cast<double>(weight) * weight;
        outcome.objective = objective;
        outcome.loss = (objective - m_regularisation * penalty) / static_cast<double>(m_history.size());
        outcome.ratings = m_history.size();
        outcome.complete = true;
        return outcome;
    }

    int maximumEpochs() const override { return 1; }

    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override
    {
        for (std::size_t p = 0; p < out.size(); ++p) {
            double sum = 0;
            if (!m_weights.empty()) {
                for (const auto seen : m_history.items(users[p]))
                    sum += row(seen)[static_cast<std::size_t>(items[p])];
            }
            out[p] = static_cast<float>(sum);
        }
    }

    void scoreAll(std::span<const std::int32_t> users, std::span<float> out) const override
    {
        std::fill(out.begin(), out.end(), 0.0F);
        if (m_weights.empty())
            return;
        std::vector<double> scores(m_itemCount); // as predict() sums, so that both agree
        for (std::size_t u = 0; u < users.size(); ++u) {
            std::fill(scores.begin(), scores.end(), 0.0);
            for (const auto seen : m_history.items(users[u])) {
                const float* const weights = row(seen);
                for (std::size_t i = 0; i < m_itemCount; ++i)
                    scores[i] += weights[i];
            }
            std::copy(scores.begin(), scores.end(), out.begin() + static_cast<std::ptrdiff_t>(u * m_itemCount));
        }
    }

    std::uint64_t parameterCount() const override { return m_itemCount * (m_itemCount - 1); }

    void save(ModelFile& file) const override
    {
        const auto rows = m_weights.empty() ? 0 : m_itemCount; // stopped before the end: it knows nothing
        file.put("weights", {rows, rows}, m_weights);
        m_history.save(file, false);
    }

    void load(const ModelFile& file, const Dataset& data, const ComputeOptions&) override
    {
        const auto films = static_cast<std::uint64_t>(data.itemCount());
        const bool trained = !file.get("weights", {0, 0}).values.empty();
        m_weights = file.get("weights", {trained ? films : 0, trained ? films : 0}).values;
        m_history = UserHistory::load(file, data, false);
        m_itemCount = films;
    }

private:
    /// Weights from a film that the user has seen to every film.
    const float* row(std::int32_t seen) const
    {
        return m_weights.data() + static_cast<std::size_t>(seen) * m_itemCount;
    }

    /// B(j,i) = −P(j,i) / P(i,i), zero on the diagonal, in tiles since half of it is written across the rows.
    void setWeights(const std::vector<double>& inverse)
    {
        constexpr std::size_t kTile = 64;
        const auto n = m_itemCount;
        m_weights.assign(n * n, 0.0F);
        for (std::size_t left = 0; left < n; left += kTile) {
            for (std::size_t top = left; top < n; top += kTile) {
                for (std::size_t c = left; c < std::min(n, left + kTile); ++c) {
                    for (std::size_t r = std::max(top, c + 1); r < std::min(n, top + kTile); ++r) {
                        const double p = inverse[c * n + r];
                        m_weights[c * n + r] = static_cast<float>(-p / inverse[r * n + r]);
                        m_weights[r * n + c] = static_cast<float>(-p / inverse[c * n + c]);
                    }
                }
            }
        }
    }

    double m_regularisation;
    int m_threads = 1;
    std::size_t m_itemCount = 0;
    UserHistory m_history;
    std::vector<float> m_weights; ///< films x films, row j: from film j; empty before training
};

} // namespace

ModelInfo easeModel()
{
    ModelInfo info;
    info.id = "ease";
    info.name = "EASE";
    info.summary = "Every film votes for and against every other, with weights that best reproduce who has seen what. "
                   "One equation, solved once; among the best at ranking for all its plainness.";
    info.formula = "ŝ(u,i) = x(u)·B(·,i),   B = I − P / diag(P),   P = (XᵀX + λI)⁻¹";
    info.paper = "Steck, Embarrassingly shallow autoencoders for sparse data, WWW 2019";
    info.fallback = "A film without training rows and every film of an unknown user score 0.";
    info.output = ModelOutput::Scores;
    info.objective = "Squared error of all cells with penalty (falls)";
    Parameter regularisation;
    regularisation.key = "regularisation";
    regularisation.label = "Regularisation";
    regularisation.help = "Pulls the weights between films towards zero. Less trusts even what a few users have in "
                          "common; more leaves only the strong ties. The more users, the more is right.";
    regularisation.kind = ParameterKind::Real;
    regularisation.defaultValue = 500.0;
    regularisation.minimum = 0.001;
    regularisation.maximum = 1e7;
    regularisation.scale = ParameterScale::Logarithmic;
    regularisation.sliderMinimum = 1;
    regularisation.sliderMaximum = 10'000;
    info.parameters = {regularisation};
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<Ease>(hyperparameters); };
    return info;
}

} // namespace matinee
