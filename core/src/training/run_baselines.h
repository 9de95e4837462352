#pragma once

#include "training/run_evaluator.h"

#include <matinee/recommender.h>
#include <matinee/trainer.h>

#include <memory>
#include <string>
#include <vector>

namespace matinee {

/// The references of a run, trained on its rows. Their figures are measured once, when they are first asked for.
class RunBaselines
{
public:
    /// Which ones: errors are held against averages, a ranking against popularity.
    static std::vector<std::string> idsFor(const RunEvaluator& evaluator);

    /// After a stop it has those that were trained by then: half a reference is none.
    RunBaselines(const std::vector<std::string>& ids, const TrainingData& data, int threads, TrainingControl& control);
    bool isComplete() const { return m_complete; }

    /// With the errors on the validation rows.
    const std::vector<Baseline>& validated(const RunEvaluator& evaluator);
    /// With the errors and the ranking on the test rows, too.
    std::vector<Baseline> tested(const RunEvaluator& evaluator);

private:
    struct Reference
    {
        const ModelInfo& info;
        std::shared_ptr<const Recommender> model; ///< null once nothing is to be measured any more
    };

    std::vector<Reference> m_references;
    std::vector<Baseline> m_figures; ///< as m_references
    bool m_complete = false;
    bool m_validated = false;
    bool m_tested = false;
};

} // namespace matinee
