#include "support/torch_module.h"

#include <matinee/error.h>

#include <dlfcn.h>
#include <fmt/format.h>

namespace matinee {

namespace {

TorchModule load()
{
    // RTLD_GLOBAL: the libraries behind torch look each other's symbols up.
    auto* library = dlopen("libmatinee_torch.so", RTLD_NOW | RTLD_GLOBAL);
    if (!library)
        throw Error(ErrorCode::Internal, fmt::format("LibTorch could not be loaded: {}.", dlerror()));
    auto* symbol = dlsym(library, kTorchModuleSymbol);
    if (!symbol)
        throw Error(ErrorCode::Internal, "libmatinee_torch.so is not the one of this Matinee.");
    return reinterpret_cast<TorchModule (*)()>(symbol)();
}

} // namespace

const TorchModule& torchModule()
{
    static const TorchModule module = load();
    return module;
}

} // namespace matinee
