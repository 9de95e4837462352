#pragma once

#include <matinee/film_vectors.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <vector>

namespace matinee {

inline constexpr const char* kVectorFile = "vectors.bin";

/// A file of film vectors: a head, then a record an epoch, all of one size, so that it grows at its end and what a kill
/// leaves of the last record is seen. Little-endian.
///     head:   "MATVECS1", films, factors, biases (0 or films), stride, checksum of these
///     record: epoch, checksum of epoch and values, values (float32: films x factors, then the biases)
/// Whole numbers have 64 bits.
struct VectorFileShape
{
    std::uint64_t films = 0;
    std::uint64_t factors = 0;
    std::uint64_t biases = 0;
    std::uint64_t stride = 1;

    bool operator==(const VectorFileShape&) const = default;
    std::uint64_t values() const { return films * factors + biases; }
};

VectorFileShape vectorFileShape(const FilmVectors& vectors, int stride);

/// What a file holds.
struct VectorFileIndex
{
    VectorFileShape shape;
    std::vector<int> epochs; ///< of each whole record, ascending
};

/// Checks the last record, and leaves out what is not whole. \throws Error{NotFound, Io, Format}
VectorFileIndex readVectorIndex(const std::filesystem::path& file);
/// \throws Error{NotFound, Io, Format} if it is not there, damaged, or of another epoch
FilmVectors readVectors(const std::filesystem::path& file, std::size_t record, int epoch);

/// Appends to such a file. What a call has written is with the kernel when it returns.
class VectorFileWriter
{
public:
    /// Goes on with the file if it is of this size: keeps the records before this epoch that are due with the stride.
    /// Makes it anew otherwise. A file that has other names keeps its content under those.
    /// \throws Error{Io}
    VectorFileWriter(std::filesystem::path file, const VectorFileShape& shape, int before);

    /// \throws Error{Io}; the file then holds what it held before
    void append(const FilmVectors& vectors);

private:
    void start();
    bool goOn(int before);

    std::filesystem::path m_file;
    VectorFileShape m_shape;
    std::uint64_t m_size = 0; ///< bytes written
};

} // namespace matinee
