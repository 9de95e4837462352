#include "ui/jobs/training_mailbox.h"

#include <utility>

namespace matinee::ui {

TrainingMailbox::TrainingMailbox(std::function<void()> arrived)
    : m_arrived(std::move(arrived))
{}

template <class Put>
void TrainingMailbox::put(Put put)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_mail.batches.empty() && m_mail.epochs.empty() && m_mail.refitEpochs == 0;
        put();
    }
    if (first && m_arrived)
        m_arrived();
}

TrainingMailbox::Mail TrainingMailbox::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_mail, {});
}

void TrainingMailbox::onStart(const RunStart& start)
{
    // Nobody is called: the point before training follows at once, and they are to be seen together.
    const std::lock_guard lock(m_mutex);
    m_mail.start = start;
}

void TrainingMailbox::onBatch(const BatchStats& batch)
{
    put([&] { m_mail.batches.push_back(batch); });
}

void TrainingMailbox::onEpoch(const EpochStats& epoch, const Recommender&)
{
    put([&] { m_mail.epochs.push_back(epoch); });
}

void TrainingMailbox::onRefit(int epochs)
{
    put([&] { m_mail.refitEpochs = epochs; });
}

} // namespace matinee::ui
