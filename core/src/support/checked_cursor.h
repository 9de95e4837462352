#pragma once

#include <matinee/error.h>

#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace matinee {

/// Reads a file of numbers with every length checked against what is left.
class CheckedCursor
{
public:
    /// \param what the file should be: "model file"
    CheckedCursor(std::string_view bytes, std::string what, const std::filesystem::path& path)
        : m_bytes(bytes)
        , m_what(std::move(what))
        , m_path(path)
    {}

    std::string_view take(std::uint64_t count)
    {
        if (count > m_bytes.size())
            fail("it ends too early");
        const auto piece = m_bytes.substr(0, count);
        m_bytes.remove_prefix(count);
        return piece;
    }

    std::uint64_t number(std::uint64_t maximum)
    {
        std::uint64_t value = 0;
        std::memcpy(&value, take(sizeof value).data(), sizeof value);
        if (value > maximum)
            fail("a size in it is out of range");
        return value;
    }

    std::uint64_t left() const { return m_bytes.size(); }

    [[noreturn]] void fail(const std::string& why) const
    {
        throw Error(ErrorCode::Format, fmt::format("This is not a whole {}: {}.", m_what, why), m_path.string());
    }

private:
    std::string_view m_bytes;
    std::string m_what;
    const std::filesystem::path& m_path;
};

} // namespace matinee
