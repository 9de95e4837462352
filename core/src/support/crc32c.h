#pragma once

#include <cstdint>
#include <string_view>

namespace matinee {

/// CRC-32C (Castagnoli; reflected polynomial 0x82F63B78) of some bytes; of "123456789" it is 0xE3069283.
std::uint32_t crc32c(std::string_view bytes);

} // namespace matinee
