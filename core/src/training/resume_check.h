#pragma once

#include <matinee/checkpoint.h>

namespace matinee {

/// Whether an experiment may go on from a checkpoint. \throws Error{InvalidArgument} naming what differs.
void requireResumable(const Checkpoint& checkpoint, const ExperimentSpec& spec, const Dataset& data);

} // namespace matinee
