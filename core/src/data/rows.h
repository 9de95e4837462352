#pragma once

#include "data/line_reader.h"
#include "data/text.h"

#include <matinee/dataset.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace matinee {

/// Cuts a line at every separator; the views are valid as long as the line is.
void splitFields(std::string_view line, std::string_view separator, std::vector<std::string_view>& fields);

/// Cuts a line of CSV (RFC 4180 without line breaks in fields): quotes around a field are taken off, doubled ones
/// within made single. The views are valid until the next call and as long as the line is.
class CsvSplitter
{
public:
    /// false if a quoted field is not closed.
    bool split(std::string_view line, std::vector<std::string_view>& fields);

private:
    std::string m_unquoted;
};

/// An id, a positive whole number. \throws Error{Format} at the reader's line; what: "user", "film".
std::int64_t parseId(std::string_view field, std::string_view what, std::string_view line, const LineReader& reader);

/// Throws Error{Format}: the row has too few fields; says so if the file seems to be cut off there.
[[noreturn]] void failShort(std::string_view line, std::string_view expected, const LineReader& reader);

/// How the rows of one ratings file are written.
struct RowFormat
{
    static constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

    std::string separator;
    bool quoted = false; ///< fields may be in quotation marks, as in CSV
    std::size_t user = 0;
    std::size_t item = 1;
    std::size_t rating = 2;
    std::size_t time = 3;       ///< kAbsent: the file has none
    std::size_t fields = 4;     ///< that a row has at least; what follows is ignored
    std::string expected;       ///< what a row with fewer fields is told
    std::size_t headerLine = 0; ///< number of the line that names the columns; 0: there is none

    bool timed() const { return time != kAbsent; }
    /// Whether user, film, rating and time are all there is, in this order.
    bool isPlain() const { return user == 0 && item == 1 && rating == 2 && (time == 3 || !timed()); }
};

/// Rows of user, item, rating and, if the file's first row has it, time. \param lines at the beginning of the file
RowFormat separatedRows(LineReader& lines, std::string_view separator);

/// Reads rows one by one, however they are written, and appends them. \throws Error{Format} at the line of a bad one.
void readRows(LineReader& lines, const RowFormat& format, RawRatings& ratings);

/// Whether a line starts with two ids and a rating.
bool looksLikeRating(std::string_view line, std::string_view separator);

/// What is said of a file without times.
std::string noTimes(const std::string& file);

/// Collects the films of a data set and the genres they have.
class FilmCollector
{
public:
    explicit FilmCollector(DatasetParts& parts)
        : m_parts(parts)
    {}

    /// The bit of a genre; 0 for the names that mean none.
    std::uint64_t genre(std::string_view name);
    /// Bits of "Action|Comedy".
    std::uint64_t genres(std::string_view list);
    /// The first film of an id counts.
    void add(std::int64_t id, Film film);
    /// Sorts the genres by name and writes the warnings.
    void finish(const LineReader& reader, const TextDecoder& decoder);

private:
    DatasetParts& m_parts;
    std::map<std::string, std::uint64_t, std::less<>> m_bits; ///< genre to its bit in the order of appearance
    std::size_t m_twice = 0;
    std::size_t m_beyond = 0; ///< genres that found no bit
};

/// The warning about text that was not valid UTF-8, if there was some.
void warnOfRepairs(const TextDecoder& decoder, const std::string& file, std::vector<std::string>& warnings);

} // namespace matinee
