#pragma once

#include <cstddef>
#include <functional>

namespace matinee {

/// Works on the indices [begin, end). worker is in [0, threads): no two chunks of one worker run at the same time, so
/// it may index scratch memory.
using ParallelBody = std::function<void(std::size_t begin, std::size_t end, int worker)>;

/// Called on the calling thread before each of its chunks, with how many indices have been handed out; the other
/// threads begin no chunk meanwhile, so it may wait. \return false to end early.
using ParallelProceed = std::function<bool(std::size_t started)>;

/// The one place where core computes on more than one thread: calls body for [0, count) in chunks of at most chunk
/// indices, on the calling thread and threads - 1 others, whichever is free. Who works on a chunk and when is not
/// determined; a body that writes only what belongs to its indices gives the same numbers for every thread count, as
/// the chunks are always the same.
/// \return false if proceed ended it: then some chunks have not run.
/// \throws the first exception thrown in body or proceed; the chunks that have not begun by then are left out.
bool parallelFor(std::size_t count, std::size_t chunk, int threads, const ParallelBody& body,
                 const ParallelProceed& proceed = {});

} // namespace matinee
