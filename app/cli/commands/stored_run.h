#pragma once

#include <matinee/run_store.h>

#include <optional>
#include <string>

namespace matinee::cli {

/// The id of a run in the store; nullopt where the text is no such number.
std::optional<std::int64_t> runIdFrom(const std::string& text);
/// \throws Error{InvalidArgument}
std::int64_t runIdNamed(const std::string& text);

/// The person's store, to look at; nullopt where nothing was ever recorded.
std::optional<RunStore> storeToRead();
/// The store, with this run in it. \throws Error{NotFound}
RunStore storeToChange();

/// \throws Error{NotFound}
StoredRun storedRun(const RunStore& store, std::int64_t id);

} // namespace matinee::cli
