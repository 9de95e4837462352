#pragma once

#include <matinee/error.h>

#include <functional>
#include <stop_token>
#include <string_view>

namespace matinee {

/// What every long call takes: how to stop it, where to report, how much of the machine it may use. Passed by
/// const reference; copying is cheap. Every call that takes one answers a stop within 100 ms.
struct RunContext
{
    std::stop_token stop;
    /// fraction in [0, 1], or negative where the length is unknown; called on the working thread. May be empty.
    std::function<void(double fraction, std::string_view what)> progress;
    int threads = 1;

    void report(double fraction, std::string_view what) const
    {
        if (progress)
            progress(fraction, what);
    }

    /// \throws Error{Stopped}
    void throwIfStopped() const
    {
        if (stop.stop_requested())
            throw Error(ErrorCode::Stopped, "Stopped.");
    }
};

} // namespace matinee
