#include "check_dataset.h"
#include "data/reader.h"

#include <matinee/error.h>

#include <cstdint>

/// A zip archive in memory.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    try {
        const auto source = matinee::openZip(bytes, size);
        checkDataset(matinee::readDataset(*source, {"memory", {}}, {}));
    } catch (const matinee::Error&) {
        // What cannot be read is to end in one, and in nothing else.
    }
    return 0;
}
