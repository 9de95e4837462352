#include "commands/bench.h"

#include "commands/split_option.h"
#include "interrupt.h"
#include "output.h"
#include "whole_number.h"
#include "work.h"

#include <matinee/benchmark.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <filesystem>

namespace matinee::cli {

namespace {

struct Options
{
    BenchmarkSpec spec;
    std::string ratings; ///< as given, with commas
    std::string factors;
    std::string target;
    std::vector<std::string> set;
    bool json = false;
};

/// A folder of this process's own, which goes away with it. Caches are kept in it as well: a benchmark must neither
/// find nor leave one among the person's.
class ScratchFolder
{
public:
    ScratchFolder()
    {
        auto name = (std::filesystem::temp_directory_path() / "matinee-bench-XXXXXX").string();
        if (!mkdtemp(name.data()))
            throw Error(ErrorCode::Io, "A folder for temporary files could not be made.", name);
        m_path = name;
        setenv("XDG_CACHE_HOME", (m_path / "cache").c_str(), 1); // there are no threads yet
    }
    ~ScratchFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

/// "20,50" as numbers; what is in range core says.
template <class Number>
std::vector<Number> wholeNumbers(const std::string& option, const std::string& text)
{
    std::vector<Number> numbers;
    if (text.empty())
        return numbers;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto comma = std::min(text.find(',', begin), text.size());
        const auto number = wholeNumber(option, text.substr(begin, comma - begin), 1, 1'000'000'000);
        numbers.push_back(static_cast<Number>(std::stoull(number)));
        begin = comma + 1;
    }
    return numbers;
}

double targetOf(const std::string& text)
{
    char* end = nullptr;
    const double target = std::strtod(text.c_str(), &end);
    if (end != text.c_str() + text.size() || !std::isfinite(target) || target <= 0)
        throw Error(ErrorCode::InvalidArgument, fmt::format("--target must be a number above 0, not {}.", text));
    return target;
}

nlohmann::json number(double value)
{
    return std::isfinite(value) ? nlohmann::json(value) : nlohmann::json(nullptr);
}

nlohmann::json text(const std::string& value)
{
    return value.empty() ? nlohmann::json(nullptr) : nlohmann::json(value);
}

template <class Value>
nlohmann::json orNull(const std::optional<Value>& value)
{
    return value ? nlohmann::json(*value) : nlohmann::json(nullptr);
}

/// Six digits are more than any clock is worth.
double rounded(double value)
{
    return std::isfinite(value) ? std::stod(fmt::format("{:.6g}", value)) : value;
}

nlohmann::json toJson(const BenchmarkResult& result)
{
    nlohmann::json line = {{"event", "bench"},
                           {"what", result.what},
                           {"model", text(result.model)},
                           {"engine", result.engine},
                           {"optimiser", text(result.optimiser)},
                           {"device", result.device},
                           {"batch_size", orNull(result.batchSize)},
                           {"factors", orNull(result.factors)},
                           {"threads", result.threads},
                           {"ratings", result.ratings},
                           {"repetitions", result.repetitions},
                           {"seconds", number(rounded(result.seconds))},
                           {"ratings_per_second", number(rounded(result.ratingsPerSecond))},
                           {"peak_rss_mb", number(rounded(result.peakRssMb))}};
    if (result.what == "rmse") {
        line["target_rmse"] = number(rounded(result.targetRmse));
        line["test_seconds"] = number(rounded(result.testSeconds));
        line["rmse"] = number(rounded(result.rmse));
    }
    return line;
}

class Report : public BenchmarkObserver
{
public:
    Report(bool json, ProgressBar& bar)
        : m_json(json)
        , m_bar(bar)
        , m_table({{"what", Table::Align::Left, 10},
                   {"model", Table::Align::Left, 10},
                   {"engine", Table::Align::Left, 8},
                   {"optimiser", Table::Align::Left, 9},
                   {"batch", Table::Align::Right, 6},
                   {"factors", Table::Align::Right, 7},
                   {"threads", Table::Align::Right, 7},
                   {"ratings", Table::Align::Right, 11},
                   {"seconds", Table::Align::Right, 10},
                   {"ratings/s", Table::Align::Right, 9},
                   {"peak MB", Table::Align::Right, 7},
                   {""}})
    {}

    void onProgress(const std::string& what) override { m_bar.show(-1, what); }

    void onResult(const BenchmarkResult& result) override
    {
        m_bar.clear();
        const bool isFirst = m_count++ == 0;
        if (m_json) {
            printJson(toJson(result));
            return;
        }
        if (isFirst) // not before: what cannot be measured is told without a table
            m_table.printTitles();
        std::string more;
        if (result.what == "rmse")
            more = fmt::format("RMSE {} of {} after {} epochs", decimals(result.rmse, 4),
                               decimals(result.targetRmse, 4), result.repetitions);
        m_table.printRow({result.what, result.model, result.engine, result.optimiser, batch(result),
                          result.factors ? std::to_string(*result.factors) : "", std::to_string(result.threads),
                          grouped(result.ratings), decimals(result.seconds, 5), abbreviated(result.ratingsPerSecond),
                          decimals(result.peakRssMb, 0), more});
    }

    int count() const { return m_count; }

private:
    static std::string batch(const BenchmarkResult& result)
    {
        if (!result.batchSize)
            return "";
        return *result.batchSize == 0 ? "full" : std::to_string(*result.batchSize);
    }

    bool m_json;
    ProgressBar& m_bar;
    Table m_table;
    int m_count = 0;
};

void printMachine(const BenchmarkMachine& machine, const Report& report, double seconds, bool stopped, bool json)
{
    if (json) {
        printJson({{"event", "result"},
                   {"what", "bench"},
                   {"results", report.count()},
                   {"seconds", rounded(seconds)},
                   {"stopped", stopped},
                   {"machine",
                    {{"cpu", machine.processor},
                     {"threads", machine.threads},
                     {"memory_mb", rounded(machine.memoryMb)},
                     {"instructions", machine.instructions},
                     {"device", machine.device}}}});
        return;
    }
    printLine("");
    printLine(fmt::format("{}, {} thread{}, {}, {:.0f} MB of memory; on {}; {} s{}.", machine.processor,
                          machine.threads, machine.threads == 1 ? "" : "s", machine.instructions, machine.memoryMb,
                          machine.device, decimals(seconds, 1), stopped ? ", stopped" : ""));
}

int runBench(const Options& options)
{
    const ScratchFolder scratch;
    auto spec = options.spec;
    spec.folder = scratch.path();
    spec.ratings = wholeNumbers<std::uint64_t>("--ratings", options.ratings);
    spec.factors = wholeNumbers<int>("--factors", options.factors);
    if (!options.target.empty())
        spec.targetRmse = targetOf(options.target);
    for (const auto& assignment : options.set) {
        const auto equals = assignment.find('=');
        if (equals == std::string::npos || equals == 0)
            throw Error(ErrorCode::InvalidArgument, fmt::format("--set takes KEY=VALUE, not '{}'.", assignment));
        spec.settings.emplace_back(assignment.substr(0, equals), assignment.substr(equals + 1));
    }
    const auto machine = benchmarkMachine(spec.device);

    Work work;
    TrainingControl control;
    Report report(options.json, work.bar());
    const auto begin = std::chrono::steady_clock::now();
    bool stopped = false;
    try {
        const InterruptStops stops(control);
        runBenchmark(spec, control, report, work.context());
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Stopped)
            throw;
        stopped = true;
    }
    work.bar().clear();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    printMachine(machine, report, seconds, stopped, options.json);
    return stopped ? kInterrupted : kDone;
}

std::string kindList()
{
    return fmt::format("{}", fmt::join(benchmarkKinds(), ", "));
}

} // namespace

void addBench(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("bench", "Measure how fast models train, load and predict on this machine");
    command.add_option("--device", options->spec.device, "auto, cpu, cuda or cuda:N");
    command
        .add_option("--data", options->spec.source,
                    "sample, an installed release, a folder, a .zip or a ratings file; else ratings are generated")
        ->default_str("");
    command.add_option("--ratings", options->ratings, "Sizes with commas between: generated, or drawn from --data")
        ->default_str("");
    command.add_option("--factors", options->factors, "Factors with commas between")->default_str("");
    addWholeNumber(command, "--threads", options->spec.threads,
                   "Threads to compute with; 0: one, and all where that can help", 0, 1024);
    command.add_flag("--quick", options->spec.quick, "Some ten seconds in place of a minute");
    command.add_option("--only", options->spec.only, "What to measure, of " + kindList() + "; may be repeated")
        ->allow_extra_args(false)
        ->default_str("");
    command
        .add_option("--target", options->target,
                    "Test RMSE to train for; else one per cent below that of damped biases")
        ->default_str("");
    command
        .add_option("--set", options->set,
                    "A hyperparameter of what is trained to that RMSE, as KEY=VALUE; may be repeated")
        ->allow_extra_args(false)
        ->default_str("");
    command.add_option("--split", options->spec.split, kSplitHelp);
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runBench);
}

} // namespace matinee::cli
