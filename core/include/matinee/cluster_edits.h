#pragma once

#include <matinee/film_map.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace matinee {

/// What a person did to the clusters of a map. Numbers are those of the clusters when it was done, after the edits
/// before it.
struct ClusterEdit
{
    enum class Kind
    {
        Rename, ///< one cluster, to `name`
        Merge,  ///< two or more clusters, into the one with the lowest number
        Split   ///< one cluster, in two by k-means
    };

    Kind kind = Kind::Rename;
    std::vector<std::int32_t> clusters;
    std::string name = {};

    bool operator==(const ClusterEdit&) const = default;
};

using ClusterEdits = std::vector<ClusterEdit>;

/// The longest name that a cluster may be given, in bytes.
inline constexpr std::size_t kLongestClusterName = 200;

/// The map with the edits made, one after the other. Places stay.
///
/// Merge: the cluster with the highest number takes each number that becomes free, so that the others keep their
/// numbers, and with them their colours. Split: the larger half keeps the number, the other gets the next one after the
/// highest. Centroids, distances, sizes and inertia are made anew (clusteringOf()), and clusters are named anew as
/// makeFilmMap() names them, but for those that a person named: such a name stays with the larger half of a split, and
/// with a merged cluster if the one with the lowest number among them has it.
///
/// \param map as makeFilmMap() made it \throws Error{InvalidArgument} if a cluster is not there, fewer than two are
/// merged, a cluster of one film is split, or a name is empty or too long; Error{Stopped}
std::shared_ptr<const FilmMap> applyEdits(const FilmMap& map, const Dataset& data, std::span<const ClusterEdit> edits,
                                          const RunContext& context = {});

/// The edits of the maps of one run, each with the division that it is of: what its clusters depend on. Edits of
/// another number of clusters, other vectors or another epoch are kept and come back with them.
class ClusterEditBook
{
public:
    /// Of the map's division; empty if there are none.
    const ClusterEdits& editsOf(const FilmMapOptions& options, int epoch) const;
    void setEdits(const FilmMapOptions& options, int epoch, ClusterEdits edits);
    /// Makes the edits that the book has of the map; the map itself if there are none.
    /// \throws as applyEdits()
    std::shared_ptr<const FilmMap> apply(std::shared_ptr<const FilmMap> map, const Dataset& data,
                                         const RunContext& context = {}) const;
    bool isEmpty() const { return m_divisions.empty(); }
    bool operator==(const ClusterEditBook&) const = default;

    /// Reads map.json from a run's folder; an empty book where there is none. \throws Error{Format} for what is no such
    /// file or of a newer version; Error{Io}
    static ClusterEditBook load(const std::filesystem::path& folder);
    /// Writes map.json, or removes it where there are no edits. \throws Error{Io}
    void save(const std::filesystem::path& folder) const;

private:
    struct Division
    {
        int clusters = 0;
        ClusterMethod method = ClusterMethod::KMeans;
        VectorPreparation preparation;
        int minimumRatings = 1;
        std::uint64_t seed = 0;
        int epoch = 0;
        std::string films; ///< digest of FilmMapOptions::only; empty: all

        bool operator==(const Division&) const = default;
    };

    static Division divisionOf(const FilmMapOptions& options, int epoch);

    std::vector<std::pair<Division, ClusterEdits>> m_divisions;
};

} // namespace matinee
