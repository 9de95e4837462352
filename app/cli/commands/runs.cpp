#include "commands/runs.h"

#include "commands/runs_edit.h"
#include "commands/runs_exchange.h"
#include "commands/runs_list.h"
#include "commands/runs_show.h"

namespace matinee::cli {

void addRuns(CLI::App& parent, Chosen& chosen)
{
    auto& runs = *parent.add_subcommand("runs", "Look at, tidy up, export and import the runs that were kept");
    runs.require_subcommand(1);
    addRunsList(runs, chosen);
    addRunsShow(runs, chosen);
    addRunsExchange(runs, chosen);
    addRunsEdit(runs, chosen);
}

} // namespace matinee::cli
