#include "support/atomic_file.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <system_error>

namespace matinee {

void writeFileAtomically(const std::filesystem::path& path, std::string_view content)
{
    auto temporary = path;
    temporary += ".part";
    errno = 0;
    {
        std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
        file.close();
        if (!file) {
            const auto reason = errno ? std::strerror(errno) : "the disk refused";
            std::error_code ignored;
            std::filesystem::remove(temporary, ignored);
            throw Error(ErrorCode::Io, fmt::format("It could not be written: {}.", reason), path.string());
        }
    }
    std::error_code error;
    std::filesystem::rename(temporary, path, error);
    if (error)
        throw Error(ErrorCode::Io, fmt::format("It could not be written: {}.", error.message()), path.string());
}

std::string readWholeFile(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        throw Error(ErrorCode::NotFound, "There is no such file.", path.string());
    if (!std::filesystem::is_regular_file(path, error))
        throw Error(ErrorCode::Io, "It is not a file.", path.string());
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string content;
    try {
        content.assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    } catch (const std::ios_base::failure&) { // the buffer throws whatever the stream's mask says
        throw Error(ErrorCode::Io, "It could not be read.", path.string());
    }
    if (!file || file.bad())
        throw Error(ErrorCode::Io, fmt::format("It could not be read: {}.", errno ? std::strerror(errno) : "unknown"),
                    path.string());
    return content;
}

} // namespace matinee
