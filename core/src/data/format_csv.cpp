#include "data/format.h"

#include <fmt/format.h>

#include <algorithm>

namespace matinee {

namespace {

/// Columns of a CSV file found by their names in the header: case, blanks and underscores do not matter.
class CsvColumns
{
public:
    static constexpr std::size_t kAbsent = RowFormat::kAbsent;

    explicit CsvColumns(std::string_view header)
    {
        std::vector<std::string_view> fields;
        CsvSplitter splitter;
        if (!splitter.split(header, fields))
            return;
        for (const auto field : fields) {
            std::string name = lowered(trimmed(field));
            std::erase_if(name, [](char c) { return c == '_' || c == ' '; });
            m_names.push_back(std::move(name));
        }
    }

    std::size_t find(std::initializer_list<std::string_view> names) const
    {
        for (const auto name : names) {
            const auto found = std::find(m_names.begin(), m_names.end(), name);
            if (found != m_names.end())
                return static_cast<std::size_t>(found - m_names.begin());
        }
        return kAbsent;
    }

    std::size_t user() const { return find({"userid", "user"}); }
    std::size_t film() const { return find({"movieid", "movie", "itemid", "item", "filmid", "film"}); }
    std::size_t rating() const { return find({"rating"}); }
    std::size_t time() const { return find({"timestamp", "time"}); }

private:
    std::vector<std::string> m_names;
};

/// The next row of a CSV file, cut into at least `fields` fields.
class CsvRows
{
public:
    CsvRows(LineReader& lines, std::size_t fields)
        : m_lines(lines)
        , m_count(fields)
    {}

    bool next()
    {
        if (!m_lines.next(m_line))
            return false;
        if (!m_splitter.split(m_line, m_fields))
            m_lines.fail(fmt::format("A quotation mark is not closed in the row {}.", quoteText(m_line)));
        if (m_fields.size() < m_count)
            failShort(m_line, fmt::format("the header asks for at least {}, separated by commas", m_count), m_lines);
        return true;
    }

    std::string_view line() const { return m_line; }
    const std::string_view& operator[](std::size_t column) const { return m_fields[column]; }
    bool has(std::size_t column) const { return column < m_fields.size(); }

private:
    LineReader& m_lines;
    std::size_t m_count;
    CsvSplitter m_splitter;
    std::string_view m_line;
    std::vector<std::string_view> m_fields;
};

/// The header of a CSV file. \throws Error{Format} if the file is empty.
CsvColumns readHeader(LineReader& lines, std::string_view& line)
{
    if (!lines.next(line))
        lines.fail("The file is empty.");
    return CsvColumns(line);
}

void requireColumn(std::size_t column, std::string_view name, std::string_view header, const LineReader& lines)
{
    if (column == CsvColumns::kAbsent)
        lines.fail(fmt::format("The header {} names no column {}.", quoteText(header), name));
}

bool recognises(std::string_view firstLine)
{
    const CsvColumns columns(firstLine);
    return columns.user() != CsvColumns::kAbsent && columns.film() != CsvColumns::kAbsent &&
           columns.rating() != CsvColumns::kAbsent;
}

RowFormat rowFormat(LineReader& lines)
{
    std::string_view header;
    const CsvColumns columns = readHeader(lines, header);
    RowFormat format{.separator = ",", .quoted = true};
    format.user = columns.user();
    format.item = columns.film();
    format.rating = columns.rating();
    format.time = columns.time();
    format.headerLine = lines.number();
    requireColumn(format.user, "userId", header, lines);
    requireColumn(format.item, "movieId", header, lines);
    requireColumn(format.rating, "rating", header, lines);
    format.fields = std::max({format.user, format.item, format.rating, format.timed() ? format.time : 0}) + 1;
    format.expected = fmt::format("the header asks for at least {}, separated by commas", format.fields);
    return format;
}

void readFilms(const ReleaseFolder& folder, const SourceFile& file, DatasetParts& parts, const RunContext& context)
{
    LineReader lines(folder.source(), file, context, 0.9, 0.95);
    std::string_view header;
    const CsvColumns columns = readHeader(lines, header);
    const std::size_t id = columns.film();
    const std::size_t title = columns.find({"title"});
    const std::size_t genres = columns.find({"genres"});
    requireColumn(id, "movieId", header, lines);
    requireColumn(title, "title", header, lines);

    TextDecoder decoder(Encoding::Utf8);
    FilmCollector films(parts);
    CsvRows rows(lines, std::max({id, title, genres == CsvColumns::kAbsent ? 0 : genres}) + 1);
    while (rows.next()) {
        Film film;
        film.title = decoder.decode(trimmed(rows[title]));
        if (genres != CsvColumns::kAbsent)
            film.genres = films.genres(decoder.decode(rows[genres]));
        films.add(parseId(rows[id], "film", rows.line(), lines), std::move(film));
    }
    films.finish(lines, decoder);
}

void readLinks(const ReleaseFolder& folder, const SourceFile& file, DatasetParts& parts, const RunContext& context)
{
    LineReader lines(folder.source(), file, context, 0.95, 1);
    std::string_view header;
    const CsvColumns columns = readHeader(lines, header);
    const std::size_t id = columns.film();
    const std::size_t imdb = columns.find({"imdbid"});
    const std::size_t tmdb = columns.find({"tmdbid"});
    requireColumn(id, "movieId", header, lines);

    TextDecoder decoder(Encoding::Utf8);
    CsvRows rows(lines, id + 1);
    while (rows.next()) {
        const auto film = parts.films.find(parseId(rows[id], "film", rows.line(), lines));
        if (film == parts.films.end())
            continue;
        if (rows.has(imdb))
            film->second.imdb = decoder.decode(trimmed(rows[imdb]));
        if (rows.has(tmdb))
            film->second.tmdb = decoder.decode(trimmed(rows[tmdb]));
    }
}

void readCompanions(const ReleaseFolder& folder, const RatingColumns& /*ratings*/, DatasetParts& parts,
                    const RunContext& context)
{
    if (const auto* file = folder.find("movies.csv"))
        readFilms(folder, *file, parts, context);
    if (const auto* file = folder.find("links.csv"))
        readLinks(folder, *file, parts, context);
}

} // namespace

const Format kFormatCsv = {
    .layout = "csv",
    .ratingsFile = "ratings.csv",
    .filmsFile = "movies.csv",
    .furtherFiles = {"links.csv"},
    .endings = {".csv"},
    .recognises = recognises,
    .rowFormat = rowFormat,
    .readCompanions = readCompanions,
};

} // namespace matinee
