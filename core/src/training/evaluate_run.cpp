#include "training/run_evaluator.h"
#include "training/run_split.h"
#include "training/sample_predictions.h"

#include <matinee/error.h>
#include <matinee/evaluate_run.h>
#include <matinee/model_file.h>

#include <utility>

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
    predictSamples(*restored->model, restored->result.samples);
    return restored;
}

} // namespace matinee
