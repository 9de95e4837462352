#include "models/model_list.h"
#include "support/torch_module.h"

#include <torch/torch.h>

#include <fmt/format.h>

namespace matinee {

namespace {

std::vector<DeviceInfo> cudaDevices()
{
    if (!torch::cuda::is_available()) {
        const auto* reason = at::hasCUDA() ? "No CUDA device answers; is the NVIDIA driver installed?"
                                           : "This LibTorch was built without CUDA.";
        return {{"cuda", "GPU (CUDA)", false, reason}};
    }
    std::vector<DeviceInfo> list;
    const auto count = torch::cuda::device_count();
    for (std::size_t d = 0; d < count; ++d)
        list.push_back({fmt::format("cuda:{}", d), fmt::format("GPU {} (CUDA)", d), true, {}});
    return list;
}

} // namespace

} // namespace matinee

extern "C" __attribute__((visibility("default"))) matinee::TorchModule matineeTorchModule()
{
    return {matinee::torchModels, matinee::cudaDevices};
}
