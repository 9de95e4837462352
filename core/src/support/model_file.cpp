#include "support/atomic_file.h"
#include "support/checked_cursor.h"
#include "support/digest.h"

#include <matinee/error.h>
#include <matinee/model_file.h>

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <span>
#include <string_view>

namespace matinee {

namespace {

static_assert(std::endian::native == std::endian::little, "model files are little-endian");

constexpr std::string_view kMagic = "MATINEE1";
constexpr std::uint64_t kMaximumArrays = 4096;
constexpr std::uint64_t kMaximumName = 256;
constexpr std::uint64_t kMaximumDimensions = 4;

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

void ModelFile::put(const std::string& name, std::vector<std::uint64_t> shape, std::vector<float> values)
{
    std::uint64_t count = 1;
    for (const auto extent : shape)
        count *= extent;
    if (count != values.size())
        throw Error(ErrorCode::Internal, fmt::format("The array '{}' does not have the size of its shape.", name));
    m_arrays[name] = {std::move(shape), std::move(values)};
}

const ModelFile::Array& ModelFile::get(const std::string& name, const std::vector<std::uint64_t>& shape) const
{
    const auto found = m_arrays.find(name);
    if (found == m_arrays.end())
        throw Error(ErrorCode::Format, fmt::format("The model file has no array '{}'.", name));
    const auto& array = found->second;
    bool fits = array.shape.size() == shape.size();
    for (std::size_t d = 0; fits && d < shape.size(); ++d)
        fits = shape[d] == 0 || shape[d] == array.shape[d];
    if (!fits)
        throw Error(ErrorCode::Format,
                    fmt::format("The array '{}' of the model file does not fit the data set and the settings.", name));
    return array;
}

void ModelFile::write(const std::filesystem::path& path) const
{
    std::string bytes(kMagic);
    append(bytes, m_arrays.size());
    for (const auto& [name, array] : m_arrays) {
        append(bytes, name.size());
        bytes += name;
        append(bytes, array.shape.size());
        for (const auto extent : array.shape)
            append(bytes, extent);
        bytes.append(reinterpret_cast<const char*>(array.values.data()), array.values.size() * sizeof(float));
    }
    append(bytes, digestOf(bytes));
    writeFileAtomically(path, bytes);
}

ModelFile ModelFile::read(const std::filesystem::path& path)
{
    const auto bytes = readWholeFile(path);
    const std::string_view view(bytes);
    CheckedCursor cursor(view, "model file", path);
    if (view.size() < kMagic.size() + sizeof(std::uint64_t) || cursor.take(kMagic.size()) != kMagic)
        cursor.fail("it does not begin as one");
    std::uint64_t digest = 0;
    std::memcpy(&digest, view.data() + view.size() - sizeof digest, sizeof digest);
    if (digest != digestOf(view.substr(0, view.size() - sizeof digest)))
        cursor.fail("its digest does not match its content");

    ModelFile file;
    const auto count = cursor.number(kMaximumArrays);
    for (std::uint64_t a = 0; a < count; ++a) {
        const std::string name(cursor.take(cursor.number(kMaximumName)));
        Array array;
        array.shape.resize(cursor.number(kMaximumDimensions));
        std::uint64_t size = 1;
        for (auto& extent : array.shape) {
            extent = cursor.number(cursor.left());
            size *= extent;
            if (size > cursor.left() / sizeof(float))
                cursor.fail("it ends too early");
        }
        const auto values = cursor.take(size * sizeof(float));
        array.values.resize(size);
        if (size > 0)
            std::memcpy(array.values.data(), values.data(), values.size());
        file.m_arrays[name] = std::move(array);
    }
    if (cursor.left() != sizeof digest)
        cursor.fail("there is more in it than it says");
    return file;
}

} // namespace matinee
