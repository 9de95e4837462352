#pragma once

#include "support/toy_data.h"

#include <matinee/run_store.h>

#include <sqlite3.h>

#include <bit>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

namespace matinee::test {

/// An experiment that no model need be made for.
inline ExperimentSpec plainSpec(std::uint64_t seed = 42)
{
    ExperimentSpec spec;
    spec.data = "toy";
    spec.split = SplitSpec::parse("random:0.8/0.1/0.1");
    spec.model = "biased-mf";
    spec.seed = seed;
    return spec;
}

inline RunStart plainStart(int epochs = 5)
{
    RunStart start;
    start.model = "biased-mf";
    start.device = "cpu";
    start.engine = "fused";
    start.threads = 2;
    start.seed = 42;
    start.parameters = 350;
    start.train = 480;
    start.validation = 60;
    start.test = 60;
    start.epochs = epochs;
    Baseline bias;
    bias.model = "bias";
    bias.name = "Damped bias";
    bias.validation.rmse = 0.95;
    bias.validation.count = 60;
    start.baselines = {bias};
    return start;
}

/// Numbers that a decimal text of six digits would not hold.
inline EpochStats plainEpoch(int epoch)
{
    EpochStats stats;
    stats.epoch = epoch;
    stats.trainLoss = 3.0 / (epoch + 1.1);
    stats.validationLoss = 2.0 / 3 + 1.0 / (epoch + 3);
    stats.validationRmse = std::sqrt(stats.validationLoss);
    stats.validationMae = stats.validationRmse * 0.7;
    stats.seconds = epoch == 0 ? 0 : 0.1;
    stats.ratingsPerSecond = epoch == 0 ? 0 : 4801.3;
    stats.learningRate = 1e-3 / 7;
    stats.steps = static_cast<std::uint64_t>(epoch) * 10;
    stats.ratings = static_cast<std::uint64_t>(epoch) * 480;
    stats.elapsed = 0.13 * epoch;
    stats.time = 1.7e9 + 0.13 * epoch;
    return stats;
}

inline RunResult plainResult(int epochs)
{
    RunResult result;
    result.epochs = epochs;
    result.bestEpoch = epochs;
    result.keptEpoch = epochs;
    result.seconds = 1.25;
    result.test.rmse = 0.9123456789012345;
    result.test.mae = 0.71;
    result.test.loss = 0.83;
    result.test.count = 60;
    result.ranking.hitRatio = 0.4;
    result.ranking.ndcg = 0.2;
    result.ranking.count = 40;
    result.ranking.protocol = "each test film against all";
    for (const auto& [model, rmse] : {std::pair("global-mean", 1.12), std::pair("bias", 0.94)}) {
        Baseline baseline;
        baseline.model = model;
        baseline.name = model;
        baseline.test.rmse = rmse;
        baseline.test.count = 60;
        result.baselines.push_back(baseline);
    }
    result.samples = {{1, 2, 3.5F, 4.F, 0.1F}};
    return result;
}

/// A run of epochs 0 to `epochs` that is still recorded.
inline std::int64_t beginRun(RunStore& store, int epochs, std::uint64_t seed = 42)
{
    const auto run = store.begin(plainSpec(seed), *toyData(), plainStart());
    for (int e = 0; e <= epochs; ++e)
        store.appendEpoch(run, plainEpoch(e));
    return run;
}

/// Bit by bit; two NaN are equal.
inline bool same(double a, double b)
{
    return (std::isnan(a) && std::isnan(b)) || std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

inline bool same(const EpochStats& a, const EpochStats& b)
{
    bool equal = a.epoch == b.epoch && a.steps == b.steps && a.ratings == b.ratings;
    for (const auto member :
         {&EpochStats::trainLoss, &EpochStats::validationLoss, &EpochStats::validationRmse, &EpochStats::validationMae,
          &EpochStats::validationHitRatio, &EpochStats::validationNdcg, &EpochStats::objective, &EpochStats::seconds,
          &EpochStats::ratingsPerSecond, &EpochStats::learningRate, &EpochStats::elapsed, &EpochStats::time})
        equal = equal && same(a.*member, b.*member);
    return equal;
}

/// The first column of the first row that SQLite itself finds, with nothing of ours in between; "error: ..." else.
inline std::string sqlText(const std::filesystem::path& file, const std::string& sql)
{
    sqlite3* database = nullptr;
    std::string text;
    if (sqlite3_open(file.c_str(), &database) == SQLITE_OK) {
        sqlite3_busy_timeout(database, 5000);
        char* problem = nullptr;
        const auto keepFirst = [](void* into, int count, char** columns, char**) {
            auto& first = *static_cast<std::string*>(into);
            if (first.empty() && count > 0 && columns[0])
                first = columns[0];
            return 0;
        };
        if (sqlite3_exec(database, sql.c_str(), keepFirst, &text, &problem) != SQLITE_OK)
            text = std::string("error: ") + (problem ? problem : "");
        sqlite3_free(problem);
    }
    sqlite3_close(database);
    return text;
}

} // namespace matinee::test
