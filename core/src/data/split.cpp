#include "data/split_kinds.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <numeric>

namespace matinee {

namespace {

/// Rows of each part; every one at least one.
void checkParts(const Split& split, bool validation)
{
    if (split.train.empty() || split.test.empty() || (validation && split.validation.empty()))
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("The split leaves a part empty ({} training, {} validation, {} test rows).",
                                split.train.size(), split.validation.size(), split.test.size()),
                    "split");
}

Split allRows(std::size_t rows)
{
    Split split;
    split.train.resize(rows);
    std::iota(split.train.begin(), split.train.end(), RowIndex{0});
    return split;
}

Split splitByKind(const Dataset& data, const SplitSpec& spec, std::uint64_t seed)
{
    const auto rows = data.ratings.size();
    const auto ownSeed = spec.seed.value_or(seed);
    switch (spec.kind) {
    case SplitSpec::Kind::Random:
        return splitRandom(rows, spec, ownSeed);
    case SplitSpec::Kind::Sklearn:
        return splitSklearn(rows, spec, seed);
    case SplitSpec::Kind::Pandas:
        return splitPandas(rows, spec, seed);
    case SplitSpec::Kind::LeaveOneOut:
        return splitLeaveOneOut(data, spec, seed);
    case SplitSpec::Kind::Temporal:
        return splitTemporal(data, spec);
    case SplitSpec::Kind::Folds:
        return splitFolds(rows, spec, ownSeed);
    case SplitSpec::Kind::Files:
        return splitFiles(data, spec, seed);
    case SplitSpec::Kind::All:
        return allRows(rows);
    }
    throw Error(ErrorCode::Internal, "There is no such kind of split.", "split");
}

/// Whether the spec asks for a validation part.
bool wantsValidation(const SplitSpec& spec)
{
    switch (spec.kind) {
    case SplitSpec::Kind::LeaveOneOut:
        return spec.validationNewest || spec.validationFraction > 0;
    case SplitSpec::Kind::Folds:
        return spec.validationFraction > 0;
    case SplitSpec::Kind::Files:
        return spec.files.size() == 3 || spec.validationFraction > 0;
    default:
        return spec.parts.size() == 3;
    }
}

} // namespace

Split makeSplit(const Dataset& data, const SplitSpec& spec, std::uint64_t seed)
{
    auto split = splitByKind(data, spec, seed);
    if (spec.kind != SplitSpec::Kind::All)
        checkParts(split, wantsValidation(spec));
    return split;
}

TrainingCounts::TrainingCounts(const Dataset& data, const std::vector<RowIndex>& train)
    : users(static_cast<std::size_t>(data.userCount()))
    , items(static_cast<std::size_t>(data.itemCount()))
{
    for (const auto row : train) {
        ++users[static_cast<std::size_t>(data.ratings.user[row])];
        ++items[static_cast<std::size_t>(data.ratings.item[row])];
    }
}

} // namespace matinee
