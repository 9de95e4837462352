#include "support/processor.h"

#include <fstream>

namespace matinee {

std::string processorName()
{
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with("model name") && colon != std::string::npos && colon + 2 < line.size())
            return line.substr(colon + 2);
    }
    return "unknown";
}

} // namespace matinee
