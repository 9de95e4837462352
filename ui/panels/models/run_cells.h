#pragma once

#include "ui/panels/models/run_rows.h"

#include <QHash>
#include <QString>

#include <optional>
#include <vector>

namespace matinee::ui {

/// What the cells of the table of runs say.
class RunCells
{
public:
    enum Column
    {
        Shown, ///< a check box, and how the curve looks
        Number,
        Status,
        Model,
        Best,
        BestEpoch,
        BestDelta, ///< to the baseline
        Last,
        Test,
        TestDelta,
        Differs, ///< from the baseline; without one, from the model's defaults
        Tags,
        Notes,
        Seed,
        Data,
        Started,
        Duration,
        ColumnCount
    };

    /// How a difference to the baseline is to be taken.
    enum class Verdict
    {
        None,
        Better,
        Worse
    };

    using Group = RunRows::Group;

    /// By which runs are compared; nullopt: each by what fits its model.
    void setMetric(std::optional<RunMetric> metric);
    std::optional<RunMetric> metric() const { return m_metric; }
    /// 0: none.
    void setBaseline(qint64 run);
    qint64 baseline() const { return m_baseline; }
    /// To be called when what is known of the runs has changed.
    void forget() { m_common.reset(); }

    QString text(const RunRows& rows, const Group& group, int column) const;
    /// Text for a tool tip and for screen readers; empty: the cell says it all.
    QString explanation(const RunRows& rows, const Group& group, int column) const;
    Verdict verdict(const RunRows& rows, const Group& group, int column) const;
    QString header(const RunRows& rows, int column) const;
    QString headerExplanation(int column) const;
    static bool isNumber(int column);

    /// Sorts by a column; what has no value comes last, either way.
    void sort(RunRows& rows, int column, Qt::SortOrder order) const;

private:
    using Value = double (RunCells::*)(const StoredRun&) const;

    RunMetric metricOf(const StoredRun& run) const { return m_metric.value_or(fittingMetric(run)); }
    /// That all runs are judged by; nothing if they are judged by different ones.
    std::optional<RunMetric> commonMetric(const RunRows& rows) const;
    std::optional<RunMetric> findCommonMetric(const RunRows& rows) const;
    double best(const StoredRun& run) const { return run.metric(metricOf(run)).best; }
    double last(const StoredRun& run) const { return run.metric(metricOf(run)).last; }
    double test(const StoredRun& run) const { return testValue(run, metricOf(run)); }
    RunFigure figure(const RunRows& rows, const Group& group, Value value) const;
    double delta(const RunRows& rows, const Group& group, Value value) const;

    QString figureText(const RunRows& rows, const Group& group, Value value) const;
    QString deltaText(const RunRows& rows, const Group& group, Value value) const;
    QString differsText(const RunRows& rows, const Group& group) const;
    double number(const RunRows& rows, const Group& group, int column) const;

    std::optional<RunMetric> m_metric;
    qint64 m_baseline = 0;
    struct Text
    {
        std::size_t experiment = 0; ///< hash of what it was made from
        QString text;
    };
    mutable QHash<qint64, Text> m_differs;                    ///< those that were asked for, by run
    mutable std::optional<std::optional<RunMetric>> m_common; ///< commonMetric(), once it was asked for
};

} // namespace matinee::ui
