#pragma once

#include <matinee/recommender.h>

#include <vector>

namespace matinee::test {

/// A model whose every prediction is written down: what an evaluation can be checked against by hand.
class ScoreTable : public Recommender
{
public:
    /// \param scores users x items, row-major
    ScoreTable(std::size_t items, std::vector<float> scores)
        : m_items(items)
        , m_scores(std::move(scores))
    {}

    void prepare(const TrainingData&, const ComputeOptions&) override {}
    EpochOutcome trainEpoch(const EpochContext&) override { return {}; }
    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override
    {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = m_scores[static_cast<std::size_t>(users[i]) * m_items + static_cast<std::size_t>(items[i])];
    }
    std::uint64_t parameterCount() const override { return m_scores.size(); }
    void save(ModelFile&) const override {}
    void load(const ModelFile&, const Dataset&, const ComputeOptions&) override {}

private:
    std::size_t m_items;
    std::vector<float> m_scores;
};

/// A data set of these pairs, one rating each, in this order; user and film u, i have the ids u + 1 and i + 1.
inline std::shared_ptr<const Dataset> dataOf(const std::vector<std::pair<int, int>>& pairs, float stars = 4)
{
    DatasetParts parts;
    parts.name = "pairs";
    parts.provenance.source = "pairs";
    parts.provenance.layout = "pairs";
    for (const auto& [user, item] : pairs) {
        parts.ratings.user.push_back(user + 1);
        parts.ratings.item.push_back(item + 1);
        parts.ratings.value.push_back(stars);
        parts.ratings.time.push_back(static_cast<std::int64_t>(parts.ratings.time.size()));
    }
    return std::make_shared<Dataset>(assembleDataset(std::move(parts)));
}

} // namespace matinee::test
