#include "commands/cluster.h"

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
    FilmMapOptions map;
    std::string projection = "pca";
    std::string folder;
    bool json = false;
};

void printClusters(const FilmMap& map, const Dataset& data)
{
    for (const auto& cluster : map.clusters) {
        printLine(fmt::format("Cluster {}: {} film{}", cluster.cluster,
                              grouped(static_cast<std::uint64_t>(cluster.size)), cluster.size == 1 ? "" : "s"));
        Table table({{{}, Table::Align::Right, 8}, {}});
        for (std::size_t i = 0; i < cluster.topItems.size(); ++i)
            table.add(
                {grouped(static_cast<std::uint64_t>(cluster.topCounts[i])), data.film(cluster.topItems[i]).title});
        table.print();
        printLine("");
    }
    printLine(fmt::format("{} films in {} clusters, inertia {:.6g}; {} without training ratings left out.",
                          grouped(map.items.size()), map.clusters.size(), map.clustering.inertia,
                          grouped(static_cast<std::uint64_t>(map.leftOut))));
}

void printEvents(const FilmMap& map, const Dataset& data, const std::string& run)
{
    for (const auto& cluster : map.clusters) {
        auto titles = nlohmann::json::array();
        for (const auto item : cluster.topItems)
            titles.push_back(data.film(item).title);
        printJson({{"event", "cluster"},
                   {"cluster", cluster.cluster},
                   {"name", nullptr},
                   {"size", cluster.size},
                   {"titles", std::move(titles)},
                   {"counts", cluster.topCounts}});
    }
    printJson({{"event", "result"},
               {"run", run},
               {"clusters", map.clusters.size()},
               {"inertia", map.clustering.inertia},
               {"silhouette", nullptr},
               {"trustworthiness", nullptr},
               {"left_out", map.leftOut}});
}

int runCluster(const Options& options)
{
    if (options.projection != "pca")
        refuseNotYet(fmt::format("The projection '{}'", options.projection));
    Work work;
    const auto run = openRun(options.run, work);
    const auto map = makeFilmMap(*run, options.map, work.context());
    work.bar().clear();
    if (!options.folder.empty())
        writeFilmMap(*map, *run->dataset, options.folder);
    if (options.json)
        printEvents(*map, *run->dataset, options.run);
    else
        printClusters(*map, *run->dataset);
    return kDone;
}

} // namespace

void addCluster(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("cluster", "Cluster the films of a run and list their titles");
    addRunOption(command, options->run);
    addWholeNumber(command, "--clusters", options->map.clusters, "Number of clusters", 1);
    command.add_option("--projection", options->projection, "How the films are laid in the plane: pca")
        ->check(CLI::IsMember({"pca", "tsne", "umap"}));
    addWholeNumber(command, "--top", options->map.topTitles, "Titles a cluster, by number of ratings", 0);
    addWholeNumber(command, "--seed", options->map.seed, "Seed of the clustering", 0);
    command.add_option("--out", options->folder, "Folder for films.csv and vectors.tsv");
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runCluster);
}

} // namespace matinee::cli
