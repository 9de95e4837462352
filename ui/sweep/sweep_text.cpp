#include "ui/sweep/sweep_text.h"

#include "ui/charts/axis_scale.h"
#include "ui/sweep/sweep_session.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::SweepText)
};

double number(const ParameterValue& value)
{
    const auto* integer = std::get_if<std::int64_t>(&value);
    return integer ? static_cast<double>(*integer) : 1;
}

/// Epochs of one trial that is not cut short.
double fullEpochs(const SweepSpec& spec)
{
    const auto swept = std::ranges::find(spec.parameters, std::string("epochs"), &SweepParameter::key);
    if (swept == spec.parameters.end()) {
        const auto& settings = spec.experiment.hyperparameters;
        return settings.has("epochs") ? static_cast<double>(settings.integer("epochs")) : 1;
    }
    if (swept->values.empty())
        return swept->scale == ParameterScale::Logarithmic && swept->minimum > 0
                   ? std::sqrt(swept->minimum * swept->maximum)
                   : (swept->minimum + swept->maximum) / 2;
    double sum = 0;
    for (const auto& value : swept->values)
        sum += number(value);
    return sum / static_cast<double>(swept->values.size());
}

QString durationText(double seconds)
{
    const auto whole = static_cast<int>(std::ceil(seconds));
    if (whole < 90)
        return Text::tr("about %1 s left").arg(whole);
    const int minutes = (whole + 30) / 60;
    if (minutes < 90)
        return Text::tr("about %1 min left").arg(minutes);
    return Text::tr("about %1 h left").arg(QLocale().toString(minutes / 60.0, 'f', 1));
}

} // namespace

double expectedEpochs(const SweepSpec& spec)
{
    const double full = fullEpochs(spec);
    const double trials = trialCount(spec);
    if (spec.scheduler == SweepScheduler::None)
        return trials * full;
    double epochs = 0;
    double reached = 0;
    double rung = spec.minEpochs;
    for (double left = trials; left >= 1 && reached < full; left = std::floor(left / spec.reduction)) {
        const double target = std::min(rung, full);
        epochs += left * (target - reached);
        reached = target;
        rung *= spec.reduction;
    }
    return epochs;
}

QString sweepEstimateText(const SweepSpec& spec)
{
    const QLocale locale;
    const int trials = trialCount(spec);
    const auto epochs = static_cast<qlonglong>(std::llround(expectedEpochs(spec)));
    const QString words =
        trials == 1
            ? Text::tr("1 trial, %1 epochs").arg(locale.toString(epochs))
            : Text::tr("%1 trials, about %2 epochs in all").arg(locale.toString(trials), locale.toString(epochs));
    const auto points = sweepPoints(spec);
    if (spec.method == SweepMethod::Grid && points > static_cast<std::uint64_t>(trials / std::max(1, spec.seeds)))
        return Text::tr("%1; the grid has %2 points").arg(words, locale.toString(static_cast<qulonglong>(points)));
    return words;
}

QString sweepProgressText(const SweepSession& sweep)
{
    if (!sweep.runningSpec())
        return {};
    const QLocale locale;
    const auto& trials = sweep.trials();
    const auto count = [&trials](TrialState state) {
        return static_cast<int>(std::ranges::count(trials, state, &SweepTrial::state));
    };
    const int pruned = count(TrialState::Pruned);
    const int failed = count(TrialState::Failed);
    const int skipped = count(TrialState::Skipped);
    const int over = count(TrialState::Done) + pruned + failed + skipped;
    QStringList parts;
    parts.append(
        Text::tr("%1 of %2 trials").arg(locale.toString(over), locale.toString(static_cast<int>(trials.size()))));
    if (const int running = count(TrialState::Running); running > 0)
        parts.append(Text::tr("%1 running").arg(locale.toString(running)));
    if (const int waiting = count(TrialState::Paused); waiting > 0)
        parts.append(Text::tr("%1 waiting at a rung").arg(locale.toString(waiting)));
    if (pruned > 0)
        parts.append(Text::tr("%1 pruned").arg(locale.toString(pruned)));
    if (failed > 0)
        parts.append(Text::tr("%1 failed").arg(locale.toString(failed)));
    if (skipped > 0)
        parts.append(Text::tr("%1 skipped").arg(locale.toString(skipped)));
    if (const auto& best = sweep.best())
        parts.append(Text::tr("best %1 in trial %2").arg(valueText(best->value)).arg(best->number));
    if (const double seconds = sweep.secondsLeft(); seconds >= 0 && over < static_cast<int>(trials.size()))
        parts.append(durationText(seconds));
    const QString words = parts.join(QStringLiteral(", "));
    switch (sweep.activity()) {
    case SweepSession::Activity::Paused:
        return Text::tr("Paused: %1").arg(words);
    case SweepSession::Activity::Stopping:
        return Text::tr("Stopping: %1").arg(words);
    case SweepSession::Activity::Idle:
        return over < static_cast<int>(trials.size()) ? Text::tr("Stopped: %1").arg(words)
                                                      : Text::tr("Finished: %1").arg(words);
    default:
        return words;
    }
}

QString trialStateText(TrialState state)
{
    switch (state) {
    case TrialState::Queued:
        return Text::tr("queued");
    case TrialState::Running:
        return Text::tr("running");
    case TrialState::Paused:
        return Text::tr("at a rung");
    case TrialState::Done:
        return Text::tr("done");
    case TrialState::Pruned:
        return Text::tr("pruned");
    case TrialState::Failed:
        return Text::tr("failed");
    case TrialState::Skipped:
        return Text::tr("skipped");
    }
    return {};
}

} // namespace matinee::ui
