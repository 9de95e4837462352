#include "ui/panels/models/run_cells.h"

#include "ui/state/run_differences.h"
#include "ui/state/run_entry.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// Below this a difference is none: it is the last digit shown.
constexpr double kSame = 0.00005;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::RunCells)
};

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

/// What all runs of a group have in common, or how many different ones there are.
template <class Text>
QString commonText(const RunRows& rows, const RunRows::Group& group, Text text)
{
    QStringList different;
    for (quint32 member = 0; member < group.count; ++member) {
        if (const auto one = text(rows.run(group, member)); !different.contains(one))
            different.append(one);
    }
    different.removeAll(QString());
    return different.join(QStringLiteral(", "));
}

QString seedsText(const RunRows& rows, const RunRows::Group& group)
{
    if (group.count == 1)
        return QString::number(rows.run(group).seed);
    std::vector<std::uint64_t> seeds;
    for (quint32 member = 0; member < group.count; ++member)
        seeds.push_back(rows.run(group, member).seed);
    std::ranges::sort(seeds);
    seeds.erase(std::unique(seeds.begin(), seeds.end()), seeds.end());
    if (seeds.size() == 1)
        return QString::number(seeds.front());
    //: %1 a number: runs that differ in their seed alone
    return Texts::tr("%1 seeds").arg(seeds.size());
}

QString statusOf(const RunRows& rows, const RunRows::Group& group)
{
    const auto one = [](const StoredRun& run) {
        return run.archived ? Texts::tr("%1 (archived)").arg(statusText(run)) : statusText(run);
    };
    return commonText(rows, group, one);
}

} // namespace

void RunCells::setMetric(std::optional<RunMetric> metric)
{
    m_metric = metric;
    m_common.reset();
}

void RunCells::setBaseline(qint64 run)
{
    m_baseline = run;
    m_differs.clear();
}

bool RunCells::isNumber(int column)
{
    switch (column) {
    case Number:
    case Best:
    case BestEpoch:
    case BestDelta:
    case Last:
    case Test:
    case TestDelta:
    case Seed:
    case Duration:
        return true;
    default:
        return false;
    }
}

RunFigure RunCells::figure(const RunRows& rows, const Group& group, Value value) const
{
    return rows.figure(group, [this, value](const StoredRun& run) { return (this->*value)(run); });
}

double RunCells::delta(const RunRows& rows, const Group& group, Value value) const
{
    const auto* base = rows.groupOf(m_baseline);
    if (!base || base == &group || metricOf(rows.run(*base)) != metricOf(rows.run(group)))
        return std::numeric_limits<double>::quiet_NaN();
    return figure(rows, group, value).mean - figure(rows, *base, value).mean;
}

RunCells::Verdict RunCells::verdict(const RunRows& rows, const Group& group, int column) const
{
    if (column != BestDelta && column != TestDelta)
        return Verdict::None;
    const bool ofTest = column == TestDelta;
    const double difference = delta(rows, group, ofTest ? &RunCells::test : &RunCells::best);
    auto better = metricInfo(metricOf(rows.run(group))).better;
    if (ofTest && better == RunMetricInfo::Better::Neither)
        better = RunMetricInfo::Better::Lower; // what is tested of a solver is its error
    if (!std::isfinite(difference) || std::abs(difference) < kSame || better == RunMetricInfo::Better::Neither)
        return Verdict::None;
    return (difference < 0) == (better == RunMetricInfo::Better::Lower) ? Verdict::Better : Verdict::Worse;
}

QString RunCells::figureText(const RunRows& rows, const Group& group, Value value) const
{
    const auto shown = figure(rows, group, value);
    if (shown.count < 2)
        return metricText(shown.mean);
    //: mean ± standard deviation (number of runs)
    return Texts::tr("%1 ± %2 (%3)").arg(metricText(shown.mean), metricText(shown.deviation)).arg(shown.count);
}

QString RunCells::deltaText(const RunRows& rows, const Group& group, Value value) const
{
    const auto* base = rows.groupOf(m_baseline);
    if (base == &group)
        return Texts::tr("baseline");
    return base ? signedMetricText(delta(rows, group, value)) : QString();
}

QString RunCells::differsText(const RunRows& rows, const Group& group) const
{
    const auto& run = rows.run(group);
    const auto experiment = std::hash<std::string>()(run.spec);
    const auto known = m_differs.constFind(run.id);
    if (known != m_differs.cend() && known->experiment == experiment)
        return known->text;
    const auto* base = rows.groupOf(m_baseline);
    const StoredRun* baseline = nullptr;
    for (quint32 member = 0; base && member < base->count; ++member) {
        if (rows.run(*base, member).id == m_baseline)
            baseline = &rows.run(*base, member);
    }
    const auto text = base == &group ? QString() : baseline ? differenceText(*baseline, run) : settingsText(run);
    m_differs.insert(run.id, {experiment, text});
    return text;
}

QString RunCells::text(const RunRows& rows, const Group& group, int column) const
{
    const auto& run = rows.run(group);
    switch (column) {
    case Number:
        return group.count == 1 ? runNumber(run.id) : Texts::tr("%1 runs").arg(group.count);
    case Status:
        return statusOf(rows, group);
    case Model:
        return modelName(run.model);
    case Data:
        return run.rows.empty() ? fromUtf8(run.data)
                                : QStringLiteral("%1 %2").arg(fromUtf8(run.data), fromUtf8(run.rows));
    case Best: {
        const auto value = figureText(rows, group, &RunCells::best);
        // Of models that are judged by different figures each row says which.
        return commonMetric(rows) ? value : QStringLiteral("%1 %2").arg(shortMetricName(metricOf(run)), value);
    }
    case BestEpoch: {
        const auto epoch = run.metric(metricOf(run)).bestEpoch;
        return group.count > 1 || epoch < 0 ? QString() : QStringLiteral("@ %1").arg(epoch);
    }
    case BestDelta:
        return deltaText(rows, group, &RunCells::best);
    case Last:
        return figureText(rows, group, &RunCells::last);
    case Test:
        return figureText(rows, group, &RunCells::test);
    case TestDelta:
        return deltaText(rows, group, &RunCells::test);
    case Seed:
        return seedsText(rows, group);
    case Differs:
        return differsText(rows, group);
    case Started:
        return startedText(run.started);
    case Duration:
        return durationText(rows.figure(group, [](const StoredRun& one) { return one.seconds; }).mean);
    case Tags:
        return commonText(rows, group, [](const StoredRun& one) { return tagsText(one.tags); });
    case Notes:
        return commonText(rows, group, [](const StoredRun& one) { return fromUtf8(one.notes).simplified(); });
    default:
        return {};
    }
}

QString RunCells::explanation(const RunRows& rows, const Group& group, int column) const
{
    const auto& run = rows.run(group);
    switch (column) {
    case Number:
        if (group.count > 1) {
            QStringList numbers;
            for (const auto id : rows.runsOf(group))
                numbers.append(runNumber(id));
            return numbers.join(QStringLiteral(", "));
        }
        return runName(run);
    case Status:
        return run.problem.empty() ? statusOf(rows, group) : fromUtf8(run.problem);
    case Best:
    case BestEpoch: {
        const auto metric = metricOf(run);
        const auto& summary = run.metric(metric);
        if (group.count > 1)
            return Texts::tr("%1, best epoch of each run: mean ± standard deviation (runs)").arg(metricName(metric));
        if (summary.bestEpoch < 0)
            return Texts::tr("%1 was not measured").arg(metricName(metric));
        return Texts::tr("%1 %2 after epoch %3, last %4")
            .arg(metricName(metric), metricText(summary.best))
            .arg(summary.bestEpoch)
            .arg(metricText(summary.last));
    }
    case BestDelta:
    case TestDelta: {
        const auto verdictOf = verdict(rows, group, column);
        if (verdictOf == Verdict::None)
            return {};
        const auto difference = text(rows, group, column);
        return (verdictOf == Verdict::Better ? Texts::tr("%1, better than the baseline %2")
                                             : Texts::tr("%1, worse than the baseline %2"))
            .arg(difference, runNumber(m_baseline));
    }
    case Data:
        return Texts::tr("%1, split %2").arg(text(rows, group, column), fromUtf8(run.split));
    case Differs:
        return differsText(rows, group).replace(QStringLiteral(", "), QStringLiteral("\n"));
    case Notes:
        return fromUtf8(run.notes);
    case Tags:
        return text(rows, group, column);
    default:
        return {};
    }
}

std::optional<RunMetric> RunCells::commonMetric(const RunRows& rows) const
{
    if (!m_common)
        m_common = findCommonMetric(rows);
    return *m_common;
}

std::optional<RunMetric> RunCells::findCommonMetric(const RunRows& rows) const
{
    if (m_metric || rows.groups().empty())
        return m_metric.value_or(RunMetric::ValidationRmse);
    const auto first = metricOf(rows.run(rows.groups().front()));
    for (const auto& group : rows.groups()) {
        if (metricOf(rows.run(group)) != first)
            return std::nullopt;
    }
    return first;
}

QString RunCells::header(const RunRows& rows, int column) const
{
    switch (column) {
    case Shown:
        return Texts::tr("Curve");
    case Number:
        return Texts::tr("Run");
    case Status:
        return Texts::tr("Status");
    case Model:
        return Texts::tr("Model");
    case Data:
        return Texts::tr("Data");
    case Best: {
        const auto metric = commonMetric(rows);
        return metric ? Texts::tr("Best %1").arg(shortMetricName(*metric)) : Texts::tr("Best");
    }
    case BestEpoch:
        return Texts::tr("@ epoch");
    case BestDelta:
        return Texts::tr("Δ best");
    case Last:
        return Texts::tr("Last");
    case Test:
        return Texts::tr("Test");
    case TestDelta:
        return Texts::tr("Δ test");
    case Seed:
        return Texts::tr("Seed");
    case Differs:
        return rows.groupOf(m_baseline) ? Texts::tr("Differs from %1 in").arg(runNumber(m_baseline))
                                        : Texts::tr("Settings that are not the defaults");
    case Started:
        return Texts::tr("Started");
    case Duration:
        return Texts::tr("Time");
    case Tags:
        return Texts::tr("Tags");
    case Notes:
        return Texts::tr("Notes");
    default:
        return {};
    }
}

QString RunCells::headerExplanation(int column) const
{
    switch (column) {
    case Shown:
        return Texts::tr("Whether the run is drawn on the curves, and how");
    case Best:
        return Texts::tr("The best value of all epochs, not the last one");
    case BestEpoch:
        return Texts::tr("The epoch that had the best value");
    case BestDelta:
        return Texts::tr("Best value minus the baseline's");
    case Last:
        return Texts::tr("The value after the last epoch");
    case Test:
        return Texts::tr("On the test ratings: the metric itself, or RMSE (NDCG@10 of a ranked model) where the test "
                         "has none");
    case TestDelta:
        return Texts::tr("Test value minus the baseline's");
    case Duration:
        return Texts::tr("Training and validation");
    default:
        return {};
    }
}

double RunCells::number(const RunRows& rows, const Group& group, int column) const
{
    const auto& run = rows.run(group);
    switch (column) {
    case Number:
        return static_cast<double>(run.id);
    case Best:
        return figure(rows, group, &RunCells::best).mean;
    case BestEpoch: {
        const auto epoch = run.metric(metricOf(run)).bestEpoch;
        return group.count > 1 || epoch < 0 ? std::numeric_limits<double>::quiet_NaN() : epoch;
    }
    case BestDelta:
        return delta(rows, group, &RunCells::best);
    case Last:
        return figure(rows, group, &RunCells::last).mean;
    case Test:
        return figure(rows, group, &RunCells::test).mean;
    case TestDelta:
        return delta(rows, group, &RunCells::test);
    case Seed:
        return static_cast<double>(run.seed);
    case Started:
        return static_cast<double>(run.started);
    case Duration:
        return rows.figure(group, [](const StoredRun& one) { return one.seconds; }).mean;
    default:
        return std::numeric_limits<double>::quiet_NaN();
    }
}

void RunCells::sort(RunRows& rows, int column, Qt::SortOrder order) const
{
    const bool falling = order == Qt::DescendingOrder;
    const auto& groups = rows.groups();
    if (isNumber(column) || column == Started) {
        std::vector<double> keys;
        std::vector<int> kinds(groups.size(), 0);
        keys.reserve(groups.size());
        for (const auto& group : groups)
            keys.push_back(number(rows, group, column));
        // An error and a hit ratio do not compare: each metric by itself.
        if (column == Best || column == Last || column == Test) {
            for (std::size_t i = 0; i < groups.size(); ++i)
                kinds[i] = static_cast<int>(metricOf(rows.run(groups[i])));
        }
        rows.sort([&](quint32 a, quint32 b) {
            const bool hasA = !std::isnan(keys[a]);
            const bool hasB = !std::isnan(keys[b]);
            if (hasA != hasB)
                return hasA;
            if (kinds[a] != kinds[b])
                return kinds[a] < kinds[b];
            return hasA && (falling ? keys[a] > keys[b] : keys[a] < keys[b]);
        });
        return;
    }
    std::vector<QString> keys;
    keys.reserve(groups.size());
    for (const auto& group : groups)
        keys.push_back(text(rows, group, column).toCaseFolded());
    rows.sort([&](quint32 a, quint32 b) {
        if (keys[a].isEmpty() != keys[b].isEmpty())
            return keys[b].isEmpty();
        return falling ? keys[a] > keys[b] : keys[a] < keys[b];
    });
}

} // namespace matinee::ui
