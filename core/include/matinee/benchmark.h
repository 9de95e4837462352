#pragma once

#include <matinee/run_context.h>
#include <matinee/training_control.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace matinee {

/// What to measure, and how large. Empty lists stand for what fits the device and `quick`.
struct BenchmarkSpec
{
    std::string source;                   ///< SOURCE of the command line's contract; empty: generated ratings
    std::vector<std::uint64_t> ratings;   ///< sizes, each at least kLeastBenchmarkRatings; of a source: random subsets
    std::vector<int> factors;             ///< each in [1, 1024]
    std::string split = "random:0.8/0.2"; ///< SplitSpec of every set; the test rows are for "rmse" alone
    int threads = 0;                      ///< 0: one, and all of the machine's where more of them can help
    std::string device = "cpu";           ///< as resolveDevice() takes it
    std::vector<std::string> only;        ///< of benchmarkKinds(); empty: all that the device has
    bool quick = false;                   ///< smaller, and fewer repetitions: some ten seconds in place of a minute
    /// Test RMSE that "rmse" trains for, in stars; NaN: one per cent below that of damped biases on the same rows.
    double targetRmse = std::numeric_limits<double>::quiet_NaN();
    /// Hyperparameters of "rmse", which trains biased-mf rating by rating with AdaGrad, as texts by key.
    std::vector<std::pair<std::string, std::string>> settings;
    /// Where generated ratings are written for "load". For a cold load, FOLDER/cache is removed first: the caller sees
    /// to it that caches are kept there (XDG_CACHE_HOME).
    std::filesystem::path folder;
};

inline constexpr std::uint64_t kLeastBenchmarkRatings = 1000;

/// One measurement.
struct BenchmarkResult
{
    std::string what;      ///< of benchmarkKinds()
    std::string model;     ///< id; empty for "load"
    std::string engine;    ///< "fused", "autograd", "solver"; of "load" "text" or "cache"
    std::string optimiser; ///< empty where there is none
    std::string device = "cpu";
    std::optional<std::int64_t> batchSize; ///< 0: full batch
    std::optional<int> factors;
    int threads = 1;
    std::uint64_t ratings = 0; ///< that were trained on, loaded or predicted
    int repetitions = 0;       ///< epochs, loads or passes that seconds is the median of; for "rmse", epochs trained
    /// Median of an epoch, a sweep, a load or a pass; for "rmse" all training until the target is reached, without the
    /// evaluations between, NaN if it is not.
    double seconds = std::numeric_limits<double>::quiet_NaN();
    double ratingsPerSecond = std::numeric_limits<double>::quiet_NaN();
    double peakRssMb = 0;                                          ///< of the whole process so far
    double targetRmse = std::numeric_limits<double>::quiet_NaN();  ///< "rmse" alone, stars
    double testSeconds = std::numeric_limits<double>::quiet_NaN(); ///< "rmse" alone: of the evaluations between
    double rmse = std::numeric_limits<double>::quiet_NaN();        ///< "rmse" alone: on the test rows, at the end
};

/// The machine that results belong to.
struct BenchmarkMachine
{
    std::string processor; ///< "Intel(R) Xeon(R) Processor"
    int threads = 1;
    double memoryMb = 0;
    std::string instructions; ///< the widest that the kernels use: "AVX-512", "AVX2", "baseline"
    std::string device;       ///< "CPU, 2 threads", "NVIDIA H100"
};

/// \param device as resolveDevice() takes it
BenchmarkMachine benchmarkMachine(const std::string& device);

/// Told on the caller's thread.
class BenchmarkObserver
{
public:
    virtual ~BenchmarkObserver() = default;
    virtual void onResult(const BenchmarkResult& result) = 0;
    virtual void onProgress(const std::string& /*what*/) {}
};

/// "epoch" (batches of 64; on a GPU of 4096 and 65,536), "stochastic" (rating by rating), "full-batch", "gmf" (four
/// negatives a positive), "als" and "ials" (sweeps), "load" (from text, then from the cache), "rmse" (time to a test
/// RMSE), "predict" (pairs).
const std::vector<std::string>& benchmarkKinds();

/// Measures one thing after the other; what is measured depends on nothing but the spec and the machine's number of
/// threads. Blocking; call it on a worker.
/// \throws Error{InvalidArgument, Device} before any work, Error{Stopped} within 100 ms, or what loading throws.
void runBenchmark(const BenchmarkSpec& spec, TrainingControl& control, BenchmarkObserver& observer,
                  const RunContext& context = {});

} // namespace matinee
