#pragma once

#include "experiments/reproduction_tools.h"

namespace matinee {

// Chosen on validation rows, never on test rows.

inline const Settings kFoldsBiasedMf100k = {};
inline const Settings kFoldsBiasedMf1m = {};
inline const Settings kSmallAls = {};
inline const Settings kSmallBiasedMf = {};
inline const Settings kSmallFeatureMf = {};

inline const Settings kGmf = {};
inline const Settings kNeumf = {};
inline const Settings kIals = {};

} // namespace matinee
