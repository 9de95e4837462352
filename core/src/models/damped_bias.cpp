#include "models/damped_bias.h"

#include "models/parameter_builders.h"

#include <matinee/model_file.h>

namespace matinee {

namespace {

/// Damped means of what the other biases leave over.
void dampedMeans(const TrainingData& data, double mean, double damping, const std::vector<std::int32_t>& counts,
                 std::span<const std::int32_t> targetOf, const std::vector<double>& other,
                 std::span<const std::int32_t> otherOf, std::vector<double>& target)
{
    std::vector<double> sums(target.size());
    for (const auto row : data.rows) {
        sums[static_cast<std::size_t>(targetOf[row])] +=
            data.dataset->ratings.value[row] - mean - other[static_cast<std::size_t>(otherOf[row])];
    }
    for (std::size_t t = 0; t < target.size(); ++t)
        target[t] = counts[t] == 0 ? 0 : sums[t] / (damping + counts[t]);
}

} // namespace

void DampedBias::reset(const TrainingData& data)
{
    users.assign(static_cast<std::size_t>(data.dataset->userCount()), 0);
    items.assign(static_cast<std::size_t>(data.dataset->itemCount()), 0);
    double sum = 0;
    for (const auto row : data.rows)
        sum += data.dataset->ratings.value[row];
    mean = sum / static_cast<double>(data.rows.size());
}

void DampedBias::sweep(const TrainingData& data, double itemDamping, double userDamping)
{
    const auto& ratings = data.dataset->ratings;
    dampedMeans(data, mean, itemDamping, data.counts.items, ratings.item, users, ratings.user, items);
    dampedMeans(data, mean, userDamping, data.counts.users, ratings.user, items, ratings.item, users);
}

void DampedBias::save(ModelFile& file) const
{
    file.put("mean", {1}, {static_cast<float>(mean)});
    file.put("user_biases", {users.size()}, {users.begin(), users.end()});
    file.put("item_biases", {items.size()}, {items.begin(), items.end()});
}

void DampedBias::load(const ModelFile& file, const Dataset& data)
{
    mean = file.get("mean", {1}).values[0];
    const auto& userValues = file.get("user_biases", {static_cast<std::uint64_t>(data.userCount())}).values;
    const auto& itemValues = file.get("item_biases", {static_cast<std::uint64_t>(data.itemCount())}).values;
    users.assign(userValues.begin(), userValues.end());
    items.assign(itemValues.begin(), itemValues.end());
}

Parameter dampingParameter(const std::string& key, const std::string& label, const std::string& whose, double value)
{
    return realParameter(key, label,
                         "So many imaginary ratings at the mean are added to each " + whose +
                             "'s own: with few ratings the bias stays near zero, with many it speaks for itself.",
                         value, 0, 10'000, 0, 50);
}

} // namespace matinee
