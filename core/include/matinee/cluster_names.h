#pragma once

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace matinee {

/// What films of a cluster have in common: one or two genres, a decade, or both. A film has the term if it has all of
/// it.
struct ClusterTerm
{
    std::uint64_t genres = 0; ///< bits as in Film::genres; at most two
    int decade = 0;           ///< first year (1990); 0: any
    std::int32_t count = 0;   ///< films of the cluster that have it
    double share = 0;         ///< count / films of the cluster
    double lift = 0;          ///< share / share over all films that were clustered
    std::string text;         ///< "Film-Noir", "1940s", "Animation & Children, 1990s"; the rarer genre first
};

struct ClusterName
{
    std::string name; ///< of no other cluster: "Film-Noir, 1940s", "Drama, around Fargo", "Like Toy Story"
    std::vector<ClusterTerm> terms; ///< single genres and decades that pass, most telling first; may be empty
    ClusterTerm used;               ///< the term in the name, which passes as well; text is empty where there is none
    /// Rows of the films nearest to the centroid, nearest first, among the cluster's better known films: the quarter
    /// with the most ratings, at least ten films, or all where there are fewer.
    std::vector<std::int32_t> medoids;
};

/// Films that were clustered, row by row; spans have the same length.
struct ClusteredFilms
{
    std::span<const std::int32_t> items;      ///< item index of each row in the data set's catalogue
    std::span<const std::int32_t> assignment; ///< its cluster, [0, clusters); negative: in none, and not counted
    std::span<const float> distance;          ///< to the centroid of its cluster, in any monotone measure
    std::span<const std::int32_t> ratings;    ///< its number of ratings
    std::int32_t clusters = 0;
};

struct ClusterNameOptions
{
    double minimumLift = 1.5; ///< a term's lift must be greater
    int minimumFilms = 10;    ///< films of the cluster that must have the term
    /// Share of the cluster that must have it for a name: a tenth of the films, however many times the usual, do not
    /// stand for all.
    double minimumShare = 0.2;
    int medoids = 3; ///< at most; at least 1 is looked for
};

/// Names clusters by what is more frequent in them than among all clustered films. A cluster takes the genre or decade
/// t with the largest share(t) ln lift(t) (its part of the Kullback-Leibler divergence of the cluster from all films:
/// neither rare nor common everywhere), and is then told more exactly by a second genre and a decade, as long as at
/// least half of those films have that as well. Every term of a name, and the whole of it, passes the options' bounds.
/// If two clusters would have the same name, the one that it tells more of keeps it; the other takes the next best
/// term, or is told apart by its medoid. A cluster without a term that passes is "Like" its medoid. The same input
/// gives the same names; text is English, as the genres are. \throws Error{InvalidArgument} if lengths differ or an
/// index is out of its range; Error{Stopped}
std::vector<ClusterName> nameClusters(const Catalogue& catalogue, const ClusteredFilms& films,
                                      const ClusterNameOptions& options = {}, const RunContext& context = {});

} // namespace matinee
