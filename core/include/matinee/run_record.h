#pragma once

#include <matinee/cross_validation.h>
#include <matinee/trainer.h>

#include <nlohmann/json_fwd.hpp>

#include <filesystem>

namespace matinee {

/// The contract's events as JSON objects ("event" is set): what --json prints and what a run folder holds. NaN and
/// infinity become null.
nlohmann::json dataEvent(const Dataset& data, double seconds);
nlohmann::json startEvent(const RunStart& start, const ExperimentSpec& spec, const std::string& run);
nlohmann::json epochEvent(const EpochStats& epoch);
/// The epoch of such an event. \throws Error{Format}, or what the JSON library throws, for a field that does not fit
EpochStats epochFromEvent(const nlohmann::json& event);
nlohmann::json changeEvent(const LiveChange& change);
LiveChange changeFromEvent(const nlohmann::json& event);
nlohmann::json resultEvent(const RunResult& result, const std::string& run);
nlohmann::json foldEvent(const FoldResult& fold);
nlohmann::json crossValidationEvent(const CrossValidation& result);
nlohmann::json predictionEvent(const SamplePrediction& sample, const Dataset& data);

/// Writes a run into a folder: run.json (spec, data identity, start, result), metrics.jsonl (epoch events),
/// samples and live changes in run.json, model.bin,
/// best.bin where the best epoch has other weights. Files are written under a temporary name and renamed. \throws
/// Error{Io}
void saveRun(const TrainedRun& run, const std::filesystem::path& folder);

/// Reads a run folder back; the data set is loaded from the spec's source again and must have the same digest.
/// \throws Error{NotFound, Format, Io}
std::shared_ptr<const TrainedRun> loadRun(const std::filesystem::path& folder, const RunContext& context = {});

} // namespace matinee
