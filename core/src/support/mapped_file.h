#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace matinee {

/// A file in memory, read only, page by page as it is looked at. It must not be cut short meanwhile; to rename another
/// file over it, or to remove it, does no harm.
class MappedFile
{
public:
    /// Null if there is no such file, it is empty or it cannot be mapped.
    static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return m_bytes; }
    /// Gives the memory of the pages looked at so far back; they are read again when next looked at.
    void dropPages() const;

private:
    explicit MappedFile(std::span<const std::byte> bytes)
        : m_bytes(bytes)
    {}

    std::span<const std::byte> m_bytes;
};

} // namespace matinee
