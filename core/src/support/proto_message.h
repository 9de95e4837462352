#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace matinee {

/// Encodes a protocol buffer message field by field (protobuf.dev/programming-guides/encoding): enough to write the
/// few messages that are wanted without the library and its code generator. Fields come out in the order of the calls.
class ProtoMessage
{
public:
    ProtoMessage& integer(int field, std::int64_t value); ///< int32, int64, bool and enum
    ProtoMessage& real(int field, double value);          ///< double
    ProtoMessage& single(int field, float value);         ///< float
    ProtoMessage& text(int field, std::string_view value);
    ProtoMessage& message(int field, const ProtoMessage& value) { return text(field, value.bytes()); }

    const std::string& bytes() const { return m_bytes; }

private:
    void varint(std::uint64_t value);
    void key(int field, int wireType);
    /// The lowest bytes of a number, lowest first.
    void fixed(std::uint64_t value, int count);

    std::string m_bytes;
};

} // namespace matinee
