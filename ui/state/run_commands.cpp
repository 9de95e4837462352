#include "ui/state/run_commands.h"

#include "ui/state/run_entry.h"
#include "ui/state/run_library.h"

#include <QCoreApplication>

#include <utility>

namespace matinee::ui {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::RunCommands)
};

QString archiveText(const QList<qint64>& runs, bool archived)
{
    if (runs.size() == 1)
        return (archived ? Text::tr("Archive run %1") : Text::tr("Restore run %1")).arg(runNumber(runs.front()));
    return (archived ? Text::tr("Archive %1 runs") : Text::tr("Restore %1 runs")).arg(runs.size());
}

} // namespace

RunNotesCommand::RunNotesCommand(RunLibrary& library, qint64 run, QString before, QString after)
    : QUndoCommand(Text::tr("Edit the notes of run %1").arg(runNumber(run)))
    , m_library(library)
    , m_run(run)
    , m_before(std::move(before))
    , m_after(std::move(after))
{}

void RunNotesCommand::undo()
{
    m_library.setNotes(m_run, m_before);
}

void RunNotesCommand::redo()
{
    m_library.setNotes(m_run, m_after);
}

RunTagsCommand::RunTagsCommand(RunLibrary& library, qint64 run, QStringList before, QStringList after)
    : QUndoCommand(Text::tr("Edit the tags of run %1").arg(runNumber(run)))
    , m_library(library)
    , m_run(run)
    , m_before(std::move(before))
    , m_after(std::move(after))
{}

void RunTagsCommand::undo()
{
    m_library.setTags(m_run, m_before);
}

void RunTagsCommand::redo()
{
    m_library.setTags(m_run, m_after);
}

RunArchiveCommand::RunArchiveCommand(RunLibrary& library, QList<qint64> runs, bool archived)
    : QUndoCommand(archiveText(runs, archived))
    , m_library(library)
    , m_runs(std::move(runs))
    , m_archived(archived)
{}

void RunArchiveCommand::undo()
{
    m_library.setArchived(m_runs, !m_archived);
}

void RunArchiveCommand::redo()
{
    m_library.setArchived(m_runs, m_archived);
}

} // namespace matinee::ui
