#include "training/sample_predictions.h"

#include <limits>

namespace matinee {

void predictSamples(const Recommender& model, std::vector<SamplePrediction>& samples)
{
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    for (const auto& sample : samples) {
        users.push_back(sample.user);
        items.push_back(sample.item);
    }
    std::vector<float> predicted(samples.size());
    model.predict(users, items, predicted);
    std::vector<float> deviations(samples.size(), std::numeric_limits<float>::quiet_NaN());
    model.predictDeviation(users, items, deviations);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].predicted = predicted[i];
        samples[i].deviation = deviations[i];
    }
}

} // namespace matinee
