#include "commands/data_sample.h"

#include "output.h"
#include "whole_number.h"
#include "work.h"

#include <matinee/run_record.h>
#include <matinee/sample.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace matinee::cli {

namespace {

struct Options
{
    SampleOptions sample;
    std::string layout = "ml-100k";
    std::string folder;
    bool json = false;
};

/// Files of another layout would stay beside the new ones and be read in their place.
void refuseOtherLayout(const std::filesystem::path& folder, const std::string& layout)
{
    const std::string ratings = layout == "ml-100k"                       ? "u.data"
                                : layout == "ml-1m" || layout == "ml-10m" ? "ratings.dat"
                                                                          : "ratings.csv";
    const std::string readme = layout == "ml-100k" || layout == "ml-1m" ? "README" : "README.txt";
    for (const char* name : {"u.data", "ratings.dat", "ratings.csv", "README", "README.txt"}) {
        std::error_code code;
        if (name != ratings && name != readme && std::filesystem::exists(folder / name, code))
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("The folder holds a sample in another layout (its {}); --to takes a new or empty "
                                    "folder, or an earlier sample's in the layout of {}.",
                                    name, layout),
                        folder.string());
    }
}

/// A folder that holds something is written into only if an earlier sample is what it holds: real data must not be
/// lost to a wrong --to.
void refuseOtherFiles(const std::filesystem::path& folder, const std::string& layout)
{
    std::error_code code;
    if (!std::filesystem::is_directory(folder, code) || std::filesystem::is_empty(folder, code))
        return;
    for (const char* name : {"README", "README.txt"}) {
        std::string line;
        std::ifstream file(folder / name);
        if (std::getline(file, line) && line.starts_with("SYNTHETIC DATA")) {
            refuseOtherLayout(folder, layout);
            return;
        }
    }
    throw Error(ErrorCode::InvalidArgument,
                "The folder holds other files; --to takes a new or empty folder, or an earlier sample's.",
                folder.string());
}

int runSample(const Options& options)
{
    refuseOtherFiles(options.folder, options.layout);
    Work work;
    const auto begin = std::chrono::steady_clock::now();
    const auto data = makeSample(options.sample, work.context());
    writeDataset(*data, options.layout, options.folder, work.context());
    work.bar().clear();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    if (options.json) {
        auto event = dataEvent(*data, seconds);
        event["to"] = options.folder;
        event["layout"] = options.layout;
        printJson(event);
    } else {
        printLine(fmt::format("{} ratings of {} films by {} users are in {}, in the layout of {}.",
                              grouped(data->ratings.size()), grouped(static_cast<std::uint64_t>(data->itemCount())),
                              grouped(static_cast<std::uint64_t>(data->userCount())), options.folder, options.layout));
    }
    return kDone;
}

} // namespace

void addDataSample(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("sample", "Write the built-in sample, at any size, as files");
    command.add_option("--to", options->folder, "Folder to write to")->required();
    command.add_option("--layout", options->layout, "Whose file format")->check(CLI::IsMember(sampleLayouts()));
    addWholeNumber(command, "--users", options->sample.users, "Number of users", 1);
    addWholeNumber(command, "--items", options->sample.items, "Number of films", 1);
    addWholeNumber(command, "--ratings", options->sample.ratings, "Number of ratings", 1);
    addWholeNumber(command, "--seed", options->sample.seed, "Seed of the generator", 0);
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runSample);
}

} // namespace matinee::cli
