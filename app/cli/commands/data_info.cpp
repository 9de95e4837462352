#include "commands/data_info.h"

#include "output.h"
#include "work.h"

#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>

namespace matinee::cli {

namespace {

struct Options
{
    std::string source;
    bool json = false;
};

std::string dateText(std::int64_t time)
{
    const std::chrono::sys_seconds seconds{std::chrono::seconds(time)};
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(seconds)};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                       static_cast<unsigned>(day.day()));
}

void printFacts(const Dataset& data, double seconds)
{
    const DatasetFacts facts = describe(data);
    printLine(data.name);
    Table table({{}, {}});
    const auto stars = [](double value) { return fmt::format("{}", value); };
    table.add({"  users", grouped(facts.users)});
    table.add({"  films", grouped(facts.items) + " with ratings"});
    table.add({"  catalogue", grouped(facts.catalogue) + " films listed"});
    table.add({"  ratings", grouped(facts.ratings)});
    table.add({"  scale", fmt::format("{} to {}", stars(facts.minimum), stars(facts.maximum))});
    table.add({"  filled", fmt::format("{:.3g} %", facts.density * 100)});
    table.add({"  mean", decimals(facts.mean, 4)});
    table.add({"  deviation", decimals(facts.deviation, 4)});
    table.add({"  dates", facts.lastTime == 0
                              ? std::string("none")
                              : fmt::format("{} to {} (UTC)", dateText(facts.firstTime), dateText(facts.lastTime))});
    if (data.provenance.skipped > 0)
        table.add({"  skipped", grouped(data.provenance.skipped) + " rows"});
    table.add({"  layout", data.provenance.layout});
    table.add({"  source", data.provenance.source});
    table.add({"  loaded in", decimals(seconds, 2) + " s"});
    table.print();
    printLine("");

    std::size_t most = 1;
    for (const auto& [value, count] : facts.histogram)
        most = std::max(most, count);
    Table histogram({{"  stars", Table::Align::Right}, {"ratings", Table::Align::Right}, {}});
    for (const auto& [value, count] : facts.histogram) {
        constexpr double kLongest = 40;
        std::string bar;
        const auto cells = static_cast<int>(kLongest * static_cast<double>(count) / static_cast<double>(most) + 0.5);
        for (int c = 0; c < cells; ++c)
            bar += "█";
        histogram.add({stars(value), grouped(count), bar});
    }
    histogram.print();
}

int runInfo(const Options& options)
{
    Work work;
    const LoadedDataset loaded = openDataset(options.source, work);
    if (options.json)
        printJson(dataEvent(*loaded.data, loaded.seconds));
    else
        printFacts(*loaded.data, loaded.seconds);
    return kDone;
}

} // namespace

void addDataInfo(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("info", "Count, describe and check a data set");
    command.add_option("SOURCE", options->source, "sample, an installed release, a folder, a .zip or a ratings file")
        ->required();
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runInfo);
}

} // namespace matinee::cli
