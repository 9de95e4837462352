#include "data/format.h"

#include <fmt/format.h>

#include <array>

namespace matinee {

namespace {

/// Fields of u.item before the genre flags: id, title, release date, video date, IMDb address.
constexpr std::size_t kFlags = 5;

/// The flags of u.item where there is no u.genre.
constexpr std::array<std::string_view, 19> kGenres = {"unknown",   "Action",   "Adventure",   "Animation", "Children's",
                                                      "Comedy",    "Crime",    "Documentary", "Drama",     "Fantasy",
                                                      "Film-Noir", "Horror",   "Musical",     "Mystery",   "Romance",
                                                      "Sci-Fi",    "Thriller", "War",         "Western"};

/// u.genre: "Action|1", names by number of the flag.
std::vector<std::string> readGenres(const ReleaseFolder& folder, const RunContext& context)
{
    std::vector<std::string> genres(kGenres.begin(), kGenres.end());
    const SourceFile* file = folder.find("u.genre");
    if (!file)
        return genres;
    genres.clear();
    LineReader lines(folder.source(), *file, context, 0.9, 0.9);
    TextDecoder decoder(Encoding::Latin1);
    std::vector<std::string_view> fields;
    std::string_view line;
    while (lines.next(line)) {
        splitFields(line, "|", fields);
        const auto number = fields.size() < 2 ? std::nullopt : wholeNumber(trimmed(fields[1]));
        if (!number || *number != static_cast<std::int64_t>(genres.size()))
            lines.fail(fmt::format("The row {} is not a genre and its number, counted from 0.", quoteText(line)));
        genres.push_back(decoder.decode(trimmed(fields[0])));
    }
    return genres;
}

void readFilms(const ReleaseFolder& folder, const SourceFile& file, DatasetParts& parts, const RunContext& context)
{
    const auto genres = readGenres(folder, context);
    FilmCollector films(parts);
    std::vector<std::uint64_t> bits;
    for (const auto& genre : genres)
        bits.push_back(films.genre(genre));

    LineReader lines(folder.source(), file, context, 0.9, 0.95);
    TextDecoder decoder(Encoding::Latin1);
    std::vector<std::string_view> fields;
    std::string_view line;
    while (lines.next(line)) {
        splitFields(line, "|", fields);
        if (fields.size() < kFlags + genres.size()) {
            failShort(line,
                      fmt::format("expected are id, title, two dates, address and {} genre flags, separated by “|”",
                                  genres.size()),
                      lines);
        }
        Film film;
        film.title = decoder.decode(trimmed(fields[1]));
        film.releaseDate = isoDate(trimmed(fields[2]));
        film.imdb = decoder.decode(trimmed(fields[4]));
        for (std::size_t g = 0; g < genres.size(); ++g)
            film.genres |= trimmed(fields[kFlags + g]) == "1" ? bits[g] : 0;
        films.add(parseId(fields[0], "film", line, lines), std::move(film));
    }
    films.finish(lines, decoder);
}

/// u.user: id, age, gender, occupation, zip code.
void readUsers(const ReleaseFolder& folder, const SourceFile& file, DatasetParts& parts, const RunContext& context)
{
    LineReader lines(folder.source(), file, context, 0.95, 1);
    TextDecoder decoder(Encoding::Latin1);
    std::vector<std::string_view> fields;
    std::string_view line;
    while (lines.next(line)) {
        splitFields(line, "|", fields);
        if (fields.size() < 5)
            failShort(line, "expected are id, age, gender, occupation and zip code, separated by “|”", lines);
        UserAttributes user;
        if (const auto age = wholeNumber(trimmed(fields[1])); age && *age >= 0 && *age < 200)
            user.age = static_cast<int>(*age);
        user.gender = decoder.decode(trimmed(fields[2]));
        user.occupation = decoder.decode(trimmed(fields[3]));
        user.zip = decoder.decode(trimmed(fields[4]));
        parts.users.emplace(parseId(fields[0], "user", line, lines), std::move(user));
    }
}

bool recognises(std::string_view firstLine)
{
    return looksLikeRating(firstLine, "\t");
}

RowFormat rowFormat(LineReader& lines)
{
    return separatedRows(lines, "\t");
}

void readCompanions(const ReleaseFolder& folder, const RatingColumns& /*ratings*/, DatasetParts& parts,
                    const RunContext& context)
{
    if (const auto* file = folder.find("u.item"))
        readFilms(folder, *file, parts, context);
    if (const auto* file = folder.find("u.user"))
        readUsers(folder, *file, parts, context);
}

} // namespace

const Format kFormat100k = {
    .layout = "ml-100k",
    .ratingsFile = "u.data",
    .filmsFile = "u.item",
    .furtherFiles = {"u.user", "u.genre"},
    .endings = {".data", ".base", ".test", ".tsv"},
    .recognises = recognises,
    .rowFormat = rowFormat,
    .readCompanions = readCompanions,
};

} // namespace matinee
