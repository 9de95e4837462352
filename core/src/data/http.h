#pragma once

#include <matinee/run_context.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace matinee {

/// Downloads an address to a file, behind what is there already where the server can, else from the beginning.
struct HttpDownload
{
    std::string address; ///< http:// or https://
    std::filesystem::path file;
    std::uint64_t expected = 0; ///< size of the whole or a bound to it, 0 where unknown; more is an error
    long connectSeconds = 0;
    long stalledSeconds = 0;
    std::string what; ///< for progress and errors: "ml-100k.zip"

    /// \return whether bytes of an earlier attempt are part of the file. What came is kept where it fails.
    /// \throws Error{Network, Certificate, Io, Format (too much), Stopped}
    bool run(const RunContext& context) const;
};

} // namespace matinee
