#pragma once

#include "training/materials_store.h"
#include "training/run_draws.h"

#include <matinee/trainer.h>

#include <memory>
#include <stop_token>
#include <vector>

namespace matinee {

/// Measures models on the rows of one run, the same for every model.
class RunEvaluator
{
public:
    /// \param split as runSplit() gives it; must outlive the evaluator, as must spec, data, counts and store.
    /// \param counts of what the model was trained on: cold is what has none of it. \param candidates a file of
    /// candidates; read here, so that a bad one is known before training; may be empty. \param store where what is
    /// drawn is kept. \param splitKey what the split was made from \throws Error{NotFound, Format} for the file.
    RunEvaluator(const ExperimentSpec& spec, const Dataset& data, const Split& split, const TrainingCounts& counts,
                 const std::string& candidates, std::stop_token stop, RunMaterials::Store& store,
                 const std::string& splitKey);

    /// Whether a ranking belongs to the run's result.
    bool isRanked() const { return m_draws->ranked; }
    bool isImplicit() const { return m_info.isImplicit(); }

    /// All that a model's figures depend on beside the model and the threads: equal texts, equal figures.
    std::string key() const;

    /// After a stop: from now on only the ranking to quote, of a part of the rows.
    void hurry() { m_hurried = true; }
    bool isHurried() const { return m_hurried; }

    /// Errors of ratings; for interactions the loss alone: log loss against drawn negatives, of at most 100,000 drawn
    /// rows.
    RatingMetrics train(const Recommender& model) const;
    RatingMetrics validation(const Recommender& model) const;
    RatingMetrics test(const Recommender& model) const;

    /// HR@10 and NDCG@10 of at most 10,000 drawn validation rows against 99 films each that the user has neither in
    /// training nor in validation; empty for a model of ratings.
    RankingMetrics rankValidation(const Recommender& model) const;

    /// Fills the three rankings of the test rows.
    void rankTest(const Recommender& model, RunResult& result) const;
    /// The one to quote alone.
    RankingMetrics rankBaseline(const Recommender& model) const;

private:
    RatingMetrics errors(const Recommender& model, const std::vector<RowIndex>& rows, bool last) const;
    RatingMetrics logLoss(const Recommender& model, const std::vector<CandidateList>& lists) const;
    RankingMetrics rankAll(const Recommender& model) const;
    RankingMetrics rankSampled(const Recommender& model) const;
    RankingMetrics rankByFile(const Recommender& model) const;
    std::shared_ptr<const std::vector<CandidateList>> testCandidates() const;
    RunContext context() const;
    RankingOptions rankingOptions() const;

    const ExperimentSpec& m_spec;
    const Dataset& m_data;
    const Split& m_split;
    const ModelInfo& m_info;
    std::stop_token m_stop;
    const TrainingCounts& m_counts;
    RunMaterials::Store& m_store;
    EvaluationOptions m_evaluation;
    bool m_hurried = false;
    std::string m_candidateFile;
    std::string m_drawsKey; ///< with the split's
    std::shared_ptr<const RunDraws> m_draws;
};

} // namespace matinee
