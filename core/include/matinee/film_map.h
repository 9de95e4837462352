#pragma once

#include <matinee/cluster_names.h>
#include <matinee/clustering.h>
#include <matinee/film_vectors.h>
#include <matinee/map_quality.h>
#include <matinee/neighbours.h>
#include <matinee/projection.h>
#include <matinee/silhouette.h>
#include <matinee/trainer.h>
#include <matinee/vector_preparation.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace matinee {

/// How films are laid in the plane.
enum class MapLayout
{
    Pca,
    Umap,
    Tsne
};

/// Their names on the command line: "pca", "umap", "tsne".
const std::vector<std::pair<std::string, MapLayout>>& mapLayouts();
/// \throws Error{InvalidArgument} naming those that there are
MapLayout mapLayoutOf(const std::string& name);

enum class ClusterMethod
{
    KMeans,
    Agglomerative ///< Ward
};

/// What window and command line ask of a film before it is in a cluster, unless told otherwise: of films with fewer
/// ratings a model has learned next to nothing, and they would blur the clusters of the others.
inline constexpr int kUsualMinimumRatings = 20;

struct FilmMapOptions
{
    int clusters = 10;
    ClusterMethod method = ClusterMethod::KMeans;
    MapLayout layout = MapLayout::Pca;
    VectorPreparation preparation = {};
    int minimumRatings = 1; ///< films with fewer in training are placed, but in no cluster, and move nothing
    bool users = false;     ///< the users stand among the films, where the model has vectors of them
    /// Dense items that the map is of; empty: all of them. For looking closer at a selection.
    std::vector<std::int32_t> only = {};
    int topTitles = 10;
    std::uint64_t seed = 0;

    bool operator==(const FilmMapOptions&) const = default;
};

/// A cluster with what a person reads of it.
struct FilmCluster
{
    std::int32_t cluster = 0;
    std::string name; ///< "Film-Noir, 1940s", or what a person called it
    std::int32_t size = 0;
    std::vector<ClusterTerm> terms;      ///< that set it apart, most telling first
    std::vector<std::int32_t> medoids;   ///< dense item indices of well known films near the centroid
    std::vector<std::int32_t> topItems;  ///< dense item indices, by falling number of ratings
    std::vector<std::int32_t> topCounts; ///< their numbers of ratings in the whole data set
};

/// The films of a trained model in the plane, in clusters. Films without training ratings are left out and counted:
/// nothing is known of them.
///
/// Rows: first the films in clusters, then those with few ratings (in no cluster, assignment -1), each in ascending
/// order of items.
struct FilmMap
{
    FilmMapOptions options;
    int epoch = 0;                       ///< that the vectors are of
    std::vector<std::int32_t> items;     ///< dense item index of each row of everything below
    std::vector<std::int32_t> rowOfItem; ///< the inverse; -1: left out
    std::int32_t clustered = 0;          ///< rows [0, clustered) are in clusters
    Matrix vectors;                      ///< rows x factors: what was clustered and projected
    Projection projection;               ///< of every row
    Clustering clustering;               ///< of every row: assignment -1, distance 0 where it is in no cluster
    std::vector<FilmCluster> clusters;
    std::int32_t leftOut = 0;          ///< films without training ratings (of those the map is of)
    std::vector<std::int32_t> ratings; ///< number of ratings of each row's film in the whole data set
    std::vector<float> biases;         ///< of each row; empty where the model has none
    std::vector<std::int32_t> users;   ///< dense user indices; empty unless asked for
    Projection userProjection;         ///< of each of them
};

/// Clusters, names and projects the film vectors.
/// \param onPicture shows the films in clusters, in their order, as an iterative layout forms
/// \param before an earlier map of the same films, as while a model trains: clusters keep their numbers, principal
/// components are turned to lie as the one before does (Procrustes), and UMAP goes on from a UMAP. Null: the map
/// depends on the vectors and the options alone. \throws Error{InvalidArgument} if the model has no film factors or
/// there are fewer films than clusters; Error{Format} if a vector is not finite, as after a training that diverged;
/// Error{Stopped}
std::shared_ptr<const FilmMap> makeFilmMap(const MapInput& input, const FilmMapOptions& options,
                                           const RunContext& context = {}, const FilmMap* before = nullptr,
                                           const PictureObserver& onPicture = {});
std::shared_ptr<const FilmMap> makeFilmMap(const TrainedRun& run, const FilmMapOptions& options,
                                           const RunContext& context = {});

/// The map with other options, of the same vectors: what they leave as it is (places, clusters) is taken over, so the
/// result is that of makeFilmMap() without a map before.
std::shared_ptr<const FilmMap> remakeFilmMap(const FilmMap& map, const MapInput& input, const FilmMapOptions& options,
                                             const RunContext& context = {}, const PictureObserver& onPicture = {});

/// How far a map may be believed, and how well its clusters are apart.
struct FilmMapMeasures
{
    MapQuality quality;
    SilhouetteResult silhouette;
};

/// Over the films in clusters. \throws Error{Stopped}
FilmMapMeasures measureFilmMap(const FilmMap& map, const RunContext& context = {});

/// Writes films.csv and vectors.tsv as the command line's contract has them, and the pair of files that the Embedding
/// Projector reads (tensors.tsv, metadata.tsv). \throws Error{Io}
void writeFilmMap(const FilmMap& map, const Dataset& data, const std::filesystem::path& folder);

/// Rows of the map whose titles contain the text (ASCII case and the accents of Latin letters ignored; "The Godfather"
/// finds "Godfather, The"), by falling number of ratings; titles that are the whole text come first.
std::vector<std::int32_t> searchTitles(const FilmMap& map, const Dataset& data, const std::string& text,
                                       std::size_t limit);

} // namespace matinee
