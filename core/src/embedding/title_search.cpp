#include <matinee/film_map.h>
#include <matinee/title_search.h>

namespace matinee {

std::vector<std::int32_t> searchTitles(const FilmMap& map, const Dataset& data, const std::string& text,
                                       std::size_t limit)
{
    std::vector<std::int32_t> popularity(data.catalogue.films.size(), 0);
    for (std::size_t r = 0; r < map.items.size(); ++r)
        popularity[static_cast<std::size_t>(map.items[r])] = map.ratings[r];
    const TitleIndex index(data.catalogue, popularity);
    std::vector<std::int32_t> rows;
    for (const auto& match : index.find(text, limit, map.rowOfItem))
        rows.push_back(map.rowOfItem[static_cast<std::size_t>(match.item)]);
    return rows;
}

} // namespace matinee
