#pragma once

#include <matinee/metrics.h>

#include <QString>

namespace matinee {
struct TrainedRun;
}

namespace matinee::ui {

/// "0.943", with an en dash for what is no number.
QString figureText(double value);
/// "95 %: 0.915 – 0.928"; empty where there is no interval.
QString intervalText(const Interval& interval);
/// "+0.467"
QString signedText(double difference);
/// "3.20 M ratings/s"
QString rateText(double ratingsPerSecond);
/// A name within a sentence.
QString lowered(const QString& name);

/// "worse than the damped bias": a figure beside another in words, honestly; level is what the shown digits cannot
/// tell. \param higherIsBetter of a ranking; errors are better the lower they are
QString comparisonText(double ours, const QString& baseline, double theirs, bool higherIsBetter = false);

/// Which weights the figures are of: "after epoch 10", "epoch 7 of 12 kept", "refitted for 7 epochs"; may be empty.
QString weightsText(const TrainedRun& run);
/// The run beside its baselines, how it ended and which epoch was best, in whole sentences.
QString verdictText(const TrainedRun& run);
/// How it was ranked, how the predictions did where little was known, and how sure they rightly were; a line each.
QString detailsText(const TrainedRun& run);

/// Of a whole run, training alone: ratings seen through seconds spent.
double meanRatingsPerSecond(const TrainedRun& run);

} // namespace matinee::ui
