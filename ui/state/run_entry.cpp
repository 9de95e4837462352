#include "ui/state/run_entry.h"

#include "ui/state/number_text.h"

#include <matinee/recommender.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr int kDecimals = 4;
constexpr double kLarge = 1000; ///< from here on decimals say little
constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 3600;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::RunEntry)
};

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

const ModelInfo* findModel(const std::string& id)
{
    const auto found = std::ranges::find(models(), id, &ModelInfo::id);
    return found == models().end() ? nullptr : &*found;
}

/// {"epochs":20,"learning_rate":0.01} as a person would look for it: epochs=20 learning_rate=0.01
QString settingsWords(const std::string& hyperparameters)
{
    QString words = fromUtf8(hyperparameters);
    words.replace(QLatin1String("\":"), QLatin1String("="));
    words.replace(QLatin1Char(','), QLatin1Char(' '));
    words.remove(QLatin1Char('"'));
    words.remove(QLatin1Char('{'));
    words.remove(QLatin1Char('}'));
    return words;
}

QString progressText(const QString& word, const StoredRun& run)
{
    //: %1 how a run stands, %2 the epochs done, %3 those planned: "Interrupted 7/20"
    return run.planned > 0 ? Texts::tr("%1 %2/%3").arg(word).arg(run.epochs).arg(run.planned) : word;
}

} // namespace

RunEntry makeRunEntry(StoredRun run)
{
    const QLatin1Char space(' ');
    RunEntry entry;
    entry.search = runName(run) + space + fromUtf8(run.model) + space + fromUtf8(run.data) + space +
                   fromUtf8(run.split) + space + fromUtf8(run.rows) + QStringLiteral(" seed=%1 ").arg(run.seed) +
                   settingsWords(run.hyperparameters) + space + fromUtf8(run.device) + space + fromUtf8(run.engine) +
                   space + statusText(run) + space + tagsText(run.tags) + space + fromUtf8(run.notes);
    if (run.sweep != 0)
        entry.search += QStringLiteral(" sweep=%1 trial=%2").arg(run.sweep).arg(run.trial);
    entry.search = entry.search.toCaseFolded();
    const QLatin1Char bar('|');
    // A data set is told by its content: it may lie in a zip here and in a folder there.
    entry.group = fromUtf8(run.model) + bar + fromUtf8(run.digest.empty() ? run.data : run.digest) + bar +
                  fromUtf8(run.rows) + bar + fromUtf8(run.split) + bar + fromUtf8(run.hyperparameters) + bar +
                  fromUtf8(run.device) + bar + fromUtf8(run.engine);
    entry.run = std::move(run);
    return entry;
}

QString runNumber(qint64 id)
{
    return QStringLiteral("#%1").arg(id);
}

QString modelName(const std::string& model)
{
    const auto* info = findModel(model);
    return fromUtf8(info ? info->name : model);
}

QString runName(const StoredRun& run)
{
    return runNumber(run.id) + QLatin1Char(' ') + modelName(run.model);
}

const RunMetricInfo& metricInfo(RunMetric metric)
{
    return runMetrics()[static_cast<std::size_t>(metric)];
}

RunMetric fittingMetric(const StoredRun& run)
{
    const auto measured = [&run](RunMetric metric) { return run.metric(metric).bestEpoch >= 0; };
    const auto* info = findModel(run.model);
    const bool ranked = info ? info->isImplicit() : !measured(RunMetric::ValidationRmse);
    const auto metric = ranked ? RunMetric::ValidationNdcg : RunMetric::ValidationRmse;
    return measured(metric) || !measured(RunMetric::TrainLoss) || run.validation > 0 ? metric : RunMetric::TrainLoss;
}

QString metricName(RunMetric metric)
{
    switch (metric) {
    case RunMetric::TrainLoss:
        return Texts::tr("Training loss");
    case RunMetric::ValidationLoss:
        return Texts::tr("Validation loss");
    case RunMetric::ValidationRmse:
        return Texts::tr("Validation RMSE");
    case RunMetric::ValidationMae:
        return Texts::tr("Validation MAE");
    case RunMetric::ValidationHitRatio:
        return Texts::tr("Validation HR@10");
    case RunMetric::ValidationNdcg:
        return Texts::tr("Validation NDCG@10");
    case RunMetric::Objective:
        return Texts::tr("Objective");
    }
    return {};
}

QString shortMetricName(RunMetric metric)
{
    switch (metric) {
    case RunMetric::TrainLoss:
        return Texts::tr("train loss");
    case RunMetric::ValidationLoss:
        return Texts::tr("val. loss");
    case RunMetric::ValidationRmse:
        return Texts::tr("val. RMSE");
    case RunMetric::ValidationMae:
        return Texts::tr("val. MAE");
    case RunMetric::ValidationHitRatio:
        return Texts::tr("val. HR@10");
    case RunMetric::ValidationNdcg:
        return Texts::tr("val. NDCG@10");
    case RunMetric::Objective:
        return Texts::tr("objective");
    }
    return {};
}

double testValue(const StoredRun& run, RunMetric metric)
{
    switch (metric) {
    case RunMetric::ValidationMae:
        return run.testMae;
    case RunMetric::ValidationHitRatio:
        return run.testHitRatio;
    case RunMetric::ValidationNdcg:
        return run.testNdcg;
    case RunMetric::ValidationRmse:
        return run.testRmse;
    case RunMetric::TrainLoss:
    case RunMetric::ValidationLoss:
    case RunMetric::Objective:
        break;
    }
    // A loss has no counterpart in the table: what is quoted of such a run is what fits its model.
    const auto* info = findModel(run.model);
    return info && info->isImplicit() ? run.testNdcg : run.testRmse;
}

QString metricText(double value)
{
    return std::abs(value) < kLarge ? numberText(value, 'f', kDecimals) : numberText(value, 'f', 1);
}

QString signedMetricText(double difference)
{
    return signedNumberText(difference, std::abs(difference) < kLarge ? kDecimals : 1);
}

QString statusText(const StoredRun& run)
{
    switch (run.status) {
    case StoredStatus::Running:
        return progressText(Texts::tr("Running"), run);
    case StoredStatus::Completed:
        return Texts::tr("Completed");
    case StoredStatus::Stopped:
        return progressText(Texts::tr("Stopped"), run);
    case StoredStatus::Diverged:
        return progressText(Texts::tr("Diverged"), run);
    case StoredStatus::Interrupted:
        return progressText(Texts::tr("Interrupted"), run);
    case StoredStatus::Failed:
        return Texts::tr("Failed");
    }
    return {};
}

QString durationText(double seconds)
{
    if (!std::isfinite(seconds))
        return QStringLiteral("–");
    if (seconds < kMinute)
        return Texts::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1));
    const auto whole = static_cast<qint64>(std::llround(seconds));
    const auto twoDigits = [](qint64 number) { return QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0')); };
    if (whole < kHour)
        return Texts::tr("%1 min %2 s").arg(whole / kMinute).arg(twoDigits(whole % kMinute));
    return Texts::tr("%1 h %2 min").arg(whole / kHour).arg(twoDigits(whole % kHour / kMinute));
}

QString startedText(std::int64_t time)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(time), QLocale::ShortFormat);
}

ExperimentSpec experimentOf(const StoredRun& run)
{
    const auto json = nlohmann::json::parse(run.spec, nullptr, false);
    if (json.is_discarded())
        throw Error(ErrorCode::Format, "The experiment of the run is no JSON.");
    return experimentFromJson(json);
}

bool canBeResumed(const StoredRun& run)
{
    return run.status == StoredStatus::Interrupted || run.status == StoredStatus::Stopped ||
           run.status == StoredStatus::Diverged;
}

QStringList parsedTags(const QString& text)
{
    QStringList tags;
    for (const auto& part : text.split(QLatin1Char(','))) {
        if (auto tag = part.simplified(); !tag.isEmpty())
            tags.append(tag);
    }
    tags.removeDuplicates();
    std::ranges::sort(tags, [](const QString& a, const QString& b) { return a.toStdString() < b.toStdString(); });
    return tags;
}

QString tagsText(const std::vector<std::string>& tags)
{
    QStringList texts;
    for (const auto& tag : tags)
        texts.append(fromUtf8(tag));
    return texts.join(QStringLiteral(", "));
}

} // namespace matinee::ui
