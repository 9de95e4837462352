#pragma once

#include "command.h"

#include <cstdint>
#include <limits>
#include <type_traits>

namespace matinee::cli {

/// The option's text as a plain decimal number. \throws Error{InvalidArgument}, a sentence that names option and range
std::string wholeNumber(const std::string& option, const std::string& text, std::uint64_t from, std::uint64_t to);

/// An option of whole numbers. CLI11's own checks compare as double and tell bounds of three hundred digits.
template <class Number>
CLI::Option* addWholeNumber(CLI::App& command, const std::string& name, Number& value, const std::string& help,
                            std::type_identity_t<Number> from, //
                            std::type_identity_t<Number> to = std::numeric_limits<Number>::max())
{
    return command.add_option(name, value, help)->transform([name, from, to](const std::string& text) {
        return wholeNumber(name, text, static_cast<std::uint64_t>(from), static_cast<std::uint64_t>(to));
    });
}

} // namespace matinee::cli
