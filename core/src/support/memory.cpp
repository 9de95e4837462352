#include "support/memory.h"

#include <sys/resource.h>

namespace matinee {

double peakResidentMb()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024; // Linux counts in KiB
}

} // namespace matinee
