#include "ui/jobs/training_mailbox.h"

#include <matinee/vector_history.h>

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
        first = !m_mail.hasStats() && m_mail.problems.empty();
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
    m_epochs = start.epochs;
}

void TrainingMailbox::onResume(const std::vector<EpochStats>& history, const std::vector<LiveChange>& changes)
{
    put([&] {
        m_mail.epochs = history;
        m_mail.changes = changes;
    });
}

void TrainingMailbox::onLiveChange(const LiveChange& change)
{
    put([&] { m_mail.changes.push_back(change); });
}

void TrainingMailbox::onProblem(const std::string& sentence)
{
    put([&] { m_mail.problems.push_back(sentence); });
}

void TrainingMailbox::onBatch(const BatchStats& batch)
{
    put([&] { m_mail.batches.push_back(batch); });
}

void TrainingMailbox::onEpoch(const EpochStats& epoch, const Recommender& model)
{
    auto vectors = std::make_shared<const FilmVectors>(filmVectors(model, epoch.epoch, false));
    put([&] {
        m_mail.epochs.push_back(epoch);
        if (vectors->items.rows == 0)
            return;
        const int stride = vectorStride(*vectors, m_epochs);
        auto& kept = m_mail.vectors;
        if (!kept.empty() && (stride == 0 || kept.back()->epoch % stride != 0))
            kept.pop_back();
        kept.push_back(std::move(vectors));
    });
}

void TrainingMailbox::onRefit(int epochs)
{
    put([&] { m_mail.refitEpochs = epochs; });
}

} // namespace matinee::ui
