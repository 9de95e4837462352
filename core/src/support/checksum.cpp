#include "support/checksum.h"

#include "support/digest.h"

#include <array>
#include <cstring>

namespace matinee {

std::uint64_t checksum(std::span<const std::byte> bytes)
{
    // Eight digests side by side, a word to each in turn: one alone waits for its own multiplication every time.
    constexpr std::size_t kLanes = 8;
    constexpr std::size_t kStride = kLanes * sizeof(std::uint64_t);
    std::array<Digest, kLanes> lanes;
    std::size_t at = 0;
    for (; bytes.size() - at >= kStride; at += kStride) {
        std::array<std::uint64_t, kLanes> words;
        std::memcpy(words.data(), bytes.data() + at, kStride);
        for (std::size_t lane = 0; lane < kLanes; ++lane)
            lanes[lane].addWord(words[lane]);
    }
    Digest all;
    for (const auto& lane : lanes)
        all.addWord(lane.value());
    all.add(bytes.subspan(at));
    all.addWord(bytes.size());
    return all.value();
}

} // namespace matinee
