#include "commands/data_fetch.h"

#include "interrupt.h"
#include "output.h"
#include "work.h"

#include <matinee/dataset_source.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <iostream>

namespace matinee::cli {

namespace {

struct Options
{
    std::string release;
    FetchOptions fetch;
    std::string folder;
    bool accepted = false;
    bool json = false;
};

const Release& releaseNamed(const std::string& id)
{
    std::string ids;
    for (const auto& release : releases()) {
        if (release.id == id)
            return release;
        ids += (ids.empty() ? "" : ", ") + release.id;
    }
    throw Error(ErrorCode::InvalidArgument, fmt::format("There is no release '{}'; there are {}.", id, ids));
}

/// A person is asked; a script has read the licence by naming the release, and finds it on standard error.
bool licenceAccepted(const Release& release, bool accepted)
{
    note(fmt::format("{}: {}\n\n{}\n", release.name, release.about, release.licence));
    if (accepted || isatty(STDIN_FILENO) != 1 || !errorIsTerminal())
        return true;
    std::cerr << "Do you accept these terms? [y/N] " << std::flush;
    std::string answer;
    releaseInterrupts();
    std::getline(std::cin, answer);
    catchInterrupts();
    return answer == "y" || answer == "Y" || answer == "yes";
}

int runFetch(const Options& options)
{
    const Release& release = releaseNamed(options.release);
    if (!licenceAccepted(release, options.accepted)) {
        note("Nothing was downloaded.");
        return kFailed;
    }
    FetchOptions fetch = options.fetch;
    fetch.folder = options.folder;
    Work work;
    const auto path = fetchRelease(release, fetch, work.context());
    work.bar().clear();
    if (options.json)
        printJson({{"event", "fetch"}, {"release", release.id}, {"path", path.string()}});
    else
        printLine(path.string());
    return kDone;
}

} // namespace

void addDataFetch(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("fetch", "Download a MovieLens release; its licence is shown first");
    command.add_option("RELEASE", options->release, "ml-100k, ml-1m, ml-latest-small, ...")->required();
    command.add_option("--to", options->folder, "Folder to keep the zip in (default: where installed sets are found)");
    command.add_option("--mirror", options->fetch.mirror, "Address that the file's name is appended to");
    command.add_flag("--accept-licence", options->accepted, "Do not ask");
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runFetch);
}

} // namespace matinee::cli
