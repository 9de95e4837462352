#pragma once

#include "embedding/umap_graph.h"
#include "support/aligned_array.h"

#include <matinee/umap.h>

#include <cstdint>
#include <vector>

namespace matinee {

/// Points on their way through the epochs of UMAP, in the order of the kernel: those with most to move them first, in
/// groups that the lanes of a vector take together.
class UmapLayout
{
public:
    struct Settings
    {
        UmapCurve curve;
        int epochs = 0;
        int negatives = 5;
        double learningRate = 1;
        std::uint64_t key = 0; ///< of the draws
        int threads = 1;
    };

    /// Of points that pull at each other.
    UmapLayout(const WeightedGraph& graph, const Projection& start, const Settings& settings);
    /// Of points that others pull at, which stay where they are; the graph's columns number the others.
    UmapLayout(const WeightedGraph& graph, const Projection& start, const Projection& others, const Settings& settings);

    /// Runs all epochs. \throws Error{Stopped}
    void run(const RunContext& context, const PictureObserver& onPicture);

    /// The points as they are, in the rows' order, about their mean if they move all.
    Projection picture() const;

private:
    void group(const WeightedGraph& graph);
    void place(const Projection& start);
    void move(int epoch, const RunContext& context);

    Settings m_settings;
    std::size_t m_rows;
    bool m_fixedOthers;
    std::vector<std::int32_t> m_order; ///< row of each place
    std::vector<std::size_t> m_slots;  ///< of each group, and the end
    std::size_t m_mostSlots = 0;
    AlignedArray<std::uint32_t> m_targets;
    AlignedArray<std::uint32_t> m_shares;
    std::vector<float> m_points; ///< x, y of each place, whole groups, and then the first group again
    std::vector<float> m_moved;
    std::vector<float> m_others;
    std::size_t m_otherCount;
    std::vector<std::vector<std::uint32_t>> m_scratch; ///< of each thread
};

} // namespace matinee
