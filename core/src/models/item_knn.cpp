#include "models/damped_bias.h"
#include "models/item_similarity.h"
#include "models/model_list.h"
#include "models/parameter_builders.h"
#include "support/memory.h"
#include "support/parallel.h"

#include <matinee/error.h>
#include <matinee/model_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

constexpr int kBiasSweeps = 10;

/// The weighted mean of a user's residuals at the films that are most like the one asked for, on top of the biases.
class ItemKnn : public Recommender
{
public:
    explicit ItemKnn(const Hyperparameters& hyperparameters)
        : m_neighbourCount(static_cast<int>(hyperparameters.integer("neighbours")))
        , m_itemDamping(hyperparameters.real("item_damping"))
        , m_userDamping(hyperparameters.real("user_damping"))
    {
        m_options.kind =
            hyperparameters.text("similarity") == "cosine" ? SimilarityKind::Cosine : SimilarityKind::Pearson;
        m_options.shrinkage = hyperparameters.real("shrinkage");
        m_options.kept = static_cast<std::size_t>(hyperparameters.integer("kept"));
    }

    void prepare(const TrainingData& data, const ComputeOptions& options) override
    {
        m_options.threads = options.threads;
        const auto itemCount = static_cast<std::size_t>(data.dataset->itemCount());
        requireModelMemory(
            fmt::format("item-knn with {} neighbours kept for each of {} films", m_options.kept, itemCount),
            nearestItemsBytes(itemCount, data.rows.size(), m_options.kept),
            "Keep fewer neighbours or take a part of the data set.");
        m_data = data;
        m_history = UserHistory(*data.dataset, data.rows);
        m_bias.reset(data);
        for (int sweep = 0; sweep < kBiasSweeps; ++sweep)
            m_bias.sweep(data, m_itemDamping, m_userDamping);
        setResiduals();
        m_neighbours = noNeighbours(itemCount);
    }

    EpochOutcome trainEpoch(const EpochContext& context) override
    {
        const auto itemCount = m_bias.items.size();
        EpochOutcome outcome;
        outcome.objective = std::numeric_limits<double>::quiet_NaN();
        outcome.loss = std::numeric_limits<double>::quiet_NaN();
        auto neighbours = nearestItems(m_history, m_residuals, itemCount, m_options,
                                       [&context] { return context.control.proceed(); });
        outcome.complete = !neighbours.begin.empty();
        if (!outcome.complete)
            return outcome;
        m_neighbours = std::move(neighbours);
        outcome.complete = measure(context.control, outcome.loss);
        outcome.ratings = m_history.size();
        return outcome;
    }

    int maximumEpochs() const override { return 1; }

    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override
    {
        // What a user made of each film, NaN where not rated; refilled when the user changes.
        constexpr float kUnrated = std::numeric_limits<float>::quiet_NaN();
        std::vector<float> residualOf(m_bias.items.size(), kUnrated);
        std::int32_t current = -1;
        for (std::size_t p = 0; p < out.size(); ++p) {
            if (users[p] != current) {
                if (current >= 0) {
                    for (const auto item : m_history.items(current))
                        residualOf[static_cast<std::size_t>(item)] = kUnrated;
                }
                current = users[p];
                const auto rated = m_history.items(current);
                const float* const residuals = m_residuals.data() + m_history.begin(current);
                for (std::size_t r = 0; r < rated.size(); ++r)
                    residualOf[static_cast<std::size_t>(rated[r])] = residuals[r];
            }
            out[p] = static_cast<float>(m_bias.at(users[p], items[p]) + correction(items[p], residualOf));
        }
    }

    std::vector<float> itemBiases() const override { return {m_bias.items.begin(), m_bias.items.end()}; }
    std::uint64_t parameterCount() const override
    {
        return m_bias.users.size() + m_bias.items.size() + 1 + m_neighbours.items.size();
    }

    void save(ModelFile& file) const override
    {
        m_bias.save(file);
        m_history.save(file, true);
        std::vector<std::int32_t> counts(m_bias.items.size());
        for (std::size_t i = 0; i < counts.size(); ++i)
            counts[i] = static_cast<std::int32_t>(m_neighbours.begin[i + 1] - m_neighbours.begin[i]);
        file.put("neighbour_counts", {counts.size()}, wholeNumbers(counts));
        file.put("neighbour_items", {m_neighbours.items.size()}, wholeNumbers(m_neighbours.items));
        file.put("neighbour_similarities", {m_neighbours.similarities.size()}, m_neighbours.similarities);
    }

    void load(const ModelFile& file, const Dataset& data, const ComputeOptions&) override
    {
        const auto films = static_cast<std::uint64_t>(data.itemCount());
        m_bias.load(file, data);
        m_history = UserHistory::load(file, data, true);
        setResiduals();
        ItemNeighbours neighbours;
        neighbours.items = wholeNumbers(file.get("neighbour_items", {0}).values, data.itemCount());
        neighbours.begin = offsets(wholeNumbers(file.get("neighbour_counts", {films}).values, data.itemCount()),
                                   neighbours.items.size());
        neighbours.similarities = file.get("neighbour_similarities", {neighbours.items.size()}).values;
        m_neighbours = std::move(neighbours);
    }

private:
    static ItemNeighbours noNeighbours(std::size_t itemCount)
    {
        ItemNeighbours neighbours;
        neighbours.begin.assign(itemCount + 1, 0);
        return neighbours;
    }

    /// Mean squared error over the training rows; a film is never its own neighbour. \return false if stopped.
    bool measure(TrainingControl& control, double& loss) const
    {
        constexpr std::size_t kUsers = 16;
        std::vector<double> squares(m_history.userCount()); // one a user: the sum's order is always the same
        const auto body = [&](std::size_t begin, std::size_t end, int) {
            std::vector<float> predicted;
            for (auto u = begin; u < end; ++u) {
                const auto user = static_cast<std::int32_t>(u);
                const auto values = m_history.values(user);
                predicted.resize(values.size());
                predict(std::vector<std::int32_t>(values.size(), user), m_history.items(user), predicted);
                for (std::size_t p = 0; p < values.size(); ++p)
                    squares[u] += std::pow(static_cast<double>(predicted[p]) - values[p], 2);
            }
        };
        if (!parallelFor(squares.size(), kUsers, m_options.threads, body,
                         [&control](std::size_t) { return control.proceed(); }))
            return false;
        loss = std::accumulate(squares.begin(), squares.end(), 0.0) / static_cast<double>(m_history.size());
        return true;
    }

    void setResiduals()
    {
        m_residuals.clear();
        m_residuals.reserve(m_history.size());
        for (std::int32_t user = 0; user < static_cast<std::int32_t>(m_history.userCount()); ++user) {
            const auto items = m_history.items(user);
            const auto values = m_history.values(user);
            for (std::size_t p = 0; p < items.size(); ++p)
                m_residuals.push_back(static_cast<float>(values[p] - m_bias.at(user, items[p])));
        }
    }

    double correction(std::int32_t item, const std::vector<float>& residualOf) const
    {
        double sum = 0;
        double weights = 0;
        int found = 0;
        const auto end = m_neighbours.listEnd(item);
        for (auto n = m_neighbours.listBegin(item); n < end && found < m_neighbourCount; ++n) {
            const float residual = residualOf[static_cast<std::size_t>(m_neighbours.items[n])];
            if (std::isnan(residual))
                continue;
            sum += static_cast<double>(m_neighbours.similarities[n]) * residual;
            weights += m_neighbours.similarities[n];
            ++found;
        }
        return found > 0 ? sum / weights : 0;
    }

    int m_neighbourCount;
    double m_itemDamping;
    double m_userDamping;
    SimilarityOptions m_options;
    TrainingData m_data;
    DampedBias m_bias;
    UserHistory m_history;
    std::vector<float> m_residuals; ///< one a pair of the history
    ItemNeighbours m_neighbours;
};

Parameter neighbours()
{
    Parameter parameter;
    parameter.key = "neighbours";
    parameter.label = "Neighbours";
    parameter.help = "How many of the user's films, those most like the one asked for, are averaged. Few: a sharp but "
                     "noisy opinion; many: everything is drawn to the user's mean.";
    parameter.kind = ParameterKind::Integer;
    parameter.defaultValue = std::int64_t{40};
    parameter.minimum = 1;
    parameter.maximum = 10'000;
    parameter.sliderMinimum = 1;
    parameter.sliderMaximum = 200;
    return parameter;
}

Parameter shrinkage()
{
    return realParameter(
        "shrinkage", "Shrinkage",
        "A similarity seen by n users who rated both films is multiplied by n / (n + shrinkage): what few "
        "users say is trusted little. 0: all similarities are taken at their word.",
        2500.0, 0, 1e6, 0, 5000);
}

Parameter similarityKind()
{
    Parameter parameter;
    parameter.key = "similarity";
    parameter.label = "Similarity";
    parameter.help = "What makes two films alike: that the same users rate both above or below what the biases say. "
                     "Pearson takes each film's mean over those users off first, cosine does not.";
    parameter.kind = ParameterKind::Choice;
    parameter.defaultValue = std::string("pearson");
    parameter.choices = {{"pearson", "Pearson correlation"}, {"cosine", "Cosine"}};
    return parameter;
}

Parameter kept()
{
    Parameter parameter;
    parameter.key = "kept";
    parameter.label = "Neighbours kept";
    parameter.help = "How many most similar films are remembered for each film; those that a user has rated are looked "
                     "for among them. More costs memory and gains a little.";
    parameter.kind = ParameterKind::Integer;
    parameter.defaultValue = std::int64_t{500};
    parameter.minimum = 1;
    parameter.maximum = 1'000'000;
    parameter.sliderMinimum = 50;
    parameter.sliderMaximum = 2000;
    parameter.advanced = true;
    return parameter;
}

} // namespace

ModelInfo itemKnnModel()
{
    ModelInfo info;
    info.id = "item-knn";
    info.name = "Item nearest neighbours";
    info.summary = "Looks at how the user rated the films most like this one. No factors and no gradient, and every "
                   "prediction can be explained by films that the user knows.";
    info.formula = "r̂(u,i) = b(u,i) + Σ s(i,j) (r(u,j) − b(u,j)) / Σ s(i,j),   s = n / (n + β) · ρ,  s > 0";
    info.paper = "Sarwar et al., Item-based collaborative filtering, WWW 2001; with baselines and shrinkage: Koren, "
                 "Factorization meets the neighborhood, KDD 2008 (section 2.2)";
    info.fallback =
        "An unknown user or film has no neighbours: the damped bias is left, in which its own part is zero.";
    info.parameters = {neighbours(),
                       shrinkage(),
                       similarityKind(),
                       dampingParameter("item_damping", "Film damping", "film", 2),
                       dampingParameter("user_damping", "User damping", "user", 5),
                       kept()};
    info.create = [](const Hyperparameters& hyperparameters) { return std::make_unique<ItemKnn>(hyperparameters); };
    return info;
}

} // namespace matinee
