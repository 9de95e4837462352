#include "training/run_evaluator.h"
#include "training/run_split.h"

#include <matinee/error.h>
#include <matinee/evaluate_run.h>
#include <matinee/model_file.h>

#include <limits>
#include <utility>
#include <vector>

namespace matinee {

RunResult evaluateRun(const TrainedRun& run, const std::string& candidates, const RunContext& context)
{
    RunMaterials::Store store;
    RunEvaluator evaluator(run.spec, *run.dataset, *run.split, run.counts,
                           candidates.empty() ? run.spec.candidates : candidates, context.stop, store, {});

    RunResult result = run.result;
    // A refit has seen the validation rows; what they said before it stays.
    if (!run.result.refit) {
        context.report(0, "training rows");
        result.train = evaluator.train(*run.model);
        context.report(0.4, "validation rows");
        result.validation = evaluator.validation(*run.model);
    }
    context.report(0.5, "test rows");
    result.test = evaluator.test(*run.model);
    context.report(0.6, "ranking");
    evaluator.rankTest(*run.model, result);
    // What the references were ranked against may be something else by now; they are not kept with the run.
    for (auto& baseline : result.baselines) {
        if (baseline.ranking.protocol != result.ranking.protocol)
            baseline.ranking = {};
    }
    context.report(1, "done");
    return result;
}

namespace {

/// The sample predictions, of the weights that the run has now.
void predictAgain(TrainedRun& run)
{
    auto& samples = run.result.samples;
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;
    for (const auto& sample : samples) {
        users.push_back(sample.user);
        items.push_back(sample.item);
    }
    std::vector<float> predicted(samples.size());
    run.model->predict(users, items, predicted);
    std::vector<float> deviations(samples.size(), std::numeric_limits<float>::quiet_NaN());
    run.model->predictDeviation(users, items, deviations);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        samples[i].predicted = predicted[i];
        samples[i].deviation = deviations[i];
    }
}

} // namespace

std::shared_ptr<const TrainedRun> restoreBest(const TrainedRun& run, const RunContext& context)
{
    if (!run.best)
        throw Error(ErrorCode::NotFound,
                    "The weights of the best epoch were not kept, or are those of the run anyway.");
    auto restored = std::make_shared<TrainedRun>(run);
    auto model = modelInfo(run.spec.model).create(run.spec.hyperparameters);
    ComputeOptions options;
    options.device = run.start.device;
    options.threads = run.start.threads;
    options.seed = run.spec.seed;
    model->load(*run.best, *run.dataset, options);
    restored->model = std::move(model);
    restored->best = nullptr;
    restored->result = evaluateRun(*restored, {}, context);
    restored->result.keptEpoch = run.result.bestEpoch;
    predictAgain(*restored);
    return restored;
}

} // namespace matinee
