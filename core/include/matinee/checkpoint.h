#pragma once

#include <matinee/state_file.h>
#include <matinee/trainer.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace matinee {

/// A training between two epochs: whoever goes on from here gets the numbers that would have followed, bit by bit, on
/// the CPU with the same number of threads.
struct Checkpoint
{
    ExperimentSpec spec; ///< as the run began
    std::string dataDigest;
    int threads = 1; ///< that the run computed with, and must go on with
    int epoch = 0;
    std::vector<EpochStats> history; ///< epoch 0 first
    std::vector<LiveChange> changes;
    StateFile state; ///< the trainer's own and, under "model/", the model's
};

/// \throws Error{Io}
void writeCheckpoint(const Checkpoint& checkpoint, const std::filesystem::path& file);
/// \throws Error{NotFound, Format, Io}, also for a checkpoint of a newer version.
std::shared_ptr<const Checkpoint> readCheckpoint(const std::filesystem::path& file);

} // namespace matinee
