#include "commands/cluster.h"

#include "commands/run_option.h"
#include "output.h"
#include "whole_number.h"

#include <matinee/cluster_edits.h>
#include <matinee/film_map.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <map>
#include <string>

namespace matinee::cli {

namespace {

struct Options
{
    std::string run;
    FilmMapOptions map = {.minimumRatings = kUsualMinimumRatings};
    std::string projection = "pca";
    std::string form = "raw";
    std::string method = "k-means";
    std::string folder;
    bool json = false;
    bool hasSeed = false; ///< else it is the run's, as in the window
};

void printClusters(const FilmMap& map, const FilmMapMeasures& measures, const Dataset& data)
{
    for (const auto& cluster : map.clusters) {
        printLine(fmt::format("Cluster {}: {}, {} film{}", cluster.cluster, cluster.name,
                              grouped(static_cast<std::uint64_t>(cluster.size)), cluster.size == 1 ? "" : "s"));
        Table table({{{}, Table::Align::Right, 8}, {}});
        for (std::size_t i = 0; i < cluster.topItems.size(); ++i)
            table.add(
                {grouped(static_cast<std::uint64_t>(cluster.topCounts[i])), data.film(cluster.topItems[i]).title});
        table.print();
        printLine("");
    }
    const auto rare = map.items.size() - static_cast<std::size_t>(map.clustered);
    printLine(fmt::format(
        "{} films in {} clusters, inertia {:.6g}; {} without training ratings left out{}.",
        grouped(static_cast<std::uint64_t>(map.clustered)), map.clusters.size(), map.clustering.inertia,
        grouped(static_cast<std::uint64_t>(map.leftOut)),
        rare > 0 ? fmt::format(", {} with fewer than {} in no cluster", grouped(rare), map.options.minimumRatings)
                 : ""));
    const auto sampled = [](std::size_t measured, std::size_t rows) {
        return measured < rows ? fmt::format(" (of {} films drawn at random)", grouped(measured)) : std::string();
    };
    const auto films = static_cast<std::size_t>(map.clustered);
    if (!measures.silhouette.rows.empty())
        printLine(fmt::format("Silhouette {:.4f}{}.", measures.silhouette.mean,
                              sampled(measures.silhouette.rows.size(), films)));
    if (measures.quality.rowsMeasured > 0)
        printLine(fmt::format("Trustworthiness of the picture {:.4f}, continuity {:.4f}{}.",
                              measures.quality.trustworthiness, measures.quality.continuity,
                              sampled(measures.quality.rowsMeasured, films)));
}

void printEvents(const FilmMap& map, const FilmMapMeasures& measures, const Dataset& data, const std::string& run)
{
    for (const auto& cluster : map.clusters) {
        auto titles = nlohmann::json::array();
        for (const auto item : cluster.topItems)
            titles.push_back(data.film(item).title);
        printJson({{"event", "cluster"},
                   {"cluster", cluster.cluster},
                   {"name", cluster.name},
                   {"size", cluster.size},
                   {"titles", std::move(titles)},
                   {"counts", cluster.topCounts}});
    }
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN(); // becomes null
    const bool unmeasured = measures.quality.rowsMeasured == 0;
    printJson({{"event", "result"},
               {"run", run},
               {"clusters", map.clusters.size()},
               {"inertia", map.clustering.inertia},
               {"silhouette", measures.silhouette.rows.empty() ? unknown : measures.silhouette.mean},
               {"trustworthiness", unmeasured ? unknown : measures.quality.trustworthiness},
               {"continuity", unmeasured ? unknown : measures.quality.continuity},
               {"left_out",
                static_cast<std::size_t>(map.leftOut) + map.items.size() - static_cast<std::size_t>(map.clustered)}});
}

int runCluster(const Options& options)
{
    static const std::map<std::string, VectorForm> kForms = {
        {"raw", VectorForm::Raw}, {"centred", VectorForm::Centred}, {"normalised", VectorForm::Normalised}};
    FilmMapOptions mapOptions = options.map;
    mapOptions.layout = mapLayoutOf(options.projection);
    mapOptions.preparation.form = kForms.at(options.form);
    mapOptions.method = options.method == "ward" ? ClusterMethod::Agglomerative : ClusterMethod::KMeans;
    Work work;
    const auto run = openRun(options.run, work);
    if (!options.hasSeed)
        mapOptions.seed = run->spec.seed;
    // With the names that a person gave in the window, and the clusters merged and split there.
    auto map = makeFilmMap(*run, mapOptions, work.context());
    try {
        map = ClusterEditBook::load(runFolder(options.run)).apply(map, *run->dataset, work.context());
    } catch (const Error& error) {
        if (error.code() == ErrorCode::Stopped)
            throw;
        note(fmt::format("The clusters are as they were found: {}", error.what()));
    }
    const auto measures = measureFilmMap(*map, work.context());
    work.bar().clear();
    if (!options.folder.empty())
        writeFilmMap(*map, *run->dataset, options.folder);
    if (options.json)
        printEvents(*map, measures, *run->dataset, options.run);
    else
        printClusters(*map, measures, *run->dataset);
    return kDone;
}

} // namespace

void addCluster(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("cluster", "Cluster the films of a run and list their titles");
    addRunOption(command, options->run);
    addWholeNumber(command, "--clusters", options->map.clusters, "Number of clusters", 1);
    command.add_option("--projection", options->projection, "How the films are laid in the plane")
        ->check(CLI::IsMember({"pca", "tsne", "umap"}));
    command.add_option("--method", options->method, "How clusters are found; ward: agglomerative")
        ->check(CLI::IsMember({"k-means", "ward"}));
    command.add_option("--vectors", options->form, "What is done to the film vectors first")
        ->check(CLI::IsMember({"raw", "centred", "normalised"}));
    command.add_flag("--remove-popularity", options->map.preparation.removePopularity,
                     "Take the direction of popularity out of the film vectors");
    addWholeNumber(command, "--min-ratings", options->map.minimumRatings,
                   "Films with fewer training ratings are in no cluster", 1);
    addWholeNumber(command, "--top", options->map.topTitles, "Titles a cluster, by number of ratings", 0);
    addWholeNumber(command, "--seed", options->map.seed, "Seed of the clustering; the run's unless given", 0)
        ->each([options](const std::string&) { options->hasSeed = true; });
    command.add_option("--out", options->folder, "Folder for films.csv and vectors.tsv");
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runCluster);
}

} // namespace matinee::cli
