#pragma once

#include <matinee/film_vectors.h>
#include <matinee/trainer.h>

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace matinee::ui {

/// Where the training thread leaves its statistics, and the GUI thread fetches them when it has time for them: a
/// flood of queued signals would starve the window.
class TrainingMailbox : public TrainingObserver
{
public:
    struct Mail
    {
        std::optional<RunStart> start;
        std::vector<BatchStats> batches;
        std::vector<EpochStats> epochs;    ///< of a training that goes on: with those of before
        std::vector<LiveChange> changes;   ///< likewise
        std::vector<std::string> problems; ///< sentences
        /// After each epoch that is stored (see vectorStride()) and the last one; empty where the model has none.
        std::vector<std::shared_ptr<const FilmVectors>> vectors;
        int refitEpochs = 0; ///< that a second training, on all but the test rows, will take; 0: none began

        bool isEmpty() const { return !start && !hasStats() && problems.empty(); }
        /// Whether curves have grown or what they mean has changed.
        bool hasStats() const { return !batches.empty() || !epochs.empty() || !changes.empty() || refitEpochs > 0; }
    };

    TrainingMailbox() = default;
    /// \param arrived called on the training's thread when there is something to see where there was nothing
    explicit TrainingMailbox(std::function<void()> arrived);

    /// All that came since the call before, in its order.
    Mail take();

    void onStart(const RunStart& start) override;
    void onResume(const std::vector<EpochStats>& history, const std::vector<LiveChange>& changes) override;
    void onBatch(const BatchStats& batch) override;
    void onEpoch(const EpochStats& epoch, const Recommender& model) override;
    void onLiveChange(const LiveChange& change) override;
    void onProblem(const std::string& sentence) override;
    void onRefit(int epochs) override;

private:
    template <class Put>
    void put(Put put);

    std::function<void()> m_arrived;
    std::mutex m_mutex;
    int m_epochs = 0; ///< that are to be trained
    Mail m_mail;
};

} // namespace matinee::ui
