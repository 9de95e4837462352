#include "ui/jobs/termination_watcher.h"

#include <QSocketNotifier>

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>

namespace matinee::ui {

namespace {

// A signal handler has no other way to its object.
std::atomic<int> g_socket = -1;

extern "C" void noteTermination(int)
{
    const char byte = 1;
    // Nothing can be done about a failure here, and a full socket already holds the news.
    [[maybe_unused]] const auto written = ::write(g_socket.load(), &byte, 1);
}

void setHandler(void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART | SA_RESETHAND;
    ::sigaction(SIGTERM, &action, nullptr);
    ::sigaction(SIGINT, &action, nullptr);
}

} // namespace

TerminationWatcher::TerminationWatcher(QObject* parent)
    : QObject(parent)
{
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, m_sockets.data()) != 0)
        return; // the signals keep their default: the program ends
    g_socket = m_sockets[0];
    m_notifier = new QSocketNotifier(m_sockets[1], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        if (::read(m_sockets[1], &byte, 1) == 1)
            Q_EMIT terminationRequested();
    });
    setHandler(noteTermination);
}

TerminationWatcher::~TerminationWatcher()
{
    if (m_sockets[0] < 0)
        return;
    setHandler(SIG_DFL);
    g_socket = -1;
    ::close(m_sockets[0]);
    ::close(m_sockets[1]);
}

} // namespace matinee::ui
