#pragma once

namespace matinee {

/// Largest resident size of this process so far, in MiB.
double peakResidentMb();

} // namespace matinee
