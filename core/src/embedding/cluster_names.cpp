#include <matinee/cluster_names.h>
#include <matinee/error.h>
#include <matinee/title_search.h>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace matinee {

namespace {

/// Of the films that a name speaks of so far, the share that must have what is added to it.
constexpr double kTypical = 0.5;
constexpr std::size_t kLongestTitle = 28; ///< characters of a film's title in a name
constexpr std::size_t kKnownOnes = 4;     ///< medoids are looked for in the best known quarter of a cluster
constexpr std::size_t kFewestKnown = 10;

/// Names and terms of all clusters, from counts of genres and decades.
class Namer
{
public:
    Namer(const Catalogue& catalogue, const ClusteredFilms& films, const ClusterNameOptions& options)
        : m_catalogue(catalogue)
        , m_films(films)
        , m_options(options)
        , m_rows(static_cast<std::size_t>(films.clusters))
    {
        for (std::size_t r = 0; r < films.items.size(); ++r) {
            if (films.assignment[r] < 0)
                continue;
            m_rows[static_cast<std::size_t>(films.assignment[r])].push_back(static_cast<std::int32_t>(r));
            m_all.push_back(static_cast<std::int32_t>(r));
        }
        for (const auto row : m_all) {
            if (const int decade = film(row).decade(); decade > 0)
                m_decades.insert(decade);
        }
        m_genres.resize(std::min<std::size_t>(catalogue.genres.size(), 64));
        std::iota(m_genres.begin(), m_genres.end(), std::size_t{0});
        std::vector<std::int32_t> counts;
        for (const auto g : m_genres)
            counts.push_back(count(m_all, {.genres = std::uint64_t{1} << g}));
        std::stable_sort(m_genres.begin(), m_genres.end(), [&](auto a, auto b) { return counts[a] < counts[b]; });
    }

    std::vector<ClusterName> names(const RunContext& context)
    {
        std::vector<ClusterName> names(m_rows.size());
        m_candidates.resize(m_rows.size());
        for (std::size_t c = 0; c < names.size(); ++c) {
            context.throwIfStopped();
            names[c].terms = singleTerms(c);
            names[c].medoids = medoids(c);
            m_candidates[c] = candidates(c, names[c].terms);
        }
        // Those that are told most by their names choose first.
        std::vector<std::size_t> order(names.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        const auto worth = [&](std::size_t c) { return m_candidates[c].empty() ? 0 : told(m_candidates[c].front()); };
        std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return worth(a) > worth(b); });
        std::set<std::string> taken;
        for (const auto c : order) {
            choose(names[c], c, taken);
            taken.insert(names[c].name);
        }
        return names;
    }

private:
    const Film& film(std::int32_t row) const
    {
        return m_catalogue.films[static_cast<std::size_t>(m_films.items[static_cast<std::size_t>(row)])];
    }

    bool has(std::int32_t row, const ClusterTerm& term) const
    {
        const Film& f = film(row);
        return (f.genres & term.genres) == term.genres && (term.decade == 0 || f.decade() == term.decade);
    }

    std::int32_t count(const std::vector<std::int32_t>& rows, const ClusterTerm& term) const
    {
        return static_cast<std::int32_t>(
            std::count_if(rows.begin(), rows.end(), [&](auto row) { return has(row, term); }));
    }

    ClusterTerm measured(std::size_t cluster, ClusterTerm term) const
    {
        const auto& rows = m_rows[cluster];
        term.count = count(rows, term);
        if (term.count == 0)
            return term;
        const auto [at, isNew] = m_everywhere.try_emplace({term.genres, term.decade}, 0);
        if (isNew)
            at->second = count(m_all, term);
        const auto everywhere = at->second;
        term.share = term.count / static_cast<double>(rows.size());
        term.lift = term.share / (everywhere / static_cast<double>(m_all.size()));
        term.text = text(term);
        return term;
    }

    bool passes(const ClusterTerm& term) const
    {
        return term.count >= m_options.minimumFilms && term.lift > m_options.minimumLift;
    }

    /// The term's part of the cluster's divergence from all films.
    static double told(const ClusterTerm& term) { return term.share * std::log(term.lift); }

    std::string text(const ClusterTerm& term) const
    {
        std::string text;
        for (const auto g : m_genres) {
            if ((term.genres >> g & 1) != 0)
                text += (text.empty() ? "" : " & ") + m_catalogue.genres[g];
        }
        if (term.decade > 0)
            text += fmt::format("{}{}s", text.empty() ? "" : ", ", term.decade);
        return text;
    }

    std::vector<ClusterTerm> singleTerms(std::size_t cluster) const
    {
        std::vector<ClusterTerm> terms;
        const auto add = [&](ClusterTerm term) {
            term = measured(cluster, std::move(term));
            if (passes(term))
                terms.push_back(std::move(term));
        };
        for (const auto g : m_genres)
            add({.genres = std::uint64_t{1} << g});
        for (const int decade : m_decades)
            add({.decade = decade});
        std::stable_sort(terms.begin(), terms.end(), [](const auto& a, const auto& b) { return told(a) > told(b); });
        return terms;
    }

    static bool mayJoin(const ClusterTerm& term, const ClusterTerm& more)
    {
        return more.genres != 0 ? (term.genres & more.genres) == 0 && std::popcount(term.genres) < 2 : term.decade == 0;
    }

    /// What a cluster may be called, best first: each of its terms, told as exactly as is typical; then as it is.
    std::vector<ClusterTerm> candidates(std::size_t cluster, const std::vector<ClusterTerm>& terms) const
    {
        std::vector<ClusterTerm> found;
        const auto add = [&found](const ClusterTerm& term) {
            if (std::none_of(found.begin(), found.end(), [&](const auto& there) { return there.text == term.text; }))
                found.push_back(term);
        };
        for (const auto& term : terms) {
            if (term.share < m_options.minimumShare)
                continue;
            ClusterTerm told = term;
            for (const auto& more : terms) {
                if (!mayJoin(told, more))
                    continue;
                const auto both = measured(
                    cluster, {.genres = told.genres | more.genres, .decade = std::max(told.decade, more.decade)});
                if (passes(both) && both.count >= kTypical * told.count)
                    told = both;
            }
            add(told);
            add(term);
        }
        return found;
    }

    std::vector<std::int32_t> medoids(std::size_t cluster) const
    {
        auto rows = m_rows[cluster];
        const auto ratings = [&](std::int32_t row) { return m_films.ratings[static_cast<std::size_t>(row)]; };
        const auto distance = [&](std::int32_t row) { return m_films.distance[static_cast<std::size_t>(row)]; };
        std::stable_sort(rows.begin(), rows.end(), [&](auto a, auto b) { return ratings(a) > ratings(b); });
        rows.resize(std::min(rows.size(), std::max(kFewestKnown, rows.size() / kKnownOnes)));
        std::sort(rows.begin(), rows.end(),
                  [&](auto a, auto b) { return distance(a) != distance(b) ? distance(a) < distance(b) : a < b; });
        rows.resize(std::min(rows.size(), static_cast<std::size_t>(std::max(1, m_options.medoids))));
        return rows;
    }

    void choose(ClusterName& name, std::size_t cluster, const std::set<std::string>& taken) const
    {
        for (const auto& term : m_candidates[cluster]) {
            if (!taken.contains(term.text)) {
                name.name = term.text;
                name.used = term;
                return;
            }
        }
        if (m_candidates[cluster].empty()) {
            name.name = byMedoid("Like ", name.medoids, taken);
        } else {
            name.used = m_candidates[cluster].front();
            name.name = byMedoid(name.used.text + ", around ", name.medoids, taken);
        }
    }

    /// A name with a film's title in it: without its year, with it if need be; numbered if even that is taken.
    std::string byMedoid(const std::string& before, const std::vector<std::int32_t>& medoids,
                         const std::set<std::string>& taken) const
    {
        for (const auto row : medoids) {
            const std::string title = spokenTitle(film(row).title, kLongestTitle);
            const std::string name = before + title;
            if (!taken.contains(name))
                return name;
            const std::string dated = fmt::format("{}{} ({})", before, title, film(row).year);
            if (film(row).year > 0 && !taken.contains(dated))
                return dated;
        }
        for (int number = 1;; ++number) {
            std::string name = fmt::format("Cluster {}", number);
            if (!taken.contains(name))
                return name;
        }
    }

    const Catalogue& m_catalogue;
    const ClusteredFilms& m_films;
    const ClusterNameOptions& m_options;
    std::vector<std::vector<std::int32_t>> m_rows; ///< of each cluster
    std::vector<std::int32_t> m_all;               ///< that are in a cluster
    std::vector<std::size_t> m_genres;             ///< rarer ones first: they say more, and so they stand in names
    std::set<int> m_decades;
    std::vector<std::vector<ClusterTerm>> m_candidates;
    /// Films that have a term, by its genres and decade: clusters ask for the same ones.
    mutable std::map<std::pair<std::uint64_t, int>, std::int32_t> m_everywhere;
};

void check(const Catalogue& catalogue, const ClusteredFilms& films)
{
    const auto size = films.items.size();
    if (films.assignment.size() != size || films.distance.size() != size || films.ratings.size() != size)
        throw Error(ErrorCode::InvalidArgument, "Clusters can be named only with as many clusters, distances and "
                                                "numbers of ratings as films.");
    const auto count = static_cast<std::int64_t>(catalogue.films.size());
    for (std::size_t r = 0; r < size; ++r) {
        if (films.items[r] < 0 || films.items[r] >= count)
            throw Error(ErrorCode::InvalidArgument, "A clustered film is not in the catalogue.");
        if (films.assignment[r] >= films.clusters)
            throw Error(ErrorCode::InvalidArgument, "A film is in a cluster that does not exist.");
    }
}

} // namespace

std::vector<ClusterName> nameClusters(const Catalogue& catalogue, const ClusteredFilms& films,
                                      const ClusterNameOptions& options, const RunContext& context)
{
    check(catalogue, films);
    return Namer(catalogue, films, options).names(context);
}

} // namespace matinee
