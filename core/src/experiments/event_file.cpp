#include "experiments/event_file.h"

#include "support/crc32c.h"

#include <matinee/error.h>

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>

namespace matinee {

namespace {

// Field numbers of event.proto.
constexpr int kWallTime = 1;
constexpr int kStep = 2;
constexpr int kFileVersion = 3;
constexpr int kSummary = 5;

void appendLittleEndian(std::string& bytes, std::uint64_t number, int count)
{
    for (int byte = 0; byte < count; ++byte)
        bytes += static_cast<char>(number >> (8 * byte) & 0xFF);
}

/// Rotated and shifted, since a checksum of data that holds its own checksum is weak.
std::uint32_t maskedChecksum(std::string_view bytes)
{
    const auto checksum = crc32c(bytes);
    return ((checksum >> 15) | (checksum << 17)) + 0xA282EAD8U;
}

double now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::string hostName()
{
    std::array<char, 256> name{};
    if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0')
        return "localhost";
    return name.data();
}

/// events.out.tfevents.<seconds>.<host>.<process>.<number>: TensorBoard takes the files of a folder in this order.
std::string fileName()
{
    static std::atomic<int> number = 0;
    return fmt::format("events.out.tfevents.{:010}.{}.{}.{}", static_cast<std::int64_t>(now()), hostName(), getpid(),
                       number++);
}

} // namespace

std::string eventRecord(const std::string& data)
{
    std::string record;
    appendLittleEndian(record, data.size(), 8);
    appendLittleEndian(record, maskedChecksum(record), 4);
    record += data;
    appendLittleEndian(record, maskedChecksum(data), 4);
    return record;
}

EventFile::EventFile(const std::filesystem::path& folder)
    : m_path(folder / fileName())
{
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (!std::filesystem::is_directory(folder, code))
        throw Error(ErrorCode::Io, "The folder for TensorBoard's files could not be made.", folder.string());
    errno = 0;
    m_file.open(m_path, std::ios::binary | std::ios::trunc);
    addEvent(ProtoMessage().real(kWallTime, now()).text(kFileVersion, "brain.Event:2"));
    if (!flush())
        throw Error(ErrorCode::Io,
                    fmt::format("TensorBoard's files could not be written there: {}.",
                                errno ? std::strerror(errno) : "the disk refused"),
                    folder.string());
}

void EventFile::addSummary(std::int64_t step, const ProtoMessage& summary)
{
    ProtoMessage event;
    event.real(kWallTime, now());
    if (step != 0)
        event.integer(kStep, step);
    addEvent(event.message(kSummary, summary));
}

bool EventFile::flush()
{
    m_file.flush();
    return m_file.good();
}

void EventFile::addEvent(const ProtoMessage& event)
{
    const auto record = eventRecord(event.bytes());
    m_file.write(record.data(), static_cast<std::streamsize>(record.size()));
}

} // namespace matinee
