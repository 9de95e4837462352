#include "support/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace matinee {

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return nullptr;
    struct stat status = {};
    void* memory = MAP_FAILED;
    if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        memory = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
    ::close(file); // the mapping keeps the file
    if (memory == MAP_FAILED)
        return nullptr;
    return std::shared_ptr<const MappedFile>(
        new MappedFile({static_cast<const std::byte*>(memory), static_cast<std::size_t>(status.st_size)}));
}

void MappedFile::dropPages() const
{
    madvise(const_cast<std::byte*>(m_bytes.data()), m_bytes.size(), MADV_DONTNEED);
}

MappedFile::~MappedFile()
{
    munmap(const_cast<std::byte*>(m_bytes.data()), m_bytes.size());
}

} // namespace matinee
