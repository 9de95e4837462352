#include "ui/jobs/training_mailbox.h"

#include <utility>

namespace matinee::ui {

TrainingMailbox::Mail TrainingMailbox::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_mail, {});
}

void TrainingMailbox::onStart(const RunStart& start)
{
    const std::lock_guard lock(m_mutex);
    m_mail.start = start;
}

void TrainingMailbox::onBatch(const BatchStats& batch)
{
    const std::lock_guard lock(m_mutex);
    m_mail.batches.push_back(batch);
}

void TrainingMailbox::onEpoch(const EpochStats& epoch, const Recommender&)
{
    const std::lock_guard lock(m_mutex);
    m_mail.epochs.push_back(epoch);
}

void TrainingMailbox::onRefit(int epochs)
{
    const std::lock_guard lock(m_mutex);
    m_mail.refitEpochs = epochs;
}

} // namespace matinee::ui
