#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// Writes a zip with these names and contents, as a release's zip is made.
inline void zipFiles(const std::filesystem::path& zip, const std::vector<std::pair<std::string, std::string>>& files,
                     const char* options = "")
{
    archive* handle = archive_write_new();
    archive_write_set_format_zip(handle);
    archive_write_set_options(handle, options);
    if (archive_write_open_filename(handle, zip.c_str()) != ARCHIVE_OK)
        throw std::runtime_error("The zip cannot be written.");
    for (const auto& [name, content] : files) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name.c_str());
        archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_write_header(handle, entry);
        archive_write_data(handle, content.data(), content.size());
        archive_entry_free(entry);
    }
    if (archive_write_close(handle) != ARCHIVE_OK)
        throw std::runtime_error("The zip cannot be written.");
    archive_write_free(handle);
}

/// Zips the files of a folder, below prefix ("ml-100k/").
inline void zipFolder(const std::filesystem::path& zip, const std::filesystem::path& folder, const std::string& prefix)
{
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (!entry.is_regular_file())
            continue;
        std::stringstream content;
        content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
        files.emplace_back(prefix + entry.path().filename().string(), content.str());
    }
    zipFiles(zip, files);
}
