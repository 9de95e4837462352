#pragma once

#include <matinee/trainer.h>

#include <nlohmann/json.hpp>

namespace matinee {

/// The parts of a run as JSON, as run.json and the run store hold them. Reading throws json::exception for a field that
/// is missing or of the wrong type, Error{Format} for a value that cannot be.
nlohmann::json startJson(const RunStart& start);
RunStart startFrom(const nlohmann::json& object);

nlohmann::json resultJson(const RunResult& result);
/// \param data whose users and films the sample predictions name
RunResult resultFrom(const nlohmann::json& object, const Dataset& data);

/// The experiment with its files named so that it can be run from another folder, too.
ExperimentSpec portableSpec(ExperimentSpec spec, const Dataset& dataset);

} // namespace matinee
