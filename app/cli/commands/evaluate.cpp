#include "commands/evaluate.h"

#include "commands/result_report.h"
#include "commands/run_option.h"
#include "output.h"

#include <matinee/evaluate_run.h>
#include <matinee/run_record.h>

#include <nlohmann/json.hpp>

namespace matinee::cli {

namespace {

struct Options
{
    std::string run;
    std::string candidates;
    bool json = false;
};

int runEvaluate(const Options& options)
{
    Work work;
    const auto run = openRun(options.run, work);
    const auto result = evaluateRun(*run, options.candidates, work.context());
    work.bar().clear();
    if (options.json) {
        printJson(resultEvent(result, options.run));
        return kDone;
    }
    const auto& model = modelInfo(run->spec.model);
    printResult(result, model);
    if (!result.warning.empty()) // of the training
        printLine(result.warning);
    else if (hasDiverged(result, model))
        printLine(kDiverged);
    return kDone;
}

} // namespace

void addEvaluate(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("evaluate", "Measure a run once more, also against a file of candidates");
    addRunOption(command, options->run);
    command.add_option("--candidates", options->candidates,
                       "File of films to rank for each test film: (user,item), a tab, items with tabs between");
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runEvaluate);
}

} // namespace matinee::cli
