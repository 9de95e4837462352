#include <matinee/device.h>
#include <matinee/error.h>

#include <torch/torch.h>

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
    if (!torch::cuda::is_available()) {
        const auto* reason = at::hasCUDA() ? "No CUDA device answers; is the NVIDIA driver installed?"
                                           : "This LibTorch was built without CUDA.";
        list.push_back({"cuda", "GPU (CUDA)", false, reason});
        return list;
    }
    const auto count = torch::cuda::device_count();
    for (std::size_t d = 0; d < count; ++d)
        list.push_back({count == 1 ? "cuda" : fmt::format("cuda:{}", d), fmt::format("GPU {} (CUDA)", d), true, {}});
    return list;
}

std::string resolveDevice(const std::string& device)
{
    const auto all = devices();
    const bool cuda = torch::cuda::is_available();
    if (device == "cpu")
        return device;
    if (device == "auto")
        return cuda ? "cuda:0" : "cpu";
    if (device == "cuda" || device.starts_with("cuda:")) {
        const auto number = device == "cuda" ? std::string("0") : device.substr(5);
        if (number.empty() || number.size() > 3 || number.find_first_not_of("0123456789") != std::string::npos)
            throw Error(ErrorCode::InvalidArgument, fmt::format("'{}' is not a device; try cuda:0.", device), "device");
        if (!cuda)
            throw Error(ErrorCode::Device, all.back().reason, device);
        if (static_cast<std::size_t>(std::stoul(number)) >= torch::cuda::device_count())
            throw Error(ErrorCode::Device,
                        fmt::format("There {} only {} CUDA device{}.", torch::cuda::device_count() == 1 ? "is" : "are",
                                    torch::cuda::device_count(), torch::cuda::device_count() == 1 ? "" : "s"),
                        device);
        return "cuda:" + number;
    }
    throw Error(ErrorCode::InvalidArgument,
                fmt::format("'{}' is not a device; choose auto, cpu, cuda or cuda:N.", device), "device");
}

} // namespace matinee
