#include "commands/result_report.h"

#include "output.h"

#include <fmt/format.h>

#include <cmath>

namespace matinee::cli {

namespace {

constexpr auto kRight = Table::Align::Right;

std::string withInterval(double value, const Interval& interval)
{
    if (!std::isfinite(interval.low))
        return decimals(value, 4);
    return fmt::format("{} [{}, {}]", decimals(value, 4), decimals(interval.low, 3), decimals(interval.high, 3));
}

std::vector<std::string> errorRow(const std::string& name, const RatingMetrics& metrics)
{
    return {name,
            withInterval(metrics.rmse, metrics.rmseInterval),
            withInterval(metrics.mae, metrics.maeInterval),
            decimals(metrics.loss, 4),
            grouped(metrics.count),
            grouped(metrics.cold)};
}

std::vector<std::string> rankingRow(const std::string& name, const RankingMetrics& ranking)
{
    return {name,
            withInterval(ranking.hitRatio, ranking.hitRatioInterval),
            withInterval(ranking.ndcg, ranking.ndcgInterval),
            decimals(ranking.mrr, 4),
            decimals(ranking.precision, 4),
            decimals(ranking.recall, 4),
            decimals(ranking.coverage, 3)};
}

void printNotes(const RatingMetrics& test)
{
    if (test.cold > 0 && std::isfinite(test.coldRmse))
        printLine(fmt::format("Of the test ratings {} are cold (user or film without training rows): RMSE {}.",
                              grouped(test.cold), decimals(test.coldRmse, 4)));
    if (test.sparse > 0 && std::isfinite(test.sparseRmse))
        printLine(fmt::format("{} are of films with fewer than {} training ratings: RMSE {}.", grouped(test.sparse),
                              kSparseRatings, decimals(test.sparseRmse, 4)));
    if (std::isfinite(test.coverage90))
        printLine(fmt::format("{} % of the test ratings lie within the model's 90 % intervals.",
                              decimals(100 * test.coverage90, 1)));
    if (test.clipped)
        printLine("RMSE and MAE are of predictions cut to the scale.");
}

} // namespace

void printRankings(const RunResult& result)
{
    if (result.ranking.isEmpty())
        return;
    const int k = result.ranking.k;
    Table table({{},
                 {fmt::format("HR@{}", k), kRight},
                 {fmt::format("NDCG@{}", k), kRight},
                 {"MRR", kRight},
                 {fmt::format("P@{}", k), kRight},
                 {fmt::format("R@{}", k), kRight},
                 {"coverage", kRight}});
    table.add(rankingRow("test", result.ranking));
    for (const auto& baseline : result.baselines) {
        if (!baseline.ranking.isEmpty())
            table.add(rankingRow(baseline.name + " (test)", baseline.ranking));
    }
    const bool isAll = result.ranking.protocol == result.rankingAll.protocol;
    const bool isSampled = result.ranking.protocol == result.rankingSampled.protocol;
    if (!isAll)
        table.add(rankingRow("test, all films", result.rankingAll));
    if (!isSampled)
        table.add(rankingRow("test, sampled", result.rankingSampled));
    table.print();
    printLine(fmt::format("Ranked: {}.", result.ranking.protocol));
    if (!isAll)
        printLine(fmt::format("All films: {}.", result.rankingAll.protocol));
    if (!isSampled)
        printLine(fmt::format("Sampled: {}.", result.rankingSampled.protocol));
}

bool hasDiverged(const RunResult& result, const ModelInfo& model)
{
    return !model.isImplicit() && result.test.count > 0 && !std::isfinite(result.test.rmse);
}

void printResult(const RunResult& result, const ModelInfo& model)
{
    if (hasDiverged(result, model) || std::isfinite(result.test.rmse) || std::isfinite(result.train.rmse)) {
        Table table({{}, {"RMSE", kRight}, {"MAE", kRight}, {"loss", kRight}, {"ratings", kRight}, {"cold", kRight}});
        if (result.train.count > 0)
            table.add(errorRow("train", result.train));
        if (result.validation.count > 0)
            table.add(errorRow(result.refit ? "validation, before refit" : "validation", result.validation));
        if (result.test.count > 0)
            table.add(errorRow("test", result.test));
        for (const auto& baseline : result.baselines) {
            if (std::isfinite(baseline.test.rmse))
                table.add(errorRow(baseline.name + " (test)", baseline.test));
        }
        table.print();
        printNotes(result.test);
        if (!result.ranking.isEmpty())
            printLine("");
    }
    printRankings(result);
}

} // namespace matinee::cli
