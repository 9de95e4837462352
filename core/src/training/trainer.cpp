#include "support/memory.h"
#include "training/materials_store.h"
#include "training/run_baselines.h"
#include "training/run_evaluator.h"
#include "training/run_split.h"

#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/model_file.h>
#include <matinee/random.h>
#include <matinee/subset.h>
#include <matinee/trainer.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace matinee {

namespace {

/// Counts the time that is not spent in a pause.
class StopWatch
{
public:
    explicit StopWatch(const TrainingControl& control)
        : m_control(control)
    {
        restart();
    }

    void restart()
    {
        m_start = Clock::now();
        m_paused = m_control.pausedTime();
    }

    double seconds() const
    {
        const auto running = Clock::now() - m_start - (m_control.pausedTime() - m_paused);
        return std::max(1e-9, std::chrono::duration<double>(running).count());
    }

private:
    using Clock = std::chrono::steady_clock;

    const TrainingControl& m_control;
    Clock::time_point m_start;
    std::chrono::nanoseconds m_paused{0};
};

/// Distinct streams for the parts of a run, so that one more draw in one of them leaves the others alone.
constexpr std::uint64_t kModelStream = 0x6D6F64656C;
constexpr std::uint64_t kSampleStream = 0x73616D706C65;
constexpr std::size_t kSamples = 1000;
/// Rows of a batch below which starting a GPU's programs takes longer than running them.
constexpr std::int64_t kLeastGpuBatch = 4096;
/// Rows of a batch below which autograd's own work is most of the work.
constexpr std::int64_t kLeastAutogradBatch = 16;

/// One run of train(): the parts that the steps share.
class Run
{
public:
    Run(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset, TrainingControl& control,
        TrainingObserver& observer, RunMaterials::Store& store)
        : m_control(control)
        , m_observer(observer)
        , m_store(store)
        , m_run(std::make_shared<TrainedRun>())
        , m_info(modelInfo(spec.model))
    {
        m_run->spec = spec;
        m_store.setDataset(dataset);
        // A window that opened a run of a subset has no other data set than that.
        m_run->dataset =
            dataset->fileRows.empty()
                ? m_store.get<const Dataset>(Store::kSubset, spec.rows, [&] { return selectRows(dataset, spec.rows); })
                : dataset;
    }

    std::shared_ptr<const TrainedRun> operator()()
    {
        prepare();
        announce();
        trainEpochs();
        finish();
        return m_run;
    }

private:
    using Store = RunMaterials::Store;

    /// The rows of a split with what is counted over its training rows.
    struct CountedSplit
    {
        std::shared_ptr<const Split> split;
        TrainingCounts counts;
    };

    const ExperimentSpec& spec() const { return m_run->spec; }
    const Hyperparameters& settings() const { return m_run->spec.hyperparameters; }
    const Dataset& data() const { return *m_run->dataset; }
    const Split& split() const { return *m_run->split; }
    bool isSet(const char* key) const { return settings().has(key) && settings().flag(key); }

    void prepare()
    {
        m_compute.device = resolveDevice(spec().device);
        m_compute.threads = spec().threads > 0 ? spec().threads : hardwareThreads();
        m_compute.seed = spec().seed ^ kModelStream;
        m_compute.engine = spec().engine;
        if (m_compute.engine == "fused" && !m_info.hasFusedEngine)
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("The model '{}' has no fused engine: leave the engine at 'auto'.", m_info.id),
                        "engine");
        const auto rows = m_store.get<CountedSplit>(Store::kSplit, splitKey(spec(), data()), [this] {
            auto made = std::make_shared<const Split>(runSplit(spec(), data()));
            return std::make_shared<CountedSplit>(CountedSplit{made, TrainingCounts(data(), made->train)});
        });
        m_run->split = rows->split;
        m_run->counts = rows->counts;
        for (const auto& [key, name] : {std::pair("early_stopping", "Early stopping"), std::pair("refit", "Refit")}) {
            if (isSet(key) && split().validation.empty())
                throw Error(
                    ErrorCode::InvalidArgument,
                    fmt::format("{} needs validation rows, and the split '{}' has none.", name, spec().split.text()),
                    key);
        }
        m_evaluator = std::make_unique<RunEvaluator>(spec(), data(), split(), m_run->counts, spec().candidates,
                                                     m_control.abandoned(), m_store, splitKey(spec(), data()));

        // Before the model, so that what the references need while they learn is not there beside it.
        const auto key = fmt::format("{}\n{} {}", m_evaluator->key(), m_info.isImplicit(), m_compute.threads);
        m_baselines = m_store.get<RunBaselines>(Store::kBaselines, key,
                                                [this] { return trainBaselines(split().train, m_run->counts); });
        if (!m_baselines->isComplete())
            m_store.forget(Store::kBaselines);
        m_run->result.baselines = validatedBaselines();
        m_model = preparedModel(split().train, m_run->counts);
        m_epochs = settings().has("epochs") ? static_cast<int>(settings().integer("epochs")) : 1;
        if (const int most = m_model->maximumEpochs(); most > 0)
            m_epochs = std::min(m_epochs, most);
        m_perEpoch = static_cast<double>(split().train.size());
    }

    std::unique_ptr<Recommender> preparedModel(const std::vector<RowIndex>& rows, const TrainingCounts& counts) const
    {
        auto model = m_info.create(settings());
        model->prepare({m_run->dataset, rows, counts}, m_compute);
        return model;
    }

    /// The references for what the run is judged by.
    std::shared_ptr<RunBaselines> trainBaselines(const std::vector<RowIndex>& rows, const TrainingCounts& counts)
    {
        return std::make_shared<RunBaselines>(RunBaselines::idsFor(*m_evaluator),
                                              TrainingData{m_run->dataset, rows, counts}, m_compute.threads, m_control);
    }

    /// Before the test rows are read, nothing may tell of them.
    std::vector<Baseline> validatedBaselines()
    {
        auto baselines = m_baselines->validated(*m_evaluator);
        for (auto& baseline : baselines) {
            baseline.test = {};
            baseline.ranking = {};
        }
        return baselines;
    }

    void announce()
    {
        EpochStats before;
        m_run->result.train = m_evaluator->train(*m_model);
        before.trainLoss = m_run->result.train.loss;
        validate(before);

        auto& start = m_run->start;
        start.model = spec().model;
        start.device = m_compute.device;
        start.engine = m_model->engine();
        start.threads = m_compute.threads;
        start.seed = spec().seed;
        start.parameters = m_model->parameterCount();
        start.train = split().train.size();
        start.validation = split().validation.size();
        start.test = split().test.size();
        start.epochs = m_epochs;
        start.baselines = m_run->result.baselines;
        start.warning = initialWarning(before.trainLoss);
        m_observer.onStart(start);
        record(before);
    }

    /// Predicting zero costs the mean square of the ratings; a start far above it comes from wild initial vectors.
    std::string initialWarning(double loss) const
    {
        if (m_compute.device != "cpu" && settings().has("batch_size")) {
            const auto batch = settings().integer("batch_size");
            if (batch > 0 && batch < kLeastGpuBatch)
                return fmt::format("Batches of {} leave a GPU waiting most of the time: {} or more keep it busy.",
                                   batch, kLeastGpuBatch);
        }
        if (m_compute.device == "cpu" && m_model->engine() == "autograd" && settings().has("batch_size")) {
            const auto batch = settings().integer("batch_size");
            if (batch > 0 && batch < kLeastAutogradBatch)
                return fmt::format(
                    "Batches of {} are slow with autograd: {} or more are not, and the fused engine takes "
                    "any (it has AdaGrad only without dropout and weight decay).",
                    batch, kLeastAutogradBatch);
        }
        if (m_info.isImplicit())
            return {};
        double squares = 0;
        for (const auto row : split().train)
            squares += static_cast<double>(data().ratings.value[row]) * data().ratings.value[row];
        const double zeroLoss = squares / static_cast<double>(split().train.size());
        if (!(loss > 2 * zeroLoss))
            return {};
        return fmt::format(
            "Before training the loss is {:.1f}, worse than predicting zero ({:.1f}): the initial scale is "
            "too large.",
            loss, zeroLoss);
    }

    void validate(EpochStats& epoch)
    {
        const auto metrics = m_evaluator->validation(*m_model);
        epoch.validationLoss = metrics.loss;
        epoch.validationRmse = metrics.rmse;
        epoch.validationMae = metrics.mae;
        m_run->result.validation = metrics;
        const auto ranking = m_evaluator->rankValidation(*m_model);
        epoch.validationHitRatio = ranking.hitRatio;
        epoch.validationNdcg = ranking.ndcg;
    }

    void record(const EpochStats& epoch)
    {
        m_run->history.push_back(epoch);
        m_observer.onEpoch(epoch, *m_model);
    }

    /// What early stopping looks at; lower is better.
    double judged(const EpochStats& epoch) const
    {
        if (split().validation.empty())
            return epoch.trainLoss;
        return m_info.isImplicit() ? -epoch.validationNdcg : epoch.validationLoss;
    }

    /// Some scores have no loss, and without validation rows there is none; whatever there is must be finite.
    bool hasDiverged(const EpochStats& epoch) const
    {
        if (m_info.output == ModelOutput::Scores && !settings().has("learning_rate"))
            return false;
        if (m_info.output == ModelOutput::Scores)
            return !std::isfinite(epoch.trainLoss);
        return !std::isfinite(epoch.trainLoss) || (!split().validation.empty() && !std::isfinite(judged(epoch)));
    }

    void trainEpochs()
    {
        const bool stopEarly = isSet("early_stopping");
        const int patience = settings().has("patience") ? static_cast<int>(settings().integer("patience")) : 0;
        auto& result = m_run->result;
        double best = std::numeric_limits<double>::infinity();
        bool enough = false;
        for (int e = 1; e <= m_epochs && !enough; ++e) {
            if (!m_control.proceed())
                break;
            const StopWatch epochWatch(m_control);
            const auto outcome = trainEpoch(e);
            EpochStats epoch;
            epoch.epoch = e;
            epoch.seconds = epochWatch.seconds();
            epoch.ratingsPerSecond = static_cast<double>(outcome.ratings) / epoch.seconds;
            epoch.trainLoss = outcome.loss;
            epoch.objective = outcome.objective;
            if (!outcome.complete) {
                result.seconds += epoch.seconds;
                m_partEpoch = true;
                break;
            }
            validate(epoch);
            result.seconds += epochWatch.seconds();
            result.epochs = e;
            record(epoch);
            if (result.warning.empty() && hasDiverged(epoch))
                result.warning = fmt::format("The loss is not finite after epoch {}: training has diverged. A smaller "
                                             "learning rate or initial scale may help.",
                                             e);
            if (judged(epoch) < best) {
                best = judged(epoch);
                result.bestEpoch = e;
                if (stopEarly)
                    keepBest();
            } else if (stopEarly && e - result.bestEpoch >= patience) {
                enough = true;
            }
        }
        result.status = result.epochs < m_epochs && !enough ? RunStatus::Stopped : RunStatus::Completed;
        if (result.bestEpoch == 0)
            result.bestEpoch = result.epochs; // no loss to judge by
        result.keptEpoch = result.epochs;
        if (stopEarly && (result.bestEpoch < result.epochs || m_partEpoch))
            restoreBest();
    }

    EpochOutcome trainEpoch(int e)
    {
        StopWatch batchWatch(m_control);
        double fractionReported = 0;
        const EpochContext context{m_control, [&](std::uint64_t step, double fraction, double loss) {
                                       const double ratings = (fraction - fractionReported) * m_perEpoch;
                                       const double seconds = batchWatch.seconds();
                                       batchWatch.restart();
                                       fractionReported = fraction;
                                       m_observer.onBatch({step, e - 1 + fraction, loss, ratings / seconds});
                                   }};
        const auto outcome = m_model->trainEpoch(context);
        if (outcome.complete)
            m_perEpoch = static_cast<double>(outcome.ratings);
        return outcome;
    }

    void keepBest()
    {
        m_best = ModelFile();
        m_hasBest = true;
        m_model->save(m_best);
        m_bestValidation = m_run->result.validation;
    }

    void restoreBest()
    {
        auto& result = m_run->result;
        if (!m_hasBest)
            return; // no epoch was finished, or none had a finite loss
        auto model = m_info.create(settings());
        model->load(m_best, data(), m_compute);
        m_model = std::move(model);
        result.validation = m_bestValidation;
        result.keptEpoch = result.bestEpoch;
        m_partEpoch = false;
    }

    /// Trains on training and validation rows for as many epochs as were kept. A stop leaves the model as it was.
    void refit()
    {
        auto& result = m_run->result;
        m_observer.onRefit(result.bestEpoch);
        const auto rows = refitRows(split());
        TrainingCounts counts(data(), rows);
        auto model = preparedModel(rows, counts);
        const StopWatch watch(m_control);
        for (int e = 0; e < result.bestEpoch; ++e) {
            if (!m_control.proceed() || !model->trainEpoch({m_control, {}}).complete) {
                result.status = RunStatus::Stopped;
                return;
            }
        }
        result.seconds += watch.seconds();
        result.refit = true;
        result.keptEpoch = result.bestEpoch;
        m_model = std::move(model);
        m_run->counts = std::move(counts);
        m_baselines = trainBaselines(rows, m_run->counts);
    }

    /// The one place that reads the test rows.
    void finish()
    {
        auto& result = m_run->result;
        if (isSet("refit") && result.status == RunStatus::Completed)
            refit();
        if (result.status == RunStatus::Completed) {
            // The validation of the last epoch is that of these weights.
            result.train = m_evaluator->train(*m_model);
        } else {
            // The training rows are the most, and the least worth waiting for.
            result.train = {};
            m_evaluator->hurry();
            if (m_partEpoch)
                result.validation = m_evaluator->validation(*m_model);
        }
        result.test = m_evaluator->test(*m_model);
        m_evaluator->rankTest(*m_model, result);
        const auto validated = std::exchange(result.baselines, m_baselines->tested(*m_evaluator));
        for (std::size_t b = 0; b < std::min(validated.size(), result.baselines.size()); ++b)
            result.baselines[b].validation = validated[b].validation; // from before a refit
        drawSamples();
        result.peakRssMb = peakResidentMb();
        m_run->model = std::move(m_model);
        m_observer.onFinish(result);
    }

    void drawSamples()
    {
        auto rows = split().test;
        Random random(spec().seed ^ kSampleStream);
        random.shuffle(rows.begin(), rows.end());
        rows.resize(std::min(rows.size(), kSamples));
        std::vector<std::int32_t> users;
        std::vector<std::int32_t> items;
        for (const auto row : rows) {
            users.push_back(data().ratings.user[row]);
            items.push_back(data().ratings.item[row]);
        }
        std::vector<float> predicted(rows.size());
        m_model->predict(users, items, predicted);
        std::vector<float> deviations(rows.size(), std::numeric_limits<float>::quiet_NaN());
        m_model->predictDeviation(users, items, deviations);
        for (std::size_t i = 0; i < rows.size(); ++i)
            m_run->result.samples.push_back(
                {users[i], items[i], predicted[i], data().ratings.value[rows[i]], deviations[i]});
    }

    TrainingControl& m_control;
    TrainingObserver& m_observer;
    Store& m_store;
    std::shared_ptr<TrainedRun> m_run;
    const ModelInfo& m_info;
    ComputeOptions m_compute;
    std::unique_ptr<RunEvaluator> m_evaluator;
    int m_epochs = 0;
    double m_perEpoch = 0;    ///< ratings or examples; the training rows until an epoch has told
    bool m_partEpoch = false; ///< the weights are from within an epoch
    std::unique_ptr<Recommender> m_model;
    bool m_hasBest = false;
    ModelFile m_best; ///< the weights of the best epoch, where they may be wanted back
    RatingMetrics m_bestValidation;
    std::shared_ptr<RunBaselines> m_baselines;
};

} // namespace

std::shared_ptr<const TrainedRun> train(const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                                        TrainingControl& control, TrainingObserver& observer)
{
    RunMaterials materials;
    return train(spec, std::move(dataset), control, observer, materials);
}

std::shared_ptr<const TrainedRun> train(const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                                        TrainingControl& control, TrainingObserver& observer, RunMaterials& materials)
{
    return Run(spec, dataset, control, observer, materials.store())();
}

} // namespace matinee
