#pragma once

#include <cstdint>
#include <string>

namespace matinee {

/// Largest resident size of this process so far, in MiB.
double peakResidentMb();

/// Memory of the machine in bytes, or what its control group allows where that is less.
std::uint64_t machineMemory();

/// What one model may take: half of machineMemory(), so that the data set, the window and the rest have room too.
std::uint64_t modelMemory();

/// To be asked before a large allocation. \param what begins the sentence: "EASE on 60,000 films"; \param advice ends
/// it, a sentence of its own. \throws Error{InvalidArgument} with needed and allowed gigabytes if it is too much.
void requireModelMemory(const std::string& what, double bytes, const std::string& advice);

} // namespace matinee
