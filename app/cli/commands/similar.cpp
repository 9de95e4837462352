#include "commands/similar.h"

#include "commands/run_option.h"
#include "output.h"
#include "whole_number.h"

#include <matinee/film_map.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace matinee::cli {

namespace {

struct Options
{
    std::string run;
    std::string title;
    int count = 10;
    bool json = false;
};

int runSimilar(const Options& options)
{
    Work work;
    const auto run = openRun(options.run, work);
    const Dataset& data = *run->dataset;
    // One cluster: only the rows of the map are wanted.
    const auto map = makeFilmMap(*run, {.clusters = 1, .topTitles = 0}, work.context());
    work.bar().clear();
    const auto found = searchTitles(*map, data, options.title, 2);
    if (found.empty())
        throw Error(ErrorCode::NotFound,
                    fmt::format("No film with training ratings has '{}' in its title.", options.title));
    const auto film = [&](std::int32_t row) { return map->items[static_cast<std::size_t>(row)]; };
    note(fmt::format("Films like {}{}", data.film(film(found[0])).title,
                     found.size() > 1 ? " (other titles match, too; more of the title picks another)" : ""));

    const auto neighbours = nearestRows(map->vectors, found[0], options.count, Similarity::Cosine);
    Table table({{"rank", Table::Align::Right}, {"similarity", Table::Align::Right}, {"title"}});
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
        const auto item = film(neighbours[i].row);
        if (options.json) {
            printJson({{"event", "neighbour"},
                       {"rank", i + 1},
                       {"item", std::to_string(data.items.id(item))},
                       {"title", data.film(item).title},
                       {"similarity", neighbours[i].similarity}});
        } else {
            table.add({std::to_string(i + 1), decimals(neighbours[i].similarity, 3), data.film(item).title});
        }
    }
    if (!options.json)
        table.print();
    return kDone;
}

} // namespace

void addSimilar(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("similar", "Find the films whose factors are nearest to one film's");
    addRunOption(command, options->run);
    command.add_option("--title", options->title, "Part of the film's title")->required();
    addWholeNumber(command, "--count", options->count, "Number of films", 0);
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runSimilar);
}

} // namespace matinee::cli
