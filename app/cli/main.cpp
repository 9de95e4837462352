#include "command.h"
#include "commands/bench.h"
#include "commands/cluster.h"
#include "commands/cv.h"
#include "commands/data_fetch.h"
#include "commands/data_info.h"
#include "commands/data_sample.h"
#include "commands/data_split.h"
#include "commands/evaluate.h"
#include "commands/find_rate.h"
#include "commands/models.h"
#include "commands/not_yet.h"
#include "commands/predict.h"
#include "commands/presets.h"
#include "commands/reproduce.h"
#include "commands/runs.h"
#include "commands/similar.h"
#include "commands/sweep.h"
#include "commands/taste.h"
#include "commands/train.h"
#include "interrupt.h"
#include "output.h"

#include <fmt/format.h>

#include <cstdio>
#include <exception>

using namespace matinee;
using namespace matinee::cli;

namespace {

int exitCode(const Error& error)
{
    switch (error.code()) {
    case ErrorCode::InvalidArgument:
        return kWrongUse;
    case ErrorCode::Stopped:
        return kInterrupted;
    default:
        return kFailed;
    }
}

/// What the person reads: the place in the data first, unless the sentence names the setting anyway.
std::string textOf(const Error& error)
{
    return error.message().find("'" + error.where() + "'") != std::string::npos ? error.message() : error.what();
}

/// The first word that names no command, "" where all do. The parser would only say that one is required.
std::string unknownCommand(const CLI::App& app, int argc, char** argv)
{
    const CLI::App* level = &app;
    const auto any = [](const CLI::App*) { return true; };
    for (int i = 1; i < argc && !level->get_subcommands(any).empty(); ++i) {
        const std::string word = argv[i];
        if (word.starts_with('-'))
            return {};
        const auto named = level->get_subcommands([&word](const CLI::App* sub) { return sub->get_name() == word; });
        if (named.empty())
            return word;
        level = named.front();
    }
    return {};
}

int run(int argc, char** argv)
{
    Chosen chosen;
    CLI::App app("Trains and explores recommender models on film ratings.", "matinee-cli");
    app.set_version_flag("--version", "matinee-cli " MATINEE_VERSION);
    app.option_defaults()->always_capture_default(); // the help shows what an option is when not given
    app.require_subcommand(1);
    auto& data = *app.add_subcommand("data", "Look at, make, divide and download data sets");
    data.require_subcommand(1);
    addDataInfo(data, chosen);
    addDataSample(data, chosen);
    addDataSplit(data, chosen);
    addDataFetch(data, chosen);
    addModels(app, chosen);
    addPresets(app, chosen);
    addTrain(app, chosen);
    addCv(app, chosen);
    addFindRate(app, chosen);
    addEvaluate(app, chosen);
    addPredict(app, chosen);
    addCluster(app, chosen);
    addSimilar(app, chosen);
    addTaste(app, chosen);
    addRuns(app, chosen);
    addReproduce(app, chosen);
    addSweep(app, chosen);
    addBench(app, chosen);
    addNotYet(app, chosen);

    if (const auto word = unknownCommand(app, argc, argv); !word.empty()) {
        note(fmt::format("matinee-cli: There is no command '{}' (matinee-cli --help lists them).", word));
        return kWrongUse;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) { // --help, --version
        app.exit(success);
        return kDone;
    } catch (const CLI::ParseError& error) {
        note(fmt::format("matinee-cli: {} (--help tells more).", error.what()));
        return kWrongUse;
    }
    return chosen();
}

} // namespace

int main(int argc, char** argv)
{
    catchInterrupts(); // before anything that takes time, as the module with torch does
    int code = kFailed;
    try {
        code = run(argc, argv);
    } catch (const Error& error) {
        note(fmt::format("matinee-cli: {}", textOf(error)));
        code = exitCode(error);
    } catch (const std::exception& error) {
        note(fmt::format("matinee-cli: Something unexpected went wrong: {}", error.what()));
    }
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
        note("matinee-cli: The results could not be written to standard output.");
        return code == kDone ? static_cast<int>(kFailed) : code;
    }
    return code;
}
