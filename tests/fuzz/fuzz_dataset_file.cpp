#include "data/dataset_file.h"

#include <matinee/error.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace {

void require(bool holds)
{
    if (!holds)
        std::abort();
}

} // namespace

/// A cache file in memory, with and without a look at its checksums: without one, damage reaches what it would spare.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    using namespace matinee;
    struct alignas(64) Line
    {
        std::byte bytes[64];
    };
    const auto memory = std::make_shared<std::vector<Line>>(size / sizeof(Line) + 1);
    std::memcpy(memory->data(), bytes, size);
    const auto content = std::as_bytes(std::span(*memory)).first(size);
    isDatasetFile(content, "seed", {});
    const auto data = readDatasetFile(content, memory, {});
    if (!data)
        return 0;
    const auto& ratings = data->ratings;
    for (std::size_t r = 0; r < ratings.size(); ++r) {
        require(ratings.user[r] >= 0 && ratings.user[r] < data->userCount());
        require(ratings.item[r] >= 0 && ratings.item[r] < data->itemCount());
        require(ratings.value[r] > 0 && ratings.value[r] <= 10);
    }
    require(data->userCount() <= static_cast<std::int32_t>(data->users.size()));
    require(data->itemCount() <= static_cast<std::int32_t>(data->items.size()));
    require(data->catalogue.films.size() == data->items.size());
    require(data->userAttributes.empty() || data->userAttributes.size() == data->users.size());
    for (const auto& film : data->catalogue.films)
        require(data->catalogue.genreText(film).size() < size);
    return 0;
}
