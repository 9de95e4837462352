#include "support/file_lock.h"

#include <matinee/error.h>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace matinee {

namespace {

struct flock wholeFile()
{
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

} // namespace

std::optional<FileLock> FileLock::tryLock(const std::filesystem::path& file)
{
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0)
        throw Error(ErrorCode::Io, fmt::format("The lock could not be made: {}.", std::strerror(errno)), file.string());
    FileLock lock(descriptor);
    auto whole = wholeFile();
    if (fcntl(descriptor, F_OFD_SETLK, &whole) == 0)
        return lock;
    if (errno == EAGAIN || errno == EACCES)
        return std::nullopt;
    throw Error(ErrorCode::Io, fmt::format("The lock could not be taken: {}.", std::strerror(errno)), file.string());
}

bool FileLock::isHeld(const std::filesystem::path& file)
{
    const FileLock looking(open(file.c_str(), O_RDONLY | O_CLOEXEC));
    auto whole = wholeFile();
    return looking.m_descriptor >= 0 && fcntl(looking.m_descriptor, F_OFD_GETLK, &whole) == 0 &&
           whole.l_type != F_UNLCK;
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
{}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock::~FileLock()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

} // namespace matinee
