#pragma once

#include <matinee/dataset.h>
#include <matinee/matrix.h>
#include <matinee/parameter.h>
#include <matinee/run_context.h>
#include <matinee/split.h>
#include <matinee/training_control.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace matinee {

class ModelFile;
class StateFile;

/// What a model learns from. The test rows are not in it: a model cannot read them. For a model whose output is not
/// ratings the trainer has already left out the rows below the rating threshold: each row is an interaction.
struct TrainingData
{
    std::shared_ptr<const Dataset> dataset;
    std::vector<RowIndex> rows; ///< training rows of dataset->ratings
    TrainingCounts counts;      ///< over rows
};

/// What a model's predict() gives, and so how it is judged.
enum class ModelOutput
{
    Ratings,       ///< stars: judged by RMSE and MAE, trained on every training rating
    Probabilities, ///< of an interaction, in [0, 1]: judged by its ranking; trained on interactions
    Scores,        ///< any scale, higher is better: judged by its ranking; trained on interactions
};

/// Where and how to compute.
struct ComputeOptions
{
    std::string device = "cpu"; ///< a resolved device: "cpu" or "cuda:N"
    int threads = 1;
    std::uint64_t seed = 0;
    std::string engine = "auto"; ///< "auto", "fused" or "autograd", see ExperimentSpec::engine
};

/// What the trainer hands to an epoch: how to stop or pause, what may change, where to report.
struct EpochContext
{
    TrainingControl& control;
    /// Called every 16 batches or 20 ms, whichever is later, and once at least in an epoch, with the mean loss since
    /// the call before; may be empty. step: optimiser steps so far, or sweeps of a solver. fraction: how much of the
    /// epoch is done, in (0, 1]. losses: of each step since the call before, that of `step` last; empty where a model
    /// has none of single steps, or would have to wait for them (a GPU).
    std::function<void(std::uint64_t step, double fraction, double loss, std::span<const float> losses)> onBatch;
    /// What the learning rate is multiplied by when so much of the epoch is done, in [0, 1]: the schedule. Empty: 1.
    /// A model that trains in batches asks before each, others as the epoch begins.
    std::function<double(double fraction)> rateFactor = {};

    double rateFactorAt(double fraction) const { return rateFactor ? rateFactor(fraction) : 1; }
};

/// What an epoch (a pass over the rows, or a sweep of a solver) left behind.
struct EpochOutcome
{
    double loss = 0;           ///< mean over the ratings seen, in training mode, without penalty terms
    double objective = 0;      ///< a solver's own objective; NaN where there is none
    std::uint64_t ratings = 0; ///< ratings seen
    std::uint64_t steps = 0;   ///< optimiser steps, or sweeps of a solver, since prepare(); 0 where nobody counts them
    bool complete = true;      ///< false if stopped within
};

/// A model. Gradient models and closed-form solvers stand behind the same face. Not thread-safe: one thread at a time,
/// but it may be another one each time.
class Recommender
{
public:
    virtual ~Recommender() = default;

    /// Initialises the model for the data; called once, before everything else but load().
    virtual void prepare(const TrainingData& data, const ComputeOptions& options) = 0;

    /// One epoch. Obeys context.control within a batch. \throws Error{Internal}
    virtual EpochOutcome trainEpoch(const EpochContext& context) = 0;

    /// Epochs after which more of them change nothing (1 for a closed form); 0: as many as are asked for.
    virtual int maximumEpochs() const { return 0; }

    /// How it learns: "autograd", "fused" or "solver".
    virtual std::string engine() const { return "solver"; }

    /// Predicted ratings for pairs of dense indices, in evaluation mode, not clipped. An id without training rows is
    /// predicted by the model's documented fallback. The spans are of equal length.
    virtual void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                         std::span<float> out) const = 0;

    /// What a ranking sorts by, for pairs: higher is better. It is what predict() gives, or of probabilities the
    /// logits, as probabilities near one round to the same number.
    virtual void score(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                       std::span<float> out) const
    {
        predict(users, items, out);
    }

    /// score() of every film for some users, row-major, users.size() x Dataset::itemCount(). The default
    /// asks score() for every pair.
    virtual void scoreAll(std::span<const std::int32_t> users, std::span<float> out) const;

    /// Standard deviations in stars of the predictive distributions of pairs, noise of the ratings included, for a
    /// model that has them. \return false, with out untouched, where it has none.
    virtual bool predictDeviation(std::span<const std::int32_t>, std::span<const std::int32_t>, std::span<float>) const
    {
        return false;
    }

    /// What a user is drawn to, by name ("Comedy", "1990s"), in stars above the user's own average film; empty where
    /// the model knows no features.
    virtual std::vector<std::pair<std::string, float>> userTaste(std::int32_t) const { return {}; }

    /// The film factors, itemCount x factors; empty where the model has none.
    virtual Matrix itemEmbeddings() const { return {}; }
    /// The user factors in the same space, userCount x factors (a user whose product with a film is high likes it);
    /// empty where the model has none that can stand beside the films.
    virtual Matrix userEmbeddings() const { return {}; }
    /// One bias a film, in stars; empty where the model has none.
    virtual std::vector<float> itemBiases() const { return {}; }

    /// Trained numbers, in all.
    virtual std::uint64_t parameterCount() const = 0;

    /// Writes and reads all that predict() needs. load() replaces prepare().
    virtual void save(ModelFile& file) const = 0;
    /// \throws Error{Format} if the file does not fit the data set or the settings.
    virtual void load(const ModelFile& file, const Dataset& data, const ComputeOptions& options) = 0;

    /// Between two epochs: all that the epochs still to come depend on and prepare() does not make anew, bit by bit
    /// (weights as they are, the optimiser's moments, generators, counters). \return false where the model has no such
    /// state because it is done in a moment: whoever wants it back trains it again.
    virtual bool saveState(StateFile&) const { return false; }
    /// After prepare() with the same data, options and hyperparameters: the epochs from here on are those that would
    /// have followed saveState(). \throws Error{Format} if the state does not fit.
    virtual void restoreState(const StateFile&) {}
};

/// A model as the registry lists it.
struct ModelInfo
{
    std::string id;       ///< "biased-mf"
    std::string name;     ///< "Biased matrix factorisation"
    std::string summary;  ///< one or two plain sentences
    std::string formula;  ///< Unicode, one line: "r̂(u,i) = μ + b(u) + b(i) + p(u)·q(i)"
    std::string paper;    ///< authors, title, year
    std::string fallback; ///< how ids without training rows are predicted
    bool hasEmbeddings = false;
    ModelOutput output = ModelOutput::Ratings;
    bool hasFusedEngine = false; ///< whether ComputeOptions::engine may be "fused"
    std::string objective; ///< what EpochOutcome::objective is, with its sign: "Log-posterior (rises)"; may be empty
    std::vector<Parameter> parameters;
    std::function<std::unique_ptr<Recommender>(const Hyperparameters&)> create;

    /// Whether it learns from interactions (somebody rated this) instead of from how many stars were given.
    bool isImplicit() const { return output != ModelOutput::Ratings; }
};

/// Every model, simplest first. The list is registry.cpp.
const std::vector<ModelInfo>& models();

/// \throws Error{NotFound} naming the ids that exist.
const ModelInfo& modelInfo(const std::string& id);

} // namespace matinee
