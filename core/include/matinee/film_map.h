#pragma once

#include <matinee/clustering.h>
#include <matinee/neighbours.h>
#include <matinee/projection.h>
#include <matinee/trainer.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace matinee {

struct FilmMapOptions
{
    int clusters = 10;
    int topTitles = 10;
    std::uint64_t seed = 0;
};

/// A cluster with what a person reads of it.
struct FilmCluster
{
    std::int32_t cluster = 0;
    std::int32_t size = 0;
    std::vector<std::int32_t> topItems;  ///< dense item indices, by falling number of ratings
    std::vector<std::int32_t> topCounts; ///< their numbers of ratings in the whole data set
};

/// The films of a trained model in the plane, in clusters. Films without training ratings are left out and counted:
/// nothing is known of them.
struct FilmMap
{
    std::vector<std::int32_t> items;     ///< dense item index of each row of everything below
    std::vector<std::int32_t> rowOfItem; ///< the inverse; -1: left out
    Matrix vectors;                      ///< rows x factors: what was clustered and projected
    Projection projection;
    Clustering clustering;
    std::vector<FilmCluster> clusters;
    std::int32_t leftOut = 0;
    std::vector<std::int32_t> ratings; ///< number of ratings of each row's film in the whole data set
    std::vector<float> biases;         ///< of each row; empty where the model has none
};

/// Clusters and projects the film factors of a run. \throws Error{InvalidArgument} if the model has no film factors or
/// there are fewer films than clusters; Error{Stopped}
std::shared_ptr<const FilmMap> makeFilmMap(const TrainedRun& run, const FilmMapOptions& options,
                                           const RunContext& context = {});

/// The same vectors and projection with other clusters: what happens when only k changes.
std::shared_ptr<const FilmMap> recluster(const FilmMap& map, const Dataset& data, const FilmMapOptions& options,
                                         const RunContext& context = {});

/// Writes films.csv and vectors.tsv as the command line's contract has them. \throws Error{Io}
void writeFilmMap(const FilmMap& map, const Dataset& data, const std::filesystem::path& folder);

/// Rows of the map whose titles contain the text (ASCII case and the accents of Latin letters ignored; "The Godfather"
/// finds "Godfather, The"), by falling number of ratings; titles that are the whole text come first.
std::vector<std::int32_t> searchTitles(const FilmMap& map, const Dataset& data, const std::string& text,
                                       std::size_t limit);

} // namespace matinee
