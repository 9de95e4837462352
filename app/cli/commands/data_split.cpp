#include "commands/data_split.h"

#include "commands/split_option.h"
#include "output.h"
#include "whole_number.h"
#include "work.h"

#include <matinee/split.h>
#include <matinee/subset.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace matinee::cli {

namespace {

struct Options
{
    std::string source;
    std::string split = kDefaultSplit;
    std::string rows;
    std::uint64_t seed = 42;
    std::string folder;
    bool json = false;
};

void writeRows(const std::filesystem::path& path, const std::vector<RowIndex>& rows)
{
    std::string text;
    auto out = std::back_inserter(text);
    for (const auto row : rows)
        fmt::format_to(out, "{}\n", row);
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
    file.close();
    if (!file)
        throw Error(ErrorCode::Io, fmt::format("The file could not be written: {}.", std::strerror(errno)),
                    path.string());
}

/// Rows of a subset to those of the file it was taken from.
void toFileRows(const Dataset& data, std::vector<RowIndex>& rows)
{
    if (data.fileRows.empty())
        return;
    for (auto& row : rows)
        row = data.fileRows[row];
}

int runSplit(const Options& options)
{
    const SplitSpec spec = SplitSpec::parse(options.split);
    checkRowsText(options.rows);
    Work work;
    const auto data = selectRows(openDataset(options.source, work).data, options.rows);
    Split split = makeSplit(*data, spec, options.seed);
    for (auto* part : {&split.train, &split.validation, &split.test})
        toFileRows(*data, *part);

    const std::filesystem::path folder = options.folder;
    std::error_code code;
    std::filesystem::create_directories(folder, code);
    if (code)
        throw Error(ErrorCode::Io, fmt::format("The folder could not be made: {}.", code.message()), folder.string());
    writeRows(folder / "train.rows", split.train);
    writeRows(folder / "validation.rows", split.validation);
    writeRows(folder / "test.rows", split.test);
    if (options.json) {
        printJson({{"event", "split"},
                   {"split", spec.text()},
                   {"rows", options.rows.empty() ? nlohmann::json() : nlohmann::json(options.rows)},
                   {"seed", options.seed},
                   {"train", split.train.size()},
                   {"validation", split.validation.size()},
                   {"test", split.test.size()},
                   {"to", options.folder}});
    } else {
        Table table({{"part"}, {"rows", Table::Align::Right}, {"file"}});
        table.add({"train", grouped(split.train.size()), (folder / "train.rows").string()});
        table.add({"validation", grouped(split.validation.size()), (folder / "validation.rows").string()});
        table.add({"test", grouped(split.test.size()), (folder / "test.rows").string()});
        table.print();
    }
    return kDone;
}

} // namespace

void addDataSplit(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("split", "Write the row numbers of training, validation and test");
    command.add_option("SOURCE", options->source, "sample, an installed release, a folder, a .zip or a ratings file")
        ->required();
    command.add_option("--split", options->split, kSplitHelp);
    command.add_option("--rows", options->rows, kRowsHelp);
    addWholeNumber(command, "--seed", options->seed, "Seed of what the split draws, unless it has its own", 0);
    command.add_option("--to", options->folder, "Folder to write to")->required();
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runSplit);
}

} // namespace matinee::cli
