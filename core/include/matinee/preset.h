#pragma once

#include <matinee/experiment.h>

#include <string>
#include <vector>

namespace matinee {

/// A ready-made experiment: a published system as it was published, or with its defects mended. The files are
/// resources/presets/*.json; they are built into the program.
struct Preset
{
    std::string id;                 ///< "notebook-000-mf"
    std::string name;               ///< "Notebook 000: matrix factorisation"
    std::string summary;            ///< one or two plain sentences: what it shows
    std::vector<std::string> notes; ///< whole sentences: its defects, or what was mended
    ExperimentSpec spec;            ///< model, hyperparameters, split and the data set it was made for
};

/// Every preset, by id. \throws Error{Format} if a file is damaged.
const std::vector<Preset>& presets();

/// \throws Error{NotFound} naming the ids that exist.
const Preset& presetInfo(const std::string& id);

/// Reads one preset's JSON; where: its file, for errors. \throws Error{Format}
Preset presetFromJson(const std::string& text, const std::string& where);

} // namespace matinee
