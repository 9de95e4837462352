#pragma once

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace matinee {

/// A loaded data set as bytes that can be used where they lie: the columns, each at a multiple of 64 bytes, everything
/// else, checksums of it all in pieces, and a footer. In the machine's byte order, and of this version only: it is a
/// cache, not a format to exchange.

/// Writes one. \param key says what it was read from; \param data as loaded: without fileRows or planted clusters
/// \throws Error{Io, Stopped}
void writeDatasetFile(const std::filesystem::path& path, const Dataset& data, const std::string& key,
                      const RunContext& context);

/// Whether the bytes are such a file of that key, whole and undamaged. \throws Error{Stopped}
bool isDatasetFile(std::span<const std::byte> bytes, const std::string& key, const RunContext& context);

/// The columns in such bytes as views of them, without a look at what is in them. \param bytes as just written
Ratings columnsOfDatasetFile(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner);

/// The data set in such bytes, whose columns are views of them; nothing if they do not hold together, but damage may go
/// unseen. \param bytes begin at a multiple of 64; \param owner keeps them. \throws Error{Stopped}
std::optional<Dataset> readDatasetFile(std::span<const std::byte> bytes, const std::shared_ptr<const void>& owner,
                                       const RunContext& context);

} // namespace matinee
