#pragma once

#include <matinee/run_store.h>

#include <QString>
#include <QStringList>

#include <optional>

namespace matinee::ui {

/// A run of the store with what the window makes of it once, on the worker that lists.
struct RunEntry
{
    StoredRun run;
    QString search; ///< case folded: what the words of a filter are looked for in
    QString group;  ///< the experiment but for its seed: runs of the same text are repetitions
};

RunEntry makeRunEntry(StoredRun run);

/// "#17"
QString runNumber(qint64 id);
/// "#17 Biased matrix factorisation": the model's name, or its id where this version does not know it.
QString runName(const StoredRun& run);
QString modelName(const std::string& model);

/// By which a run is judged when nothing else is asked for: validation RMSE, NDCG@10 of a model of interactions, the
/// training loss where nothing was validated.
RunMetric fittingMetric(const StoredRun& run);
/// "Validation RMSE"
QString metricName(RunMetric metric);
/// "val. RMSE", for the heading of a column.
QString shortMetricName(RunMetric metric);
const RunMetricInfo& metricInfo(RunMetric metric);
/// The test's counterpart of a validation metric; NaN where there is none.
double testValue(const StoredRun& run, RunMetric metric);

/// "0.9213"; fewer decimals for what is large.
QString metricText(double value);
/// "+0.0041", as metricText().
QString signedMetricText(double difference);
/// "Running 7/20", "Completed", "Interrupted 7/20"
QString statusText(const StoredRun& run);
/// "3.2 s", "2 min 05 s", "1 h 12 min"
QString durationText(double seconds);
/// In local time, short. \param time UTC milliseconds
QString startedText(std::int64_t time);

/// The experiment of a run as it was started. \throws Error{Format} if this version cannot read it
ExperimentSpec experimentOf(const StoredRun& run);

/// Whether training may go on where it was: interrupted, stopped or diverged.
bool canBeResumed(const StoredRun& run);

/// Tags as a person types them, with commas: trimmed, ascending, each once.
QStringList parsedTags(const QString& text);
QString tagsText(const std::vector<std::string>& tags);

} // namespace matinee::ui
