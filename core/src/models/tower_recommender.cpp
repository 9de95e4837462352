#include "models/tower_recommender.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace matinee {

std::int64_t TowerRecommender::widthOf(std::size_t layer) const
{
    return hyperparameters().integer("factors") << (layers() - 1 - layer);
}

void TowerRecommender::declareTower()
{
    const auto half = std::max<std::int64_t>(1, widthOf(0) / 2);
    declare("user_vectors", initialFactors(userCount(), half));
    declare("item_vectors", initialFactors(itemCount(), half));
    auto inputs = 2 * half;
    for (std::size_t layer = 0; layer < layers(); ++layer) {
        const auto outputs = widthOf(layer);
        // Glorot, Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010
        const double bound = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
        declare(fmt::format("layer_{}_weights", layer + 1), uniform({inputs, outputs}, bound));
        declare(fmt::format("layer_{}_biases", layer + 1), torch::zeros({outputs}));
        inputs = outputs;
    }
}

torch::Tensor TowerRecommender::tower(const torch::Tensor& users, const torch::Tensor& items, bool training) const
{
    auto input = torch::cat(
        {userRows(parameter(kUserVectors), users, training), parameter(kItemVectors).index_select(0, items)}, 1);
    if (training)
        input = dropout(input);
    return climb(torch::addmm(parameter(kFirstLayer + 1), input, parameter(kFirstLayer)));
}

torch::Tensor TowerRecommender::towerOfAll(const torch::Tensor& users) const
{
    const auto& weights = parameter(kFirstLayer);
    const auto half = parameter(kUserVectors).size(1);
    const auto ofUsers = torch::addmm(parameter(kFirstLayer + 1), userRows(parameter(kUserVectors), users, false),
                                      weights.narrow(0, 0, half));
    const auto ofItems = parameter(kItemVectors).mm(weights.narrow(0, half, half));
    return climb((ofUsers.unsqueeze(1) + ofItems.unsqueeze(0)).flatten(0, 1));
}

torch::Tensor TowerRecommender::climb(torch::Tensor sum) const
{
    auto values = sum.relu_();
    for (std::size_t layer = 1; layer < layers(); ++layer) {
        const auto place = kFirstLayer + 2 * layer;
        values = torch::addmm(parameter(place + 1), values, parameter(place)).relu_();
    }
    return values;
}

} // namespace matinee
