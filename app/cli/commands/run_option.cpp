#include "commands/run_option.h"

#include <matinee/run_record.h>

namespace matinee::cli {

void addRunOption(CLI::App& command, std::string& run)
{
    command.add_option("--run", run, "The folder that train --out made")->required();
}

std::shared_ptr<const TrainedRun> openRun(const std::string& run, Work& work)
{
    auto loaded = loadRun(run, work.context());
    work.bar().clear();
    return loaded;
}

} // namespace matinee::cli
