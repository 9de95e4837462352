#include "embedding/map_rows.h"
#include "embedding/projector_files.h"
#include "support/atomic_file.h"

#include <matinee/film_map.h>

#include <fmt/format.h>

#include <iterator>

namespace matinee {

namespace {

/// RFC 4180: quoted where it holds a comma, a quote or a line break.
std::string csvField(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string genresOf(const Catalogue& catalogue, const Film& film)
{
    std::string text;
    for (std::size_t g = 0; g < catalogue.genres.size(); ++g) {
        if (film.genres >> g & 1) {
            if (!text.empty())
                text += '|';
            text += catalogue.genres[g];
        }
    }
    return text;
}

std::string filmsCsv(const FilmMap& map, const Dataset& data)
{
    std::vector<std::int32_t> counts(map.rowOfItem.size(), 0);
    for (const auto item : data.ratings.item)
        ++counts[static_cast<std::size_t>(item)];
    std::string text = "item,title,year,genres,count,x,y,cluster,name,distance\n";
    auto out = std::back_inserter(text);
    for (std::size_t i = 0; i < map.rowOfItem.size(); ++i) {
        const auto item = static_cast<std::int32_t>(i);
        const Film& film = data.film(item);
        fmt::format_to(out, "{},{},{},{},{},", data.items.id(item), csvField(film.title),
                       film.year > 0 ? std::to_string(film.year) : std::string(),
                       csvField(genresOf(data.catalogue, film)), counts[i]);
        if (map.rowOfItem[i] < 0) {
            text += ",,,,\n"; // left out: no place, no cluster
            continue;
        }
        const auto row = static_cast<std::size_t>(map.rowOfItem[i]);
        const auto cluster = map.clustering.assignment[row];
        if (cluster < 0) {
            fmt::format_to(out, "{},{},,,\n", map.projection.x[row], map.projection.y[row]);
            continue;
        }
        fmt::format_to(out, "{},{},{},{},{}\n", map.projection.x[row], map.projection.y[row], cluster,
                       csvField(map.clusters[static_cast<std::size_t>(cluster)].name), map.clustering.distance[row]);
    }
    return text;
}

std::string vectorsTsv(const FilmMap& map, const Dataset& data)
{
    std::string text;
    auto out = std::back_inserter(text);
    for (std::size_t r = 0; r < static_cast<std::size_t>(map.clustered); ++r) {
        fmt::format_to(out, "{}", data.items.id(map.items[r]));
        for (const float value : map.vectors.row(r))
            fmt::format_to(out, "\t{}", value);
        text += '\n';
    }
    return text;
}

} // namespace

void writeFilmMap(const FilmMap& map, const Dataset& data, const std::filesystem::path& folder)
{
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code)
        throw Error(ErrorCode::Io, fmt::format("The folder could not be made: {}.", code.message()), folder.string());
    writeFileAtomically(folder / "films.csv", filmsCsv(map, data));
    writeFileAtomically(folder / "vectors.tsv", vectorsTsv(map, data));
    const auto clustered = std::span(map.items).first(static_cast<std::size_t>(map.clustered));
    const std::vector<ProjectorColumn> columns = {
        {"cluster", [&map](std::size_t row) { return std::to_string(map.clustering.assignment[row]); }},
        {"name",
         [&map](std::size_t row) {
             return map.clusters[static_cast<std::size_t>(map.clustering.assignment[row])].name;
         }},
    };
    writeProjectorFiles(folder, data, clustered, clusteredVectors(map), columns);
}

} // namespace matinee
