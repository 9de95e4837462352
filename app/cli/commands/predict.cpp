#include "commands/predict.h"

#include "commands/run_option.h"
#include "output.h"
#include "whole_number.h"

#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::cli {

namespace {

struct Options
{
    std::string run;
    std::size_t count = 20;
    bool json = false;
};

/// The drawn test rows that the window shows, too; where more are asked for, the test rows in the splitter's order.
std::vector<SamplePrediction> predictRows(const TrainedRun& run, std::size_t count)
{
    if (count <= run.result.samples.size())
        return {run.result.samples.begin(), run.result.samples.begin() + static_cast<std::ptrdiff_t>(count)};
    const Ratings& ratings = run.dataset->ratings;
    const std::size_t size = std::min(count, run.split->test.size());
    std::vector<std::int32_t> users(size);
    std::vector<std::int32_t> items(size);
    for (std::size_t i = 0; i < size; ++i) {
        users[i] = ratings.user[run.split->test[i]];
        items[i] = ratings.item[run.split->test[i]];
    }
    std::vector<float> predicted(size);
    run.model->predict(users, items, predicted);
    std::vector<float> deviations(size, std::numeric_limits<float>::quiet_NaN());
    run.model->predictDeviation(users, items, deviations);
    std::vector<SamplePrediction> samples(size);
    for (std::size_t i = 0; i < size; ++i)
        samples[i] = {users[i], items[i], predicted[i], ratings.value[run.split->test[i]], deviations[i]};
    return samples;
}

int runPredict(const Options& options)
{
    Work work;
    const auto run = openRun(options.run, work);
    const auto samples = predictRows(*run, options.count);
    if (options.json) {
        for (const auto& sample : samples)
            printJson(predictionEvent(sample, *run->dataset));
        return kDone;
    }
    const bool knowsDeviation = !samples.empty() && std::isfinite(samples.front().deviation);
    std::vector<Table::Column> columns = {{"user", Table::Align::Right}, {"predicted", Table::Align::Right}};
    if (knowsDeviation)
        columns.push_back({"±", Table::Align::Right});
    columns.push_back({"actual", Table::Align::Right});
    columns.push_back({"title"});
    Table table(std::move(columns));
    for (const auto& sample : samples) {
        std::vector<std::string> cells = {std::to_string(run->dataset->users.id(sample.user)),
                                          decimals(sample.predicted, 2)};
        if (knowsDeviation)
            cells.push_back(decimals(sample.deviation, 2));
        cells.push_back(fmt::format("{}", sample.actual));
        cells.push_back(run->dataset->film(sample.item).title);
        table.add(std::move(cells));
    }
    table.print();
    return kDone;
}

} // namespace

void addPredict(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("predict", "Show test ratings beside what the model predicts");
    addRunOption(command, options->run);
    addWholeNumber(command, "--count", options->count,
                   "Number of test ratings: drawn at random up to 1000, else in the split's order", 0);
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runPredict);
}

} // namespace matinee::cli
