#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QUndoCommand>

namespace matinee::ui {

class RunLibrary;

/// Other notes of a run.
class RunNotesCommand : public QUndoCommand
{
public:
    RunNotesCommand(RunLibrary& library, qint64 run, QString before, QString after);

    void undo() override;
    void redo() override;

private:
    RunLibrary& m_library;
    qint64 m_run;
    QString m_before;
    QString m_after;
};

/// Other tags of a run.
class RunTagsCommand : public QUndoCommand
{
public:
    RunTagsCommand(RunLibrary& library, qint64 run, QStringList before, QStringList after);

    void undo() override;
    void redo() override;

private:
    RunLibrary& m_library;
    qint64 m_run;
    QStringList m_before;
    QStringList m_after;
};

/// Puts runs out of sight, or back.
class RunArchiveCommand : public QUndoCommand
{
public:
    /// \param runs those whose state changes
    RunArchiveCommand(RunLibrary& library, QList<qint64> runs, bool archived);

    void undo() override;
    void redo() override;

private:
    RunLibrary& m_library;
    QList<qint64> m_runs;
    bool m_archived;
};

} // namespace matinee::ui
