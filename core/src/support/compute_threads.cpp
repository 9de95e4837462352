#include "support/compute_threads.h"

#include <torch/torch.h>

#include <dlfcn.h>

#include <algorithm>

namespace matinee {

void setComputeThreads(int threads)
{
    thread_local int current = 0;
    threads = std::max(1, threads);
    if (current == threads)
        return;
    current = threads;
    at::set_num_threads(threads);
    // OpenBLAS keeps a pool of its own that torch's setting does not reach; another BLAS lacks the symbol.
    using Setter = void (*)(int);
    if (auto* symbol = dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))
        reinterpret_cast<Setter>(symbol)(threads);
}

} // namespace matinee
