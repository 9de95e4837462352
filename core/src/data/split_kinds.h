#pragma once

#include <matinee/split.h>

#include <cstddef>
#include <cstdint>

namespace matinee {

// One function a kind; makeSplit() chooses. Parts may come out empty: makeSplit() refuses that.

Split splitRandom(std::size_t rows, const SplitSpec& spec, std::uint64_t seed);
Split splitFolds(std::size_t rows, const SplitSpec& spec, std::uint64_t seed);

/// \throws Error{InvalidArgument} for a seed that NumPy does not take.
Split splitSklearn(std::size_t rows, const SplitSpec& spec, std::uint64_t seed);
Split splitPandas(std::size_t rows, const SplitSpec& spec, std::uint64_t seed);

/// \throws Error{InvalidArgument} if all ratings are of one time.
Split splitTemporal(const Dataset& data, const SplitSpec& spec);
Split splitLeaveOneOut(const Dataset& data, const SplitSpec& spec, std::uint64_t seed);
Split splitFiles(const Dataset& data, const SplitSpec& spec, std::uint64_t seed);

/// Rows in the order wanted, cut where the first part and where the first two end; sorted within the parts.
Split cutSorted(const std::vector<RowIndex>& order, const SplitSpec& spec);

/// Moves a fraction of each user's training rows, rounded up, to the validation part; a user keeps one at least.
void drawValidation(Split& split, const Dataset& data, double fraction, std::uint64_t seed);

} // namespace matinee
