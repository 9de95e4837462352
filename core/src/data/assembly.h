#pragma once

#include "data/rating_columns.h"

#include <matinee/dataset.h>

namespace matinee {

/// assembleDataset() of ratings that are in columns already, which become the data set's own; parts.ratings is not
/// looked at. \throws Error{Format} if there is no rating at all; Error{Stopped}
Dataset assembleDataset(DatasetParts parts, RatingColumns ratings, const RunContext& context);

} // namespace matinee
