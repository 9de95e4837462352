#pragma once

#include <matinee/experiment.h>

#include <QObject>
#include <QString>

#include <optional>
#include <string>

class QUndoStack;

namespace matinee::ui {

class Session;

/// Makes an experiment from elsewhere (a run of the store, a file) the session's, with the data set that it is about.
class ExperimentOpener : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        ExperimentSpec spec;
        QString dataName;   ///< for people; may be empty
        std::string digest; ///< of the data set that the experiment was trained on; empty: not known
        QString label;      ///< of the step in the list of what can be undone
        QString subject;    ///< "run #17", for sentences
        bool start = false; ///< train once it is there
    };

    ExperimentOpener(Session& session, QUndoStack& undo, QObject* parent = nullptr);

    /// Loads the data set if another one is open; then the settings can be undone, the data set cannot. Not while
    /// something trains that no change may end: problem() says so.
    void open(const Request& request);

Q_SIGNALS:
    /// Settings and data set are there, and training was asked for.
    void startRequested();
    /// One whole sentence.
    void problem(const QString& message);

private:
    void finish();

    Session& m_session;
    QUndoStack& m_undo;
    std::optional<Request> m_waiting; ///< for its data set
};

} // namespace matinee::ui
