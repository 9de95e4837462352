#include "commands/find_rate.h"

#include "commands/experiment_options.h"
#include "output.h"
#include "work.h"

#include <matinee/rate_finder.h>
#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace matinee::cli {

namespace {

constexpr auto kRight = Table::Align::Right;

struct Options
{
    ExperimentOptions experiment;
    bool json = false;
};

nlohmann::json number(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

void printEvents(const RateCurve& curve, const ExperimentSpec& spec)
{
    for (const auto& point : curve.points)
        printJson({{"event", "rate"},
                   {"learning_rate", point.rate},
                   {"loss", number(point.loss)},
                   {"smoothed", number(point.smoothed)},
                   {"validation", number(point.validation)}});
    printJson({{"event", "result"},
               {"model", spec.model},
               {"engine", curve.engine},
               {"suggestion", number(curve.suggestion)},
               {"exploded", curve.exploded},
               {"seconds", curve.seconds}});
}

void printCurve(const RateCurve& curve)
{
    Table table({{"learning rate", kRight}, {"training loss", kRight}, {"validation loss", kRight}});
    for (const auto& point : curve.points)
        table.add({fmt::format("{:.2g}", point.rate), decimals(point.loss, 4), decimals(point.validation, 4)});
    table.print();
    printLine("");
    printLine(std::isfinite(curve.suggestion) ? fmt::format("Suggestion: --set learning_rate={:.2g}", curve.suggestion)
                                              : std::string("No suggestion: no learning rate made the loss fall."));
    note(fmt::format("{} rates in {:.2f} s, engine {}.", curve.points.size(), curve.seconds, curve.engine));
}

int runFindRate(const Options& options)
{
    const auto spec = specFrom(options.experiment, "find-rate");
    requireLearningRate(spec);
    Work work;
    const auto loaded = openDataset(spec.data, work);
    if (options.json)
        printJson(dataEvent(*loaded.data, loaded.seconds));
    const auto curve = findRate(spec, loaded.data, {}, work.context());
    work.bar().clear();
    if (options.json)
        printEvents(curve, spec);
    else
        printCurve(curve);
    return kDone;
}

} // namespace

void addFindRate(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("find-rate", "Try rising learning rates for a moment and suggest one");
    addExperimentOptions(command, options->experiment, true);
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runFindRate);
}

} // namespace matinee::cli
