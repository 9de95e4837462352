#include "commands/presets.h"

#include "output.h"

#include <matinee/preset.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace matinee::cli {

namespace {

struct Options
{
    bool json = false;
};

int runPresets(const Options& options)
{
    bool first = true;
    for (const auto& preset : presets()) {
        if (options.json) {
            printJson({{"event", "preset"},
                       {"id", preset.id},
                       {"name", preset.name},
                       {"summary", preset.summary},
                       {"notes", preset.notes},
                       {"experiment", toJson(preset.spec)}});
            continue;
        }
        if (!first)
            printLine("");
        first = false;
        printLine(fmt::format("{}: {}", preset.id, preset.name));
        printLine("  " + preset.summary);
        printLine(fmt::format("  {} on {}, {}", preset.spec.model, preset.spec.data, preset.spec.split.text()));
        for (const auto& note : preset.notes)
            printLine("  - " + note);
    }
    return kDone;
}

} // namespace

void addPresets(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("presets", "List the ready-made experiments");
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runPresets);
}

} // namespace matinee::cli
