#include "ui/state/status_text.h"

#include "ui/state/engine_text.h"
#include "ui/state/map_session.h"
#include "ui/state/patience.h"
#include "ui/state/session.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// "850", "12 k", "3.1 M".
QString shortNumber(double value, const QLocale& locale)
{
    if (value >= 1e6)
        return StatusText::tr("%1 M").arg(locale.toString(value / 1e6, 'f', value < 1e7 ? 1 : 0));
    if (value >= 1e4)
        return StatusText::tr("%1 k").arg(locale.toString(value / 1e3, 'f', 0));
    return locale.toString(value, 'f', 0);
}

QString duration(double seconds)
{
    const auto whole = static_cast<qint64>(std::ceil(seconds));
    if (whole < 60)
        return StatusText::tr("%1 s left").arg(whole);
    if (whole < 3600)
        return StatusText::tr("%1 min %2 s left").arg(whole / 60).arg(whole % 60);
    return StatusText::tr("%1 h %2 min left").arg(whole / 3600).arg(whole % 3600 / 60);
}

/// Epochs done, with fraction.
double position(const Session& session)
{
    const double batches = session.batches().isEmpty() ? 0 : session.batches().back().position;
    const double epochs = session.epochs().isEmpty() ? 0 : session.epochs().back().epoch;
    return std::max(batches, epochs);
}

/// When early stopping ends the training; empty where it does not, or not before the last epoch.
QString patienceText(const Session& session)
{
    if (!session.runStart())
        return {};
    const auto patience = patienceOf(session.trainedSpec(), *session.runStart(), session.epochs());
    if (patience.stopsAt == 0)
        return {};
    return StatusText::tr("stops after epoch %1 unless it improves on epoch %2")
        .arg(patience.stopsAt)
        .arg(patience.bestEpoch);
}

double ratingsPerSecond(const Session& session)
{
    if (session.isTraining() && !session.batches().isEmpty())
        return session.batches().back().ratingsPerSecond;
    return session.epochs().isEmpty() ? 0 : session.epochs().back().ratingsPerSecond;
}

} // namespace

StatusText::StatusText(const Session& session, const QLocale& locale)
    : m_session(session)
    , m_locale(locale)
{}

QString StatusText::activity() const
{
    switch (m_session.activity()) {
    case Session::Activity::Training:
        if (m_session.isRefitting())
            return StatusText::tr("Training again on all but the test rows");
        if (m_session.isPreparing())
            return StatusText::tr("Preparing…");
        if (const auto patience = patienceText(m_session); !patience.isEmpty())
            //: %1 when early stopping will end it
            return StatusText::tr("Training, %1").arg(patience);
        return StatusText::tr("Training");
    case Session::Activity::Paused:
        return StatusText::tr("Paused");
    case Session::Activity::Stopping:
        return StatusText::tr("Stopping…");
    case Session::Activity::Idle:
        break;
    }
    if (m_session.isFindingRate())
        return StatusText::tr("Looking for a learning rate…");
    if (!m_session.run())
        return m_session.dataset() ? StatusText::tr("Ready") : QString();
    const auto& run = *m_session.run();
    if (run.result.status == RunStatus::Stopped)
        return StatusText::tr("Stopped");
    if (run.result.status == RunStatus::Diverged)
        return StatusText::tr("Diverged in epoch %1").arg(run.result.epochs + 1);
    return run.result.epochs < run.start.epochs
               ? StatusText::tr("Finished early: epoch %1 was best").arg(run.result.bestEpoch)
               : StatusText::tr("Finished");
}

QString StatusText::device() const
{
    if (!m_session.runStart())
        return {};
    const auto id = QString::fromStdString(m_session.runStart()->device);
    const auto device = id == QLatin1String("cpu") ? StatusText::tr("CPU") : id.toUpper();
    const auto engine = engineText(m_session.runStart()->engine);
    //: %1 a device, %2 an engine
    return engine.isEmpty() ? device : StatusText::tr("%1, %2").arg(device, engine);
}

QString StatusText::epoch() const
{
    if (!m_session.runStart() || m_session.epochs().isEmpty())
        return {};
    const int done = m_session.epochs().back().epoch;
    const int all = m_session.runStart()->epochs;
    // While it runs, people count the epoch that is running.
    const int shown = m_session.isTraining() ? std::min(done + 1, all) : done;
    return StatusText::tr("epoch %1/%2").arg(shown).arg(all);
}

QString StatusText::rate() const
{
    const double rate = ratingsPerSecond(m_session);
    return rate > 0 ? StatusText::tr("%1 ratings/s").arg(shortNumber(rate, m_locale)) : QString();
}

QString StatusText::timeLeft() const
{
    const double rate = ratingsPerSecond(m_session);
    if (m_session.activity() != Session::Activity::Training || m_session.isRefitting() || !m_session.runStart() ||
        rate <= 0)
        return {};
    const auto& start = *m_session.runStart();
    return duration(std::max(0.0, start.epochs - position(m_session)) * static_cast<double>(start.train) / rate);
}

QString StatusText::films() const
{
    const auto number = [this](std::size_t count) { return m_locale.toString(static_cast<qulonglong>(count)); };
    if (!m_session.dataset())
        return {};
    if (!m_session.films().map())
        return StatusText::tr("%1 films").arg(number(static_cast<std::size_t>(m_session.dataset()->itemCount())));
    const auto all = number(static_cast<std::size_t>(m_session.films().dataset()->itemCount()));
    return StatusText::tr("%1 of %2 films")
        .arg(number(static_cast<std::size_t>(m_session.films().map()->clustered)), all);
}

double StatusText::progress() const
{
    if (!m_session.runStart() || m_session.isPreparing() || m_session.runStart()->epochs <= 0 ||
        m_session.isRefitting())
        return -1;
    return std::clamp(position(m_session) / m_session.runStart()->epochs, 0.0, 1.0);
}

} // namespace matinee::ui
