#include "commands/run_option.h"

#include "commands/stored_run.h"

#include <matinee/run_record.h>

#include <fmt/format.h>

namespace matinee::cli {

std::filesystem::path runFolder(const std::string& run)
{
    std::error_code error;
    const auto id = runIdFrom(run);
    if (!id || std::filesystem::exists(std::filesystem::path(run) / "run.json", error))
        return run;
    const auto store = storeToRead();
    if (!store)
        throw Error(ErrorCode::NotFound, fmt::format("There is no run {}: none was ever kept.", *id));
    const auto stored = storedRun(*store, *id);
    if (!stored.saved)
        throw Error(ErrorCode::NotFound,
                    fmt::format("Run {} ({}) has no model in the store.", *id, nameOf(stored.status)),
                    store->folder(*id).string());
    return store->folder(*id);
}

void addRunOption(CLI::App& command, std::string& run)
{
    command.add_option("--run", run, "The folder that train --out made, or the run's number in 'runs list'")
        ->required();
}

std::shared_ptr<const TrainedRun> openRun(const std::string& run, Work& work)
{
    auto loaded = loadRun(runFolder(run), work.context());
    work.bar().clear();
    return loaded;
}

} // namespace matinee::cli
