#pragma once

#include <matinee/ranking.h>

#include <nlohmann/json.hpp>

namespace matinee {

/// NaN and infinity become null.
nlohmann::json number(double value);
/// NaN where the field is absent or no number.
double numberFrom(const nlohmann::json& object, const char* field);

nlohmann::json metricsJson(const RatingMetrics& metrics);
RatingMetrics metricsFrom(const nlohmann::json& object);

/// null where nothing was ranked. The keys carry k: "hr@10".
nlohmann::json rankingJson(const RankingMetrics& metrics);
RankingMetrics rankingFrom(const nlohmann::json& object);

} // namespace matinee
