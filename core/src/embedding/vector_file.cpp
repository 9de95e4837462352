#include "embedding/vector_file.h"

#include "support/checksum.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace matinee {

namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "The file is written as the numbers lie in memory.");

constexpr std::string_view kMagic = "MATVECS1";
constexpr std::size_t kHeadWords = 6;
constexpr std::uint64_t kHeadBytes = kHeadWords * sizeof(std::uint64_t);
constexpr std::uint64_t kRecordHeadBytes = 2 * sizeof(std::uint64_t);
/// No data set has more, and products of them fit.
constexpr std::uint64_t kMostFilms = std::uint64_t{1} << 31;
constexpr std::uint64_t kMostFactors = std::uint64_t{1} << 20;

using Head = std::array<std::uint64_t, kHeadWords>;

std::uint64_t checksumOf(std::span<const std::uint64_t> words)
{
    return checksum(std::as_bytes(words));
}

Head headOf(const VectorFileShape& shape)
{
    Head head{0, shape.films, shape.factors, shape.biases, shape.stride, 0};
    std::memcpy(head.data(), kMagic.data(), kMagic.size());
    head.back() = checksumOf(std::span(head).first(kHeadWords - 1));
    return head;
}

std::uint64_t recordBytes(const VectorFileShape& shape)
{
    return kRecordHeadBytes + shape.values() * sizeof(float);
}

std::uint64_t offsetOf(const VectorFileShape& shape, std::size_t record)
{
    return kHeadBytes + record * recordBytes(shape);
}

std::uint64_t recordChecksum(std::uint64_t epoch, std::span<const float> values)
{
    const std::array<std::uint64_t, 2> parts{epoch, checksum(std::as_bytes(values))};
    return checksumOf(parts);
}

[[noreturn]] void refuse(const fs::path& file, const std::string& why)
{
    throw Error(ErrorCode::Format, fmt::format("The film vectors of the epochs cannot be read: {}.", why),
                file.string());
}

/// A vector file that is read.
class Reader
{
public:
    explicit Reader(const fs::path& file)
        : m_file(file)
    {
        std::error_code error;
        m_size = fs::file_size(file, error);
        if (error == std::errc::no_such_file_or_directory)
            throw Error(ErrorCode::NotFound, "There is no such file.", file.string());
        m_stream.open(file, std::ios::binary);
        if (error || !m_stream)
            throw Error(ErrorCode::Io, "It could not be read.", file.string());
        Head head{};
        if (m_size < kHeadBytes || !read(0, std::as_writable_bytes(std::span(head))))
            refuse(file, "the file ends too early");
        if (std::memcmp(head.data(), kMagic.data(), kMagic.size()) != 0)
            refuse(file, "this is no file of them");
        m_shape = {head[1], head[2], head[3], head[4]};
        const bool fits = m_shape.films <= kMostFilms && m_shape.factors <= kMostFactors && m_shape.values() > 0 &&
                          (m_shape.biases == 0 || m_shape.biases == m_shape.films) && m_shape.stride > 0 &&
                          m_shape.stride <= std::numeric_limits<int>::max();
        if (head != headOf(m_shape) || !fits)
            refuse(file, "the beginning of the file is damaged");
    }

    const VectorFileShape& shape() const { return m_shape; }
    std::size_t records() const { return static_cast<std::size_t>((m_size - kHeadBytes) / recordBytes(m_shape)); }

    /// Epoch and checksum; nullopt where they cannot be.
    bool recordHead(std::size_t record, std::array<std::uint64_t, 2>& head)
    {
        return read(offsetOf(m_shape, record), std::as_writable_bytes(std::span(head))) &&
               head[0] <= static_cast<std::uint64_t>(std::numeric_limits<int>::max());
    }

    /// \return false if the record is damaged
    bool record(std::size_t index, FilmVectors& vectors)
    {
        std::array<std::uint64_t, 2> head{};
        if (index >= records() || !recordHead(index, head))
            return false;
        std::vector<float> values(m_shape.values());
        if (!read(offsetOf(m_shape, index) + kRecordHeadBytes, std::as_writable_bytes(std::span(values))) ||
            recordChecksum(head[0], values) != head[1])
            return false;
        vectors.epoch = static_cast<int>(head[0]);
        vectors.biases.assign(values.end() - static_cast<std::ptrdiff_t>(m_shape.biases), values.end());
        values.resize(values.size() - m_shape.biases);
        vectors.items.rows = m_shape.films;
        vectors.items.columns = m_shape.factors;
        vectors.items.values = std::move(values);
        return true;
    }

private:
    bool read(std::uint64_t offset, std::span<std::byte> into)
    {
        m_stream.clear();
        m_stream.seekg(static_cast<std::streamoff>(offset));
        m_stream.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
        return static_cast<std::size_t>(m_stream.gcount()) == into.size();
    }

    const fs::path& m_file;
    std::ifstream m_stream;
    std::uint64_t m_size = 0;
    VectorFileShape m_shape;
};

} // namespace

VectorFileShape vectorFileShape(const FilmVectors& vectors, int stride)
{
    return {vectors.items.rows, vectors.items.columns, vectors.biases.size(), static_cast<std::uint64_t>(stride)};
}

VectorFileIndex readVectorIndex(const fs::path& file)
{
    Reader reader(file);
    VectorFileIndex index{reader.shape(), {}};
    for (std::size_t r = 0; r < reader.records(); ++r) {
        std::array<std::uint64_t, 2> head{};
        if (!reader.recordHead(r, head) || (!index.epochs.empty() && static_cast<int>(head[0]) <= index.epochs.back()))
            break; // whatever follows is no record
        index.epochs.push_back(static_cast<int>(head[0]));
    }
    FilmVectors last;
    if (!index.epochs.empty() && !reader.record(index.epochs.size() - 1, last))
        index.epochs.pop_back();
    return index;
}

FilmVectors readVectors(const fs::path& file, std::size_t record, int epoch)
{
    Reader reader(file);
    FilmVectors vectors;
    if (!reader.record(record, vectors) || vectors.epoch != epoch)
        refuse(file, fmt::format("those of epoch {} are damaged", epoch));
    return vectors;
}

VectorFileWriter::VectorFileWriter(fs::path file, const VectorFileShape& shape, int before)
    : m_file(std::move(file))
    , m_shape(shape)
{
    if (before <= 0 || !goOn(before))
        start();
}

void VectorFileWriter::start()
{
    std::error_code error;
    fs::create_directories(m_file.parent_path(), error);
    fs::remove(m_file, error); // another name of the same file keeps what it has
    const auto head = headOf(m_shape);
    std::ofstream out(m_file, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(head.data()), static_cast<std::streamsize>(kHeadBytes));
    out.close();
    if (!out)
        throw Error(ErrorCode::Io, "It could not be written.", m_file.string());
    m_size = kHeadBytes;
}

bool VectorFileWriter::goOn(int before)
{
    std::vector<std::size_t> kept;
    try {
        const auto index = readVectorIndex(m_file);
        auto shape = index.shape;
        shape.stride = m_shape.stride;
        if (shape != m_shape)
            return false;
        for (std::size_t r = 0; r < index.epochs.size() && index.epochs[r] < before; ++r)
            if (static_cast<std::uint64_t>(index.epochs[r]) % m_shape.stride == 0)
                kept.push_back(r);
        std::error_code error;
        const bool isShared = fs::is_symlink(m_file, error) || fs::hard_link_count(m_file, error) != 1;
        const bool isPrefix = kept.empty() || kept.back() + 1 == kept.size();
        if (isPrefix && index.shape == m_shape && !isShared) {
            m_size = offsetOf(m_shape, kept.size());
            fs::resize_file(m_file, m_size);
            return true;
        }
        // Into another file, which then takes the name.
        auto temporary = m_file;
        temporary += ".part";
        VectorFileWriter rewritten(temporary, m_shape, 0);
        for (const auto record : kept)
            rewritten.append(readVectors(m_file, record, index.epochs[record]));
        fs::rename(temporary, m_file);
        m_size = rewritten.m_size;
        return true;
    } catch (const Error&) {
        return false; // it cannot be used: it is made anew
    } catch (const fs::filesystem_error&) {
        return false;
    }
}

void VectorFileWriter::append(const FilmVectors& vectors)
{
    auto shape = vectorFileShape(vectors, 1);
    shape.stride = m_shape.stride;
    if (shape != m_shape)
        throw Error(ErrorCode::Internal, "The film vectors have another size than those of the epoch before.");
    std::vector<float> values = vectors.items.values;
    values.insert(values.end(), vectors.biases.begin(), vectors.biases.end());
    const auto epoch = static_cast<std::uint64_t>(vectors.epoch);
    const std::array<std::uint64_t, 2> head{epoch, recordChecksum(epoch, values)};
    std::ofstream out(m_file, std::ios::binary | std::ios::in); // it must be there
    out.seekp(static_cast<std::streamoff>(m_size));
    out.write(reinterpret_cast<const char*>(head.data()), kRecordHeadBytes);
    out.write(reinterpret_cast<const char*>(values.data()),
              static_cast<std::streamsize>(std::span(values).size_bytes()));
    out.close();
    if (!out) {
        std::error_code ignored;
        fs::resize_file(m_file, m_size, ignored);
        throw Error(ErrorCode::Io, "It could not be written.", m_file.string());
    }
    m_size += recordBytes(m_shape);
}

} // namespace matinee
