#include "data/line_reader.h"

#include "data/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace matinee {

namespace {

/// Also the longest line. Filled many times a second, so that a stop is answered at once.
constexpr std::size_t kBuffer = 1 << 16;

class MemoryStream : public ByteStream
{
public:
    explicit MemoryStream(std::string_view rest)
        : m_rest(rest)
    {}

    std::size_t read(char* out, std::size_t size) override
    {
        const std::size_t count = m_rest.copy(out, size);
        m_rest.remove_prefix(count);
        return count;
    }

private:
    std::string_view m_rest;
};

} // namespace

LineReader::LineReader(const FileSource& source, const SourceFile& file, const RunContext& context, double from,
                       double to)
    : m_stream(source.open(file))
    , m_name(file.name())
    , m_context(context)
    , m_what("Reading " + m_name)
    , m_from(from)
    , m_to(to)
    , m_size(file.size)
    , m_buffer(kBuffer)
{}

LineReader::LineReader(std::string_view piece, std::string name, std::size_t linesBefore, const RunContext& context)
    : m_stream(std::make_unique<MemoryStream>(piece))
    , m_name(std::move(name))
    , m_context(context)
    , m_from(0)
    , m_to(0)
    , m_size(piece.size())
    , m_buffer(kBuffer)
    , m_number(linesBefore)
{}

bool LineReader::next(std::string_view& line)
{
    for (;;) {
        const char* begin = m_buffer.data() + m_begin;
        const std::size_t left = m_end - m_begin;
        const auto* end = left == 0 ? nullptr : static_cast<const char*>(std::memchr(begin, '\n', left));
        if (!end && fill())
            continue;
        if (!end && left == 0)
            return false;
        m_unterminated = end == nullptr;
        ++m_number;
        std::string_view found(begin, end ? static_cast<std::size_t>(end - begin) : left);
        m_begin += found.size() + (end ? 1 : 0);
        if (m_number == 1 && found.starts_with("\xEF\xBB\xBF"))
            found.remove_prefix(3);
        if (found.ends_with('\r'))
            found.remove_suffix(1);
        if (!trimmed(found).empty()) {
            line = found;
            return true;
        }
    }
}

bool LineReader::fill()
{
    if (m_done)
        return false;
    m_context.throwIfStopped();
    if (m_what.empty()) {
        // A piece of a file whose reader reports for all of it.
    } else if (m_size > 0) {
        const double share = std::min(1.0, static_cast<double>(m_read) / static_cast<double>(m_size));
        m_context.report(m_from + (m_to - m_from) * share, m_what);
    } else {
        m_context.report(-1, m_what);
    }
    std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
    m_end -= m_begin;
    m_begin = 0;
    if (m_end == m_buffer.size()) {
        ++m_number;
        fail("The line is longer than 64 KiB: this is no text file of ratings or films.");
    }
    char* fresh = m_buffer.data() + m_end;
    const std::size_t count = m_stream->read(fresh, m_buffer.size() - m_end);
    if (const char* zero = std::find(fresh, fresh + count, '\0'); zero != fresh + count) {
        m_number += 1 + static_cast<std::size_t>(std::count(std::as_const(m_buffer).data(), zero, '\n'));
        fail("The file holds zero bytes: it is binary or UTF-16, not a text file of ratings or films.");
    }
    m_end += count;
    m_read += count;
    m_done = count == 0;
    return true; // at the end too: the rest has moved
}

void LineReader::fail(const std::string& message) const
{
    throw Error(ErrorCode::Format, message, m_number == 0 ? m_name : fmt::format("{}:{}", m_name, m_number));
}

} // namespace matinee
