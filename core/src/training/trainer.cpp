#include "support/memory.h"

#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/trainer.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>

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

/// One run of train(): the parts that the steps share.
class Run
{
public:
    Run(const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset, TrainingControl& control,
        TrainingObserver& observer)
        : m_control(control)
        , m_observer(observer)
        , m_run(std::make_shared<TrainedRun>())
        , m_data(*dataset)
    {
        m_run->spec = spec;
        m_run->dataset = std::move(dataset);
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
    const ExperimentSpec& spec() const { return m_run->spec; }
    const Split& split() const { return *m_run->split; }

    void prepare()
    {
        const auto& info = modelInfo(spec().model);
        m_compute.device = resolveDevice(spec().device);
        m_compute.threads = spec().threads > 0 ? spec().threads : hardwareThreads();
        m_compute.seed = spec().seed ^ kModelStream;
        m_run->split = std::make_shared<Split>(makeSplit(m_data, spec().split, spec().seed));
        m_run->counts = TrainingCounts(m_data, split().train);
        const auto [low, high] = std::minmax_element(m_data.ratings.value.begin(), m_data.ratings.value.end());
        m_evaluation = {spec().hyperparameters.has("clip") && spec().hyperparameters.flag("clip"), *low, *high};

        m_model = info.create(spec().hyperparameters);
        m_model->prepare(trainingData(), m_compute);
        m_epochs =
            spec().hyperparameters.has("epochs") ? static_cast<int>(spec().hyperparameters.integer("epochs")) : 1;
        if (const int most = m_model->maximumEpochs(); most > 0)
            m_epochs = std::min(m_epochs, most);
        trainBaselines();
    }

    TrainingData trainingData() const { return {m_run->dataset, split().train, m_run->counts}; }

    RatingMetrics evaluate(const Recommender& model, const std::vector<RowIndex>& rows) const
    {
        RunContext context;
        context.stop = m_control.abandoned();
        return evaluateRatings(model, m_data, rows, m_run->counts, m_evaluation, context);
    }

    void trainBaselines()
    {
        for (const auto* id : {"global-mean", "bias"}) {
            const auto& info = modelInfo(id);
            const Hyperparameters defaults(info.parameters);
            auto model = info.create(defaults);
            model->prepare(trainingData(), {"cpu", m_compute.threads, 0});
            const int epochs = defaults.has("epochs") ? static_cast<int>(defaults.integer("epochs")) : 1;
            for (int e = 0; e < epochs && !m_control.isStopped(); ++e)
                model->trainEpoch({m_control, {}});
            m_run->result.baselines.push_back({id, info.name, evaluate(*model, split().validation), {}});
            m_baselines.push_back(std::move(model));
        }
    }

    void announce()
    {
        EpochStats before;
        m_run->result.train = evaluate(*m_model, split().train);
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
        double squares = 0;
        for (const auto row : split().train)
            squares += static_cast<double>(m_data.ratings.value[row]) * m_data.ratings.value[row];
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
        const auto metrics = evaluate(*m_model, split().validation);
        epoch.validationLoss = metrics.loss;
        epoch.validationRmse = metrics.rmse;
        epoch.validationMae = metrics.mae;
        m_run->result.validation = metrics;
    }

    void record(const EpochStats& epoch)
    {
        m_run->history.push_back(epoch);
        m_observer.onEpoch(epoch, *m_model);
    }

    void trainEpochs()
    {
        double best = std::numeric_limits<double>::infinity();
        for (int e = 1; e <= m_epochs; ++e) {
            if (!m_control.proceed())
                break;
            const StopWatch epochWatch(m_control);
            StopWatch batchWatch(m_control);
            double fractionReported = 0;
            const EpochContext context{m_control, [&](std::uint64_t step, double fraction, double loss) {
                                           const double ratings = (fraction - fractionReported) *
                                                                  static_cast<double>(split().train.size());
                                           const double seconds = batchWatch.seconds();
                                           batchWatch.restart();
                                           fractionReported = fraction;
                                           m_observer.onBatch({step, e - 1 + fraction, loss, ratings / seconds});
                                       }};
            const auto outcome = m_model->trainEpoch(context);
            EpochStats epoch;
            epoch.epoch = e;
            epoch.seconds = epochWatch.seconds();
            epoch.ratingsPerSecond = static_cast<double>(outcome.ratings) / epoch.seconds;
            epoch.trainLoss = outcome.loss;
            epoch.objective = outcome.objective;
            if (!outcome.complete) {
                m_run->result.seconds += epoch.seconds;
                break;
            }
            validate(epoch);
            m_run->result.seconds += epochWatch.seconds();
            m_run->result.epochs = e;
            record(epoch);
            const double loss = split().validation.empty() ? epoch.trainLoss : epoch.validationLoss;
            if (loss < best) {
                best = loss;
                m_run->result.bestEpoch = e;
            }
        }
        m_run->result.status = m_run->result.epochs < m_epochs ? RunStatus::Stopped : RunStatus::Completed;
    }

    /// The one place that reads the test rows.
    void finish()
    {
        auto& result = m_run->result;
        if (result.status == RunStatus::Completed) {
            // The validation of the last epoch is that of these weights.
            result.train = evaluate(*m_model, split().train);
        } else {
            // The training rows are the most, and the least worth waiting for.
            result.train = {};
            result.validation = evaluate(*m_model, split().validation);
        }
        result.test = evaluate(*m_model, split().test);
        for (std::size_t b = 0; b < m_baselines.size(); ++b)
            result.baselines[b].test = evaluate(*m_baselines[b], split().test);
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
            users.push_back(m_data.ratings.user[row]);
            items.push_back(m_data.ratings.item[row]);
        }
        std::vector<float> predicted(rows.size());
        m_model->predict(users, items, predicted);
        for (std::size_t i = 0; i < rows.size(); ++i)
            m_run->result.samples.push_back({users[i], items[i], predicted[i], m_data.ratings.value[rows[i]]});
    }

    TrainingControl& m_control;
    TrainingObserver& m_observer;
    std::shared_ptr<TrainedRun> m_run;
    const Dataset& m_data;
    ComputeOptions m_compute;
    EvaluationOptions m_evaluation;
    int m_epochs = 0;
    std::unique_ptr<Recommender> m_model;
    std::vector<std::unique_ptr<Recommender>> m_baselines;
};

} // namespace

std::shared_ptr<const TrainedRun> train(const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                                        TrainingControl& control, TrainingObserver& observer)
{
    return Run(spec, std::move(dataset), control, observer)();
}

} // namespace matinee
