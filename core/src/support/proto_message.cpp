#include "support/proto_message.h"

#include <bit>

namespace matinee {

namespace {

constexpr int kVarint = 0;
constexpr int kFixed64 = 1;
constexpr int kBytes = 2;
constexpr int kFixed32 = 5;

} // namespace

ProtoMessage& ProtoMessage::integer(int field, std::int64_t value)
{
    key(field, kVarint);
    varint(static_cast<std::uint64_t>(value));
    return *this;
}

ProtoMessage& ProtoMessage::real(int field, double value)
{
    key(field, kFixed64);
    fixed(std::bit_cast<std::uint64_t>(value), 8);
    return *this;
}

ProtoMessage& ProtoMessage::single(int field, float value)
{
    key(field, kFixed32);
    fixed(std::bit_cast<std::uint32_t>(value), 4);
    return *this;
}

ProtoMessage& ProtoMessage::text(int field, std::string_view value)
{
    key(field, kBytes);
    varint(value.size());
    m_bytes += value;
    return *this;
}

void ProtoMessage::varint(std::uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        m_bytes += static_cast<char>((value & 0x7F) | 0x80);
    m_bytes += static_cast<char>(value);
}

void ProtoMessage::key(int field, int wireType)
{
    varint(static_cast<std::uint64_t>(field) << 3 | static_cast<std::uint64_t>(wireType));
}

void ProtoMessage::fixed(std::uint64_t value, int count)
{
    for (int byte = 0; byte < count; ++byte)
        m_bytes += static_cast<char>(value >> (8 * byte) & 0xFF);
}

} // namespace matinee
