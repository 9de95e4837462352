#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <matinee/evaluate_run.h>
#include <matinee/rate_finder.h>

#include <utility>

namespace matinee::ui {

// What is computed beside a training, on the same worker: it ends when a training begins.

bool Session::canFindRate() const
{
    return m_dataset && !m_loading && !isTraining() && m_spec.hyperparameters.has("learning_rate");
}

void Session::findRate()
{
    if (!canFindRate())
        return;
    m_rateJob.cancel();
    m_rateCurve.reset();
    auto spec = m_spec;
    if (spec.threads == 0)
        spec.threads = JobRunner::threads();
    m_rateJob = m_jobs->run(
        this,
        [spec = std::move(spec), data = m_dataset](const RunContext& context) {
            return matinee::findRate(spec, data, {}, context);
        },
        [this, spec = m_spec](RateCurve curve) {
            m_rateSpec = spec;
            m_rateCurve = std::make_shared<const RateCurve>(std::move(curve));
            Q_EMIT rateSearchEnded();
        },
        [this](const JobFailure& failure) { Q_EMIT rateSearchFailed(failure.message); },
        [this](double fraction, const QString&) { Q_EMIT rateSearchProgress(fraction); });
    Q_EMIT rateSearchStarted();
}

void Session::cancelRateSearch()
{
    if (!isFindingRate())
        return;
    m_rateJob.cancel();
    Q_EMIT rateSearchEnded();
}

bool Session::canRestoreBest() const
{
    return m_run && m_run->best && !isTraining() && !m_loading && !m_bestJob.isActive();
}

void Session::restoreBest()
{
    if (!canRestoreBest())
        return;
    m_bestJob = m_jobs->run(
        this,
        [run = m_run](const RunContext& context) {
            auto best = matinee::restoreBest(*run, context);
            auto map = mapInput(*best);
            return std::pair(std::move(best), std::move(map));
        },
        [this](std::pair<std::shared_ptr<const TrainedRun>, MapInput> best) {
            std::tie(m_run, m_mapInput) = std::move(best);
            Q_EMIT bestRestored();
            Q_EMIT trainingFinished();
            m_films->setRun(m_mapInput, m_run->spec.seed, m_runFolder);
        },
        [this](const JobFailure& failure) { Q_EMIT restoreFailed(failure.message); });
    Q_EMIT activityChanged();
}

void Session::endAside()
{
    cancelRateSearch();
    m_bestJob.cancel();
}

} // namespace matinee::ui
