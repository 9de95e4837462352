#pragma once

#include <matinee/error.h>

#include <CLI/CLI.hpp>

#include <functional>
#include <memory>
#include <string>

namespace matinee::cli {

/// The command that was parsed: runs it and returns the exit code.
using Chosen = std::function<int()>;

/// Registers a command: `run(options)` is what it does once the line is parsed, outside of the parser.
template <class Options>
void onParsed(CLI::App& command, std::shared_ptr<Options> options, Chosen& chosen, int (*run)(const Options&))
{
    command.callback(
        [options = std::move(options), &chosen, run] { chosen = [options, run] { return run(*options); }; });
}

/// What a later version delivers. \throws Error{InvalidArgument}, which exits 2.
[[noreturn]] inline void refuseNotYet(const std::string& what)
{
    throw Error(ErrorCode::InvalidArgument, what + " is not there yet.");
}

} // namespace matinee::cli
