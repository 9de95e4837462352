#include "data/split_kinds.h"

#include <matinee/random.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace matinee {

namespace {

std::vector<RowIndex> shuffled(std::size_t rows, std::uint64_t seed)
{
    std::vector<RowIndex> order(rows);
    std::iota(order.begin(), order.end(), RowIndex{0});
    Random random(seed);
    random.shuffle(order.begin(), order.end());
    return order;
}

void sortParts(Split& split)
{
    for (auto* part : {&split.train, &split.validation, &split.test})
        std::sort(part->begin(), part->end());
}

} // namespace

Split cutSorted(const std::vector<RowIndex>& order, const SplitSpec& spec)
{
    const auto boundary = [&](double share) {
        return order.begin() + static_cast<std::ptrdiff_t>(std::llround(share * static_cast<double>(order.size())));
    };
    const auto trainEnd = boundary(spec.parts[0]);
    const auto validationEnd = spec.parts.size() == 3 ? boundary(spec.parts[0] + spec.parts[1]) : trainEnd;
    Split split;
    split.train.assign(order.begin(), trainEnd);
    split.validation.assign(trainEnd, validationEnd);
    split.test.assign(validationEnd, order.end());
    sortParts(split);
    return split;
}

Split splitRandom(std::size_t rows, const SplitSpec& spec, std::uint64_t seed)
{
    return cutSorted(shuffled(rows, seed), spec);
}

Split splitFolds(std::size_t rows, const SplitSpec& spec, std::uint64_t seed)
{
    const auto order = shuffled(rows, seed);
    const auto boundary = [&](int folds) {
        return order.begin() + static_cast<std::ptrdiff_t>(static_cast<std::uint64_t>(folds) * rows /
                                                           static_cast<std::uint64_t>(spec.folds));
    };
    const auto begin = boundary(spec.fold - 1);
    const auto end = boundary(spec.fold);
    Split split;
    split.test.assign(begin, end);
    split.train.assign(order.begin(), begin);
    split.train.insert(split.train.end(), end, order.end());
    // The rest is shuffled already: its head is a random part.
    const auto validationEnd =
        split.train.begin() +
        static_cast<std::ptrdiff_t>(std::llround(spec.validationFraction * static_cast<double>(split.train.size())));
    split.validation.assign(split.train.begin(), validationEnd);
    split.train.erase(split.train.begin(), validationEnd);
    sortParts(split);
    return split;
}

} // namespace matinee
