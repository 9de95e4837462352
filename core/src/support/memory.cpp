#include "support/memory.h"

#include <matinee/error.h>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace matinee {

double peakResidentMb()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024; // Linux counts in KiB
}

std::uint64_t machineMemory()
{
    const auto pages = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
    const auto pageSize = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PAGESIZE)));
    std::uint64_t memory = pages * pageSize;
    // A container or a batch job; the file says "max" where there is no limit.
    std::ifstream group("/sys/fs/cgroup/memory.max");
    if (std::uint64_t limit = 0; group >> limit && limit > 0)
        memory = std::min(memory, limit);
    return memory;
}

std::uint64_t modelMemory()
{
    return machineMemory() / 2;
}

void requireModelMemory(const std::string& what, double bytes, const std::string& advice)
{
    const auto allowed = static_cast<double>(modelMemory());
    if (bytes > allowed)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("{} needs {:.1f} GB of memory, and a model may take {:.1f} GB here, half of the "
                                "machine's. {}",
                                what, bytes / 1e9, allowed / 1e9, advice));
}

} // namespace matinee
