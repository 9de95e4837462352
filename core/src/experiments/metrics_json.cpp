#include "experiments/metrics_json.h"

#include <fmt/format.h>

#include <cmath>

namespace matinee {

using nlohmann::json;

namespace {

json intervalJson(const Interval& interval)
{
    if (!std::isfinite(interval.low) || !std::isfinite(interval.high))
        return nullptr;
    return {interval.low, interval.high};
}

Interval intervalFrom(const json& object, const std::string& field)
{
    const auto found = object.find(field);
    if (found == object.end() || !found->is_array() || found->size() != 2)
        return {};
    return {found->at(0), found->at(1)};
}

} // namespace

json number(double value)
{
    return std::isfinite(value) ? json(value) : json(nullptr);
}

double numberFrom(const json& object, const char* field)
{
    const auto found = object.find(field);
    return found != object.end() && found->is_number() ? found->get<double>()
                                                       : std::numeric_limits<double>::quiet_NaN();
}

json metricsJson(const RatingMetrics& metrics)
{
    return {{"rmse", number(metrics.rmse)},
            {"mae", number(metrics.mae)},
            {"loss", number(metrics.loss)},
            {"count", metrics.count},
            {"cold", metrics.cold},
            {"cold_rmse", number(metrics.coldRmse)},
            {"sparse", metrics.sparse},
            {"sparse_rmse", number(metrics.sparseRmse)},
            {"clipped", metrics.clipped},
            {"coverage90", number(metrics.coverage90)},
            {"rmse_interval", intervalJson(metrics.rmseInterval)},
            {"mae_interval", intervalJson(metrics.maeInterval)}};
}

RatingMetrics metricsFrom(const json& object)
{
    RatingMetrics metrics;
    metrics.rmse = numberFrom(object, "rmse");
    metrics.mae = numberFrom(object, "mae");
    metrics.loss = numberFrom(object, "loss");
    metrics.count = object.value("count", std::size_t{0});
    metrics.cold = object.value("cold", std::size_t{0});
    metrics.coldRmse = numberFrom(object, "cold_rmse");
    metrics.sparse = object.value("sparse", std::size_t{0});
    metrics.sparseRmse = numberFrom(object, "sparse_rmse");
    metrics.clipped = object.value("clipped", false);
    metrics.coverage90 = numberFrom(object, "coverage90");
    metrics.rmseInterval = intervalFrom(object, "rmse_interval");
    metrics.maeInterval = intervalFrom(object, "mae_interval");
    return metrics;
}

json rankingJson(const RankingMetrics& metrics)
{
    if (metrics.isEmpty())
        return nullptr;
    const auto key = [&metrics](const char* name) { return fmt::format("{}@{}", name, metrics.k); };
    return {{"k", metrics.k},
            {key("hr"), number(metrics.hitRatio)},
            {key("ndcg"), number(metrics.ndcg)},
            {key("precision"), number(metrics.precision)},
            {key("recall"), number(metrics.recall)},
            {"mrr", number(metrics.mrr)},
            {"coverage", number(metrics.coverage)},
            {key("hr") + "_interval", intervalJson(metrics.hitRatioInterval)},
            {key("ndcg") + "_interval", intervalJson(metrics.ndcgInterval)},
            {"count", metrics.count},
            {"protocol", metrics.protocol}};
}

RankingMetrics rankingFrom(const json& object)
{
    RankingMetrics metrics;
    if (!object.is_object())
        return metrics;
    metrics.k = object.value("k", 10);
    const auto key = [&metrics](const char* name) { return fmt::format("{}@{}", name, metrics.k); };
    metrics.hitRatio = numberFrom(object, key("hr").c_str());
    metrics.ndcg = numberFrom(object, key("ndcg").c_str());
    metrics.precision = numberFrom(object, key("precision").c_str());
    metrics.recall = numberFrom(object, key("recall").c_str());
    metrics.mrr = numberFrom(object, "mrr");
    metrics.coverage = numberFrom(object, "coverage");
    metrics.hitRatioInterval = intervalFrom(object, key("hr") + "_interval");
    metrics.ndcgInterval = intervalFrom(object, key("ndcg") + "_interval");
    metrics.count = object.value("count", std::size_t{0});
    metrics.protocol = object.value("protocol", std::string());
    return metrics;
}

} // namespace matinee
