#include <matinee/clustering.h>
#include <matinee/error.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace matinee {

namespace {

/// How many rows have a label of one division, of the other, and both.
struct Contingency
{
    std::unordered_map<std::uint64_t, double> cells;
    std::unordered_map<std::int32_t, double> rows;
    std::unordered_map<std::int32_t, double> columns;
    double count = 0;

    Contingency(std::span<const std::int32_t> a, std::span<const std::int32_t> b)
    {
        if (a.size() != b.size())
            throw Error(ErrorCode::InvalidArgument, "The two divisions have different numbers of rows.");
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (a[i] < 0 || b[i] < 0)
                continue;
            ++cells[cell(a[i], b[i])];
            ++rows[a[i]];
            ++columns[b[i]];
            ++count;
        }
    }

    static std::uint64_t cell(std::int32_t a, std::int32_t b)
    {
        return static_cast<std::uint64_t>(a) << 32 | static_cast<std::uint64_t>(b);
    }
};

double pairs(double n)
{
    return n * (n - 1) / 2;
}

} // namespace

double adjustedRandIndex(std::span<const std::int32_t> a, std::span<const std::int32_t> b)
{
    const Contingency table(a, b);
    if (table.count < 2)
        return 1;

    // Whole numbers, exact in double: the order of a hash table does not matter.
    const auto pairsIn = [](const auto& counts) {
        double sum = 0;
        for (const auto& [key, n] : counts)
            sum += pairs(n);
        return sum;
    };
    const double together = pairsIn(table.cells);
    const double inA = pairsIn(table.rows);
    const double inB = pairsIn(table.columns);
    const double expected = inA * inB / pairs(table.count);
    const double maximum = (inA + inB) / 2;
    // Both divisions trivial in the same way (one group, or every row alone): the same division.
    if (maximum == expected)
        return 1;
    return (together - expected) / (maximum - expected);
}

double normalisedMutualInformation(std::span<const std::int32_t> a, std::span<const std::int32_t> b)
{
    const Contingency table(a, b);
    if (table.count == 0 || (table.rows.size() == 1 && table.columns.size() == 1))
        return 1;

    const auto entropy = [&table](const auto& counts) {
        double sum = 0;
        for (const auto& [key, n] : counts)
            sum -= n / table.count * std::log(n / table.count);
        return sum;
    };
    double information = 0;
    for (const auto& [key, n] : table.cells) {
        const double left = table.rows.at(static_cast<std::int32_t>(key >> 32));
        const double right = table.columns.at(static_cast<std::int32_t>(key & 0xffffffff));
        information += n / table.count * std::log(n * table.count / (left * right));
    }
    const double mean = (entropy(table.rows) + entropy(table.columns)) / 2;
    return std::min(1.0, std::max(0.0, information / mean));
}

} // namespace matinee
