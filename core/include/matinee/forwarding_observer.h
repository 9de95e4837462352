#pragma once

#include <matinee/trainer.h>

namespace matinee {

/// Passes everything on to another observer; whoever listens on the way derives from it, and calls it where it
/// overrides.
class ForwardingObserver : public TrainingObserver
{
public:
    /// \param next must outlive this
    explicit ForwardingObserver(TrainingObserver& next)
        : m_next(next)
    {}

    void onStart(const RunStart& start) override { m_next.onStart(start); }
    void onResume(const std::vector<EpochStats>& history, const std::vector<LiveChange>& changes) override
    {
        m_next.onResume(history, changes);
    }
    void onBatch(const BatchStats& batch) override { m_next.onBatch(batch); }
    void onEpoch(const EpochStats& epoch, const Recommender& model) override { m_next.onEpoch(epoch, model); }
    void onLiveChange(const LiveChange& change) override { m_next.onLiveChange(change); }
    void onProblem(const std::string& sentence) override { m_next.onProblem(sentence); }
    void onRefit(int epochs) override { m_next.onRefit(epochs); }
    void onFinish(const RunResult& result) override { m_next.onFinish(result); }

private:
    TrainingObserver& m_next;
};

} // namespace matinee
