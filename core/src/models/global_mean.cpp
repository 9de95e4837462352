#include "models/model_list.h"

#include <matinee/model_file.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee {

namespace {

class GlobalMean : public Recommender
{
public:
    void prepare(const TrainingData& data, const ComputeOptions&) override
    {
        double sum = 0;
        double squares = 0;
        for (const auto row : data.rows) {
            const double value = data.dataset->ratings.value[row];
            sum += value;
            squares += value * value;
        }
        const auto n = static_cast<double>(data.rows.size());
        m_mean = static_cast<float>(sum / n);
        m_outcome.loss = squares / n - (sum / n) * (sum / n);
        m_outcome.objective = std::numeric_limits<double>::quiet_NaN();
        m_outcome.ratings = data.rows.size();
    }

    EpochOutcome trainEpoch(const EpochContext&) override { return m_outcome; }

    int maximumEpochs() const override { return 1; }

    void predict(std::span<const std::int32_t>, std::span<const std::int32_t>, std::span<float> out) const override
    {
        std::fill(out.begin(), out.end(), m_mean);
    }

    std::uint64_t parameterCount() const override { return 1; }
    void save(ModelFile& file) const override { file.put("mean", {1}, {m_mean}); }
    void load(const ModelFile& file, const Dataset&, const ComputeOptions&) override
    {
        m_mean = file.get("mean", {1}).values[0];
    }

private:
    EpochOutcome m_outcome;
    float m_mean = 0;
};

} // namespace

ModelInfo globalMeanModel()
{
    ModelInfo info;
    info.id = "global-mean";
    info.name = "Global mean";
    info.summary = "Predicts the mean of the training ratings for everybody and everything. Whatever does worse than "
                   "this has learned nothing.";
    info.formula = "r̂(u,i) = μ";
    info.paper = "The constant of least squared error; no paper needed.";
    info.fallback = "The same mean.";
    info.create = [](const Hyperparameters&) { return std::make_unique<GlobalMean>(); };
    return info;
}

} // namespace matinee
