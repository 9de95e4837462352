#include "commands/taste.h"

#include "commands/run_option.h"
#include "output.h"

#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace matinee::cli {

namespace {

struct Options
{
    std::string run;
    std::int64_t user = 0;
    bool json = false;
};

int runTaste(const Options& options)
{
    Work work;
    const auto run = openRun(options.run, work);
    const auto user = run->dataset->users.find(options.user);
    if (!user || *user >= run->dataset->userCount())
        throw Error(ErrorCode::NotFound,
                    fmt::format("There is no user {} with ratings in '{}'.", options.user, run->dataset->name));
    auto taste = run->model->userTaste(*user);
    if (taste.empty())
        throw Error(ErrorCode::NotFound,
                    fmt::format("The model {} knows no genres or decades, or user {} has no training ratings; "
                                "feature-mf knows them.",
                                run->spec.model, options.user));
    std::stable_sort(taste.begin(), taste.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    Table table({{"feature"}, {"stars", Table::Align::Right}});
    for (const auto& [feature, stars] : taste) {
        if (options.json)
            printJson(
                {{"event", "taste"}, {"user", std::to_string(options.user)}, {"feature", feature}, {"stars", stars}});
        else
            table.add({feature, fmt::format("{:+.2f}", stars)});
    }
    if (!options.json)
        table.print();
    return kDone;
}

} // namespace

void addTaste(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("taste", "Show which genres and decades a user is drawn to (feature-mf)");
    addRunOption(command, options->run);
    command.add_option("--user", options->user, "The user's id in the data set")->required();
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runTaste);
}

} // namespace matinee::cli
