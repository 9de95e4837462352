#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace matinee {

/// A file that is there whole or not at all: written as "NAME.part" and renamed by commit(). For what is too large to
/// hold in memory, or has to be stoppable; else see writeFileAtomically().
class OutputFile
{
public:
    /// \throws Error{Io}
    explicit OutputFile(std::filesystem::path path);
    /// Removes what was written, unless it was committed.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    /// \throws Error{Io}
    void write(std::string_view text);
    /// Closes the file and gives it its name. \throws Error{Io}
    void commit();

private:
    [[noreturn]] void fail(int number) const;
    void flush();

    std::filesystem::path m_path;
    std::filesystem::path m_part;
    std::string m_buffer;
    std::ofstream m_stream;
    bool m_committed = false;
};

} // namespace matinee
