#pragma once

#include <matinee/trainer.h>

#include <memory>
#include <stop_token>
#include <vector>

namespace matinee {

/// Measures models on the rows of one run, the same for every model. What has to be drawn (candidates, negatives) is
/// drawn once, from the run's seed.
class RunEvaluator
{
public:
    /// \param split as runSplit() gives it; must outlive the evaluator, as must data. \param candidates a file of
    /// candidates; read here, so that a bad one is known before training; may be empty.
    /// \throws Error{NotFound, Format} for the file.
    RunEvaluator(const ExperimentSpec& spec, const Dataset& data, const Split& split, const std::string& candidates,
                 std::stop_token stop);

    /// Whether a ranking belongs to the run's result.
    bool isRanked() const { return m_ranked; }
    bool isImplicit() const { return m_info.isImplicit(); }

    /// The training rows after refit are these; cold is what has none of them.
    void setCounts(const TrainingCounts* counts) { m_counts = counts; }

    /// After a stop: from now on only the ranking to quote, of a part of the rows.
    void hurry() { m_hurried = true; }

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
    void readCandidates(const std::string& file);
    RatingMetrics errors(const Recommender& model, const std::vector<RowIndex>& rows, bool last) const;
    RatingMetrics logLoss(const Recommender& model, const std::vector<CandidateList>& lists) const;
    RankingMetrics rankAll(const Recommender& model) const;
    RankingMetrics rankSampled(const Recommender& model) const;
    RankingMetrics rankByFile(const Recommender& model) const;
    const std::vector<CandidateList>& testCandidates() const;
    RunContext context() const;
    RankingOptions rankingOptions() const;

    const ExperimentSpec& m_spec;
    const Dataset& m_data;
    const Split& m_split;
    const ModelInfo& m_info;
    std::stop_token m_stop;
    TrainingCounts m_trainCounts;
    const TrainingCounts* m_counts;
    EvaluationOptions m_evaluation;
    bool m_ranked = false;
    bool m_oneEach = false;           ///< no user has more than one relevant row
    std::vector<RowIndex> m_relevant; ///< test rows from the threshold on
    std::vector<RowIndex> m_known;    ///< training and validation rows, also below the threshold
    std::vector<CandidateList> m_fileCandidates;
    std::size_t m_knownInFile = 0; ///< left out of the file's
    bool m_hurried = false;
    std::string m_candidateFile;
    std::vector<CandidateList> m_trainNegatives;
    std::vector<CandidateList> m_validationNegatives;
    std::vector<CandidateList> m_validationCandidates;
    mutable std::vector<CandidateList> m_testCandidates; ///< drawn when first needed
};

} // namespace matinee
