#include "data/format.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace matinee {

namespace {

/// The occupations of MovieLens 1M by code.
constexpr std::array<std::string_view, 21> kOccupations = {"other or not specified",
                                                           "academic/educator",
                                                           "artist",
                                                           "clerical/admin",
                                                           "college/grad student",
                                                           "customer service",
                                                           "doctor/health care",
                                                           "executive/managerial",
                                                           "farmer",
                                                           "homemaker",
                                                           "K-12 student",
                                                           "lawyer",
                                                           "programmer",
                                                           "retired",
                                                           "sales/marketing",
                                                           "scientist",
                                                           "self-employed",
                                                           "technician/engineer",
                                                           "tradesman/craftsman",
                                                           "unemployed",
                                                           "writer"};

/// movies.dat: id, title, genres. The title is all between the first separator and the last one.
void readFilms(const ReleaseFolder& folder, const SourceFile& file, Encoding encoding, DatasetParts& parts,
               const RunContext& context)
{
    LineReader lines(folder.source(), file, context, 0.9, 0.95);
    TextDecoder decoder(encoding);
    FilmCollector films(parts);
    std::string_view line;
    while (lines.next(line)) {
        const auto first = line.find("::");
        const auto last = line.rfind("::");
        if (first == std::string_view::npos || last < first + 2)
            failShort(line, "expected are id, title and genres, separated by “::”", lines);
        Film film;
        film.title = decoder.decode(trimmed(line.substr(first + 2, last - first - 2)));
        film.genres = films.genres(decoder.decode(line.substr(last + 2)));
        films.add(parseId(line.substr(0, first), "film", line, lines), std::move(film));
    }
    films.finish(lines, decoder);
}

/// users.dat: id, gender, age code (the lower bound of a range), occupation code, zip code.
void readUsers(const ReleaseFolder& folder, const SourceFile& file, DatasetParts& parts, const RunContext& context)
{
    LineReader lines(folder.source(), file, context, 0.95, 1);
    TextDecoder decoder(Encoding::Latin1);
    std::vector<std::string_view> fields;
    std::string_view line;
    while (lines.next(line)) {
        splitFields(line, "::", fields);
        if (fields.size() < 5)
            failShort(line, "expected are id, gender, age, occupation and zip code, separated by “::”", lines);
        UserAttributes user;
        user.gender = decoder.decode(trimmed(fields[1]));
        if (const auto age = wholeNumber(trimmed(fields[2])); age && *age >= 0 && *age < 200)
            user.age = static_cast<int>(*age);
        const auto code = wholeNumber(trimmed(fields[3]));
        if (code && *code >= 0 && *code < static_cast<std::int64_t>(kOccupations.size()))
            user.occupation = kOccupations[static_cast<std::size_t>(*code)];
        else
            user.occupation = decoder.decode(trimmed(fields[3]));
        user.zip = decoder.decode(trimmed(fields[4]));
        parts.users.emplace(parseId(fields[0], "user", line, lines), std::move(user));
    }
}

bool recognises(std::string_view firstLine)
{
    return looksLikeRating(firstLine, "::");
}

RowFormat rowFormat(LineReader& lines)
{
    return separatedRows(lines, "::");
}

void readCompanions(const ReleaseFolder& folder, const RatingColumns& ratings, DatasetParts& parts,
                    const RunContext& context)
{
    // Only 1M has users, only 10M tags and half stars; 1M is Latin-1, 10M UTF-8.
    const auto* users = folder.find("users.dat");
    const float* values = ratings.value.data();
    const bool is10m =
        !users && (folder.find("tags.dat") || std::any_of(values, values + ratings.size(),
                                                          [](float value) { return value != std::floor(value); }));
    parts.provenance.layout = is10m ? "ml-10m" : "ml-1m";
    if (const auto* file = folder.find("movies.dat"))
        readFilms(folder, *file, is10m ? Encoding::Utf8 : Encoding::Latin1, parts, context);
    if (users)
        readUsers(folder, *users, parts, context);
}

} // namespace

const Format kFormatDat = {
    .layout = "ml-1m",
    .ratingsFile = "ratings.dat",
    .filmsFile = "movies.dat",
    .furtherFiles = {"users.dat", "tags.dat"},
    .endings = {".dat"},
    .recognises = recognises,
    .rowFormat = rowFormat,
    .readCompanions = readCompanions,
};

} // namespace matinee
