#include "commands/runs_exchange.h"

#include "commands/stored_run.h"
#include "output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace matinee::cli {

namespace {

struct ExportOptions
{
    std::string id;
    std::string to;
    bool json = false;
};

struct ImportOptions
{
    std::vector<std::string> files;
    bool json = false;
};

int runExport(const ExportOptions& options)
{
    const auto id = runIdNamed(options.id);
    const auto store = storeToRead();
    if (!store)
        throw Error(ErrorCode::NotFound, fmt::format("There is no run {}: none was ever kept.", id));
    store->exportRun(id, options.to);
    if (options.json)
        printJson({{"event", "exported"}, {"run", std::to_string(id)}, {"to", options.to}});
    else
        note(fmt::format("Run {} is in {}, without its model's weights.", id, options.to));
    return kDone;
}

int runImport(const ImportOptions& options)
{
    auto store = storeToChange();
    for (const auto& file : options.files) {
        const auto imported = store.importRun(std::filesystem::path(file));
        const auto id = std::to_string(imported.run);
        if (options.json)
            printJson({{"event", "imported"}, {"run", id}, {"from", file}, {"added", imported.added}});
        else if (imported.added)
            note(fmt::format("{} is run {} now.", file, id));
        else
            note(fmt::format("{} is in the store already, as run {}.", file, id));
    }
    return kDone;
}

} // namespace

void addRunsExchange(CLI::App& parent, Chosen& chosen)
{
    auto out = std::make_shared<ExportOptions>();
    auto& toFile = *parent.add_subcommand("export", "Write a run into one JSON file: settings, epochs, result, notes");
    toFile.add_option("id", out->id, "The run's number")->required();
    toFile.add_option("--to", out->to, "The file to write")->required();
    toFile.add_flag("--json", out->json, "One JSON object a line");
    onParsed(toFile, std::move(out), chosen, runExport);

    auto in = std::make_shared<ImportOptions>();
    auto& fromFile = *parent.add_subcommand("import", "Take runs from files that export wrote");
    fromFile.add_option("files", in->files, "The files to read")->required();
    fromFile.add_flag("--json", in->json, "One JSON object a line");
    onParsed(fromFile, std::move(in), chosen, runImport);
}

} // namespace matinee::cli
