#pragma once

#include <QObject>

#include <array>

class QSocketNotifier;

namespace matinee::ui {

/// Turns SIGTERM and SIGINT into a signal on the GUI thread, so that the window can leave as if it had been closed. A
/// second one of the same kind ends the program at once. One object a process.
class TerminationWatcher : public QObject
{
    Q_OBJECT

public:
    explicit TerminationWatcher(QObject* parent = nullptr);
    ~TerminationWatcher() override;

Q_SIGNALS:
    void terminationRequested();

private:
    std::array<int, 2> m_sockets = {-1, -1};
    QSocketNotifier* m_notifier = nullptr;
};

} // namespace matinee::ui
