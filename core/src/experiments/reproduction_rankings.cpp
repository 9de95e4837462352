#include "experiments/reproduction_settings.h"

#include <fmt/format.h>

namespace matinee {

namespace {

/// The NCF paper's protocol on ml-1m: each user's newest film against 99 drawn ones.
Reproduction leaveOneOut(const std::string& model, const Settings& settings, const ReproductionRow& hitRatio,
                         const ReproductionRow& ndcg, bool quick, bool oneSeed)
{
    Reproduction reproduction;
    reproduction.id = hitRatio.what;
    reproduction.data = "ml-1m";
    reproduction.quick = quick;
    reproduction.rows = [=](const ReproductionContext& context, const Dataset& dataset) {
        std::vector<ReproductionRow> rows = {hitRatio, ndcg};
        measure(context, oneSeed, rows, [&](std::uint64_t seed) -> std::vector<double> {
            auto spec = specOf(model, settings, "leave-one-out:validation=last");
            spec.seed = seed;
            const auto run = trainQuietly(context, spec, dataset);
            return {run->result.rankingSampled.hitRatio, run->result.rankingSampled.ndcg};
        });
        return rows;
    };
    return reproduction;
}

} // namespace

std::vector<Reproduction> rankingReproductions()
{
    const std::string refit = "epochs chosen on each user's last film but one, then trained with it";
    return {
        leaveOneOut("popularity", {}, expected("ml-1m-popularity", "HR@10", 0.4531, 0.45, 0.47),
                    expected("ml-1m-popularity", "NDCG@10", 0.2542, 0.243, 0.263), true, false),
        leaveOneOut("ials", kIals, atLeast("ml-1m-ials", "HR@10", 0.7310, 0.72, refit),
                    atLeast("ml-1m-ials", "NDCG@10", 0.4521, 0.44, refit), true, true),
        leaveOneOut("gmf", kGmf, atLeast("ml-1m-gmf", "HR@10", 0.708, 0.69, refit),
                    atLeast("ml-1m-gmf", "NDCG@10", 0.429, 0.41, refit), false, true),
        leaveOneOut("neumf", kNeumf, atLeast("ml-1m-neumf", "HR@10", 0.720, 0.67, refit),
                    atLeast("ml-1m-neumf", "NDCG@10", 0.439, 0.40, refit), false, true),
    };
}

} // namespace matinee
