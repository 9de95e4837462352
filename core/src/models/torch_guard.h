#pragma once

#include <matinee/error.h>

#include <torch/torch.h>

#include <fmt/format.h>

#include <string>

namespace matinee {

/// Turns what torch throws into our one error, at core's edge.
template <class Work>
auto guarded(Work&& work)
{
    try {
        return work();
    } catch (const c10::Error& error) {
        const std::string text = error.what_without_backtrace();
        throw Error(ErrorCode::Internal, fmt::format("The computation failed: {}", text.substr(0, text.find('\n'))));
    }
}

} // namespace matinee
