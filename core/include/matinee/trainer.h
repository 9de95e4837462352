#pragma once

#include <matinee/experiment.h>
#include <matinee/metrics.h>
#include <matinee/ranking.h>
#include <matinee/recommender.h>
#include <matinee/training_control.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace matinee {

/// Errors of a reference that every result is held against, on the same rows.
struct Baseline
{
    std::string model; ///< "global-mean", "bias", "popularity"
    std::string name;  ///< "Global mean", "Damped bias", "Popularity"
    RatingMetrics validation;
    RatingMetrics test;     ///< filled at the end, when the test rows are read
    RankingMetrics ranking; ///< on the test rows, where the run is ranked
};

/// What is known when training begins.
struct RunStart
{
    std::string model;
    std::string device; ///< as resolved: "cpu", "cuda:0"
    std::string engine; ///< "fused", "autograd", "solver"
    int threads = 1;
    std::uint64_t seed = 0;
    std::uint64_t parameters = 0;
    std::size_t train = 0; ///< rows
    std::size_t validation = 0;
    std::size_t test = 0;
    int epochs = 0;                  ///< that will run
    std::vector<Baseline> baselines; ///< validation part only
    std::string warning;             ///< one sentence, e.g. that the first loss is far above the variance; may be empty
    int resumedFrom = 0;             ///< the epoch that an earlier training had got to; 0: it starts anew
    /// That it trains on (a part of the rows is a data set of its own) and how many training ratings each film and user
    /// has: for who follows the model as it learns. Null in a run read from a folder: TrainedRun has them.
    std::shared_ptr<const Dataset> dataset = nullptr;
    std::shared_ptr<const TrainingCounts> counts = nullptr;
};

/// Within an epoch: the mean loss over the batches since the report before.
struct BatchStats
{
    std::uint64_t step = 0; ///< optimiser steps so far
    double position = 0;    ///< epochs done, with fraction: 2.25 is a quarter into the third epoch
    double loss = 0;
    double ratingsPerSecond = 0;
    double elapsed = 0; ///< seconds since the run began, pauses and the time between a kill and a resume left out
    /// Of each optimiser step since the report before, that of `step` last; empty where only the mean is known.
    std::vector<float> losses = {};
};

struct EpochStats
{
    int epoch = 0; ///< 0: before training
    double trainLoss = std::numeric_limits<double>::quiet_NaN();
    double validationLoss = std::numeric_limits<double>::quiet_NaN();
    double validationRmse = std::numeric_limits<double>::quiet_NaN();
    double validationMae = std::numeric_limits<double>::quiet_NaN();
    double validationHitRatio = std::numeric_limits<double>::quiet_NaN(); ///< HR@10, where validation is ranked
    double validationNdcg = std::numeric_limits<double>::quiet_NaN();     ///< NDCG@10, likewise
    double objective = std::numeric_limits<double>::quiet_NaN();
    double seconds = 0;                                             ///< training alone
    double ratingsPerSecond = 0;                                    ///< training alone
    double learningRate = std::numeric_limits<double>::quiet_NaN(); ///< as the epoch began; NaN where there is none
    std::uint64_t steps = 0;                                        ///< optimiser steps so far
    std::uint64_t ratings = 0;                                      ///< seen so far, over all epochs
    double elapsed = 0; ///< seconds since the run began, validation included; as BatchStats has it
    double time = 0;    ///< seconds since 1970, UTC
};

/// A hyperparameter that was changed while training ran.
struct LiveChange
{
    double position = 0;    ///< epochs done, with fraction, when training took it up
    std::uint64_t step = 0; ///< optimiser steps then
    std::string key;        ///< "learning_rate"
    double from = 0;
    double to = 0;

    bool operator==(const LiveChange&) const = default;
};

/// A test row with its prediction, as notebook 001 prints.
struct SamplePrediction
{
    std::int32_t user = 0; ///< dense
    std::int32_t item = 0; ///< dense
    float predicted = 0;
    float actual = 0;
    float deviation = std::numeric_limits<float>::quiet_NaN(); ///< of the prediction, in stars; NaN where unknown
};

enum class RunStatus
{
    Completed,
    Stopped,
    Diverged, ///< a loss was not finite or exploded: training ended within the epoch, see RunResult::warning
};

struct RunResult
{
    RunStatus status = RunStatus::Completed;
    int epochs = 0; ///< complete epochs
    /// Lowest validation loss, or highest validation NDCG@10 for a ranked model; by training loss where there is no
    /// validation set.
    int bestEpoch = 0;
    int keptEpoch = 0;  ///< whose weights were tested: the best with early stopping, else the last; after a divergence
                        ///< the last one whose losses were good and whose state was kept
    bool refit = false; ///< trained again on training and validation rows for keptEpoch epochs, then tested
    double seconds = 0; ///< training and validation, without loading
    double peakRssMb = 0;
    RatingMetrics train; ///< in evaluation mode; empty after a stop
    RatingMetrics validation;
    RatingMetrics test;
    std::vector<Baseline> baselines;
    RankingMetrics ranking;    ///< the one to quote: by the file of candidates, else sampled for one test film a user
                               ///< (leave-one-out), else over all films; empty where the run is not ranked
    RankingMetrics rankingAll; ///< over all films
    RankingMetrics rankingSampled;         ///< each test film against 99 drawn ones
    std::string warning;                   ///< one sentence, e.g. that training has diverged; may be empty
    std::vector<SamplePrediction> samples; ///< at most 1000 test rows, drawn at random with the run's seed
};

/// Told by the trainer, on the trainer's thread.
class TrainingObserver
{
public:
    virtual ~TrainingObserver() = default;
    virtual void onStart(const RunStart&) {}
    /// After onStart(), where an earlier training goes on: what it had recorded, epoch 0 first.
    virtual void onResume(const std::vector<EpochStats>&, const std::vector<LiveChange>&) {}
    virtual void onBatch(const BatchStats&) {}
    /// The model may be read here (embeddings, predictions), not kept.
    virtual void onEpoch(const EpochStats&, const Recommender&) {}
    virtual void onLiveChange(const LiveChange&) {}
    /// One whole sentence: training goes on, but something beside it went wrong (a checkpoint could not be written).
    virtual void onProblem(const std::string& /*sentence*/) {}
    /// The epochs that follow train again on training and validation rows; they are not told one by one.
    virtual void onRefit(int /*epochs*/) {}
    virtual void onFinish(const RunResult&) {}
};

/// A finished or stopped training: everything the curves, the map and the run folder need.
struct TrainedRun
{
    ExperimentSpec spec;
    std::shared_ptr<const Dataset> dataset;
    std::shared_ptr<const Split> split;
    TrainingCounts counts;
    RunStart start;
    std::vector<EpochStats> history; ///< epoch 0 first
    std::vector<LiveChange> changes; ///< in their order
    RunResult result;
    std::shared_ptr<const Recommender> model; ///< never null
    /// The weights of the best epoch where they were kept and are not those of the model; else null. See restoreBest().
    std::shared_ptr<const ModelFile> best;
};

struct Checkpoint;
class RunMaterials;

/// What train() takes beside the experiment.
struct TrainOptions
{
    RunMaterials* materials = nullptr; ///< shared with other runs; null: nothing is shared
    /// File that the state is kept in as training goes: after an epoch, when the last time was a quarter of a second or
    /// twenty times as long as writing takes ago, whichever is later; when a live value changed; after the last epoch.
    /// Written under a temporary name and renamed. Empty: none. Not for models that are done in a moment.
    std::filesystem::path checkpoint = {};
    /// Asked for that file after onStart(), where it is known no sooner: of a run that is recorded. May be empty.
    std::function<std::filesystem::path()> checkpointLater = {};
    /// Where to go on. The experiment must be the checkpoint's but for the number of epochs, early stopping, patience
    /// and live hyperparameters; those that differ count as changed live. Null: from the beginning.
    std::shared_ptr<const Checkpoint> resume = {};
    /// Ends after this epoch, as a stop there would: for training in stages whose schedule is that of the whole. 0: no.
    int stopAfter = 0;
};

/// The one training loop. Splits, prepares, trains, validates each epoch, reads the test set once at the end.
/// Blocking; call it on a worker. A stop keeps what was trained and still evaluates it (RunStatus::Stopped). Where the
/// loss is not finite, or a hundred times what it was before training, the epoch ends at once and the last good state
/// that was kept comes back (RunStatus::Diverged).
/// \param dataset as loaded from spec.data; the caller has it already.
/// \throws Error for a setting or device that cannot work, before any training; Error{Stopped} after
/// TrainingControl::abandon().
std::shared_ptr<const TrainedRun> train(const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                                        TrainingControl& control, TrainingObserver& observer,
                                        const TrainOptions& options = {});

} // namespace matinee
