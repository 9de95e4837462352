#pragma once

#include <span>

namespace matinee {

/// What makes the store of version i out of that of version i - 1, at index i - 1; an empty database has version 0. A
/// step that was once released never changes: what comes later is a further step.
std::span<const char* const> storeSchemaSteps();

/// "MTNE": tells our databases from others (PRAGMA application_id).
inline constexpr int kStoreApplicationId = 0x4D544E45;

} // namespace matinee
