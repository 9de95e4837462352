#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace matinee {

/// Named arrays of float in one file: a model's trained state. Little-endian; magic "MATINEE1", the number of arrays,
/// then of each its name, shape and values, and a digest at the end. Sizes and digest are checked before anything is
/// allocated, so a damaged or hostile file ends in an Error.
class ModelFile
{
public:
    struct Array
    {
        std::vector<std::uint64_t> shape;
        std::vector<float> values;
    };

    void put(const std::string& name, std::vector<std::uint64_t> shape, std::vector<float> values);
    /// \throws Error{Format} if it is missing or has another shape. An expected extent of 0 accepts any.
    const Array& get(const std::string& name, const std::vector<std::uint64_t>& shape) const;

    const std::map<std::string, Array>& arrays() const { return m_arrays; }

    /// \throws Error{Io}
    void write(const std::filesystem::path& path) const;
    /// \throws Error{NotFound, Format, Io}
    static ModelFile read(const std::filesystem::path& path);

private:
    std::map<std::string, Array> m_arrays;
};

} // namespace matinee
