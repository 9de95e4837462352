#include "support/atomic_file.h"
#include "support/checked_cursor.h"
#include "support/digest.h"

#include <matinee/error.h>
#include <matinee/state_file.h>

#include <fmt/format.h>

#include <bit>
#include <string_view>
#include <utility>

namespace matinee {

namespace {

static_assert(std::endian::native == std::endian::little, "state files are little-endian");

constexpr std::string_view kMagic = "MATSTAT1";
constexpr std::uint64_t kMaximumArrays = 65'536;
constexpr std::uint64_t kMaximumName = 256;

void append(std::string& bytes, std::uint64_t number)
{
    bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::uint64_t digestOf(std::string_view bytes)
{
    Digest digest;
    digest.add(std::as_bytes(std::span(bytes.data(), bytes.size())));
    return digest.value();
}

} // namespace

void StateFile::putBytes(const std::string& name, std::uint64_t type, std::span<const std::byte> bytes)
{
    m_arrays[name] = {type, {bytes.begin(), bytes.end()}};
}

const std::vector<std::byte>& StateFile::bytesOf(const std::string& name, std::uint64_t type) const
{
    const auto found = m_arrays.find(name);
    if (found == m_arrays.end())
        throw Error(ErrorCode::Format, fmt::format("The checkpoint has no array '{}'.", name));
    if (found->second.type != type)
        throw Error(ErrorCode::Format, fmt::format("The array '{}' of the checkpoint has another type.", name));
    return found->second.bytes;
}

void StateFile::requireSize(const std::string& name, std::size_t is, std::size_t wanted)
{
    if (is != wanted)
        throw Error(ErrorCode::Format,
                    fmt::format("The array '{}' of the checkpoint does not fit the data set and the settings.", name));
}

void StateFile::putText(const std::string& name, const std::string& text)
{
    put(name, std::span<const char>(text.data(), text.size()));
}

std::string StateFile::text(const std::string& name) const
{
    const auto letters = get<char>(name);
    return {letters.begin(), letters.end()};
}

void StateFile::putPart(const std::string& prefix, StateFile part)
{
    for (auto& [name, array] : part.m_arrays)
        m_arrays[prefix + name] = std::move(array);
}

StateFile StateFile::part(const std::string& prefix) const
{
    StateFile part;
    for (auto it = m_arrays.lower_bound(prefix); it != m_arrays.end() && it->first.starts_with(prefix); ++it)
        part.m_arrays[it->first.substr(prefix.size())] = it->second;
    return part;
}

void StateFile::write(const std::filesystem::path& path) const
{
    std::string bytes(kMagic);
    append(bytes, m_arrays.size());
    for (const auto& [name, array] : m_arrays) {
        append(bytes, name.size());
        bytes += name;
        append(bytes, array.type);
        append(bytes, array.bytes.size());
        bytes.append(reinterpret_cast<const char*>(array.bytes.data()), array.bytes.size());
    }
    append(bytes, digestOf(bytes));
    writeFileAtomically(path, bytes);
}

StateFile StateFile::load(const std::filesystem::path& path)
{
    return parse(readWholeFile(path), path);
}

StateFile StateFile::parse(std::string_view view, const std::filesystem::path& path)
{
    CheckedCursor cursor(view, "checkpoint", path);
    if (view.size() < kMagic.size() + sizeof(std::uint64_t) || cursor.take(kMagic.size()) != kMagic)
        cursor.fail("it does not begin as one");
    std::uint64_t digest = 0;
    std::memcpy(&digest, view.data() + view.size() - sizeof digest, sizeof digest);
    if (digest != digestOf(view.substr(0, view.size() - sizeof digest)))
        cursor.fail("its digest does not match its content");

    StateFile file;
    const auto count = cursor.number(kMaximumArrays);
    for (std::uint64_t a = 0; a < count; ++a) {
        const std::string name(cursor.take(cursor.number(kMaximumName)));
        const auto type = cursor.number(0xFFFF);
        const auto values = cursor.take(cursor.number(cursor.left()));
        if (const auto width = type >> 8; width == 0 || values.size() % width != 0)
            cursor.fail("an array in it has no whole numbers");
        file.putBytes(name, type, std::as_bytes(std::span(values.data(), values.size())));
    }
    if (cursor.left() != sizeof digest)
        cursor.fail("there is more in it than it says");
    return file;
}

} // namespace matinee
