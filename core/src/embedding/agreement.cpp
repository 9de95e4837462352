#include <matinee/clustering.h>
#include <matinee/error.h>

#include <map>
#include <utility>

namespace matinee {

namespace {

double pairs(double n)
{
    return n * (n - 1) / 2;
}

} // namespace

double adjustedRandIndex(std::span<const std::int32_t> a, std::span<const std::int32_t> b)
{
    if (a.size() != b.size())
        throw Error(ErrorCode::InvalidArgument, "The two divisions have different numbers of rows.");

    std::map<std::pair<std::int32_t, std::int32_t>, double> cells;
    std::map<std::int32_t, double> rows;
    std::map<std::int32_t, double> columns;
    double count = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] < 0 || b[i] < 0)
            continue;
        ++cells[{a[i], b[i]}];
        ++rows[a[i]];
        ++columns[b[i]];
        ++count;
    }
    if (count < 2)
        return 1;

    const auto pairsIn = [](const auto& table) {
        double sum = 0;
        for (const auto& [key, n] : table)
            sum += pairs(n);
        return sum;
    };
    const double together = pairsIn(cells);
    const double inA = pairsIn(rows);
    const double inB = pairsIn(columns);
    const double expected = inA * inB / pairs(count);
    const double maximum = (inA + inB) / 2;
    // Both divisions trivial in the same way (one group, or every row alone): the same division.
    if (maximum == expected)
        return 1;
    return (together - expected) / (maximum - expected);
}

} // namespace matinee
