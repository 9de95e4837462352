#include "ui/jobs/job_runner.h"

#include <matinee/device.h>

#include <QCoreApplication>

#include <chrono>
#include <new>

#ifdef __linux__
#include <sys/resource.h>
#include <unistd.h>
#endif

namespace matinee::ui {

namespace {

constexpr std::chrono::milliseconds kProgressInterval{33};

/// What the worker gives way by, on the scale of nice(1): the window's share of a core is then three times its own.
[[maybe_unused]] constexpr int kNiceness = 5;

/// Of the calling thread, and of those that it starts.
void giveWay()
{
#ifdef __linux__
    // Linux keeps the niceness by thread; QThread's priorities do nothing under its usual scheduler.
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), getpriority(PRIO_PROCESS, 0) + kNiceness);
#endif
}

/// Where the texts below are looked up.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::JobRunner)
};

/// Of the exception in flight.
JobFailure currentFailure()
{
    try {
        throw;
    } catch (const Error& error) {
        return {error.code(), QString::fromUtf8(error.what())};
    } catch (const std::bad_alloc&) {
        return {ErrorCode::Internal, Text::tr("There is not enough memory.")};
    } catch (const std::exception& error) {
        return {ErrorCode::Internal,
                Text::tr("Something unexpected went wrong: %1").arg(QString::fromUtf8(error.what()))};
    } catch (...) {
        return {ErrorCode::Internal, Text::tr("Something unexpected went wrong.")};
    }
}

} // namespace

void Job::cancel()
{
    if (!m_state)
        return;
    m_state->active = false;
    m_state->stop.request_stop();
}

bool Job::isActive() const
{
    return m_state && m_state->active;
}

JobRunner::JobRunner()
    : m_worker(std::make_unique<QObject>())
{
    m_thread.setObjectName(QStringLiteral("matinee worker"));
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(m_worker.get(), &giveWay, Qt::QueuedConnection);
}

JobRunner::~JobRunner()
{
    for (const auto& weak : m_jobs)
        if (const auto state = weak.lock())
            state->stop.request_stop();
    m_thread.quit();
    m_thread.wait();
}

int JobRunner::threads()
{
    return hardwareThreads();
}

Job JobRunner::post(QObject* context, Task task, Failed failed, Progress progress)
{
    std::erase_if(m_jobs, [](const auto& weak) { return weak.expired(); });
    Job job;
    job.m_state = std::make_shared<Job::State>();
    m_jobs.push_back(job.m_state);

    // Whatever comes back is looked at on this thread, where the context cannot vanish meanwhile.
    const auto handBack = [this, state = job.m_state, guard = QPointer<QObject>(context)](std::function<void()> call,
                                                                                          bool last) {
        QMetaObject::invokeMethod(
            &m_receiver,
            [state, guard, call = std::move(call), last] {
                if (!state->active || !guard)
                    return;
                if (last)
                    state->active = false;
                if (call)
                    call();
            },
            Qt::QueuedConnection);
    };

    RunContext run;
    run.stop = job.m_state->stop.get_token();
    run.threads = threads();
    if (progress) {
        using Clock = std::chrono::steady_clock;
        run.progress = [handBack, progress = std::move(progress),
                        last = Clock::time_point{}](double fraction, std::string_view what) mutable {
            const auto now = Clock::now();
            if (now - last < kProgressInterval)
                return;
            last = now;
            const auto words = QString::fromUtf8(what.data(), static_cast<qsizetype>(what.size()));
            handBack([progress, fraction, words] { progress(fraction, words); }, false);
        };
    }

    QMetaObject::invokeMethod(
        m_worker.get(),
        [run = std::move(run), task = std::move(task), failed = std::move(failed), handBack]() mutable {
            if (run.stop.stop_requested())
                return;
            try {
                handBack(task(run), true);
            } catch (...) {
                handBack([failed, failure = currentFailure()] { failed(failure); }, true);
            }
        },
        Qt::QueuedConnection);
    return job;
}

} // namespace matinee::ui
