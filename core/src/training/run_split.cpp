#include "training/run_split.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

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

std::string splitKey(const ExperimentSpec& spec, const Dataset& data)
{
    auto key = fmt::format("{}\n{}\n{}", spec.rows, spec.split.text(), spec.split.seed ? 0 : spec.seed);
    if (modelInfo(spec.model).isImplicit())
        key += fmt::format("\n>= {}", spec.hyperparameters.real("threshold"));
    // A file may lie in the data set's folder, in a folder of it or in its zip, and only then where the name says.
    const std::filesystem::path source = data.provenance.source;
    for (const auto& file : spec.split.files) {
        key += '\n' + fileState(file) + fileState(source.string()) + fileState((source / file).string());
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(source, error))
            key += fileState((entry.path() / file).string());
    }
    return key;
}

std::string fileState(const std::string& path)
{
    if (path.empty())
        return {};
    std::error_code error; // a file that is not there is somebody else's message
    const auto size = std::filesystem::file_size(path, error);
    const auto changed = std::filesystem::last_write_time(path, error);
    return fmt::format("{} {} {}", path, size, changed.time_since_epoch().count());
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
