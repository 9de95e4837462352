#pragma once

#include <matinee/id_map.h>
#include <matinee/ratings.h>
#include <matinee/run_context.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace matinee {

/// One film of the catalogue. Text is UTF-8.
struct Film
{
    std::string title;        ///< as in the file, year included: "Toy Story (1995)"; "Film 1234" where none is listed
    int year = 0;             ///< from the title's last "(dddd)"; 0 where unknown
    std::uint64_t genres = 0; ///< bit g set: the film has Catalogue::genres[g]
    std::string releaseDate;  ///< ISO 8601 (1995-01-01), empty where unknown
    std::string imdb;         ///< IMDb id with its leading zeros ("0114709") or, for 100K, the URL; empty where unknown
    std::string tmdb;         ///< empty where unknown

    /// First year of the decade (1990), 0 where the year is unknown.
    int decade() const { return year / 10 * 10; }
};

/// The films of a data set. films[i] is the film of dense item index i: first the rated ones (in ascending external
/// id), [0, Dataset::itemCount()), then the listed films that nobody rated.
struct Catalogue
{
    std::vector<Film> films;
    std::vector<std::string> genres; ///< at most 64; "Children's" of the early releases is stored as "Children"

    /// "Comedy, Drama"; empty where the film has none.
    std::string genreText(const Film& film) const;
};

/// What a release says of a user; an absent field is empty, an absent age negative.
struct UserAttributes
{
    int age = -1;
    std::string gender;     ///< "F", "M"
    std::string occupation; ///< in words
    std::string zip;        ///< text: zip codes have leading zeros and letters
};

/// Where a data set comes from.
struct Provenance
{
    std::string source;                ///< absolute path of the folder, zip or file; "sample" for the built-in set
    std::string layout;                ///< "ml-100k", "ml-1m", "ml-10m", "csv" or "sample"
    std::string digest;                ///< of the ratings' content, 16 hexadecimal digits: equal digests, equal ratings
    std::string licence;               ///< text of the README where there is one; may be empty
    std::vector<std::string> warnings; ///< whole sentences about what was odd but readable
    std::size_t skipped = 0;           ///< rating rows left out, each counted in a warning
};

/// A loaded data set. Shared as shared_ptr<const Dataset>; never changed after loading.
struct Dataset
{
    std::string name; ///< "ml-100k", or the folder's or file's name
    Ratings ratings;
    IdMap users; ///< rated users first, ascending; then users listed without ratings
    IdMap items; ///< rated items first, ascending; then films listed without ratings: parallel to catalogue.films
    Catalogue catalogue;
    std::vector<UserAttributes> userAttributes; ///< by dense user index; empty where the release has none
    Provenance provenance;
    std::vector<RowIndex> fileRows; ///< of a subset: the file's row of each rating; empty: row r is element r
    std::vector<std::int32_t> plantedClusters;    ///< by item index: the sample's own clusters; else empty
    std::vector<std::string> plantedClusterNames; ///< names of the planted clusters

    std::int32_t ratedUsers = 0; ///< users with at least one rating
    std::int32_t ratedItems = 0; ///< items with at least one rating
    /// Earliest and latest of the ratings, UTC seconds: most runs need nothing else of the times, and never look at
    /// them.
    std::int64_t firstTime = 0;
    std::int64_t lastTime = 0;

    /// Rows of the rating matrix: the users a model has vectors for.
    std::int32_t userCount() const { return ratedUsers; }
    /// Columns of the rating matrix: the films a model has vectors for.
    std::int32_t itemCount() const { return ratedItems; }

    const Film& film(std::int32_t item) const { return catalogue.films[static_cast<std::size_t>(item)]; }
};

/// The numbers people ask a data set first.
struct DatasetFacts
{
    std::size_t users = 0;     ///< with ratings
    std::size_t items = 0;     ///< with ratings
    std::size_t catalogue = 0; ///< films listed, rated or not
    std::size_t ratings = 0;
    double density = 0;                      ///< ratings / (users * items), in [0, 1]
    double mean = 0;                         ///< stars
    double deviation = 0;                    ///< population standard deviation, stars
    double minimum = 0;                      ///< lowest rating that occurs
    double maximum = 0;                      ///< highest rating that occurs
    std::int64_t firstTime = 0;              ///< UTC seconds
    std::int64_t lastTime = 0;               ///< UTC seconds
    std::map<double, std::size_t> histogram; ///< stars to number of ratings
};

DatasetFacts describe(const Dataset& data);

/// Assembles a data set from what a reader found: builds the id maps, orders the films, counts, digests. Films and
/// attributes are keyed by external id; ratings keep their order. Titles of rated films that are not listed become
/// "Film <id>", with a warning that says how many; so are ratings counted that repeat a user and film.
struct DatasetParts
{
    std::string name;
    RawRatings ratings;
    std::map<std::int64_t, Film> films;
    std::vector<std::string> genres;
    std::map<std::int64_t, UserAttributes> users;
    Provenance provenance;
};

/// \throws Error{Format} if there is no rating at all; Error{Stopped}
Dataset assembleDataset(DatasetParts parts, const RunContext& context = {});

} // namespace matinee
