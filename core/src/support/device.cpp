#include "support/torch_module.h"

#include <matinee/device.h>
#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace matinee {

int hardwareThreads()
{
    return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

std::vector<DeviceInfo> devices()
{
    const int threads = hardwareThreads();
    std::vector<DeviceInfo> list = {
        {"cpu", fmt::format("CPU, {} {}", threads, threads == 1 ? "thread" : "threads"), true, {}}};
    for (auto& device : torchModule().cudaDevices())
        list.push_back(std::move(device));
    return list;
}

std::string resolveDevice(const std::string& device)
{
    if (device == "cpu")
        return device;
    const bool named = device == "cuda" || device.starts_with("cuda:");
    const auto number = named && device != "cuda" ? device.substr(5) : std::string("0");
    const bool isNumber =
        !number.empty() && number.size() <= 3 && number.find_first_not_of("0123456789") == std::string::npos;
    if ((!named && device != "auto") || !isNumber)
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("'{}' is not a device; choose auto, cpu, cuda or cuda:N.", device), "device");

    const auto cuda = torchModule().cudaDevices();
    if (!cuda.front().available) {
        if (device == "auto")
            return "cpu";
        throw Error(ErrorCode::Device, cuda.front().reason, device);
    }
    if (std::stoul(number) >= cuda.size())
        throw Error(ErrorCode::Device,
                    fmt::format("There is no CUDA device {}; the last one is cuda:{}.", number, cuda.size() - 1),
                    device);
    return "cuda:" + number;
}

} // namespace matinee
