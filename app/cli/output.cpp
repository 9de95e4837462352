#include "output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace matinee::cli {

namespace {

/// Characters, not bytes: UTF-8 continuation bytes do not count.
std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// At most so many characters, none cut in half.
std::string firstCharacters(std::string_view text, std::size_t count)
{
    std::size_t end = 0;
    for (std::size_t seen = 0; end < text.size(); ++end) {
        const bool begins = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        if (begins && ++seen > count)
            break;
    }
    return std::string(text.substr(0, end));
}

void writeLine(std::FILE* stream, std::string_view line)
{
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fputc('\n', stream);
    std::fflush(stream);
}

std::size_t terminalWidth()
{
    winsize size = {};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

void printLine(std::string_view line)
{
    writeLine(stdout, line);
}

void printJson(const nlohmann::json& object)
{
    nlohmann::ordered_json line = nlohmann::ordered_json::object();
    if (const auto event = object.find("event"); event != object.end())
        line["event"] = *event;
    for (const auto& [key, value] : object.items())
        line[key] = value; // "event" keeps its place
    printLine(line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void note(std::string_view line)
{
    writeLine(stderr, line);
}

bool errorIsTerminal()
{
    return isatty(STDERR_FILENO) == 1;
}

std::string grouped(std::uint64_t number)
{
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0)
            text += ',';
        text += digits[i];
    }
    return text;
}

std::string abbreviated(double number)
{
    if (!std::isfinite(number))
        return "-";
    if (number >= 1e6)
        return fmt::format("{:.1f} M", number / 1e6);
    if (number >= 1e4)
        return fmt::format("{:.0f} k", number / 1e3);
    return fmt::format("{:.0f}", number);
}

std::string duration(double seconds)
{
    if (!(seconds >= 0 && seconds < 1e9))
        return "-";
    const auto whole = static_cast<std::int64_t>(std::llround(seconds));
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

std::string decimals(double number, int places)
{
    return std::isfinite(number) ? fmt::format("{:.{}f}", number, places) : "-";
}

Table::Table(std::vector<Column> columns)
    : m_columns(std::move(columns))
{
    for (auto& column : m_columns)
        column.width = std::max(column.width, widthOf(column.title));
}

void Table::print()
{
    bool titled = false;
    for (std::size_t c = 0; c < m_columns.size(); ++c) {
        titled = titled || !m_columns[c].title.empty();
        for (const auto& row : m_rows)
            m_columns[c].width = std::max(m_columns[c].width, widthOf(row[c]));
    }
    if (titled)
        printTitles();
    for (const auto& row : m_rows)
        printRow(row);
}

void Table::printTitles() const
{
    std::vector<std::string> titles;
    for (const auto& column : m_columns)
        titles.push_back(column.title);
    printRow(titles);
}

void Table::printRow(const std::vector<std::string>& cells) const
{
    std::string line;
    for (std::size_t c = 0; c < m_columns.size(); ++c) {
        const std::string padding(m_columns[c].width - std::min(m_columns[c].width, widthOf(cells[c])), ' ');
        if (c > 0)
            line += "  ";
        line += m_columns[c].align == Align::Right ? padding + cells[c] : cells[c] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    printLine(line);
}

ProgressBar::ProgressBar()
    : m_terminal(errorIsTerminal())
{}

void ProgressBar::show(double fraction, std::string_view before, std::string_view after)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_terminal || (m_shown && now - m_last < std::chrono::milliseconds(100)))
        return;
    m_last = now;
    m_shown = true;
    // A line that wraps could not be drawn over: the bar gives way first, then the end is cut.
    const std::size_t room = terminalWidth() - 1;
    std::string line(before);
    if (fraction >= 0) {
        const double share = std::min(1.0, fraction);
        const std::size_t others = widthOf(before) + widthOf(after) + 12;
        const std::size_t cells = std::clamp<std::size_t>(room - std::min(room, others), 4, 24);
        const auto full = static_cast<std::size_t>(share * static_cast<double>(cells));
        line += fmt::format("  [{:.<{}}] {:3.0f} %", std::string(full, '#'), cells, share * 100);
    }
    if (!after.empty())
        line += fmt::format("  {}", after);
    line = firstCharacters(line, room);
    fmt::print(stderr, "\r\x1b[K{}", line);
    std::fflush(stderr);
}

void ProgressBar::clear()
{
    if (!m_shown)
        return;
    m_shown = false;
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
}

} // namespace matinee::cli
