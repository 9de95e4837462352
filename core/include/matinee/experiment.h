#pragma once

#include <matinee/parameter.h>
#include <matinee/split.h>

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>

namespace matinee {

/// All that defines a run. Plain JSON; the unit of sharing, of presets and of the run record.
struct ExperimentSpec
{
    std::string data = "sample"; ///< SOURCE of the command line's contract
    std::string rows;            ///< ROWS of the contract, a subset taken before splitting; empty: every row
    SplitSpec split;
    std::string model = "biased-mf";
    Hyperparameters hyperparameters; ///< of the model, epochs included
    std::uint64_t seed = 42;
    std::string device = "auto";
    int threads = 0; ///< 0: all of the machine's
    /// How a gradient model is trained: "auto" (fused where it applies), "fused" (an error where it does not),
    /// "autograd".
    std::string engine = "auto";
    std::string candidates; ///< file of candidates to rank (format of NCF's test.negative); empty: drawn

    /// The defaults of a model. \throws Error{NotFound}
    static ExperimentSpec forModel(const std::string& model);
};

nlohmann::json toJson(const ExperimentSpec& spec);
/// \throws Error{Format} naming the field; unknown fields are ignored, unknown hyperparameters are not.
ExperimentSpec experimentFromJson(const nlohmann::json& json);

/// Hyperparameters as a JSON object of plain values.
nlohmann::json toJson(const Hyperparameters& hyperparameters);

} // namespace matinee
