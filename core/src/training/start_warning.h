#pragma once

#include <matinee/recommender.h>

#include <string>

namespace matinee {

/// One sentence about what is odd before a training begins, e.g. that batches are too small for the device or that the
/// first loss is far above the variance; empty: nothing. \param device as resolved \param rows training rows
/// \param loss before training
std::string startWarning(const ModelInfo& info, const Hyperparameters& settings, const std::string& device,
                         const std::string& engine, const Dataset& data, const std::vector<RowIndex>& rows,
                         double loss);

} // namespace matinee
