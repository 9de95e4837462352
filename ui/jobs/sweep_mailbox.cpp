#include "ui/jobs/sweep_mailbox.h"

#include <utility>

namespace matinee::ui {

SweepMailbox::SweepMailbox(std::function<void()> arrived)
    : m_arrived(std::move(arrived))
{}

template <class Put>
void SweepMailbox::put(Put put)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_mail.isEmpty();
        put();
    }
    if (first)
        m_arrived();
}

SweepMailbox::Mail SweepMailbox::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_mail, {});
}

void SweepMailbox::onSweep(const std::vector<SweepTrial>& trials)
{
    put([&] { m_mail.trials = trials; });
}

void SweepMailbox::onTrial(const SweepTrial& trial)
{
    put([&] { m_mail.changed.push_back(trial); });
}

void SweepMailbox::onBatch(const SweepTrial& trial, const BatchStats& batch)
{
    put([&] { m_mail.positions[trial.number] = batch.position; });
}

void SweepMailbox::onEpoch(const SweepTrial& trial, const EpochStats& epoch)
{
    put([&] { m_mail.epochs.push_back({trial.number, epoch, trial.value, trial.bestEpoch}); });
}

void SweepMailbox::onProblem(const std::string& sentence)
{
    put([&] { m_mail.problems.push_back(sentence); });
}

} // namespace matinee::ui
