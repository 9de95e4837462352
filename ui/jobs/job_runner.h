#pragma once

#include <matinee/run_context.h>

#include <QObject>
#include <QPointer>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

namespace matinee::ui {

/// Why a job gave no result.
struct JobFailure
{
    ErrorCode code = ErrorCode::Internal;
    QString message; ///< whole sentence for a person
};

/// A job that was handed to a JobRunner. Copies speak of the same job; letting go of one does not cancel it.
/// GUI thread only.
class Job
{
public:
    Job() = default;
    /// Asks the work to stop; none of the job's callbacks comes any more.
    void cancel();
    /// Whether a callback may still come.
    bool isActive() const;

private:
    friend class JobRunner;
    struct State
    {
        std::stop_source stop;
        bool active = true; // read and written on the GUI thread only
    };
    std::shared_ptr<State> m_state;
};

/// One worker thread that runs core functions and hands their results back to the GUI thread. Jobs run one after the
/// other in the order they came. The worker, and with it the threads that core starts there, has a lower priority than
/// the window: it may take every core, and the window answers all the same. The destructor asks the running one to stop
/// and joins the thread.
class JobRunner
{
public:
    using Failed = std::function<void(const JobFailure&)>;
    using Progress = std::function<void(double fraction, const QString& what)>;

    JobRunner();
    ~JobRunner();
    JobRunner(const JobRunner&) = delete;
    JobRunner& operator=(const JobRunner&) = delete;

    /// Runs work(const RunContext&) on the worker; then done(result), or failed() if it threw, on this thread. All
    /// callbacks are dropped once `context` is gone. Progress comes at most 30 times a second; fraction < 0: unknown.
    template <class Work, class Done>
    Job run(QObject* context, Work work, Done done, Failed failed, Progress progress = {})
    {
        using Result = std::invoke_result_t<Work&, const RunContext&>;
        auto task = [work = std::move(work),
                     done = std::move(done)](const RunContext& run) mutable -> std::function<void()> {
            if constexpr (std::is_void_v<Result>) {
                work(run);
                return std::move(done);
            } else {
                auto result = std::make_shared<Result>(work(run));
                return [done = std::move(done), result]() mutable { done(std::move(*result)); };
            }
        };
        return post(context, std::move(task), std::move(failed), std::move(progress));
    }

    /// Threads that a job may use: one for each core.
    static int threads();

private:
    using Task = std::function<std::function<void()>(const RunContext&)>;

    Job post(QObject* context, Task task, Failed failed, Progress progress);

    QObject m_receiver; // lives on the GUI thread: what the worker posts to
    QThread m_thread;
    std::unique_ptr<QObject> m_worker; // lives on m_thread
    std::vector<std::weak_ptr<Job::State>> m_jobs;
};

} // namespace matinee::ui
