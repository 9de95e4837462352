#pragma once

#include <matinee/dataset.h>
#include <matinee/experiment.h>
#include <matinee/run_context.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace matinee {

/// Some batches at one learning rate.
struct RatePoint
{
    double rate = 0;
    double loss = 0;     ///< mean of the batches', in training mode
    double smoothed = 0; ///< exponential mean of the losses so far, debiased
    /// On at most 10,000 validation rows, after the batches; NaN where there are none or the model has no such loss.
    double validation = std::numeric_limits<double>::quiet_NaN();
};

/// How the loss goes as the learning rate rises.
struct RateCurve
{
    std::vector<RatePoint> points; ///< ascending rates
    /// Learning rate to train with; NaN where no rate made the loss fall.
    double suggestion = std::numeric_limits<double>::quiet_NaN();
    bool exploded = false; ///< the last point's loss was not finite, or four times the lowest
    double seconds = 0;
    std::string engine; ///< that it was measured with: "fused", "autograd", "solver"
};

struct RateFinderOptions
{
    double lowest = 1e-5;
    double highest = 1000; ///< the loss has exploded long before, as a rule
    int perDecade = 10;    ///< points
};

/// Learning-rate range test (Smith, Cyclical Learning Rates for Training Neural Networks, WACV 2017): a model of its
/// own, prepared like a run's, is trained while the rate rises geometrically, a few batches at each, until the loss
/// explodes. All batches together are as many as the run's where that takes seconds, else fewer (at most 2 million
/// examples of 400,000 training rows, 300,000 with autograd). Models that take a rate up once an epoch train an epoch
/// at each. Nothing of a run is touched, and the same experiment gives the same curve on the CPU.
/// \throws Error{InvalidArgument} for a model without learning rate; Error{Stopped}; what train() throws for a setting
/// that cannot work.
RateCurve findRate(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset,
                   const RateFinderOptions& options = {}, const RunContext& context = {});

/// \throws Error{InvalidArgument} where the model of an experiment has no learning rate to look for.
void requireLearningRate(const ExperimentSpec& spec);

/// What findRate() suggests: the run's mean rate should be a quarter of the rate at which the validation loss (the
/// smoothed training loss where there is none) has made 98 % of its way down; a run has all of its epochs for that way.
/// A schedule that mostly stays below its highest rate gets a higher one for it. NaN where the loss does not fall.
double suggestedRate(const std::vector<RatePoint>& points, const Hyperparameters& hyperparameters);

} // namespace matinee
