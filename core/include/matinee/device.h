#pragma once

#include <string>
#include <vector>

namespace matinee {

/// A compute device that a person may choose; where it cannot be used, why not.
struct DeviceInfo
{
    std::string id;   ///< "cpu", "cuda", "cuda:1"
    std::string name; ///< "CPU, 2 threads", "NVIDIA H100"
    bool available = false;
    std::string reason; ///< one sentence where it is not available
};

/// "cpu" and every CUDA device, or one unavailable "cuda" entry with the reason.
std::vector<DeviceInfo> devices();

/// Turns "auto", "cpu", "cuda" or "cuda:N" into a device that is there ("auto": the first CUDA device, else "cpu").
/// \throws Error{Device} with the reason where it is not; Error{InvalidArgument} for any other text.
std::string resolveDevice(const std::string& device);

/// Threads of this machine that a job may use; at least 1.
int hardwareThreads();

} // namespace matinee
