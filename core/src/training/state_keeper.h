#pragma once

#include "training/stop_watch.h"

#include <matinee/checkpoint.h>
#include <matinee/model_file.h>

#include <filesystem>
#include <string>

namespace matinee {

/// Keeps a run's checkpoint up to date, as seldom as TrainOptions::checkpoint says.
class StateKeeper
{
public:
    explicit StateKeeper(const TrainingControl& control);

    bool isOn() const { return !m_file.empty() && !m_failed; }
    /// Whether it is time for the state of an epoch.
    bool isDue() const;
    /// From now on it is.
    void hurry() { m_due = true; }
    /// Time runs from here. \param file empty: nothing is kept \param epoch that the file is of; 0 if it is not there
    void begin(std::filesystem::path file, int epoch);

    /// \return one sentence if it could not be written; then nothing is written any more
    std::string write(const Checkpoint& checkpoint);

    /// Of the newest state that was written; 0: none.
    int epoch() const { return m_epoch; }
    /// The newest state; null if it is not there.
    std::shared_ptr<const Checkpoint> newest() const;

private:
    std::filesystem::path m_file;
    StopWatch m_watch;
    double m_cost = 0; ///< seconds that writing took
    int m_epoch = 0;
    bool m_due = false;
    bool m_failed = false;
};

/// A model file as a part of a state, and back.
StateFile stateFrom(const ModelFile& file);
/// \throws Error{Format}
ModelFile modelFileFrom(const StateFile& state);

} // namespace matinee
