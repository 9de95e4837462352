#include "whole_number.h"

#include <fmt/format.h>

#include <charconv>

namespace matinee::cli {

std::string wholeNumber(const std::string& option, const std::string& text, std::uint64_t from, std::uint64_t to)
{
    std::uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    const bool digits = !text.empty() && rest == end;
    if (digits && error == std::errc() && number >= from && number <= to)
        return std::to_string(number); // "010" is ten, not octal
    const bool tooLarge = digits && (error == std::errc::result_out_of_range || number > to);
    const std::string range = tooLarge ? fmt::format("from {} to {}", from, to) : fmt::format("from {} on", from);
    throw Error(ErrorCode::InvalidArgument, fmt::format("{} must be a whole number {}, not {}.", option, range,
                                                        text.empty() ? "an empty text" : text));
}

} // namespace matinee::cli
