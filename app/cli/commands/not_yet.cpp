#include "commands/not_yet.h"

#include <fmt/format.h>

namespace matinee::cli {

void addNotYet(CLI::App& parent, Chosen& chosen)
{
    for (const char* name : {"recommend"}) {
        auto& command = *parent.add_subcommand(name);
        command.group(""); // not in the help
        command.prefix_command();
        command.callback(
            [name, &chosen] { chosen = [name]() -> int { refuseNotYet(fmt::format("The command '{}'", name)); }; });
    }
}

} // namespace matinee::cli
