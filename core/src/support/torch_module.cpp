#include "support/torch_module.h"

#include <matinee/error.h>

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace matinee {

namespace {

TorchModule load()
{
    // By its path: a run path would not do under AddressSanitizer, whose dlopen stands before the system's.
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto module = program.parent_path() / MATINEE_MODULE_PATH / "libmatinee_torch.so";
    // RTLD_GLOBAL: the libraries behind torch look each other's symbols up.
    auto* library = dlopen(module.c_str(), RTLD_NOW | RTLD_GLOBAL);
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
