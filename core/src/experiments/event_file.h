#pragma once

#include "support/proto_message.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace matinee {

/// A file of TensorBoard's events: records of length, checksum, data, checksum, in which each data is an Event message.
class EventFile
{
public:
    /// Begins a new file in the folder, which is made if need be. \throws Error{Io}
    explicit EventFile(const std::filesystem::path& folder);

    /// \param step left out where 0, as in every proto3 file. \param summary a Summary message
    void addSummary(std::int64_t step, const ProtoMessage& summary);
    /// Hands everything to the system. \return false if a write failed since the file was begun.
    bool flush();

    const std::filesystem::path& path() const { return m_path; }

private:
    void addEvent(const ProtoMessage& event);

    std::filesystem::path m_path;
    std::ofstream m_file;
};

/// One record: what EventFile writes for some data.
std::string eventRecord(const std::string& data);

} // namespace matinee
