#pragma once

#include "optim/factor_engine.h"
#include "optim/fused/fused_trainer.h"
#include "optim/optimiser.h"

#include <matinee/random.h>
#include <matinee/recommender.h>

#include <torch/torch.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace matinee {

/// What models trained by gradients have in common: batches, losses, optimiser, files. A model declares its parameters
/// and its forward pass; the loss is the squared error and the examples are the training ratings unless it says
/// otherwise. All data is on the model's device once; a batch is a slice of columns shuffled once an epoch, with no
/// work per row.
class GradientRecommender : public Recommender
{
public:
    void prepare(const TrainingData& data, const ComputeOptions& options) override;
    EpochOutcome trainEpoch(const EpochContext& context) override;
    void predict(std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const override;
    std::uint64_t parameterCount() const override;
    std::string engine() const override { return m_fused || m_blocked ? "fused" : "autograd"; }
    void save(ModelFile& file) const override;
    void load(const ModelFile& file, const Dataset& data, const ComputeOptions& options) override;
    bool saveState(StateFile& state) const override;
    void restoreState(const StateFile& state) override;

    /// The trained tensors by name, and the mean training loss of some examples: what a gradient check needs. The
    /// default is the squared error.
    std::vector<std::pair<std::string, torch::Tensor>>& parameters() { return m_parameters; }
    virtual torch::Tensor loss(const torch::Tensor& users, const torch::Tensor& items,
                               const torch::Tensor& labels) const;
    /// L2 terms of some rows, a mean over them like the loss; and the same added to the gradients, which is all that
    /// training needs: what is reported is the loss alone.
    torch::Tensor penalty(const torch::Tensor& users, const torch::Tensor& items) const;
    void addPenaltyGradients(const torch::Tensor& users, const torch::Tensor& items);

protected:
    /// What a model learns from, as columns of equal length on the device.
    struct Examples
    {
        torch::Tensor users;
        torch::Tensor items;
        torch::Tensor labels;
    };
    /// Whose number of ratings scales a penalty.
    enum class Rated
    {
        Users,
        Items,
        Features,
    };

    explicit GradientRecommender(const Hyperparameters& hyperparameters);

    /// The examples of some training rows (indices into the rows that prepare() got, shuffled), examplesPerRow() in
    /// succession for each. The default: the row itself, labelled with its stars. If control stops it within, what it
    /// returns is not read.
    virtual Examples examples(const torch::Tensor& rows, TrainingControl& control);
    /// batch_size counts training rows: a batch has so many times more examples.
    virtual std::int64_t examplesPerRow() const { return 1; }
    /// Rows whose examples are laid out at once, to the next whole batch. The default: an epoch's.
    virtual std::int64_t blockRows() const { return std::numeric_limits<std::int64_t>::max() / 2; }
    /// Below this many examples a batch is over before a second thread has woken up, and its waiting slows the rest.
    virtual std::int64_t parallelExamples() const { return 8192; }
    /// Called as an epoch begins, counted from 1.
    virtual void beginEpoch(int /*epoch*/) {}

    /// Calls declare() for each parameter; shapes from userCount() and itemCount(), values from the generator.
    virtual void declareParameters() = 0;
    /// Predictions (n) for index tensors (n).
    virtual torch::Tensor forward(const torch::Tensor& users, const torch::Tensor& items, bool training) const = 0;
    /// Evaluation mode, as forward() gives it.
    torch::Tensor evaluateBatch(const torch::Tensor& users, const torch::Tensor& items) const
    {
        return forward(users, items, false);
    }
    /// Evaluation mode with the fallback for cold ids. Their vectors and biases are zero, so the default fits any model
    /// whose terms then vanish one by one.
    virtual torch::Tensor predictBatch(const torch::Tensor& users, const torch::Tensor& items) const
    {
        return forward(users, items, false);
    }

    /// Where the model's numbers lie in host memory, if it is a plain product of vectors (optim/pair_predictor.h), so
    /// that predictions need no gathered copies.
    virtual std::optional<FactorArrays> factorArrays() const { return {}; }
    float* host(std::size_t parameter) const { return m_parameters[parameter].second.data_ptr<float>(); }
    /// Puts a model's fallback for cold ids in place of what factorArrays() predicts, where that differs.
    virtual void fallBack(std::span<const std::int32_t> /*users*/, std::span<const std::int32_t> /*items*/,
                          std::span<float> /*predicted*/) const
    {}

    /// Describes the model to the fused engine; false where that cannot train it.
    virtual bool describeFused(FusedModel& /*model*/) { return false; }
    /// The columns of a parameter for the engine, with its penalty; and a constant one.
    FusedColumns columnsOf(std::size_t parameter);
    static FusedColumns constantColumn(float value) { return {nullptr, 1, value, {}}; }
    std::vector<float> penaltyScales(Rated rated) const;

    /// How often each feature occurs in some rows, for a model that penalises features; a film's shares sum to its own.
    virtual torch::Tensor featureCounts(const torch::Tensor& /*items*/) const { return {}; }
    /// How often each id of [0, size) is in ids, as float; the host does not wait for it.
    static torch::Tensor occurrences(const torch::Tensor& ids, std::int64_t size);
    /// Makes a parameter's rows pay the penalty of a hyperparameter (regularisation, bias_regularisation) once a
    /// rating.
    void penalise(std::size_t parameter, Rated rated, const std::string& key);

    /// What a batch function gives for pairs, in chunks and without gradients.
    using BatchFunction = torch::Tensor (GradientRecommender::*)(const torch::Tensor&, const torch::Tensor&) const;
    void compute(BatchFunction batch, std::span<const std::int32_t> users, std::span<const std::int32_t> items,
                 std::span<float> out) const;

    /// Adds a parameter and returns its place; initial values on the CPU, so that every device starts the same.
    std::size_t declare(const std::string& name, torch::Tensor initial);
    const torch::Tensor& parameter(std::size_t index) const { return m_parameters[index].second; }
    /// A matrix (rows x factors) by the init hyperparameters.
    torch::Tensor initialFactors(std::int64_t rows);
    torch::Tensor initialFactors(std::int64_t rows, std::int64_t factors);
    torch::Tensor normal(std::vector<std::int64_t> shape, double deviation);
    torch::Tensor uniform(std::vector<std::int64_t> shape, double bound); ///< from -bound to bound
    /// Zeroes a dropout share of the numbers and scales the rest up, from this model's own generator.
    torch::Tensor dropout(const torch::Tensor& input) const;
    Matrix toMatrix(std::size_t index) const { return toMatrix(parameter(index)); }
    static Matrix toMatrix(const torch::Tensor& tensor);
    static std::vector<float> toVector(const torch::Tensor& tensor);

    const Hyperparameters& hyperparameters() const { return m_hyperparameters; }
    std::int64_t userCount() const { return m_userCount; }
    std::int64_t itemCount() const { return m_itemCount; }
    /// Mean of the training ratings.
    double mean() const { return m_mean; }
    /// 1 where an id has training rows, else 0; on the device.
    const torch::Tensor& knownUsers() const { return m_knownUsers; }
    const torch::Tensor& knownItems() const { return m_knownItems; }
    const torch::Device& device() const { return m_device; }
    int threads() const { return m_threads; }
    /// On the device; permutations come from it, too.
    const torch::Generator& generator() const { return m_deviceGenerator; }
    torch::Tensor onDevice(std::span<const std::int32_t> indices) const;
    /// To be called before computing outside an epoch.
    void useThreads() const;
    /// Of the training rows, in file order; on the device.
    const torch::Tensor& rowUsers() const { return m_users; }
    const torch::Tensor& rowItems() const { return m_items; }

private:
    void setUp(const ComputeOptions& options, std::int64_t users, std::int64_t items);
    std::string engineName() const; ///< of what trains, before its numbers in a state
    bool makeBlocked(const TrainingData& data, const ComputeOptions& options);
    void makeFused(const std::string& engine);
    double penaltyExponent() const;
    EpochOutcome trainBlocked(const EpochContext& context);
    void updateFusedSettings();
    std::int64_t batchRows() const; ///< of a whole batch
    void applyLiveValues(const TrainingControl& control, double rateFactor);
    /// The settings as they are now, with the schedule's learning rate.
    OptimiserSettings scheduledSettings() const;
    bool hasPenalties() const;
    torch::Tensor ratingCounts(Rated rated, const torch::Tensor& users, const torch::Tensor& items) const;
    torch::Tensor penaltyWeights(Rated rated, const torch::Tensor& users, const torch::Tensor& items) const;

    struct Penalty
    {
        std::size_t parameter;
        Rated rated;
        std::string key;
    };

    Hyperparameters m_hyperparameters;
    torch::Device m_device = torch::kCPU;
    int m_threads = 1;
    std::int64_t m_userCount = 0;
    std::int64_t m_itemCount = 0;
    std::int64_t m_rows = 0; ///< training rows
    double m_mean = 0;
    double m_dropout = 0;
    std::vector<Penalty> m_penalties;
    std::map<std::string, double> m_strengths;      ///< of the penalties, by key; they may change while training runs
    std::map<Rated, torch::Tensor> m_penaltyScales; ///< of one rating, by its user's, film's or feature's number
    std::vector<std::pair<std::string, torch::Tensor>> m_parameters;
    torch::Tensor m_knownUsers;
    torch::Tensor m_knownItems;

    torch::Generator m_hostGenerator;           ///< initial values
    mutable torch::Generator m_deviceGenerator; ///< permutations, and dropout on a GPU
    std::uint64_t m_dropoutSeed = 0;            ///< of dropout on the CPU
    std::uint64_t m_dropoutKey = 0;             ///< of this epoch
    std::int64_t m_dropoutFirst = 0;            ///< number in the epoch of the first example that loss() is asked for
    std::int64_t m_dropoutExamples = 1;         ///< that it is asked for
    mutable std::uint64_t m_dropoutCalls = 0;   ///< of dropout() for these examples
    std::unique_ptr<Optimiser> m_optimiser;     ///< of autograd
    std::unique_ptr<FusedTrainer> m_fused;      ///< instead of autograd
    std::unique_ptr<FactorEngine> m_blocked;    ///< instead of both, rating by rating
    OptimiserSettings m_settings;               ///< as they are now, but for the schedule
    double m_rateFactor = 1;                    ///< the schedule's
    std::uint64_t m_steps = 0;
    int m_epoch = 0;
    std::uint64_t m_liveVersion = 0;
    torch::Tensor m_users; ///< training rows, in file order
    torch::Tensor m_items;
    torch::Tensor m_values;
};

} // namespace matinee
