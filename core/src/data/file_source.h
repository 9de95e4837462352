#pragma once

#include <matinee/run_context.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace matinee {

/// The bytes of one file, in order. \throws Error{Io}
class ByteStream
{
public:
    virtual ~ByteStream() = default;
    /// Up to size bytes; 0 only at the end.
    virtual std::size_t read(char* out, std::size_t size) = 0;
};

/// A file within a source.
struct SourceFile
{
    std::string path;       ///< within the source, with '/'
    std::uint64_t size = 0; ///< bytes as announced (an archive may lie); 0 where unknown

    std::string folder() const; ///< "" at the top
    std::string name() const;
};

/// The files of a data set, wherever they lie.
class FileSource
{
public:
    virtual ~FileSource() = default;
    const std::vector<SourceFile>& files() const { return m_files; }
    virtual std::unique_ptr<ByteStream> open(const SourceFile& file) const = 0;
    /// Reads the files of this name to their ends where the source has checksums of them, else does nothing.
    /// \throws Error{Format, Stopped}
    virtual void verify(const std::string& /*name*/, const RunContext& /*context*/) const {}

protected:
    std::vector<SourceFile> m_files;
};

/// The files of a folder and, if asked for, of its direct subfolders; hidden and special files are left out.
/// \throws Error{Io}
std::unique_ptr<FileSource> openFolder(const std::filesystem::path& folder, bool subfolders = true);

/// The files of a zip archive, read in place. \throws Error{Format, Io}
std::unique_ptr<FileSource> openZip(const std::filesystem::path& path);
/// The same of an archive in memory, which must outlive the source.
std::unique_ptr<FileSource> openZip(const void* bytes, std::size_t size);

/// Whether a file begins as zip archives do. \throws Error{Io}
bool isZip(const std::filesystem::path& path);

} // namespace matinee
