#pragma once

#include <cstddef>
#include <cstdint>

namespace matinee::kernels {

/// Points that one kernel call moves together, in the lanes of a vector.
inline constexpr std::size_t kGroup = 8;

/// One epoch of UMAP. Points are in groups of kGroup; what pulls at them is in slots, each one edge of every point of a
/// group: group g has the slots [slots[g], slots[g + 1]).
struct UmapEpoch
{
    const float* before = nullptr; ///< x, y of each point
    float* after = nullptr;        ///< where the points of the groups go
    const float* others = nullptr; ///< x, y of what targets and draws refer to, and of the first kGroup of them again
    std::size_t otherCount = 0;
    const std::size_t* slots = nullptr;
    const std::uint32_t* targets = nullptr; ///< kGroup a slot: among others
    const std::uint32_t* shares = nullptr;  ///< in how many epochs an edge is used, of 2^32; 0: no edge
    std::uint32_t epoch = 0;
    std::uint64_t key = 0; ///< of the draws
    float rate = 0;
    float a = 0;
    float b = 0;
    int negatives = 5;
    bool pullTwice = true; ///< once for either end of an edge, where both ends move
};

struct UmapKernels
{
    /// scratch: room for (kGroup + 1) x the most slots of a group + kGroup.
    void (*moveGroups)(const UmapEpoch& epoch, std::size_t begin, std::size_t end, std::uint32_t* scratch);
};

const UmapKernels& portableUmapKernels();
const UmapKernels& avx2UmapKernels();

/// Those of the best set that this processor has.
const UmapKernels& umapKernels();

} // namespace matinee::kernels
