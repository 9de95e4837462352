#include "data/ratings_file.h"

#include "data/plain_rows.h"
#include "support/parallel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <limits>

namespace matinee {

namespace {

std::size_t countLines(std::string_view text)
{
    // Counters of a byte each, as many as a vector register has lanes or some of them, emptied before they overflow.
    constexpr std::size_t kLanes = 32;
    constexpr std::size_t kRounds = 255;
    std::size_t lines = 0;
    const char* position = text.data();
    const char* const end = position + text.size();
    while (static_cast<std::size_t>(end - position) >= kLanes) {
        std::array<std::uint8_t, kLanes> counts{};
        const std::size_t rounds = std::min(kRounds, static_cast<std::size_t>(end - position) / kLanes);
        for (std::size_t round = 0; round < rounds; ++round, position += kLanes)
            for (std::size_t lane = 0; lane < kLanes; ++lane)
                counts[lane] = static_cast<std::uint8_t>(counts[lane] + (position[lane] == '\n' ? 1 : 0));
        for (const auto count : counts)
            lines += count;
    }
    return lines + static_cast<std::size_t>(std::count(position, end, '\n'));
}

/// Whole lines that one thread parses.
struct Block
{
    std::string_view text;
    std::size_t lines = 0;       ///< line ends in it
    std::size_t linesBefore = 0; ///< in the file
    std::size_t firstRow = 0;    ///< where its rows go if every line before is a row

    std::size_t rows = 0;     ///< found there
    bool plain = false;       ///< they are in the columns; else in odd
    RawRatings odd;           ///< rows of a block that is not plain
    std::exception_ptr error; ///< what is wrong with it
};

/// A part of the file in memory.
struct Window
{
    std::vector<char> bytes;
    std::string_view text; ///< whole lines
    std::string_view rest; ///< the beginning of the line that the next window completes
    std::vector<Block> blocks;
    bool last = false;
    std::exception_ptr error; ///< what came after text
};

class RatingsFile
{
public:
    RatingsFile(const FileSource& source, const SourceFile& file, const RowFormat& format, const RunContext& context,
                const PieceSizes& sizes)
        : m_stream(source.open(file))
        , m_name(file.name())
        , m_size(file.size)
        , m_format(format)
        , m_context(context)
        , m_sizes(sizes)
        , m_skip(format.headerLine)
    {
        // No more memory than the file has, with a byte to find its end; more windows if it says too little.
        constexpr std::uint64_t kLeast = std::uint64_t(1) << 16;
        if (m_size > 0 && m_size < m_sizes.window)
            m_sizes.window = std::min<std::size_t>(m_sizes.window, std::max(m_size + 1, kLeast));
    }

    RatingColumns read()
    {
        const std::string what = "Reading " + m_name;
        Window current;
        Window next;
        fill(current, {});
        for (;;) {
            m_context.throwIfStopped();
            m_context.report(
                m_size > 0 ? 0.9 * std::min(1.0, static_cast<double>(m_done) / static_cast<double>(m_size)) : -1, what);
            std::size_t lines = 0;
            for (auto& block : current.blocks) {
                block.firstRow = m_columns.size() + lines;
                lines += block.lines;
            }
            makeRoom(lines, current.text.size());
            // First in the queue is what takes longest where the file is compressed, and only one thread can do.
            const std::size_t reading = current.last || current.error ? 0 : 1;
            parallelFor(reading + current.blocks.size(), 1, m_context.threads,
                        [&](std::size_t task, std::size_t /*end*/, int /*worker*/) {
                            if (task < reading)
                                fill(next, current.rest);
                            else
                                parse(current.blocks[task - reading]);
                        });
            for (auto& block : current.blocks)
                take(block);
            if (current.error)
                std::rethrow_exception(current.error);
            if (current.last)
                return std::move(m_columns);
            m_done += current.text.size();
            std::swap(current, next);
        }
    }

private:
    /// Reads on behind rest, the beginning of a line, and cuts what is read.
    void fill(Window& window, std::string_view rest)
    {
        constexpr std::size_t kStep = std::size_t(256) << 10;  // a stop is answered in between
        constexpr std::size_t kTooLong = std::size_t(1) << 17; // for a line, see LineReader
        window.error = nullptr;
        std::size_t size = rest.size();
        std::size_t wanted = size + m_sizes.window;
        window.bytes.resize(wanted + kPlainRowsPadding);
        rest.copy(window.bytes.data(), size);
        try {
            while (!window.last && size < wanted) {
                m_context.throwIfStopped();
                const auto count = m_stream->read(window.bytes.data() + size, std::min(kStep, wanted - size));
                size += count;
                window.last = count == 0;
                const bool full = size == wanted && size < kTooLong;
                if (full && std::string_view(window.bytes.data(), size).find('\n') == std::string_view::npos) {
                    wanted += m_sizes.window;
                    window.bytes.resize(wanted + kPlainRowsPadding);
                }
            }
        } catch (const Error& error) {
            if (error.code() == ErrorCode::Stopped)
                throw;
            // What is wrong in the rows before it comes first.
            window.error = std::current_exception();
        }
        const std::string_view all(window.bytes.data(), size);
        const auto end = all.rfind('\n');
        // Without any line end it is refused when it is parsed.
        const bool cut = !window.last && end != std::string_view::npos;
        window.text = cut ? all.substr(0, end + 1) : all;
        window.rest = all.substr(window.text.size());
        cutIntoBlocks(window);
    }

    void cutIntoBlocks(Window& window)
    {
        window.blocks.clear();
        std::string_view text = window.text;
        for (; m_skip > 0 && !text.empty(); --m_skip, ++m_lines)
            text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
        while (!text.empty()) {
            auto end = text.size();
            if (end > m_sizes.block)
                end = std::min(text.find('\n', m_sizes.block), end - 1) + 1;
            Block block{.text = text.substr(0, end), .linesBefore = m_lines};
            block.lines = countLines(block.text);
            m_lines += block.lines;
            // The last line may lack its end.
            block.lines += block.text.ends_with('\n') ? 0 : 1;
            window.blocks.push_back(std::move(block));
            text.remove_prefix(end);
        }
    }

    /// Room for the rows of a window, and once for those of the file: what is not needed takes no memory.
    void makeRoom(std::size_t lines, std::size_t bytes)
    {
        constexpr std::uint64_t kLargest = std::uint64_t(1) << 36; // an archive may lie about sizes
        if (m_columns.size() == 0 && bytes > 0 && m_size > bytes && m_size <= kLargest) {
            const double share = 1.02 * static_cast<double>(m_size) / static_cast<double>(bytes);
            m_columns.makeRoom(static_cast<std::size_t>(static_cast<double>(lines) * share));
        }
        m_columns.makeRoom(lines);
    }

    void parse(Block& block)
    {
        m_context.throwIfStopped();
        if (m_format.isPlain()) {
            const auto rows =
                parsePlainRows(block.text, m_format.separator, m_format.timed(), m_columns.place(block.firstRow));
            if (rows) {
                block.rows = *rows;
                block.plain = true;
                return;
            }
        }
        try {
            LineReader lines(block.text, m_name, block.linesBefore, m_context);
            readRows(lines, m_format, block.odd);
            block.rows = block.odd.size();
        } catch (const Error& error) {
            if (error.code() == ErrorCode::Stopped)
                throw;
            block.error = std::current_exception();
        }
    }

    /// In the order of the file.
    void take(const Block& block)
    {
        if (block.error)
            std::rethrow_exception(block.error);
        if (block.rows > std::numeric_limits<RowIndex>::max() - m_columns.size()) {
            throw Error(ErrorCode::Format, "There are more ratings than 32 bits can number.",
                        fmt::format("{}:{}", m_name, block.linesBefore + block.lines));
        }
        if (block.plain)
            m_columns.take(block.firstRow, block.rows);
        else
            m_columns.append(block.odd);
    }

    std::unique_ptr<ByteStream> m_stream;
    std::string m_name;
    std::uint64_t m_size;
    const RowFormat& m_format;
    const RunContext& m_context;
    PieceSizes m_sizes;
    RatingColumns m_columns;
    std::size_t m_skip;      ///< lines of the header that are to come
    std::size_t m_lines = 0; ///< cut into blocks so far, the header's included
    std::uint64_t m_done = 0;
};

} // namespace

RatingColumns readRatings(const FileSource& source, const SourceFile& file, const RowFormat& format,
                          const RunContext& context, const PieceSizes& sizes)
{
    return RatingsFile(source, file, format, context, sizes).read();
}

} // namespace matinee
