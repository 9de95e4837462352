#include "data/plain_rows.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

namespace matinee {

namespace {

constexpr std::array<std::uint64_t, 9> kPowers = {1,       10,        100,        1000,       10'000,
                                                  100'000, 1'000'000, 10'000'000, 100'000'000};

/// Up to eight digits at text: their number and what they say.
struct Digits
{
    unsigned count;
    std::uint64_t value;
};

/// All eight bytes at once, without a branch for each. The low byte of the word is the first character.
inline Digits eightDigits(const char* text)
{
    std::uint64_t word = 0;
    std::memcpy(&word, text, sizeof word);
    if constexpr (std::endian::native == std::endian::big)
        word = __builtin_bswap64(word);
    word ^= 0x3030303030303030; // a digit becomes its value
    // High bits in the nibble of the first byte above 9; a carry only spoils bytes behind that one.
    const std::uint64_t others = ((word + 0x0606060606060606) | word) & 0xF0F0F0F0F0F0F0F0;
    const auto count = static_cast<unsigned>(std::countr_zero(others)) / 8; // 8 if there is none
    if (count == 0)
        return {0, 0};
    word <<= 64 - 8 * count; // zeros come before it, and the rest falls out
    word = (word * 10 + (word >> 8)) & 0x00FF00FF00FF00FF;
    word = (word * 100 + (word >> 16)) & 0x0000FFFF0000FFFF;
    word = (word * 10'000 + (word >> 32)) & 0x00000000FFFFFFFF;
    return {count, word};
}

/// A whole number of at most 15 digits; text moves behind it. 16 digits or none: limit + 1.
inline std::uint64_t plainNumber(const char*& text, std::uint64_t limit)
{
    const Digits first = eightDigits(text);
    text += first.count;
    if (first.count < 8)
        return first.count == 0 ? limit + 1 : first.value;
    const Digits second = eightDigits(text);
    text += second.count;
    return second.count == 8 ? limit + 1 : first.value * kPowers[second.count] + second.value;
}

/// Stars of one or two digits and up to five decimals. 0 where they are written otherwise.
inline float plainStars(const char*& text)
{
    const auto digit = [](char c) { return static_cast<unsigned>(c) - '0'; };
    std::uint32_t number = digit(text[0]);
    if (number > 9)
        return 0;
    ++text;
    if (digit(*text) <= 9)
        number = number * 10 + digit(*text++);
    if (*text != '.')
        return static_cast<float>(number);
    ++text;
    unsigned decimals = 0;
    while (digit(*text) <= 9 && decimals < 5) {
        number = number * 10 + digit(*text++);
        ++decimals;
    }
    // Both are exact as float, so the quotient is the float nearest to the text, as std::from_chars() finds it.
    return decimals == 0 ? 0 : static_cast<float>(number) / static_cast<float>(kPowers[decimals]);
}

template <std::size_t kLength>
inline bool skip(const char*& text, const std::array<char, kLength>& separator)
{
    bool matches = true;
    for (std::size_t i = 0; i < kLength; ++i)
        matches &= text[i] == separator[i];
    text += kLength;
    return matches;
}

template <std::size_t kLength, bool kTimed>
std::optional<std::size_t> parse(std::string_view all, const std::array<char, kLength>& separator, RowPlace out)
{
    constexpr std::uint64_t kLargestId = std::numeric_limits<std::int32_t>::max();
    constexpr std::uint64_t kLastTime = 253'402'300'799; // of the year 9999
    const char* text = all.data();
    const char* const end = text + all.size();
    std::size_t row = 0;
    for (; text < end; ++row) {
        const std::uint64_t user = plainNumber(text, kLargestId);
        bool plain = skip(text, separator);
        const std::uint64_t item = plainNumber(text, kLargestId);
        plain &= skip(text, separator);
        const float stars = plainStars(text);
        std::uint64_t time = 0;
        if constexpr (kTimed) {
            plain &= skip(text, separator);
            time = plainNumber(text, kLastTime);
        }
        text += *text == '\r' ? 1 : 0;
        plain &= *text++ == '\n';
        if (!plain || user - 1 >= kLargestId || item - 1 >= kLargestId || !(stars > 0 && stars <= 10) ||
            time > kLastTime)
            return std::nullopt;
        out.user[row] = static_cast<std::int32_t>(user);
        out.item[row] = static_cast<std::int32_t>(item);
        out.value[row] = stars;
        out.time[row] = static_cast<std::int64_t>(time);
    }
    return row;
}

} // namespace

std::optional<std::size_t> parsePlainRows(std::string_view text, std::string_view separator, bool timed, RowPlace out)
{
    if (!text.ends_with('\n'))
        return text.empty() ? std::optional<std::size_t>(0) : std::nullopt;
    if (separator.size() == 1) {
        const std::array<char, 1> one = {separator[0]};
        return timed ? parse<1, true>(text, one, out) : parse<1, false>(text, one, out);
    }
    if (separator.size() == 2) {
        const std::array<char, 2> two = {separator[0], separator[1]};
        return timed ? parse<2, true>(text, two, out) : parse<2, false>(text, two, out);
    }
    return std::nullopt;
}

} // namespace matinee
