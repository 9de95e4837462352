#pragma once

namespace matinee {

/// Sets the threads that torch and its BLAS use for calls from this thread. To be called at the start of each job:
/// torch's setting acts on the calling thread only, and Debian's default is one.
void setComputeThreads(int threads);

} // namespace matinee
