#include "models/model_list.h"

#include <matinee/model_file.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee {

namespace {

class Popularity : public Recommender
{
public:
    void prepare(const TrainingData& data, const ComputeOptions&) override
    {
        m_rows = data.rows.size();
        m_trained = data.counts.items;
        m_counts.assign(m_trained.size(), 0);
    }

    /// The loss is the mean surprise, in nats, at the film of an interaction if films were drawn by their popularity.
    EpochOutcome trainEpoch(const EpochContext& context) override
    {
        EpochOutcome outcome;
        outcome.objective = std::numeric_limits<double>::quiet_NaN();
        outcome.complete = context.control.proceed();
        if (!outcome.complete)
            return outcome;
        m_counts.assign(m_trained.begin(), m_trained.end());
        outcome.ratings = m_rows;
        const auto rows = static_cast<double>(m_rows);
        for (const auto count : m_trained) {
            if (count > 0)
                outcome.loss -= count / rows * std::log(count / rows);
        }
        return outcome;
    }

    int maximumEpochs() const override { return 1; }

    void predict(std::span<const std::int32_t>, std::span<const std::int32_t> items,
                 std::span<float> out) const override
    {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = m_counts[static_cast<std::size_t>(items[i])];
    }

    void scoreAll(std::span<const std::int32_t> users, std::span<float> out) const override
    {
        for (std::size_t u = 0; u < users.size(); ++u)
            std::copy(m_counts.begin(), m_counts.end(), out.begin() + static_cast<std::ptrdiff_t>(u * m_counts.size()));
    }

    std::uint64_t parameterCount() const override { return m_counts.size(); }

    void save(ModelFile& file) const override { file.put("counts", {m_counts.size()}, m_counts); }
    void load(const ModelFile& file, const Dataset& data, const ComputeOptions&) override
    {
        m_counts = file.get("counts", {static_cast<std::uint64_t>(data.itemCount())}).values;
    }

private:
    std::size_t m_rows = 0;
    std::vector<std::int32_t> m_trained;
    std::vector<float> m_counts;
};

} // namespace

ModelInfo popularityModel()
{
    ModelInfo info;
    info.id = "popularity";
    info.name = "Popularity";
    info.summary =
        "Recommends to everybody what most have watched. No taste at all, and surprisingly hard to beat: the "
        "reference that every ranking is held against.";
    info.formula = "ŝ(u,i) = n(i), the film's number of training interactions";
    info.paper = "Cremonesi, Koren, Turrin, Performance of recommender algorithms on top-N recommendation tasks, "
                 "RecSys 2010 (TopPop)";
    info.fallback = "A film without training rows scores 0; users do not matter.";
    info.output = ModelOutput::Scores;
    info.create = [](const Hyperparameters&) { return std::make_unique<Popularity>(); };
    return info;
}

} // namespace matinee
