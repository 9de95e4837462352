#include "interrupt.h"

#include <atomic>
#include <csignal>

namespace matinee::cli {

namespace {

// What a signal handler may touch: lock-free atomics.
std::atomic<bool> g_interrupted = false;
std::atomic<TrainingControl*> g_training = nullptr;
std::atomic<SweepControl*> g_sweep = nullptr;
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<TrainingControl*>::is_always_lock_free);

extern "C" void onInterrupt(int signal)
{
    if (g_interrupted.exchange(true)) {
        std::signal(signal, SIG_DFL);
        std::raise(signal);
        return;
    }
    if (auto* training = g_training.load())
        training->stopFromSignal();
    if (auto* sweep = g_sweep.load())
        sweep->stopFromSignal();
}

} // namespace

void catchInterrupts()
{
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART; // reading files must not fail half-way
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

void releaseInterrupts()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

bool interrupted()
{
    return g_interrupted;
}

InterruptStops::InterruptStops(TrainingControl& control)
{
    g_training = &control;
    if (interrupted())
        control.stop(); // it came before
}

InterruptStops::InterruptStops(SweepControl& control)
{
    g_sweep = &control;
    if (interrupted())
        control.stop();
}

InterruptStops::~InterruptStops()
{
    g_training = nullptr;
    g_sweep = nullptr;
}

} // namespace matinee::cli
