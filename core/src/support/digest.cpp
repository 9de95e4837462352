#include "support/digest.h"

#include <fmt/format.h>

namespace matinee {

std::string Digest::text() const
{
    return fmt::format("{:016x}", m_state);
}

} // namespace matinee
