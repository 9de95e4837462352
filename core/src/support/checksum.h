#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace matinee {

/// 64 bits of some bytes, at the speed of memory: tells damaged content from whole, nothing against an adversary. Every
/// flipped bit changes it. Not for files that other machines read: it follows the machine's byte order.
std::uint64_t checksum(std::span<const std::byte> bytes);

} // namespace matinee
