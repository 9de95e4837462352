#include "commands/reproduce.h"

#include "interrupt.h"
#include "output.h"
#include "whole_number.h"
#include "work.h"

#include <matinee/dataset_source.h>
#include <matinee/reproduction.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

namespace matinee::cli {

namespace {

struct Options
{
    std::string dataDir;
    std::vector<std::string> only;
    int seeds = 3;
    int threads = 0;
    bool list = false;
    bool json = false;
};

nlohmann::json number(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

const char* verdict(const ReproductionRow& row)
{
    return row.skipped ? "skipped" : row.isOk() ? "ok" : "missed";
}

std::string band(const ReproductionRow& row)
{
    const auto text = [](double value) { return fmt::format("{:.7g}", value); };
    if (row.skipped)
        return "";
    if (!std::isfinite(row.low))
        return "at most " + text(row.high);
    if (!std::isfinite(row.high))
        return "at least " + text(row.low);
    return row.low == row.high ? text(row.low) : fmt::format("{} to {}", text(row.low), text(row.high));
}

std::string plain(double value)
{
    return std::isfinite(value) ? fmt::format("{:.7g}", value) : "";
}

void printRow(const ReproductionRow& row, const Table& table, bool json)
{
    if (json) {
        printJson({{"event", "row"},
                   {"what", row.what},
                   {"metric", row.metric},
                   {"data", row.data},
                   {"notebook", number(row.published)},
                   {"ours", number(row.ours)},
                   {"by_seed", row.bySeed},
                   {"low", number(row.low)},
                   {"high", number(row.high)},
                   {"seconds", row.seconds},
                   {"verdict", verdict(row)},
                   {"why", row.why}});
        return;
    }
    table.printRow({row.what, row.metric, plain(row.published), plain(row.ours), band(row),
                    row.skipped ? "" : decimals(row.seconds, 1), row.skipped ? "skipped: " + row.why : verdict(row)});
}

/// Loads each data set once; null where the machine has none.
class DataSets
{
public:
    DataSets(std::filesystem::path folder, Work& work)
        : m_folder(std::move(folder))
        , m_work(work)
    {}

    std::shared_ptr<const Dataset> operator()(const std::string& id)
    {
        const auto found = m_loaded.find(id);
        if (found != m_loaded.end())
            return found->second;
        const auto source = sourceOf(id);
        auto data = source.empty() ? nullptr : openDataset(source, m_work).data;
        m_work.bar().clear();
        return m_loaded[id] = std::move(data);
    }

private:
    std::string sourceOf(const std::string& id) const
    {
        std::error_code ignored;
        if (!m_folder.empty()) {
            for (const auto& path : {m_folder / id, m_folder / (id + ".zip")}) {
                if (std::filesystem::exists(path, ignored))
                    return path.string();
            }
            return {};
        }
        const auto installed = installedDatasets();
        const bool there =
            std::any_of(installed.begin(), installed.end(), [&](const auto& set) { return set.id == id; });
        return there ? id : std::string();
    }

    std::filesystem::path m_folder;
    Work& m_work;
    std::map<std::string, std::shared_ptr<const Dataset>> m_loaded;
};

/// Those that were named, "all" for every one; without names the quick set.
std::vector<const Reproduction*> chosenOf(const std::vector<std::string>& only, bool list)
{
    // A whole name means that one alone, the beginning of some all of these.
    const auto means = [](const std::string& what, const std::string& id) {
        const bool whole = std::any_of(reproductions().begin(), reproductions().end(),
                                       [&](const Reproduction& other) { return other.id == what; });
        return what == "all" || (whole ? id == what : id.starts_with(what));
    };
    std::vector<const Reproduction*> chosen;
    std::string ids;
    for (const auto& reproduction : reproductions()) {
        ids += (ids.empty() ? "" : ", ") + reproduction.id;
        const bool named = std::any_of(only.begin(), only.end(),
                                       [&](const std::string& what) { return means(what, reproduction.id); });
        if (only.empty() ? reproduction.quick || list : named)
            chosen.push_back(&reproduction);
    }
    for (const auto& what : only) {
        const bool known = std::any_of(chosen.begin(), chosen.end(),
                                       [&](const Reproduction* reproduction) { return means(what, reproduction->id); });
        if (!known)
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("There is nothing to reproduce called '{}'; there are all, {}.", what, ids));
    }
    return chosen;
}

void printList(const std::vector<const Reproduction*>& list, bool json)
{
    for (const auto* reproduction : list) {
        if (json)
            printJson({{"event", "reproduction"},
                       {"what", reproduction->id},
                       {"data", reproduction->data},
                       {"quick", reproduction->quick}});
        else
            printLine(
                fmt::format("{}  ({}{})", reproduction->id, reproduction->data, reproduction->quick ? "" : ", long"));
    }
}

int runReproduce(const Options& options)
{
    const auto chosen = chosenOf(options.only, options.list);
    if (options.list) {
        printList(chosen, options.json);
        return kDone;
    }
    std::error_code ignored;
    if (!options.dataDir.empty() && !std::filesystem::is_directory(options.dataDir, ignored))
        throw Error(ErrorCode::NotFound, "There is no such folder.", options.dataDir);
    Work work;
    DataSets data(options.dataDir, work);
    TrainingControl control;
    const Table table({{"what", Table::Align::Left, 28},
                       {"metric", Table::Align::Left, 30},
                       {"published", Table::Align::Right, 9},
                       {"ours", Table::Align::Right, 10},
                       {"accepted", Table::Align::Left, 20},
                       {"seconds", Table::Align::Right, 8},
                       {"verdict"}});
    if (!options.json)
        table.printTitles();
    std::size_t done = 0;
    std::map<std::string, int> verdicts;
    const InterruptStops stops(control);
    for (const auto* reproduction : chosen) {
        const ReproductionContext context{
            [&](const std::string& id) { return data(id); }, control, options.seeds, options.threads,
            [&](const std::string& what) {
                work.bar().show(static_cast<double>(done) / static_cast<double>(chosen.size()), what);
            }};
        const auto rows = reproduce(*reproduction, context);
        work.bar().clear();
        for (const auto& row : rows) {
            printRow(row, table, options.json);
            ++verdicts[verdict(row)];
        }
        ++done;
    }
    note(fmt::format("{} ok, {} missed, {} skipped.", verdicts["ok"], verdicts["missed"], verdicts["skipped"]));
    return kDone; // a missed number is a result, not a failure
}

} // namespace

void addReproduce(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("reproduce", "Compute published results again, and say how near they are");
    command.add_option("--data-dir", options->dataDir,
                       "Folder that holds the data sets (ml-100k, ml-1m, ...), as folders or zips; else the installed "
                       "ones");
    command
        .add_option("--only", options->only,
                    "What to reproduce, by its name or the beginning of it, or all; else what takes minutes")
        ->allow_extra_args(false)
        ->default_str("");
    addWholeNumber(command, "--seeds", options->seeds, "Seeds for each number, unless one must do", 1, 100);
    addWholeNumber(command, "--threads", options->threads, "Threads to compute with; 0: all", 0, 1024);
    command.add_flag("--list", options->list, "Only list the names");
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runReproduce);
}

} // namespace matinee::cli
