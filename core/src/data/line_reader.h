#pragma once

#include "data/file_source.h"

#include <matinee/run_context.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace matinee {

/// The lines of a text file, one buffer at a time: LF or CRLF, a byte order mark dropped, blank lines passed over, the
/// last line with or without its end. Reports progress and answers a stop whenever the buffer is filled.
class LineReader
{
public:
    /// Progress runs over [from, to].
    LineReader(const FileSource& source, const SourceFile& file, const RunContext& context, double from = 0,
               double to = 1);

    /// Lines of a piece of that file that is in memory; linesBefore stand before it. Reports no progress.
    LineReader(std::string_view piece, std::string name, std::size_t linesBefore, const RunContext& context);

    /// The next line, valid until the next call; false at the end. \throws Error{Format, Io, Stopped}
    bool next(std::string_view& line);

    /// Name of the file, without its folder.
    const std::string& name() const { return m_name; }
    /// Number of the current line, from 1; 0 before the first one.
    std::size_t number() const { return m_number; }
    /// Whether the current line is the last one and has no line end, as in a file that was cut off.
    bool unterminated() const { return m_unterminated; }

    /// Throws Error{Format} at the current line.
    [[noreturn]] void fail(const std::string& message) const;

private:
    bool fill();

    std::unique_ptr<ByteStream> m_stream;
    std::string m_name;
    const RunContext& m_context;
    std::string m_what; ///< reported with the progress; empty: none is
    double m_from;
    double m_to;
    std::uint64_t m_size;
    std::uint64_t m_read = 0;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    std::size_t m_number = 0;
    bool m_done = false;
    bool m_unterminated = false;
};

} // namespace matinee
