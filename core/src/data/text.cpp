#include "data/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace matinee {

namespace {

/// Length of the valid UTF-8 sequence at the beginning of text, 0 where there is none (RFC 3629: no overlong forms,
/// no surrogates, nothing beyond U+10FFFF).
std::size_t utf8Length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80)
        return 1;
    const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                               : first >= 0xE0 && first <= 0xEF ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return 0;
    }
    const unsigned char second = byte(1);
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) || (first == 0xF0 && second < 0x90) ||
        (first == 0xF4 && second > 0x8F))
        return 0;
    return length;
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string lowered(std::string_view text)
{
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::string quoteText(std::string_view text)
{
    constexpr std::size_t kLongest = 60;
    std::string result = "“";
    std::size_t shown = 0;
    while (!text.empty()) {
        if (shown++ == kLongest) {
            result += "…";
            break;
        }
        const std::size_t length = utf8Length(text);
        const auto byte = static_cast<unsigned char>(text[0]);
        if (byte == '\t')
            result += "\\t";
        else if (length == 0 || byte < 0x20 || byte == 0x7F)
            result += fmt::format("\\x{:02X}", byte);
        else
            result += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result + "”";
}

std::string isoDate(std::string_view text)
{
    static constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                                 "jul", "aug", "sep", "oct", "nov", "dec"};
    const auto first = text.find('-');
    const auto second = text.rfind('-');
    if (first == std::string_view::npos || second <= first)
        return {};
    const auto day = wholeNumber(text.substr(0, first));
    const auto year = wholeNumber(text.substr(second + 1));
    const auto month = std::find(kMonths.begin(), kMonths.end(), lowered(text.substr(first + 1, second - first - 1)));
    if (!day || *day < 1 || *day > 31 || !year || *year < 1000 || *year > 9999 || month == kMonths.end())
        return {};
    return fmt::format("{:04}-{:02}-{:02}", *year, month - kMonths.begin() + 1, *day);
}

int yearOfTitle(std::string_view title)
{
    for (auto open = title.rfind('('); open != std::string_view::npos; open = title.rfind('(', open - 1)) {
        const auto inside = title.substr(open + 1);
        if (inside.size() > 4 && std::all_of(inside.begin(), inside.begin() + 4, isDigit)) {
            const auto after = inside.substr(4);
            const bool range = (after.starts_with('-') || after.starts_with("–")) && after.find(')') != after.npos;
            const auto year = static_cast<int>(*wholeNumber(inside.substr(0, 4)));
            if ((after.starts_with(')') || range) && year >= 1870 && year <= 2100)
                return year;
        }
        if (open == 0)
            break;
    }
    return 0;
}

std::optional<std::int64_t> wholeNumber(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

std::string TextDecoder::decode(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    bool invalid = false;
    while (!text.empty()) {
        const auto byte = static_cast<unsigned char>(text[0]);
        const std::size_t length = m_encoding == Encoding::Utf8 ? utf8Length(text) : 1;
        if (length == 0) {
            result += "\uFFFD";
            invalid = true;
        } else if (m_encoding == Encoding::Latin1 && byte >= 0x80) {
            result += static_cast<char>(0xC0 | byte >> 6);
            result += static_cast<char>(0x80 | (byte & 0x3F));
        } else {
            result += text.substr(0, length);
        }
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    m_repaired += invalid ? 1 : 0;
    return result;
}

} // namespace matinee
