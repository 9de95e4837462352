#include "experiments/reproduction_settings.h"

#include <matinee/error.h>
#include <matinee/preset.h>

#include <fmt/format.h>

#include <cmath>

namespace matinee {

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// What is accepted, and what it is known from.
struct Bar
{
    double published;
    double most;
    std::string source;
};

/// Five random folds, pooled test RMSE of clipped predictions.
Reproduction fiveFolds(const std::string& model, const std::string& data, const Settings& settings, const Bar& bar,
                       bool quick, bool oneSeed)
{
    Reproduction reproduction;
    reproduction.id = fmt::format("{}-{}-folds", data, model);
    reproduction.data = data;
    reproduction.quick = quick;
    reproduction.rows = [=, id = reproduction.id](const ReproductionContext& context, const Dataset& dataset) {
        std::vector<ReproductionRow> rows = {
            atMost(id, "test RMSE, 5 folds pooled", bar.published, bar.most, bar.source)};
        measure(context, oneSeed, rows, [&](std::uint64_t seed) -> std::vector<double> {
            auto spec = specOf(model, settings, "random:0.8/0.2");
            spec.hyperparameters.setText("clip", "true");
            spec.seed = seed;
            spec.threads = context.threads;
            spec.device = "cpu";
            FoldObserver silent;
            const std::shared_ptr<const Dataset> shared(std::shared_ptr<const Dataset>(), &dataset);
            const auto result = crossValidate(spec, shared, 5, context.control, silent);
            if (result.stopped)
                throw Error(ErrorCode::Stopped, "Stopped.");
            return {result.rmse.pooled};
        });
        return rows;
    };
    return reproduction;
}

/// The constant mean on the five published folds of ml-100k: a check of the evaluation, before any model is judged.
Reproduction publishedFolds()
{
    Reproduction reproduction;
    reproduction.id = "ml-100k-global-mean-u1-u5";
    reproduction.data = "ml-100k";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        std::vector<ReproductionRow> rows;
        for (const auto& [fold, value] : {std::pair(1, 1.154), {2, 1.131}, {3, 1.112}, {4, 1.113}, {5, 1.119}})
            rows.push_back(expected("ml-100k-global-mean-u1-u5", fmt::format("test RMSE, u{}", fold), value,
                                    value - 0.0006, value + 0.0006));
        measure(context, true, rows, [&](std::uint64_t) {
            std::vector<double> values;
            for (int fold = 1; fold <= 5; ++fold) {
                const auto split = fmt::format("files:u{0}.base,u{0}.test", fold);
                values.push_back(trainQuietly(context, specOf("global-mean", {}, split), dataset)->result.test.rmse);
            }
            return values;
        });
        return rows;
    };
    return reproduction;
}

Reproduction bayesian()
{
    Reproduction reproduction;
    reproduction.id = "ml-100k-bpmf-u3";
    reproduction.data = "ml-100k";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        std::vector<ReproductionRow> rows = {
            atMost("ml-100k-bpmf-u3", "test RMSE", 0.8926, 0.898, "myFM, rank 8, 200 samples, grouped priors"),
            expected("ml-100k-bpmf-u3", "share within the 90 % interval", 0.9, 0.85, 0.95)};
        measure(context, false, rows, [&](std::uint64_t seed) -> std::vector<double> {
            auto spec = specOf("bpmf", {{"factors", "8"}, {"clip", "true"}}, "files:u3.base,u3.test");
            spec.seed = seed;
            const auto run = trainQuietly(context, spec, dataset);
            return {run->result.test.rmse, run->result.test.coverage90};
        });
        return rows;
    };
    return reproduction;
}

/// Genres and decades against vectors alone, on films that hardly anybody rated.
Reproduction sparseFilms()
{
    Reproduction reproduction;
    reproduction.id = "ml-latest-small-sparse-films";
    reproduction.data = "ml-latest-small";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        const std::string note = "test rows whose film has fewer than 5 training ratings; feature-mf must not be worse";
        std::vector<ReproductionRow> rows = {
            expected("ml-latest-small-sparse-films", "biased-mf, RMSE", kNone, 0, 2, note),
            expected("ml-latest-small-sparse-films", "feature-mf, RMSE", kNone, 0, 2, note),
            atMost("ml-latest-small-sparse-films", "feature-mf less biased-mf", kNone, 0, note)};
        measure(context, false, rows, [&](std::uint64_t seed) -> std::vector<double> {
            const auto split = fmt::format("sklearn:0.8/0.1/0.1@{}", seed);
            const auto rmseOf = [&](const std::string& model, const Settings& settings) {
                auto spec = specOf(model, settings, split);
                spec.seed = seed;
                spec.hyperparameters.setText("clip", "true");
                return trainQuietly(context, spec, dataset)->result.test.sparseRmse;
            };
            const double biased = rmseOf("biased-mf", kSmallBiasedMf);
            const double feature = rmseOf("feature-mf", kSmallFeatureMf);
            return {biased, feature, feature - biased};
        });
        return rows;
    };
    return reproduction;
}

/// The best of three corrected models, by their validation error.
Reproduction bestOfThree()
{
    Reproduction reproduction;
    reproduction.id = "ml-latest-small-best";
    reproduction.data = "ml-latest-small";
    reproduction.rows = [](const ReproductionContext& context, const Dataset& dataset) {
        std::vector<ReproductionRow> rows = {
            atMost("ml-latest-small-best", "test RMSE", 0.870, 0.875,
                   "the best of als, biased-mf and feature-mf by validation RMSE; the test rows of all three are not "
                   "compared")};
        measure(context, false, rows, [&](std::uint64_t seed) -> std::vector<double> {
            const auto split = fmt::format("sklearn:0.8/0.1/0.1@{}", seed);
            double bestValidation = std::numeric_limits<double>::infinity();
            double test = kNone;
            for (const auto& [model, settings] : {std::pair<std::string, Settings>("als", kSmallAls),
                                                  {"biased-mf", kSmallBiasedMf},
                                                  {"feature-mf", kSmallFeatureMf}}) {
                auto spec = specOf(model, settings, split);
                spec.seed = seed;
                spec.hyperparameters.setText("clip", "true");
                const auto run = trainQuietly(context, spec, dataset);
                double validation = std::numeric_limits<double>::infinity();
                for (const auto& epoch : run->history)
                    validation = epoch.epoch == run->result.keptEpoch ? epoch.validationRmse : validation;
                if (validation < bestValidation) {
                    bestValidation = validation;
                    test = run->result.test.rmse;
                }
            }
            return {test};
        });
        return rows;
    };
    return reproduction;
}

} // namespace

std::vector<Reproduction> ratingReproductions()
{
    const auto surprise = [](double published, double most) { return Bar{published, most, "Surprise's README"}; };
    return {publishedFolds(),
            fiveFolds("bias", "ml-100k", {}, surprise(0.944, 0.945), true, false),
            fiveFolds("item-knn", "ml-100k", {}, surprise(0.931, 0.931), true, false),
            fiveFolds("biased-mf", "ml-100k", kFoldsBiasedMf100k, surprise(0.934, 0.934), true, false),
            fiveFolds("svdpp", "ml-100k", {}, surprise(0.919, 0.919), true, false),
            bayesian(),
            bestOfThree(),
            sparseFilms(),
            fiveFolds("biased-mf", "ml-1m", kFoldsBiasedMf1m, surprise(0.873, 0.873), false, true)};
}

} // namespace matinee
