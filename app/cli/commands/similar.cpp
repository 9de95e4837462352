#include "commands/similar.h"

#include "commands/run_option.h"
#include "output.h"
#include "whole_number.h"

#include <matinee/film_map.h>
#include <matinee/nearest_films.h>
#include <matinee/title_search.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <vector>

namespace matinee::cli {

namespace {

/// How many films a title that is not clear is told of.
constexpr std::size_t kSuggestions = 4;

struct Options
{
    std::string run;
    std::string title;
    std::string metric = "cosine";
    int count = 10;
    bool json = false;
};

Similarity similarityOf(const std::string& metric)
{
    return metric == "euclidean" ? Similarity::Euclidean : metric == "dot" ? Similarity::Dot : Similarity::Cosine;
}

/// The films that a text may mean, best first.
std::vector<TitleMatch> findFilms(const FilmMap& map, const Dataset& data, const std::string& text)
{
    std::vector<std::int32_t> ratings(data.catalogue.films.size(), 0);
    for (std::size_t row = 0; row < map.items.size(); ++row)
        ratings[static_cast<std::size_t>(map.items[row])] = map.ratings[row];
    const TitleIndex index(data.catalogue, ratings);
    auto found = index.find(text, kSuggestions, map.rowOfItem);
    if (!found.empty())
        return found;
    const auto elsewhere = index.find(text, 1);
    throw Error(ErrorCode::NotFound, elsewhere.empty()
                                         ? fmt::format("No film has '{}' in its title.", text)
                                         : fmt::format("{} has no training ratings, so nothing is known of it.",
                                                       data.film(elsewhere.front().item).title));
}

/// Which film was taken, and what else the text may have meant.
std::string choiceText(const std::vector<TitleMatch>& found, const Dataset& data)
{
    std::string others;
    for (std::size_t i = 1; i < found.size(); ++i) {
        // A film whose title is the text is no guess.
        if (found.front().kind == TitleMatchKind::Whole && found[i].kind != TitleMatchKind::Whole)
            break;
        others += (i > 1 ? "; " : "") + data.film(found[i].item).title;
    }
    const std::string text = "Films like " + data.film(found.front().item).title;
    return others.empty() ? text : fmt::format("{} (the title may also mean: {})", text, others);
}

int runSimilar(const Options& options)
{
    Work work;
    const auto run = openRun(options.run, work);
    const Dataset& data = *run->dataset;
    // One cluster: only the rows of the map are wanted.
    const auto map = makeFilmMap(*run, {.clusters = 1, .topTitles = 0}, work.context());
    work.bar().clear();
    const auto found = findFilms(*map, data, options.title);
    note(choiceText(found, data));

    const std::array row = {map->rowOfItem[static_cast<std::size_t>(found.front().item)]};
    const auto neighbours = nearestFilms(*map, map->projection, row, options.count, similarityOf(options.metric));
    Table table({{"rank", Table::Align::Right},
                 {options.metric == "euclidean" ? "distance" : "similarity", Table::Align::Right},
                 {"title"}});
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
        const auto item = map->items[static_cast<std::size_t>(neighbours[i].row)];
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
    command.add_option("--title", options->title, "Part of the film's title; typing errors do no harm")->required();
    command
        .add_option("--metric", options->metric,
                    "What counts as near: cosine, euclidean (told as the distance) or dot (product plus bias)")
        ->check(CLI::IsMember({"cosine", "euclidean", "dot"}))
        ->capture_default_str();
    addWholeNumber(command, "--count", options->count, "Number of films", 0);
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runSimilar);
}

} // namespace matinee::cli
