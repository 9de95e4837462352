#pragma once

#include <matinee/experiment.h>
#include <matinee/recommender.h>

#include <string>
#include <vector>

namespace matinee {

/// The rows of a run: the experiment's split and, for a model of interactions, of it the ratings from the threshold on.
/// \throws Error{InvalidArgument} if a part would be empty.
Split runSplit(const ExperimentSpec& spec, const Dataset& data);

/// All that runSplit() goes by beside the rows of the data set, as text: equal texts, equal splits.
std::string splitKey(const ExperimentSpec& spec, const Dataset& data);

/// A file with its size and the time of its last change, as text: what it says is taken to be the same while these are.
std::string fileState(const std::string& path);

/// Rows of at least so many stars, in the same order.
std::vector<RowIndex> rowsFrom(const Dataset& data, const std::vector<RowIndex>& rows, double threshold);

/// Training and validation rows together, ascending.
std::vector<RowIndex> refitRows(const Split& split);

} // namespace matinee
