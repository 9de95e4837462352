#pragma once

#include <matinee/dataset_source.h>

#include <filesystem>
#include <string>

namespace matinee {

/// How long a download waits for a server, in seconds.
struct FetchPatience
{
    long connect = 20; ///< for the connection
    long stalled = 30; ///< for data, once connected
};

/// fetchRelease() with patience to choose.
std::filesystem::path fetchRelease(const Release& release, const FetchOptions& options, const FetchPatience& patience,
                                   const RunContext& context);

/// MD5 of a file (RFC 1321), 32 hexadecimal digits: what GroupLens publishes. \throws Error{Io, Stopped}
std::string md5OfFile(const std::filesystem::path& path, const RunContext& context);

} // namespace matinee
