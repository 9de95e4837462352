#pragma once

#include <matinee/device.h>
#include <matinee/recommender.h>

#include <vector>

namespace matinee {

/// What the module with torch offers. It is opened at the first call and stays open.
struct TorchModule
{
    /// The models that need torch, simplest first.
    std::vector<ModelInfo> (*models)();
    /// Every CUDA device, or one unavailable entry with the reason.
    std::vector<DeviceInfo> (*cudaDevices)();
};

/// \throws Error{Internal} if the module or LibTorch cannot be loaded.
const TorchModule& torchModule();

/// The module's one exported symbol.
constexpr auto kTorchModuleSymbol = "matineeTorchModule";

} // namespace matinee
