#include "support/memory.h"
#include "training/divergence_guard.h"
#include "training/materials_store.h"
#include "training/resume_check.h"
#include "training/run_baselines.h"
#include "training/run_evaluator.h"
#include "training/run_split.h"
#include "training/sample_predictions.h"
#include "training/start_warning.h"
#include "training/state_keeper.h"
#include "training/stop_watch.h"

#include <matinee/checkpoint.h>
#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/model_file.h>
#include <matinee/random.h>
#include <matinee/schedule.h>
#include <matinee/subset.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <utility>

namespace matinee {

namespace {

/// Distinct streams for the parts of a run, so that one more draw in one of them leaves the others alone.
constexpr std::uint64_t kModelStream = 0x6D6F64656C;
constexpr std::uint64_t kSampleStream = 0x73616D706C65;
constexpr std::size_t kSamples = 1000;

/// One run of train(): the parts that the steps share.
class Run
{
public:
    Run(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset, TrainingControl& control,
        TrainingObserver& observer, const TrainOptions& options, RunMaterials::Store& store)
        : m_control(control)
        , m_observer(observer)
        , m_options(options)
        , m_store(store)
        , m_run(std::make_shared<TrainedRun>())
        , m_info(modelInfo(spec.model))
        , m_schedule(spec.hyperparameters)
        , m_watch(control)
        , m_keeper(control)
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
        if (m_options.resume)
            requireResumable(*m_options.resume, spec(), data());
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
    bool hasLearningRate() const { return settings().has("learning_rate"); }
    bool isSet(const char* key) const { return settings().has(key) && settings().flag(key); }

    void prepare()
    {
        m_compute.device = resolveDevice(spec().device);
        m_compute.threads = m_options.resume     ? m_options.resume->threads
                            : spec().threads > 0 ? spec().threads
                                                 : hardwareThreads();
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
        // A run that goes on is prepared as it began; what has changed since then is live.
        auto model = m_info.create(m_options.resume ? m_options.resume->spec.hyperparameters : settings());
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
        m_control.beginEpoch();
        noteSettings();
        const bool resumed = m_options.resume && restore();
        EpochStats before;
        if (resumed) {
            m_run->history = m_options.resume->history;
            m_run->changes = m_options.resume->changes;
            before = m_run->history.front();
        } else {
            m_run->result.train = m_evaluator->train(*m_model);
            before.trainLoss = m_run->result.train.loss;
            validate(before);
            before.time = unixSeconds();
        }
        if (hasLearningRate())
            m_guard = DivergenceGuard(before.trainLoss);

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
        start.warning = startWarning(m_info, settings(), m_compute.device, m_model->engine(), data(), split().train,
                                     before.trainLoss);
        start.resumedFrom = m_epoch;
        start.dataset = m_run->dataset;
        start.counts = std::make_shared<const TrainingCounts>(m_run->counts);
        m_observer.onStart(start);
        if (resumed) {
            m_observer.onResume(m_run->history, m_run->changes);
            noteLiveChanges(m_epoch);
        } else {
            record(before);
        }
        m_watch.restart();
        m_keeper.begin(m_options.checkpointLater ? m_options.checkpointLater() : m_options.checkpoint, m_epoch);
    }

    /// What may change live, as the run begins.
    void noteSettings()
    {
        const auto& began = m_options.resume ? m_options.resume->spec.hyperparameters : settings();
        for (const auto& parameter : began.parameters())
            if (parameter.live && parameter.kind == ParameterKind::Real)
                m_live[parameter.key] = began.real(parameter.key);
    }

    /// Takes up what a checkpoint holds. \return false for a model without a state, which begins anew
    bool restore()
    {
        const auto& checkpoint = *m_options.resume;
        if (!checkpoint.state.has("trainer/counts"))
            return false;
        m_model->restoreState(checkpoint.state.part("model/"));
        const auto counts = checkpoint.state.get<std::uint64_t>("trainer/counts");
        const auto numbers = checkpoint.state.get<double>("trainer/numbers");
        if (counts.size() != 3 || numbers.size() != 4)
            throw Error(ErrorCode::Format, "The checkpoint's counters are not as they should be.");
        m_epoch = checkpoint.epoch;
        m_steps = counts[0];
        m_ratings = counts[1];
        m_run->result.bestEpoch = static_cast<int>(counts[2]);
        m_bestJudged = numbers[0];
        m_run->result.seconds = numbers[1];
        m_elapsedBefore = numbers[2];
        m_perEpoch = numbers[3];
        m_schedule.setState(checkpoint.state.get<double>("trainer/schedule"));
        if (const auto best = checkpoint.state.part("best/"); best.has("names"))
            m_best = modelFileFrom(best);
        m_run->result.epochs = m_epoch;
        m_run->result.validation = m_evaluator->validation(*m_model);

        // The values that were changed live stay, unless the experiment wants others now.
        for (const auto& change : checkpoint.changes)
            m_live[change.key] = change.to;
        for (const auto& [key, value] : m_live) {
            const double began = checkpoint.spec.hyperparameters.real(key);
            const double wanted = settings().real(key);
            const double now = wanted != began ? wanted : value;
            if (now != began || value != began)
                m_control.setLive(key, now);
        }
        return true;
    }

    /// Tells what was changed live since it was asked last.
    void noteLiveChanges(double position)
    {
        const auto version = m_control.liveVersion();
        if (version == m_liveVersion)
            return;
        m_liveVersion = version;
        for (const auto& [key, value] : m_control.liveValues()) {
            const auto known = m_live.find(key);
            if (known == m_live.end() || known->second == value)
                continue;
            const LiveChange change{position, m_steps, key, known->second, value};
            known->second = value;
            m_run->changes.push_back(change);
            m_observer.onLiveChange(change);
            m_keeper.hurry();
        }
    }

    static double unixSeconds()
    {
        return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    }

    double elapsed() const { return m_elapsedBefore + m_watch.seconds(); }

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
        bool enough = stopEarly && m_epoch > 0 && m_epoch - result.bestEpoch >= patience;
        while (m_epoch < m_epochs && !enough && !m_diverged) {
            if ((m_options.stopAfter > 0 && m_epoch >= m_options.stopAfter) || !m_control.proceed())
                break;
            const int e = m_epoch + 1;
            noteLiveChanges(m_epoch);
            EpochStats epoch;
            epoch.epoch = e;
            if (const auto rate = m_live.find("learning_rate"); rate != m_live.end())
                epoch.learningRate = rate->second * m_schedule.factor(m_epoch);
            const StopWatch epochWatch(m_control);
            const auto outcome = trainEpoch(e);
            epoch.seconds = epochWatch.seconds();
            epoch.ratingsPerSecond = static_cast<double>(outcome.ratings) / epoch.seconds;
            epoch.trainLoss = outcome.loss;
            epoch.objective = outcome.objective;
            m_ratings += outcome.ratings;
            epoch.steps = m_steps;
            epoch.ratings = m_ratings;
            noteLiveChanges(e);
            if (!outcome.complete && !m_diverged) {
                result.seconds += epoch.seconds;
                m_partEpoch = true;
                break;
            }
            if (!m_diverged) {
                validate(epoch);
                if (hasDiverged(epoch))
                    diverge(std::numeric_limits<double>::quiet_NaN(), e);
            }
            result.seconds += epochWatch.seconds();
            epoch.elapsed = elapsed();
            epoch.time = unixSeconds();
            record(epoch);
            if (m_diverged)
                break;
            result.epochs = m_epoch = e;
            m_schedule.report(judged(epoch));
            if (judged(epoch) < m_bestJudged) {
                m_bestJudged = judged(epoch);
                result.bestEpoch = e;
                m_best.reset();
                if (stopEarly || m_keeper.isOn())
                    keepBest();
            } else if (stopEarly && e - result.bestEpoch >= patience) {
                enough = true;
            }
            if (m_keeper.isDue())
                keepState();
        }
        const bool isKept = m_epoch == m_keeper.epoch() && m_control.liveVersion() == m_liveVersion;
        if (m_keeper.isOn() && !m_diverged && !m_partEpoch && m_epoch > 0 && !isKept)
            keepState();
        result.status = m_diverged                            ? RunStatus::Diverged
                        : result.epochs < m_epochs && !enough ? RunStatus::Stopped
                                                              : RunStatus::Completed;
        if (result.bestEpoch == 0)
            result.bestEpoch = result.epochs; // no loss to judge by
        result.keptEpoch = result.epochs;
        if (m_diverged)
            goBack();
        else if (stopEarly && (result.bestEpoch < result.epochs || m_partEpoch))
            restoreBest();
    }

    EpochOutcome trainEpoch(int e)
    {
        StopWatch batchWatch(m_control);
        double fractionReported = 0;
        EpochContext context{
            m_control,
            [&](std::uint64_t step, double fraction, double loss, std::span<const float> losses) {
                const double ratings = (fraction - fractionReported) * m_perEpoch;
                const double seconds = batchWatch.seconds();
                batchWatch.restart();
                fractionReported = fraction;
                m_steps = step;
                noteLiveChanges(e - 1 + fraction);
                m_observer.onBatch(
                    {step, e - 1 + fraction, loss, ratings / seconds, elapsed(), {losses.begin(), losses.end()}});
                if (hasLearningRate() && !m_guard.accepts(loss)) {
                    diverge(loss, e);
                    m_control.endEpoch();
                }
            },
            {}};
        if (!m_schedule.isConstant())
            context.rateFactor = [this, e](double fraction) { return m_schedule.factor(e - 1 + fraction); };
        const auto outcome = m_model->trainEpoch(context);
        m_control.beginEpoch();
        // The last batches are not always reported.
        m_steps = std::max(m_steps, outcome.steps);
        if (outcome.complete)
            m_perEpoch = static_cast<double>(outcome.ratings);
        return outcome;
    }

    void diverge(double loss, int epoch)
    {
        m_diverged = true;
        m_run->result.warning = DivergenceGuard::reason(loss, epoch);
    }

    /// After a divergence: to the last state that was kept, if any.
    void goBack()
    {
        auto& result = m_run->result;
        if (const auto newest = m_keeper.newest()) {
            auto model = preparedModel(split().train, m_run->counts);
            model->restoreState(newest->state.part("model/"));
            m_model = std::move(model);
            result.keptEpoch = newest->epoch;
            result.validation = m_evaluator->validation(*m_model);
        } else if (m_best) {
            restoreBest();
        } else {
            result.validation = m_evaluator->validation(*m_model);
        }
    }

    void keepBest()
    {
        m_best = ModelFile();
        m_model->save(*m_best);
    }

    void restoreBest()
    {
        auto& result = m_run->result;
        if (!m_best)
            return; // no epoch was finished, or none had a finite loss
        auto model = m_info.create(settings());
        model->load(*m_best, data(), m_compute);
        m_model = std::move(model);
        result.validation = m_evaluator->validation(*m_model);
        result.keptEpoch = result.bestEpoch;
        m_partEpoch = false;
    }

    /// What goes wrong with a checkpoint does not stop the training.
    void keepState()
    {
        Checkpoint checkpoint;
        StateFile model;
        if (!m_model->saveState(model))
            return;
        if (m_epoch < m_epochs)
            noteLiveChanges(m_epoch); // what the next epoch would begin with
        const auto& result = m_run->result;
        auto& state = checkpoint.state;
        state.putPart("model/", std::move(model));
        if (m_best)
            state.putPart("best/", stateFrom(*m_best));
        state.put("trainer/counts",
                  std::vector<std::uint64_t>{m_steps, m_ratings, static_cast<std::uint64_t>(result.bestEpoch)});
        state.put("trainer/numbers", std::vector<double>{m_bestJudged, result.seconds, elapsed(), m_perEpoch});
        state.put("trainer/schedule", m_schedule.state());
        checkpoint.spec = m_options.resume ? m_options.resume->spec : spec();
        checkpoint.dataDigest = data().provenance.digest;
        checkpoint.threads = m_compute.threads;
        checkpoint.epoch = m_epoch;
        checkpoint.history = m_run->history;
        checkpoint.changes = m_run->changes;
        if (const auto problem = m_keeper.write(checkpoint); !problem.empty())
            m_observer.onProblem(problem);
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
            const EpochContext context{
                m_control, {}, [this, e](double fraction) { return m_schedule.factor(e + fraction); }};
            if (!m_control.proceed() || !model->trainEpoch(context).complete) {
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
        if (result.status != RunStatus::Stopped) {
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
        if (m_best && result.keptEpoch != result.bestEpoch && !result.refit)
            m_run->best = std::make_shared<const ModelFile>(std::move(*m_best));
        m_run->model = std::move(m_model);
        m_observer.onFinish(result);
    }

    void drawSamples()
    {
        auto rows = split().test;
        Random random(spec().seed ^ kSampleStream);
        random.shuffle(rows.begin(), rows.end());
        rows.resize(std::min(rows.size(), kSamples));
        for (const auto row : rows)
            m_run->result.samples.push_back({.user = data().ratings.user[row],
                                             .item = data().ratings.item[row],
                                             .actual = data().ratings.value[row]});
        predictSamples(*m_model, m_run->result.samples);
    }

    TrainingControl& m_control;
    TrainingObserver& m_observer;
    const TrainOptions& m_options;
    Store& m_store;
    std::shared_ptr<TrainedRun> m_run;
    const ModelInfo& m_info;
    ComputeOptions m_compute;
    Schedule m_schedule;
    DivergenceGuard m_guard;
    bool m_diverged = false;
    std::unique_ptr<RunEvaluator> m_evaluator;
    int m_epochs = 0;
    double m_perEpoch = 0;    ///< ratings or examples; the training rows until an epoch has told
    bool m_partEpoch = false; ///< the weights are from within an epoch
    std::unique_ptr<Recommender> m_model;
    std::optional<ModelFile> m_best; ///< the weights of the best epoch, where they may be wanted back
    double m_bestJudged = std::numeric_limits<double>::infinity();
    int m_epoch = 0; ///< complete ones
    std::uint64_t m_steps = 0;
    std::uint64_t m_ratings = 0;          ///< seen
    std::map<std::string, double> m_live; ///< live hyperparameters, as training has them now
    std::uint64_t m_liveVersion = 0;
    StopWatch m_watch;          ///< of the training, from the first epoch on
    double m_elapsedBefore = 0; ///< of an earlier training that this one goes on from
    StateKeeper m_keeper;
    std::shared_ptr<RunBaselines> m_baselines;
};

} // namespace

std::shared_ptr<const TrainedRun> train(const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                                        TrainingControl& control, TrainingObserver& observer,
                                        const TrainOptions& options)
{
    RunMaterials own;
    auto& materials = options.materials ? *options.materials : own;
    return Run(spec, dataset, control, observer, options, materials.store())();
}

} // namespace matinee
