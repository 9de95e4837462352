#pragma once

#include <matinee/experiment.h>
#include <matinee/metrics.h>
#include <matinee/ranking.h>
#include <matinee/recommender.h>
#include <matinee/training_control.h>

#include <cstdint>
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
};

/// Within an epoch: the mean loss over the batches since the report before.
struct BatchStats
{
    std::uint64_t step = 0; ///< optimiser steps so far
    double position = 0;    ///< epochs done, with fraction: 2.25 is a quarter into the third epoch
    double loss = 0;
    double ratingsPerSecond = 0;
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
    double seconds = 0;          ///< training alone
    double ratingsPerSecond = 0; ///< training alone
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
    Stopped
};

struct RunResult
{
    RunStatus status = RunStatus::Completed;
    int epochs = 0; ///< complete epochs
    /// Lowest validation loss, or highest validation NDCG@10 for a ranked model; by training loss where there is no
    /// validation set.
    int bestEpoch = 0;
    int keptEpoch = 0;  ///< whose weights were tested: the best with early stopping, else the last
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
    virtual void onBatch(const BatchStats&) {}
    /// The model may be read here (embeddings, predictions), not kept.
    virtual void onEpoch(const EpochStats&, const Recommender&) {}
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
    RunResult result;
    std::shared_ptr<const Recommender> model; ///< never null
};

/// The one training loop. Splits, prepares, trains, validates each epoch, reads the test set once at the end.
/// Blocking; call it on a worker. A stop keeps what was trained and still evaluates it (RunStatus::Stopped).
/// \param dataset as loaded from spec.data; the caller has it already.
/// \throws Error for a setting or device that cannot work, before any training; Error{Stopped} after
/// TrainingControl::abandon().
std::shared_ptr<const TrainedRun> train(const ExperimentSpec& spec, std::shared_ptr<const Dataset> dataset,
                                        TrainingControl& control, TrainingObserver& observer);

} // namespace matinee
