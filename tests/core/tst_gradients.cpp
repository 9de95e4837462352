#include "models/gradient_recommender.h"
#include "models/model_list.h"
#include "support/toy_data.h"

#include <torch/torch.h>

// Qt and torch do not meet in one file: this test has no QtTest, only a main() that says what failed.
#include <cmath>
#include <cstdio>

using namespace matinee;

namespace {

int failures = 0;

/// The toy with genres and decades: two genres of three for every other film, none for the last.
std::shared_ptr<const Dataset> featuredToy()
{
    auto data = std::make_shared<Dataset>(*test::toyData(7, 6, 40));
    data->catalogue.genres = {"Comedy", "Drama", "Western"};
    for (std::size_t i = 0; i < data->catalogue.films.size(); ++i) {
        auto& film = data->catalogue.films[i];
        film.genres = i == 5 ? 0 : i % 2 ? 1U << i % 3 : 7U & ~(1U << i % 3);
        film.year = 1980 + 10 * static_cast<int>(i % 3);
    }
    return data;
}

/// Compares every gradient of training, of the loss and of the penalties, with central differences, in double
/// precision: an error of the order of the step squared is left.
void checkModel(const ModelInfo& info, const std::string& scaling, bool pretraining)
{
    const auto data = featuredToy();
    std::vector<RowIndex> rows;
    for (RowIndex r = 0; r < 30; ++r)
        rows.push_back(r);
    Hyperparameters settings(info.parameters);
    settings.set("factors", std::int64_t{3});
    settings.set("dropout", 0.0);
    double strength = 0.3;
    for (const auto* key : {"regularisation", "bias_regularisation", "feature_regularisation"}) {
        // Models of interactions have theirs in the loss, past what the loss reports.
        if (settings.has(key))
            settings.set(key, info.isImplicit() ? 0.0 : strength += 0.1);
    }
    if (settings.has("regularisation_scaling"))
        settings.set("regularisation_scaling", scaling);
    if (settings.has("pretraining"))
        settings.set("pretraining", pretraining);
    auto recommender = info.create(settings);
    auto* model = dynamic_cast<GradientRecommender*>(recommender.get());
    if (!model)
        return;
    model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 5});
    for (auto& [name, tensor] : model->parameters())
        tensor = (tensor.detach().to(torch::kDouble) + torch::randn_like(tensor, torch::kDouble).mul_(0.3))
                     .set_requires_grad(true);

    auto users = torch::empty({30}, torch::kInt);
    auto items = torch::empty({30}, torch::kInt);
    auto values = torch::empty({30}, torch::kDouble);
    for (int r = 0; r < 30; ++r) {
        users[r] = data->ratings.user[static_cast<std::size_t>(r)];
        items[r] = data->ratings.item[static_cast<std::size_t>(r)];
        values[r] = data->ratings.value[static_cast<std::size_t>(r)];
    }
    model->loss(users, items, values).backward();
    if (settings.has("regularisation") && !info.isImplicit() && model->penalty(users, items).item<double>() < 1e-3) {
        std::printf("FAIL!  : %s pays no penalty\n", info.id.c_str());
        ++failures;
    }
    model->addPenaltyGradients(users, items);

    constexpr double step = 1e-5;
    const torch::NoGradGuard noGrad;
    for (auto& [name, tensor] : model->parameters()) {
        auto flat = tensor.view({-1});
        const auto gradient = tensor.grad().view({-1});
        double worst = 0;
        for (std::int64_t i = 0; i < flat.numel(); ++i) {
            const double before = flat[i].item<double>();
            const auto lossAt = [&](double value) {
                flat[i] = value;
                return (model->loss(users, items, values) + model->penalty(users, items)).item<double>();
            };
            const double numeric = (lossAt(before + step) - lossAt(before - step)) / (2 * step);
            flat[i] = before;
            worst = std::max(worst, std::abs(numeric - gradient[i].item<double>()));
        }
        const bool fine = worst < 1e-8 && gradient.abs().max().item<double>() > 1e-3;
        std::printf("%s   : %s.%s (%s): worst difference %.2g over %lld numbers\n", fine ? "PASS" : "FAIL!",
                    info.id.c_str(), name.c_str(), scaling.c_str(), worst, static_cast<long long>(flat.numel()));
        failures += !fine;
    }
}

} // namespace

int main()
{
    torch::manual_seed(1);
    int checked = 0;
    for (const auto& info : torchModels()) {
        const Hyperparameters settings(info.parameters);
        if (settings.has("learning_rate")) {
            for (const auto* scaling : {"count", "sqrt", "constant"}) {
                if (settings.has("regularisation_scaling") || scaling == std::string("count"))
                    checkModel(info, scaling, false);
            }
            if (settings.has("pretraining"))
                checkModel(info, "count", true);
            ++checked;
        }
    }
    std::printf("%d models checked\n", checked);
    return failures == 0 && checked >= 4 ? 0 : 1;
}
