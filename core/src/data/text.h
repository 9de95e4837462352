#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace matinee {

/// Without leading and trailing spaces, tabs and carriage returns.
std::string_view trimmed(std::string_view text);

/// Lower case of ASCII letters; other bytes stay.
std::string lowered(std::string_view text);

/// Text of a file for an error message: in quotation marks, at most some 60 characters, control characters and
/// invalid UTF-8 escaped.
std::string quoteText(std::string_view text);

/// "2024-01-31" from "31-Jan-2024"; empty where it is no such date.
std::string isoDate(std::string_view text);

/// The year in the last "(1995)", "(1995-1997)" or "(1995– )" of a title, from 1870 to 2100; 0 where there is none.
int yearOfTitle(std::string_view title);

/// A whole number that fills the text; nothing where it is none or does not fit.
std::optional<std::int64_t> wholeNumber(std::string_view text);

enum class Encoding
{
    Latin1,
    Utf8
};

/// Turns text of files into UTF-8 and counts what was not valid.
class TextDecoder
{
public:
    explicit TextDecoder(Encoding encoding)
        : m_encoding(encoding)
    {}

    /// Every byte that does not belong to valid UTF-8 becomes U+FFFD.
    std::string decode(std::string_view text);
    /// Texts that held an invalid byte.
    std::size_t repaired() const { return m_repaired; }

private:
    Encoding m_encoding;
    std::size_t m_repaired = 0;
};

} // namespace matinee
