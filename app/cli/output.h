#pragma once

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace matinee::cli {

/// Exit codes of the command line's contract.
enum ExitCode
{
    kDone = 0,
    kFailed = 1,
    kWrongUse = 2,
    kInterrupted = 130
};

/// A line of results: standard output, flushed.
void printLine(std::string_view line);
/// One compact JSON object as a line of results, "event" first.
void printJson(const nlohmann::json& object);
/// A line of everything else: standard error.
void note(std::string_view line);

bool errorIsTerminal();

/// "100,000"
std::string grouped(std::uint64_t number);
/// "3.1 M"
std::string abbreviated(double number);
/// "4 s", "2 min 05 s", "3 h 20 min"
std::string duration(double seconds);
/// "3.5254" with so many decimals; "-" for NaN and infinity.
std::string decimals(double number, int places);

/// Columns aligned by their widest cell; titles may be empty.
class Table
{
public:
    enum class Align
    {
        Left,
        Right
    };
    struct Column
    {
        std::string title;
        Align align = Align::Left;
        std::size_t width = 0; ///< at least; lets rows be printed before all are known
    };

    explicit Table(std::vector<Column> columns);
    void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
    /// The titles (unless all are empty) and all rows.
    void print();
    /// The titles alone, and one row at once.
    void printTitles() const;
    void printRow(const std::vector<std::string>& cells) const;

private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

/// One line on standard error that is drawn over itself; nothing at all where that is no terminal.
class ProgressBar
{
public:
    ProgressBar();
    ~ProgressBar() { clear(); }
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    /// At most ten times a second. \param fraction in [0, 1], or negative where the length is unknown.
    void show(double fraction, std::string_view before, std::string_view after = {});
    /// Takes the line away, so that something else can be printed.
    void clear();

private:
    bool m_terminal;
    bool m_shown = false;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace matinee::cli
