#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace matinee {

/// Named arrays of numbers, bit by bit: what a training that is to go on needs of itself. Where a ModelFile holds what
/// predicts, this holds moments, generators and counters, too. Little-endian; magic "MATSTAT1", the number of arrays,
/// then of each its name, type, length and values, and a digest at the end. Sizes and digest are checked before
/// anything is allocated, so a damaged or hostile file ends in an Error.
class StateFile
{
public:
    /// Value: a plain number (float, double, a whole number of 8, 32 or 64 bits).
    template <class Value>
    void put(const std::string& name, std::span<const Value> values)
    {
        putBytes(name, typeOf<Value>(), std::as_bytes(values));
    }
    template <class Value>
    void put(const std::string& name, const std::vector<Value>& values)
    {
        put(name, std::span<const Value>(values));
    }
    template <class Value>
    void putNumber(const std::string& name, Value value)
    {
        put(name, std::span<const Value>(&value, 1));
    }
    void putText(const std::string& name, const std::string& text);
    /// All of another one, under names that begin with the prefix; part() takes it out again.
    void putPart(const std::string& prefix, StateFile part);

    bool has(const std::string& name) const { return m_arrays.contains(name); }
    /// \throws Error{Format} if it is missing or of another type.
    template <class Value>
    std::vector<Value> get(const std::string& name) const
    {
        const auto& bytes = bytesOf(name, typeOf<Value>());
        std::vector<Value> values(bytes.size() / sizeof(Value));
        if (!values.empty())
            std::memcpy(values.data(), bytes.data(), values.size() * sizeof(Value));
        return values;
    }
    /// Into memory that is there. \throws Error{Format} if it is missing, of another type or another length.
    template <class Value>
    void read(const std::string& name, std::span<Value> out) const
    {
        const auto& bytes = bytesOf(name, typeOf<Value>());
        requireSize(name, bytes.size(), out.size_bytes());
        if (!out.empty())
            std::memcpy(out.data(), bytes.data(), bytes.size());
    }
    template <class Value>
    void read(const std::string& name, std::vector<Value>& out) const
    {
        read(name, std::span<Value>(out));
    }
    template <class Value>
    Value number(const std::string& name) const
    {
        Value value{};
        read(name, std::span<Value>(&value, 1));
        return value;
    }
    std::string text(const std::string& name) const;
    StateFile part(const std::string& prefix) const;

    /// Written under a temporary name and renamed. \throws Error{Io}
    void write(const std::filesystem::path& path) const;
    /// \throws Error{NotFound, Format, Io}
    static StateFile load(const std::filesystem::path& path);
    /// What load() finds in a file. \param path names it in errors. \throws Error{Format}
    static StateFile parse(std::string_view content, const std::filesystem::path& path);

private:
    enum class Type : std::uint64_t
    {
        Float32 = 1,
        Float64,
        Signed,   ///< of the width in the second byte
        Unsigned, ///< likewise
    };
    struct Array
    {
        std::uint64_t type = 0;
        std::vector<std::byte> bytes;
    };

    /// The kind of number and, above it, its width in bytes.
    template <class Value>
    static constexpr std::uint64_t typeOf()
    {
        static_assert(std::is_arithmetic_v<Value>);
        const auto kind = std::is_same_v<Value, float>    ? Type::Float32
                          : std::is_same_v<Value, double> ? Type::Float64
                          : std::is_signed_v<Value>       ? Type::Signed
                                                          : Type::Unsigned;
        return static_cast<std::uint64_t>(kind) | sizeof(Value) << 8;
    }

    void putBytes(const std::string& name, std::uint64_t type, std::span<const std::byte> bytes);
    const std::vector<std::byte>& bytesOf(const std::string& name, std::uint64_t type) const;
    static void requireSize(const std::string& name, std::size_t is, std::size_t wanted);

    std::map<std::string, Array> m_arrays;
};

} // namespace matinee
