// Loading a made-up ratings.csv of the shape of MovieLens 20M: from text, and from the cache. The number of ratings is
// two million, or what MATINEE_BENCH_RATINGS says.

#include <matinee/dataset_source.h>
#include <matinee/device.h>
#include <matinee/random.h>

#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace {

using namespace matinee;

namespace fs = std::filesystem;

/// A folder with the file and an empty cache, which goes away at the end.
class MadeUpFile
{
public:
    MadeUpFile()
        : m_folder(fs::temp_directory_path() / ("matinee-bench-" + std::to_string(getpid())))
    {
        fs::create_directories(m_folder);
        setenv("XDG_CACHE_HOME", (m_folder / "cache").c_str(), 1);
        const char* wanted = std::getenv("MATINEE_BENCH_RATINGS");
        const std::int64_t count = wanted ? std::atoll(wanted) : 2'000'000;
        Random random(1);
        std::ofstream file(path());
        file << "userId,movieId,rating,timestamp\n";
        char row[80];
        for (std::int64_t r = 0; r < count; ++r) {
            const auto half = static_cast<int>(1 + random.below(10));
            std::snprintf(row, sizeof row, "%lld,%lld,%d.%d,%lld\n", static_cast<long long>(1 + r / 145),
                          static_cast<long long>(1 + 10 * random.below(27'000)), half / 2, half % 2 * 5,
                          static_cast<long long>(789'652'009 + random.below(907'512'138)));
            file << row;
        }
    }
    ~MadeUpFile()
    {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }

    fs::path path() const { return m_folder / "ratings.csv"; }

private:
    fs::path m_folder;
};

void load(benchmark::State& state, const char* cache)
{
    static const MadeUpFile file;
    setenv("MATINEE_CACHE", cache, 1);
    RunContext context;
    context.threads = static_cast<int>(state.range(0));
    std::size_t rows = loadDataset(file.path(), context)->ratings.size(); // the file is in memory, and in the cache
    for (auto _ : state)
        rows = loadDataset(file.path(), context)->ratings.size();
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * rows));
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * fs::file_size(file.path())));
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    state.counters["peak_bytes_per_rating"] = 1024.0 * static_cast<double>(usage.ru_maxrss) / static_cast<double>(rows);
}

void threads(benchmark::internal::Benchmark* which)
{
    which->Arg(1);
    if (hardwareThreads() > 1)
        which->Arg(hardwareThreads());
    which->Unit(benchmark::kMillisecond)->UseRealTime();
}

BENCHMARK_CAPTURE(load, text, "off")->Apply(threads);
BENCHMARK_CAPTURE(load, cache, "on")->Apply(threads);

} // namespace

BENCHMARK_MAIN();
