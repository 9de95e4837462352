#pragma once

#include "experiments/store/store_database.h"

#include <matinee/run_store.h>

#include <string>
#include <vector>

namespace matinee {

/// A metric's column: in the table of epochs as it is, in that of runs as best_*, best_*_epoch and last_*.
std::string metricColumn(const RunMetricInfo& metric);

/// "best_a, best_a_epoch, ..." of every metric: prefix and suffix of each item are the caller's.
std::string forEachMetric(const std::string& text);

/// The columns that readRun() reads, in its order.
const std::string& runColumns();
/// Of one that has not ended, the status is Running: whether it is interrupted, the lock tells.
StoredRun readRun(StoreQuery& query);

/// The columns that readEpoch() reads and bindEpoch() binds, in their order.
const std::string& epochColumns();
EpochStats readEpoch(StoreQuery& query);
void bindEpoch(StoreQuery& query, const EpochStats& epoch);

/// Sets the best, the best's epoch and the last of every metric; bindSummary() binds it, the run's id comes then.
const std::string& summaryUpdate();
void bindSummary(StoreQuery& query, const EpochStats& epoch, std::int64_t now);

/// One a line, ascending, each once. \throws Error{InvalidArgument}
std::string tagLines(std::vector<std::string> tags);

/// \throws Error{Format}
StoredStatus statusNamed(const std::string& name);

} // namespace matinee
