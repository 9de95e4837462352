#include "data/large_sample.h"
#include "optim/kernels/linear_kernels.h"
#include "support/memory.h"
#include "support/processor.h"

#include <matinee/benchmark.h>
#include <matinee/dataset_source.h>
#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/metrics.h>
#include <matinee/recommender.h>
#include <matinee/sample.h>
#include <matinee/subset.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <span>
#include <utility>

namespace matinee {

namespace {

using Clock = std::chrono::steady_clock;
using Settings = std::vector<std::pair<std::string, ParameterValue>>;

constexpr std::uint64_t kSeed = 1;
/// Above it the sample, which invents titles and tastes film by film, takes longer than what is measured.
constexpr std::uint64_t kMostOfSample = 5'000'000;
/// What is written as text for "load" without being asked for.
constexpr std::uint64_t kMostWritten = 2'000'000;
constexpr std::uint64_t kMostRatings = 500'000'000;
constexpr int kMostEpochs = 200; ///< for "rmse"
constexpr int kMostRepetitions = 101;
constexpr std::size_t kPairs = 1'000'000;

double since(Clock::time_point begin)
{
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

/// One set of ratings, divided; made once for all that is measured on it.
struct Rows
{
    std::shared_ptr<const Dataset> data;
    Split split;
    TrainingCounts counts;
};

class Benchmark
{
public:
    Benchmark(const BenchmarkSpec& spec, TrainingControl& control, BenchmarkObserver& observer,
              const RunContext& context)
        : m_spec(spec)
        , m_control(control)
        , m_observer(observer)
        , m_context(context)
    {
        check();
        m_split = SplitSpec::parse(spec.split);
        m_device = resolveDevice(spec.device);
        m_factors = !spec.factors.empty() ? spec.factors : spec.quick ? std::vector{20} : std::vector{20, 50};
        m_budget = spec.quick ? 0.08 : 0.4;
    }

    void operator()()
    {
        auto sizes = m_spec.ratings;
        if (sizes.empty() && m_spec.source.empty())
            sizes = m_spec.quick ? std::vector<std::uint64_t>{100'000} : std::vector<std::uint64_t>{100'000, 1'000'000};
        if (sizes.empty())
            sizes = {0}; // the whole source
        for (const auto size : sizes)
            measure(size);
    }

private:
    void check() const
    {
        if (wants("rmse"))
            toLearn(1); // a bad setting is known before minutes of work
        for (const auto& what : m_spec.only) {
            const auto& kinds = benchmarkKinds();
            if (std::find(kinds.begin(), kinds.end(), what) == kinds.end())
                throw Error(ErrorCode::InvalidArgument, fmt::format("There is no benchmark called '{}'; there are {}.",
                                                                    what, fmt::join(kinds, ", ")));
        }
        for (const auto factors : m_spec.factors) {
            if (factors < 1 || factors > 1024)
                throw Error(ErrorCode::InvalidArgument, fmt::format("Factors are 1 to 1024, not {}.", factors));
        }
        for (const auto ratings : m_spec.ratings) {
            if (ratings < kLeastBenchmarkRatings || ratings > kMostRatings)
                throw Error(ErrorCode::InvalidArgument, fmt::format("A benchmark takes {} to {} ratings, not {}.",
                                                                    kLeastBenchmarkRatings, kMostRatings, ratings));
        }
    }

    bool isNamed(const std::string& what) const
    {
        return std::find(m_spec.only.begin(), m_spec.only.end(), what) != m_spec.only.end();
    }
    bool wants(const std::string& what) const { return m_spec.only.empty() || isNamed(what); }
    bool onCpu() const { return m_device == "cpu"; }

    /// Thread counts for what can use several.
    std::vector<int> threadCounts() const
    {
        if (m_spec.threads > 0)
            return {m_spec.threads};
        return hardwareThreads() > 1 ? std::vector{1, hardwareThreads()} : std::vector{1};
    }
    int fewThreads() const { return m_spec.threads > 0 ? m_spec.threads : 1; }
    int manyThreads() const { return m_spec.threads > 0 ? m_spec.threads : hardwareThreads(); }

    void throwIfStopped() const
    {
        m_context.throwIfStopped();
        if (m_control.isStopped())
            throw Error(ErrorCode::Stopped, "Stopped.");
    }

    void tell(BenchmarkResult result) const
    {
        result.peakRssMb = peakResidentMb();
        m_observer.onResult(result);
    }

    void measure(std::uint64_t size)
    {
        const auto rows = load(size);
        if (onCpu()) {
            measureBatches(rows);
            measureStochastic(rows);
            measureFullBatch(rows);
            measureSolvers(rows);
            measureRmse(rows);
            measurePredictions(rows);
        } else {
            measureOnGpu(rows);
        }
    }

    Rows load(std::uint64_t size)
    {
        m_observer.onProgress(size > 0 ? fmt::format("{} ratings", size) : m_spec.source);
        Rows rows;
        if (m_spec.source.empty()) {
            const auto shape = releaseShape(size);
            rows.data = size <= kMostOfSample ? makeSample(shape, m_context) : makeLargeSample(shape, m_context);
            if (onCpu() && !m_spec.folder.empty() && wants("load") && (size <= kMostWritten || isNamed("load"))) {
                const auto folder = m_spec.folder / fmt::format("made-{}", size);
                writeDataset(*rows.data, "latest", folder, m_context);
                measureLoad(folder.string());
                std::filesystem::remove_all(folder);
            }
        } else if (onCpu() && wants("load") && !m_spec.folder.empty() && !m_source) {
            m_source = measureLoad(m_spec.source);
        } else if (!m_source) {
            m_source = loadDataset(m_spec.source, m_context);
        }
        if (m_source)
            rows.data = size > 0 ? selectRows(m_source, fmt::format("random:{}@{}", size, kSeed)) : m_source;
        rows.split = makeSplit(*rows.data, m_split, kSeed);
        if (wants("rmse") && rows.split.test.empty())
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("The split '{}' leaves no rows to test on.", m_spec.split));
        rows.counts = TrainingCounts(*rows.data, rows.split.train);
        return rows;
    }

    /// Runs something again and again for as long as the budget lasts. The first time, which finds memory and caches
    /// cold, does not count, unless it has used up several budgets.
    std::pair<double, int> timed(const std::function<double()>& once) const
    {
        std::vector<double> seconds;
        double sum = 0;
        do {
            throwIfStopped();
            seconds.push_back(once());
            sum += seconds.back();
        } while (seconds.size() < kMostRepetitions && sum < (seconds.size() < 4 ? 8 : 1) * m_budget);
        if (seconds.size() > 1)
            seconds.erase(seconds.begin());
        return {median(seconds), static_cast<int>(seconds.size())};
    }

    /// Loads from text, then from the cache where there is one. \return what was loaded
    std::shared_ptr<const Dataset> measureLoad(const std::string& source)
    {
        const auto cache = m_spec.folder / "cache";
        std::shared_ptr<const Dataset> data;
        const auto loadOnce = [&] {
            data.reset(); // two of them might not fit
            const auto begin = Clock::now();
            data = loadDataset(source, m_context);
            return since(begin);
        };
        BenchmarkResult result;
        result.what = "load";
        result.threads = std::max(1, m_context.threads);
        const auto finish = [&](const char* from, std::pair<double, int> timing) {
            result.engine = from;
            result.ratings = data->ratings.size();
            setTiming(result, timing);
            tell(result);
        };
        finish("text", timed([&] {
                   std::filesystem::remove_all(cache);
                   return loadOnce();
               }));
        std::error_code ignored;
        if (std::filesystem::exists(cache, ignored))
            finish("cache", timed(loadOnce));
        return data;
    }

    static void setTiming(BenchmarkResult& result, std::pair<double, int> timing)
    {
        result.seconds = timing.first;
        result.repetitions = timing.second;
        result.ratingsPerSecond = static_cast<double>(result.ratings) / result.seconds;
    }

    /// A model ready to train, and what a result says of it.
    struct Prepared
    {
        std::unique_ptr<Recommender> model;
        BenchmarkResult result;
    };

    static Hyperparameters hyperparametersOf(const std::string& model, const Settings& settings)
    {
        Hyperparameters hyperparameters(modelInfo(model).parameters);
        for (const auto& [key, value] : settings)
            hyperparameters.set(key, value);
        return hyperparameters;
    }

    Prepared prepare(const Rows& rows, const std::string& what, const std::string& model,
                     const Hyperparameters& hyperparameters, int threads)
    {
        throwIfStopped();
        Prepared prepared;
        prepared.model = modelInfo(model).create(hyperparameters);
        prepared.model->prepare({rows.data, rows.split.train, rows.counts}, {m_device, threads, kSeed});
        auto& result = prepared.result;
        result.what = what;
        result.model = model;
        result.engine = prepared.model->engine();
        result.device = m_device;
        if (hyperparameters.has("optimiser"))
            result.optimiser = hyperparameters.text("optimiser");
        if (hyperparameters.has("batch_size"))
            result.batchSize = hyperparameters.integer("batch_size");
        if (hyperparameters.has("factors"))
            result.factors = static_cast<int>(hyperparameters.integer("factors"));
        result.threads = threads;
        result.ratings = rows.split.train.size();
        m_observer.onProgress(fmt::format("{}, {}, {} ratings", what, model, rows.data->ratings.size()));
        return prepared;
    }

    double trainEpoch(Recommender& model) const
    {
        const auto begin = Clock::now();
        if (!model.trainEpoch({m_control, {}}).complete)
            throw Error(ErrorCode::Stopped, "Stopped.");
        return since(begin);
    }

    void measureEpochs(const Rows& rows, const std::string& what, const std::string& model, const Settings& settings,
                       int threads)
    {
        auto prepared = prepare(rows, what, model, hyperparametersOf(model, settings), threads);
        setTiming(prepared.result, timed([&] { return trainEpoch(*prepared.model); }));
        tell(std::move(prepared.result));
    }

    static Settings batches(int factors, std::int64_t size, const std::string& optimiser = "adam")
    {
        return {{"factors", std::int64_t{factors}},
                {"batch_size", size},
                {"optimiser", optimiser},
                {"learning_rate", optimiser == "adam" ? 0.01 : 0.005}};
    }

    /// GMF as the notebook trains it: four negatives for each of 256 positives, and no penalty.
    static Settings gmf(int factors, std::int64_t size)
    {
        auto settings = batches(factors, size);
        settings.insert(settings.end(), {{"negatives", std::int64_t{4}}, {"weight_decay", 0.0}});
        return settings;
    }

    void measureBatches(const Rows& rows)
    {
        for (const int factors : m_factors) {
            if (wants("epoch")) {
                for (const char* model : {"mf", "biased-mf", "feature-mf", "bpr"})
                    measureEpochs(rows, "epoch", model, batches(factors, 64), fewThreads());
                measureEpochs(rows, "epoch", "biased-mf", batches(factors, 64, "sgd"), fewThreads());
            }
            if (wants("gmf"))
                measureEpochs(rows, "gmf", "gmf", gmf(factors, 256), fewThreads());
        }
    }

    static Settings stochastic(int factors, const std::string& optimiser)
    {
        auto settings = batches(factors, 1, optimiser);
        settings.emplace_back("regularisation", 0.05);
        return settings;
    }

    void measureStochastic(const Rows& rows)
    {
        if (!wants("stochastic"))
            return;
        for (const int factors : m_factors) {
            for (const int threads : threadCounts()) {
                measureEpochs(rows, "stochastic", "mf", stochastic(factors, "adagrad"), threads);
                for (const char* optimiser : {"sgd", "adagrad"})
                    measureEpochs(rows, "stochastic", "biased-mf", stochastic(factors, optimiser), threads);
            }
        }
    }

    void measureFullBatch(const Rows& rows)
    {
        if (!wants("full-batch"))
            return;
        for (const int factors : m_factors) {
            auto settings = batches(factors, 0);
            settings.emplace_back("dropout", 0.1);
            for (const int threads : threadCounts())
                measureEpochs(rows, "full-batch", "biased-mf", settings, threads);
        }
    }

    void measureSolvers(const Rows& rows)
    {
        for (const char* solver : {"als", "ials"}) {
            if (!wants(solver))
                continue;
            for (const int factors : m_factors) {
                for (const int threads : threadCounts())
                    measureEpochs(rows, solver, solver, {{"factors", std::int64_t{factors}}}, threads);
            }
        }
    }

    void measureOnGpu(const Rows& rows)
    {
        for (const int factors : m_factors) {
            for (const std::int64_t size : {4096, 65'536, 0}) {
                const bool full = size == 0;
                if (wants(full ? "full-batch" : "epoch")) {
                    for (const char* model : {"mf", "biased-mf", "feature-mf", "bpr"})
                        measureEpochs(rows, full ? "full-batch" : "epoch", model, batches(factors, size), fewThreads());
                }
                if (wants("gmf"))
                    measureEpochs(rows, "gmf", "gmf", gmf(factors, size), fewThreads());
            }
        }
    }

    double testRmse(const Recommender& model, const Rows& rows) const
    {
        throwIfStopped();
        return evaluateRatings(model, *rows.data, rows.split.test, rows.counts, {}, m_context).rmse;
    }

    /// Good, not the best, from 100,000 to 20 million ratings.
    Hyperparameters toLearn(int factors) const
    {
        auto hyperparameters = hyperparametersOf("biased-mf", {{"factors", std::int64_t{factors}},
                                                               {"batch_size", std::int64_t{1}},
                                                               {"optimiser", std::string("adagrad")},
                                                               {"learning_rate", 0.04},
                                                               {"regularisation", 0.1},
                                                               {"bias_regularisation", 0.01},
                                                               {"init_scale", 0.05}});
        for (const auto& [key, value] : m_spec.settings)
            hyperparameters.setText(key, value);
        return hyperparameters;
    }

    void measureRmse(const Rows& rows)
    {
        if (!wants("rmse"))
            return;
        double target = m_spec.targetRmse;
        if (std::isnan(target)) {
            const auto defaults = hyperparametersOf("bias", {});
            const auto reference = prepare(rows, "rmse", "bias", defaults, 1);
            for (std::int64_t sweep = 0; sweep < defaults.integer("epochs"); ++sweep)
                trainEpoch(*reference.model);
            target = 0.99 * testRmse(*reference.model, rows);
        }
        for (const int factors : m_factors) {
            auto [model, result] = prepare(rows, "rmse", "biased-mf", toLearn(factors), manyThreads());
            result.targetRmse = target;
            double seconds = 0;
            result.testSeconds = 0;
            do {
                seconds += trainEpoch(*model);
                ++result.repetitions;
                const auto begin = Clock::now();
                result.rmse = testRmse(*model, rows);
                result.testSeconds += since(begin);
            } while (!(result.rmse <= target) && result.repetitions < kMostEpochs);
            if (result.rmse <= target) {
                result.seconds = seconds;
                result.ratingsPerSecond = static_cast<double>(result.ratings) * result.repetitions / seconds;
            }
            tell(std::move(result));
        }
    }

    void measurePredictions(const Rows& rows)
    {
        if (!wants("predict"))
            return;
        const auto& ratings = rows.data->ratings;
        const auto pairs = std::min(ratings.size(), kPairs);
        const std::span users(ratings.user.data(), pairs);
        const std::span items(ratings.item.data(), pairs);
        std::vector<float> predicted(pairs);
        for (const int factors : m_factors) {
            for (const int threads : threadCounts()) {
                auto prepared = prepare(rows, "predict", "biased-mf",
                                        hyperparametersOf("biased-mf", {{"factors", std::int64_t{factors}}}), threads);
                auto& result = prepared.result;
                result.optimiser.clear();
                result.batchSize.reset();
                result.ratings = pairs;
                setTiming(result, timed([&] {
                              const auto begin = Clock::now();
                              prepared.model->predict(users, items, predicted);
                              return since(begin);
                          }));
                tell(std::move(result));
            }
        }
    }

    const BenchmarkSpec& m_spec;
    TrainingControl& m_control;
    BenchmarkObserver& m_observer;
    const RunContext& m_context;
    std::string m_device;
    SplitSpec m_split;
    std::vector<int> m_factors;
    double m_budget = 0;                     ///< seconds for one measurement, about
    std::shared_ptr<const Dataset> m_source; ///< loaded once, null where the ratings are generated
};

} // namespace

const std::vector<std::string>& benchmarkKinds()
{
    static const std::vector<std::string> kinds = {"epoch", "stochastic", "full-batch", "gmf",    "als",
                                                   "ials",  "load",       "rmse",       "predict"};
    return kinds;
}

BenchmarkMachine benchmarkMachine(const std::string& device)
{
    BenchmarkMachine machine;
    machine.processor = processorName();
    machine.threads = hardwareThreads();
    machine.memoryMb = static_cast<double>(machineMemory()) / (1 << 20);
    machine.instructions = kernels::linearKernelSets().front().name;
    const auto id = resolveDevice(device);
    for (const auto& known : devices()) {
        if (known.id == id || (known.id == "cuda" && id == "cuda:0"))
            machine.device = known.name;
    }
    return machine;
}

void runBenchmark(const BenchmarkSpec& spec, TrainingControl& control, BenchmarkObserver& observer,
                  const RunContext& context)
{
    Benchmark(spec, control, observer, context)();
}

} // namespace matinee
