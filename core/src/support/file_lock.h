#pragma once

#include <filesystem>
#include <optional>

namespace matinee {

/// A lock on a file that lives as long as this object, and no longer than the process: the kernel drops it, whatever
/// the process dies of. It belongs to the open file (fcntl's F_OFD_SETLK), so that two objects of one process exclude
/// each other as two processes do, and asking whether it is held takes nothing from anybody.
class FileLock
{
public:
    /// Makes the file where it is not there. \return nullopt if somebody holds it. \throws Error{Io}
    static std::optional<FileLock> tryLock(const std::filesystem::path& file);
    /// Whether somebody holds it; false where there is no such file, or none that can be looked at.
    static bool isHeld(const std::filesystem::path& file);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor)
    {}

    int m_descriptor;
};

} // namespace matinee
