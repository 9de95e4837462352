#include "data/output_file.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <cerrno>
#include <system_error>

namespace matinee {

namespace {

constexpr std::size_t kBufferBytes = 1 << 18;

} // namespace

OutputFile::OutputFile(std::filesystem::path path)
    : m_path(std::move(path))
    , m_part(m_path)
{
    m_part += ".part";
    errno = 0;
    m_stream.open(m_part, std::ios::binary | std::ios::trunc);
    if (!m_stream)
        fail(errno);
}

OutputFile::~OutputFile()
{
    if (m_committed)
        return;
    m_stream.close();
    std::error_code ignored;
    std::filesystem::remove(m_part, ignored);
}

void OutputFile::write(std::string_view text)
{
    m_buffer += text;
    if (m_buffer.size() >= kBufferBytes)
        flush();
}

void OutputFile::flush()
{
    errno = 0;
    m_stream.write(m_buffer.data(), static_cast<std::streamsize>(m_buffer.size()));
    m_buffer.clear();
    if (!m_stream)
        fail(errno);
}

void OutputFile::commit()
{
    flush();
    errno = 0;
    m_stream.close();
    if (!m_stream)
        fail(errno);
    std::error_code error;
    std::filesystem::rename(m_part, m_path, error);
    if (error)
        fail(error.value());
    m_committed = true;
}

void OutputFile::fail(int number) const
{
    const std::string reason = number != 0 ? std::generic_category().message(number) : "the disk refused it";
    throw Error(ErrorCode::Io, fmt::format("It could not be written: {}.", reason), m_path.string());
}

} // namespace matinee
