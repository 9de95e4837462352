#pragma once

#include "embedding/vector_file.h"

#include <matinee/forwarding_observer.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace matinee {

/// Stores the film vectors of a training's epochs as they end, every so many epochs that the file stays within a
/// budget; those of the last epoch always, when this goes. A disk that refuses stops no training: the next observer is
/// told once by onProblem().
class VectorRecorder : public ForwardingObserver
{
public:
    /// \param file asked for when the first epoch ends: where the run is recorded is known no sooner; empty: nowhere
    VectorRecorder(TrainingObserver& next, std::function<std::filesystem::path()> file, std::uint64_t budget);
    ~VectorRecorder() override;

    void onStart(const RunStart& start) override;
    void onEpoch(const EpochStats& epoch, const Recommender& model) override;

    /// Stores what is still held back. The file is whole then.
    void finish();

private:
    void begin(const FilmVectors& vectors);
    void store(const FilmVectors& vectors);
    void fail(const Error& error);

    std::function<std::filesystem::path()> m_fileLater;
    std::uint64_t m_budget;
    int m_epochs = 0;
    int m_stride = 0;
    bool m_begun = false;
    std::optional<VectorFileWriter> m_writer;
    std::optional<FilmVectors> m_heldBack; ///< of the last epoch, between two that are stored
};

} // namespace matinee
