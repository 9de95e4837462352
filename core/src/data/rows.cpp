#include "data/rows.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace matinee {

namespace {

/// Stars; nothing unless a number above 0 and at most 10.
std::optional<float> parseStars(std::string_view field)
{
    float value = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc() || end != field.data() + field.size() || !(value > 0 && value <= 10))
        return std::nullopt;
    return value;
}

/// Checks one row and appends it.
void appendRating(RawRatings& ratings, const std::vector<std::string_view>& fields, const RowFormat& format,
                  std::string_view line, const LineReader& reader)
{
    const std::int64_t user = parseId(fields[format.user], "user", line, reader);
    const std::int64_t item = parseId(fields[format.item], "film", line, reader);
    const auto value = fields[format.rating];
    const auto stars = parseStars(trimmed(value));
    if (!stars) {
        reader.fail(fmt::format("The rating {} in the row {} is not a number above 0 and at most 10.", quoteText(value),
                                quoteText(line)));
    }
    std::int64_t seconds = 0;
    if (format.timed()) {
        constexpr std::int64_t kYear10000 = 253'402'300'800;
        const auto time = fields[format.time];
        const auto parsed = wholeNumber(trimmed(time));
        if (!parsed || *parsed < 0 || *parsed >= kYear10000) {
            reader.fail(fmt::format("The time {} in the row {} is not a whole number of seconds since 1970.",
                                    quoteText(time), quoteText(line)));
        }
        seconds = *parsed;
    }
    ratings.user.push_back(user);
    ratings.item.push_back(item);
    ratings.value.push_back(*stars);
    ratings.time.push_back(seconds);
}

} // namespace

void splitFields(std::string_view line, std::string_view separator, std::vector<std::string_view>& fields)
{
    fields.clear();
    for (;;) {
        const auto end = line.find(separator);
        fields.push_back(line.substr(0, end));
        if (end == std::string_view::npos)
            return;
        line.remove_prefix(end + separator.size());
    }
}

bool CsvSplitter::split(std::string_view line, std::vector<std::string_view>& fields)
{
    if (line.find('"') == std::string_view::npos) {
        splitFields(line, ",", fields);
        return true;
    }
    fields.clear();
    m_unquoted.clear();
    m_unquoted.reserve(line.size()); // so that the views stay valid
    for (;;) {
        const std::size_t start = m_unquoted.size();
        bool inQuotes = false;
        std::size_t i = 0;
        for (; i < line.size() && (inQuotes || line[i] != ','); ++i) {
            if (line[i] != '"') {
                m_unquoted += line[i];
            } else if (inQuotes && i + 1 < line.size() && line[i + 1] == '"') {
                m_unquoted += '"';
                ++i;
            } else if (!inQuotes && m_unquoted.size() > start) {
                m_unquoted += '"'; // in the middle of an unquoted field it is a character like any other
            } else {
                inQuotes = !inQuotes;
            }
        }
        if (inQuotes)
            return false;
        fields.push_back(std::string_view(m_unquoted).substr(start));
        if (i == line.size())
            return true;
        line.remove_prefix(i + 1);
    }
}

std::int64_t parseId(std::string_view field, std::string_view what, std::string_view line, const LineReader& reader)
{
    const auto id = wholeNumber(trimmed(field));
    if (!id || *id <= 0) {
        reader.fail(fmt::format("The {} id {} in the row {} is not a positive whole number that fits 64 bits.", what,
                                quoteText(field), quoteText(line)));
    }
    return *id;
}

void failShort(std::string_view line, std::string_view expected, const LineReader& reader)
{
    reader.fail(fmt::format("The row {} has too few fields; {}{}.", quoteText(line), expected,
                            reader.unterminated() ? " (it is the last row: the file seems to be cut off there)" : ""));
}

RowFormat separatedRows(LineReader& lines, std::string_view separator)
{
    RowFormat format{.separator = std::string(separator)};
    std::vector<std::string_view> fields;
    if (std::string_view line; lines.next(line))
        splitFields(line, separator, fields);
    if (fields.size() < 4) {
        format.time = RowFormat::kAbsent;
        format.fields = 3;
    }
    format.expected = fmt::format("expected are user, film, rating{}, separated by {}",
                                  format.timed() ? " and time" : "", separator == "\t" ? "tabs" : quoteText(separator));
    return format;
}

void readRows(LineReader& lines, const RowFormat& format, RawRatings& ratings)
{
    std::vector<std::string_view> fields;
    CsvSplitter csv;
    std::string_view line;
    while (lines.next(line)) {
        if (!format.quoted)
            splitFields(line, format.separator, fields);
        else if (!csv.split(line, fields))
            lines.fail(fmt::format("A quotation mark is not closed in the row {}.", quoteText(line)));
        if (fields.size() < format.fields)
            failShort(line, format.expected, lines);
        appendRating(ratings, fields, format, line, lines);
    }
}

bool looksLikeRating(std::string_view line, std::string_view separator)
{
    std::vector<std::string_view> fields;
    splitFields(line, separator, fields);
    return fields.size() >= 3 && wholeNumber(trimmed(fields[0])) && wholeNumber(trimmed(fields[1])) &&
           parseStars(trimmed(fields[2]));
}

std::string noTimes(const std::string& file)
{
    return fmt::format("{} says nothing of when a rating was given: all times are taken as 0.", file);
}

std::uint64_t FilmCollector::genre(std::string_view name)
{
    constexpr std::size_t kMost = 64;
    name = trimmed(name);
    if (name == "Children's")
        name = "Children";
    if (name.empty() || name == "(no genres listed)" || name == "unknown")
        return 0;
    if (const auto found = m_bits.find(name); found != m_bits.end())
        return found->second;
    if (m_bits.size() == kMost) {
        ++m_beyond;
        return 0;
    }
    return m_bits[std::string(name)] = std::uint64_t(1) << m_bits.size();
}

std::uint64_t FilmCollector::genres(std::string_view list)
{
    std::vector<std::string_view> names;
    splitFields(list, "|", names);
    std::uint64_t bits = 0;
    for (const auto name : names)
        bits |= genre(name);
    return bits;
}

void FilmCollector::add(std::int64_t id, Film film)
{
    if (film.title.empty())
        film.title = fmt::format("Film {}", id);
    film.year = yearOfTitle(film.title);
    if (!m_parts.films.emplace(id, std::move(film)).second)
        ++m_twice;
}

void FilmCollector::finish(const LineReader& reader, const TextDecoder& decoder)
{
    for (auto& [id, film] : m_parts.films) {
        std::uint64_t sorted = 0;
        std::uint64_t place = 1;
        for (const auto& [name, bit] : m_bits) {
            sorted |= film.genres & bit ? place : 0;
            place <<= 1;
        }
        film.genres = sorted;
    }
    for (const auto& [name, bit] : m_bits)
        m_parts.genres.push_back(name);
    auto& warnings = m_parts.provenance.warnings;
    warnOfRepairs(decoder, reader.name(), warnings);
    if (m_twice > 0) {
        warnings.push_back(fmt::format("{} lists {} a second time; the first entry counts.", reader.name(),
                                       m_twice == 1 ? "one film" : fmt::format("{} films", m_twice)));
    }
    if (m_beyond > 0)
        warnings.push_back(fmt::format("{} has more than 64 genres; the further ones are left out.", reader.name()));
}

void warnOfRepairs(const TextDecoder& decoder, const std::string& file, std::vector<std::string>& warnings)
{
    if (decoder.repaired() > 0) {
        warnings.push_back(fmt::format("{} holds {} that {} not valid UTF-8; what cannot be read is shown as \uFFFD.",
                                       file,
                                       decoder.repaired() == 1 ? "a text" : fmt::format("{} texts", decoder.repaired()),
                                       decoder.repaired() == 1 ? "is" : "are"));
    }
}

} // namespace matinee
