#include "embedding/map_clusters.h"
#include "embedding/map_rows.h"

#include <matinee/cluster_edits.h>

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace matinee {

namespace {

/// The division while it is edited: of the rows in clusters, with the names that a person gave.
class Division
{
public:
    Division(const FilmMap& map, Matrix vectors)
        : m_vectors(std::move(vectors))
        , m_assignment(map.clustering.assignment.begin(),
                       map.clustering.assignment.begin() + static_cast<std::ptrdiff_t>(m_vectors.rows))
        , m_names(map.clusters.size())
        , m_seed(map.options.seed)
    {}

    const Matrix& vectors() const { return m_vectors; }
    const std::vector<std::int32_t>& assignment() const { return m_assignment; }
    const std::vector<std::string>& names() const { return m_names; }
    bool isRegrouped() const { return m_regrouped; }

    void make(const ClusterEdit& edit, const RunContext& context)
    {
        for (const auto cluster : edit.clusters)
            require(cluster >= 0 && static_cast<std::size_t>(cluster) < m_names.size(),
                    fmt::format("There is no cluster {}.", cluster));
        switch (edit.kind) {
        case ClusterEdit::Kind::Rename:
            require(edit.clusters.size() == 1, "One cluster is renamed at a time.");
            require(!edit.name.empty(), "The name of a cluster must not be empty.");
            require(edit.name.size() <= kLongestClusterName, "The name of the cluster is too long.");
            m_names[static_cast<std::size_t>(edit.clusters.front())] = edit.name;
            return;
        case ClusterEdit::Kind::Merge:
            return merge(edit.clusters);
        case ClusterEdit::Kind::Split:
            require(edit.clusters.size() == 1, "One cluster is split at a time.");
            return split(edit.clusters.front(), context);
        }
    }

private:
    static void require(bool holds, const std::string& sentence)
    {
        if (!holds)
            throw Error(ErrorCode::InvalidArgument, sentence, "clusters");
    }

    void merge(std::vector<std::int32_t> clusters)
    {
        std::sort(clusters.begin(), clusters.end());
        clusters.erase(std::unique(clusters.begin(), clusters.end()), clusters.end());
        require(clusters.size() >= 2, "It takes two clusters to merge.");
        // From the highest number down, so that what moves into a gap is never one that is still to be merged.
        while (clusters.size() > 1) {
            const auto gone = clusters.back();
            const auto last = static_cast<std::int32_t>(m_names.size()) - 1;
            clusters.pop_back();
            for (auto& cluster : m_assignment)
                cluster = cluster == gone ? clusters.front() : cluster == last ? gone : cluster;
            if (gone != last)
                m_names[static_cast<std::size_t>(gone)] = std::move(m_names.back());
            m_names.pop_back();
        }
        m_regrouped = true;
    }

    void split(std::int32_t cluster, const RunContext& context)
    {
        std::vector<std::size_t> rows;
        for (std::size_t r = 0; r < m_assignment.size(); ++r) {
            if (m_assignment[r] == cluster)
                rows.push_back(r);
        }
        require(rows.size() >= 2, "A cluster of one film cannot be split.");
        Matrix points(rows.size(), m_vectors.columns);
        for (std::size_t i = 0; i < rows.size(); ++i)
            std::ranges::copy(m_vectors.row(rows[i]), points.row(i).begin());
        const auto halves = kMeans(points, {.clusters = 2, .seed = m_seed}, context);
        const auto added = static_cast<std::int32_t>(m_names.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (halves.assignment[i] == 1)
                m_assignment[rows[i]] = added;
        }
        m_names.emplace_back();
        m_regrouped = true;
    }

    Matrix m_vectors;
    std::vector<std::int32_t> m_assignment;
    std::vector<std::string> m_names; ///< by cluster; empty: as makeFilmMap() names it
    std::uint64_t m_seed;
    bool m_regrouped = false;
};

} // namespace

std::shared_ptr<const FilmMap> applyEdits(const FilmMap& map, const Dataset& data, std::span<const ClusterEdit> edits,
                                          const RunContext& context)
{
    Division division(map, clusteredVectors(map));
    for (const auto& edit : edits) {
        context.throwIfStopped();
        division.make(edit, context);
    }
    auto edited = std::make_shared<FilmMap>(map);
    if (division.isRegrouped()) {
        const auto rows = map.items.size();
        edited->clustering =
            clusteringOf(division.vectors(), division.assignment(), static_cast<int>(division.names().size()));
        edited->clustering.assignment.resize(rows, -1);
        edited->clustering.distance.resize(rows, 0);
        describeClusters(*edited, data, context);
    }
    for (std::size_t c = 0; c < edited->clusters.size(); ++c) {
        if (!division.names()[c].empty())
            edited->clusters[c].name = division.names()[c];
    }
    return edited;
}

} // namespace matinee
