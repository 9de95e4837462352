#include "training/run_baselines.h"

namespace matinee {

std::vector<std::string> RunBaselines::idsFor(const RunEvaluator& evaluator)
{
    std::vector<std::string> ids;
    if (!evaluator.isImplicit())
        ids = {"global-mean", "bias"};
    if (evaluator.isRanked())
        ids.emplace_back("popularity");
    return ids;
}

RunBaselines::RunBaselines(const std::vector<std::string>& ids, const TrainingData& data, int threads,
                           TrainingControl& control)
{
    for (const auto& id : ids) {
        const auto& info = modelInfo(id);
        const Hyperparameters defaults(info.parameters);
        auto model = info.create(defaults);
        model->prepare(data, {"cpu", threads, 0});
        const int epochs = defaults.has("epochs") ? static_cast<int>(defaults.integer("epochs")) : 1;
        for (int e = 0; e < epochs && !control.isStopped(); ++e)
            model->trainEpoch({control, {}});
        if (control.isStopped())
            return;
        Baseline figures;
        figures.model = id;
        figures.name = info.name;
        m_figures.push_back(std::move(figures));
        m_references.push_back({info, std::move(model)});
    }
    m_complete = true;
}

const std::vector<Baseline>& RunBaselines::validated(const RunEvaluator& evaluator)
{
    for (std::size_t b = 0; b < m_references.size() && !m_validated; ++b) {
        if (!m_references[b].info.isImplicit())
            m_figures[b].validation = evaluator.validation(*m_references[b].model);
    }
    m_validated = true;
    return m_figures;
}

std::vector<Baseline> RunBaselines::tested(const RunEvaluator& evaluator)
{
    // After a stop a part of the rows is ranked: good enough for that run, and for no other.
    const bool rank = evaluator.isRanked() && (evaluator.isHurried() || !m_tested);
    auto figures = m_figures;
    for (std::size_t b = 0; b < m_references.size(); ++b) {
        const auto& reference = m_references[b];
        if (rank)
            figures[b].ranking = evaluator.rankBaseline(*reference.model);
        if (!m_tested && !reference.info.isImplicit())
            figures[b].test = evaluator.test(*reference.model);
    }
    if (evaluator.isHurried())
        return figures;
    m_figures = figures;
    m_tested = true;
    if (!evaluator.isRanked()) {
        for (auto& reference : m_references)
            reference.model.reset(); // all is known
    }
    return figures;
}

} // namespace matinee
