#include "data/split_kinds.h"
#include "support/numpy_random.h"

#include <matinee/error.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace matinee {

namespace {

std::uint32_t numpySeed(const SplitSpec& spec, std::uint64_t seed)
{
    if (!spec.seed && seed > std::numeric_limits<std::uint32_t>::max())
        throw Error(ErrorCode::InvalidArgument,
                    "NumPy's seeds end at 4294967295; give the split one of its own after '@'.", "seed");
    return spec.seed.value_or(static_cast<std::uint32_t>(seed));
}

/// One call of train_test_split(rows, test_size=share, random_state=seed): first the test rows of the permutation,
/// then the training rows; the test part is rounded up.
std::pair<std::vector<RowIndex>, std::vector<RowIndex>> trainTestSplit(const std::vector<RowIndex>& rows, double share,
                                                                       std::uint32_t seed)
{
    const auto n = static_cast<std::uint32_t>(rows.size());
    // 0.1 + 0.1 is not 0.2 in binary; scikit-learn was handed the literal, so drop what is below its digits.
    const double exact = std::round(share * static_cast<double>(n) * 1e9) / 1e9;
    const auto testCount = static_cast<std::size_t>(std::ceil(exact));
    const auto order = NumpyRandom(seed).permutation(n);
    std::vector<RowIndex> train;
    std::vector<RowIndex> test;
    test.reserve(testCount);
    train.reserve(n - testCount);
    for (std::size_t i = 0; i < order.size(); ++i)
        (i < testCount ? test : train).push_back(rows[order[i]]);
    return {std::move(train), std::move(test)};
}

} // namespace

Split splitSklearn(std::size_t rows, const SplitSpec& spec, std::uint64_t seed)
{
    const auto state = numpySeed(spec, seed);
    std::vector<RowIndex> all(rows);
    std::iota(all.begin(), all.end(), RowIndex{0});
    Split split;
    auto [train, rest] = trainTestSplit(all, 1 - spec.parts[0], state);
    split.train = std::move(train);
    if (spec.parts.size() == 2) {
        split.test = std::move(rest);
    } else {
        auto [validation, test] = trainTestSplit(rest, spec.parts[2] / (spec.parts[1] + spec.parts[2]), state);
        split.validation = std::move(validation);
        split.test = std::move(test);
    }
    return split;
}

Split splitPandas(std::size_t rows, const SplitSpec& spec, std::uint64_t seed)
{
    // sample(frac=1) draws without replacement as many rows as there are: RandomState.permutation.
    const auto order = NumpyRandom(numpySeed(spec, seed)).permutation(static_cast<std::uint32_t>(rows));
    const auto boundary = [&](double share) {
        // 0.7 + 0.2 is less than 0.9 in binary; whoever cuts at int(0.9 * n) wrote the literal.
        const double literal = std::round(share * 1e12) / 1e12;
        return order.begin() + static_cast<std::ptrdiff_t>(literal * static_cast<double>(rows));
    };
    const auto trainEnd = boundary(spec.parts[0]);
    const auto validationEnd = spec.parts.size() == 3 ? boundary(spec.parts[0] + spec.parts[1]) : trainEnd;
    Split split;
    split.train.assign(order.begin(), trainEnd);
    split.validation.assign(trainEnd, validationEnd);
    split.test.assign(validationEnd, order.end());
    return split;
}

} // namespace matinee
