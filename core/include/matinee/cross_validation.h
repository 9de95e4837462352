#pragma once

#include <matinee/trainer.h>

#include <memory>
#include <vector>

namespace matinee {

/// One fold of a cross-validation.
struct FoldResult
{
    int fold = 0; ///< from 1
    RatingMetrics test;
    RankingMetrics ranking; ///< empty where the run is not ranked
    int epochs = 0;         ///< whose weights were tested
};

/// A metric over folds.
struct FoldSummary
{
    double pooled = std::numeric_limits<double>::quiet_NaN(); ///< over all test rows together
    double mean = std::numeric_limits<double>::quiet_NaN();   ///< of the folds
    double sd = std::numeric_limits<double>::quiet_NaN();     ///< standard deviation of the folds (n - 1)
};

struct CrossValidation
{
    int folds = 0; ///< asked for
    bool stopped = false;
    std::vector<FoldResult> results; ///< of the folds that were finished
    FoldSummary rmse;
    FoldSummary mae;
    FoldSummary hitRatio; ///< HR@10; NaN where the run is not ranked
    FoldSummary ndcg;     ///< NDCG@10; likewise
};

/// Told by crossValidate(), on its thread; the rest of a TrainingObserver is told of every fold's training.
class FoldObserver : public TrainingObserver
{
public:
    virtual void onFold(const FoldResult&) {}
};

/// Trains on all folds but one and tests on that one, for each fold in turn: "folds:N/k" of the contract, which
/// replaces the spec's split. With early stopping or refit a tenth of the training rows validates.
/// \throws Error as train() does; Error{InvalidArgument} for fewer than two folds.
CrossValidation crossValidate(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset, int folds,
                              TrainingControl& control, FoldObserver& observer);

} // namespace matinee
