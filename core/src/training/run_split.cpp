#include "training/run_split.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>

namespace matinee {

Split runSplit(const ExperimentSpec& spec, const Dataset& data)
{
    auto split = makeSplit(data, spec.split, spec.seed);
    if (!modelInfo(spec.model).isImplicit())
        return split;
    const double threshold = spec.hyperparameters.real("threshold");
    const bool validated = !split.validation.empty();
    const bool tested = !split.test.empty();
    for (auto* part : {&split.train, &split.validation, &split.test})
        *part = rowsFrom(data, *part, threshold);
    if (split.train.empty() || (tested && split.test.empty()) || (validated && split.validation.empty()))
        throw Error(
            ErrorCode::InvalidArgument,
            fmt::format("From {} stars on, a part of the split is empty ({} training, {} validation, {} test rows).",
                        threshold, split.train.size(), split.validation.size(), split.test.size()),
            "threshold");
    return split;
}

std::vector<RowIndex> rowsFrom(const Dataset& data, const std::vector<RowIndex>& rows, double threshold)
{
    std::vector<RowIndex> kept;
    kept.reserve(rows.size());
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(kept),
                 [&](RowIndex row) { return data.ratings.value[row] >= threshold; });
    return kept;
}

std::vector<RowIndex> refitRows(const Split& split)
{
    auto rows = split.train;
    rows.insert(rows.end(), split.validation.begin(), split.validation.end());
    std::sort(rows.begin(), rows.end());
    return rows;
}

} // namespace matinee
