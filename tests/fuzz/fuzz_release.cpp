#include "check_dataset.h"
#include "data/reader.h"
#include "memory_source.h"

#include <matinee/error.h>

#include <array>
#include <cstdint>

/// A release in memory. The first byte picks the layout, lines of "%%" part the files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    static const std::array<std::vector<std::string>, 3> kLayouts = {{
        {"u.data", "u.item", "u.user", "u.genre", "README"},
        {"ratings.dat", "movies.dat", "users.dat", "tags.dat", "README.html"},
        {"ratings.csv", "movies.csv", "links.csv", "README.txt"},
    }};
    if (size == 0)
        return 0;
    const auto& names = kLayouts[bytes[0] % kLayouts.size()];
    std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    std::vector<std::pair<std::string, std::string_view>> files;
    for (const auto& name : names) {
        const auto end = rest.find("%%\n");
        files.emplace_back(name, rest.substr(0, end));
        if (end == std::string_view::npos)
            break;
        rest.remove_prefix(end + 3);
    }
    const MemorySource source(std::move(files));
    for (const char* ratingsFile : {"", names.front().c_str()}) {
        try {
            checkDataset(matinee::readDataset(source, {"memory", ratingsFile}, {}));
        } catch (const matinee::Error&) {
            // What cannot be read is to end in one, and in nothing else.
        }
    }
    return 0;
}
