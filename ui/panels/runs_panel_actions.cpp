#include "ui/dialogs/file_chooser.h"
#include "ui/dialogs/remove_runs_dialog.h"
#include "ui/forms/banner.h"
#include "ui/forms/notice_bar.h"
#include "ui/panels/models/runs_model.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/runs_table.h"
#include "ui/state/experiment_opener.h"
#include "ui/state/run_commands.h"
#include "ui/state/session.h"
#include "ui/state/shown_runs.h"
#include "ui/state/train_command.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QMenu>
#include <QUndoStack>

#include <algorithm>

namespace matinee::ui {

// What can be done with the runs that are selected.

QAction* RunsPanel::addAction(const QString& name, const QString& text, const QKeySequence& shortcut,
                              void (RunsPanel::*does)())
{
    auto* action = new QAction(text, this);
    action->setObjectName(name);
    action->setShortcut(shortcut);
    action->setShortcutContext(Qt::WidgetShortcut); // the keys mean something else elsewhere
    connect(action, &QAction::triggered, this, does);
    m_table->addAction(action);
    m_menu->addAction(action);
    return action;
}

void RunsPanel::makeActions()
{
    const auto separate = [this] {
        auto* line = new QAction(this);
        line->setSeparator(true);
        m_table->addAction(line);
        m_menu->addAction(line);
    };
    const auto copyRows = m_table->actions(); // the table's own
    for (auto* action : copyRows)
        m_table->removeAction(action);

    m_open = addAction(QStringLiteral("runOpen"), tr("Open the result"), Qt::Key_Return, &RunsPanel::openRun);
    m_resume = addAction(QStringLiteral("runResume"), tr("Resume the training"), Qt::CTRL | Qt::SHIFT | Qt::Key_Return,
                         &RunsPanel::resumeRun);
    m_startAgain = addAction(QStringLiteral("runStartAgain"), tr("Start again with these settings"),
                             Qt::CTRL | Qt::Key_Return, &RunsPanel::startAgain);
    separate();
    m_toggleShown =
        addAction(QStringLiteral("runShow"), tr("Show on the curves"), Qt::Key_Space, &RunsPanel::toggleShown);
    m_clearCurves =
        addAction(QStringLiteral("runClearCurves"), tr("Take all runs off the curves"), {}, &RunsPanel::clearCurves);
    m_baseline = addAction(QStringLiteral("runBaseline"), tr("Make it the baseline"), Qt::CTRL | Qt::Key_B,
                           &RunsPanel::toggleBaseline);
    separate();
    m_editNotes = addAction(QStringLiteral("runNotes"), tr("Edit the notes"), Qt::Key_F2, &RunsPanel::editNotes);
    m_editTags =
        addAction(QStringLiteral("runTags"), tr("Edit the tags"), Qt::SHIFT | Qt::Key_F2, &RunsPanel::editTags);
    separate();
    m_table->addActions(copyRows);
    m_menu->addActions(copyRows);
    m_copyCommand = addAction(QStringLiteral("runCopyCommand"), tr("Copy as a command line"),
                              Qt::CTRL | Qt::SHIFT | Qt::Key_C, &RunsPanel::copyCommand);
    m_export =
        addAction(QStringLiteral("runExport"), tr("Export…"), Qt::CTRL | Qt::SHIFT | Qt::Key_E, &RunsPanel::exportRuns);
    m_import = addAction(QStringLiteral("runImport"), tr("Import a run or an experiment…"),
                         Qt::CTRL | Qt::SHIFT | Qt::Key_I, &RunsPanel::chooseImport);
    separate();
    m_archive = addAction(QStringLiteral("runArchive"), tr("Archive"), QKeySequence::Delete, &RunsPanel::archive);
    m_restore = addAction(QStringLiteral("runRestore"), tr("Restore from the archive"), {}, &RunsPanel::restore);
    m_remove =
        addAction(QStringLiteral("runRemove"), tr("Delete for good…"), Qt::SHIFT | Qt::Key_Delete, &RunsPanel::remove);
    connect(m_notice, &NoticeBar::actionTriggered, this, [this] {
        m_undo.undo();
        m_table->setFocus(); // the button is gone
    });
}

const StoredRun* RunsPanel::selectedRun() const
{
    const auto rows = m_table->selectionModel()->selectedRows();
    if (rows.size() != 1)
        return nullptr;
    const auto runs = m_model->runsAt(rows.front().row());
    const auto* entry = runs.isEmpty() ? nullptr : m_library.find(runs.front());
    return entry ? &entry->run : nullptr;
}

void RunsPanel::updateActions()
{
    const auto runs = selectedRuns();
    const auto* one = selectedRun();
    const bool single = one && runs.size() == 1;
    const bool free = !m_session.isTraining() || m_session.isLiveTuning();
    const auto any = [&runs](auto condition) { return std::ranges::any_of(runs, condition); };
    m_open->setEnabled(single && one->saved && free);
    m_resume->setEnabled(single && canBeResumed(*one) && !m_session.isTraining());
    m_startAgain->setEnabled(one && free);
    const bool allShown = !runs.empty() && !any([this](const StoredRun* run) { return !m_shown->contains(run->id); });
    m_toggleShown->setEnabled(!runs.empty());
    m_toggleShown->setText(allShown ? tr("Take off the curves") : tr("Show on the curves"));
    m_clearCurves->setEnabled(!m_shown->ids().isEmpty());
    const bool isBaseline =
        m_model->baseline() != 0 && any([this](const StoredRun* run) { return run->id == m_model->baseline(); });
    m_baseline->setEnabled(one);
    m_baseline->setText(isBaseline ? tr("No baseline any more") : tr("Make it the baseline"));
    m_editNotes->setEnabled(single);
    m_editTags->setEnabled(single);
    m_copyCommand->setEnabled(!runs.empty());
    m_export->setEnabled(!runs.empty());
    m_archive->setEnabled(any([](const StoredRun* run) { return !run->archived; }));
    m_restore->setEnabled(any([](const StoredRun* run) { return run->archived; }));
    m_remove->setEnabled(any([](const StoredRun* run) { return run->status != StoredStatus::Running; }));
}

void RunsPanel::toggleShown()
{
    m_table->toggleShown();
}

void RunsPanel::clearCurves()
{
    m_shown->clear();
}

void RunsPanel::openRun()
{
    if (const auto* run = selectedRun())
        m_session.openRun(m_library.folder(run->id));
}

void RunsPanel::resumeRun()
{
    if (const auto* run = selectedRun())
        Q_EMIT resumeRequested(run->id);
}

void RunsPanel::startAgain()
{
    const auto* run = selectedRun();
    if (!run)
        return;
    try {
        m_opener->open({.spec = experimentOf(*run),
                        .dataName = QString::fromStdString(run->data),
                        .digest = run->digest,
                        .label = tr("Take the settings of run %1").arg(runNumber(run->id)),
                        .subject = tr("run %1").arg(runNumber(run->id)),
                        .start = true});
    } catch (const Error& error) {
        m_banner->showMessage(Banner::Kind::Error, QString::fromUtf8(error.what()));
    }
}

void RunsPanel::toggleBaseline()
{
    const auto* run = selectedRun();
    if (!run)
        return;
    const auto row = m_model->runsAt(m_model->rowOf(run->id));
    setBaseline(row.contains(m_model->baseline()) ? 0 : run->id);
    showDifferences();
    updateActions();
}

void RunsPanel::setBaseline(qint64 run)
{
    m_model->setBaseline(run);
    m_table->showDeltas(run != 0);
}

void RunsPanel::editNotes()
{
    m_table->editCell(RunCells::Notes);
}

void RunsPanel::editTags()
{
    m_table->editCell(RunCells::Tags);
}

void RunsPanel::setNotes(qint64 run, const QString& notes)
{
    if (const auto* entry = m_library.find(run))
        m_undo.push(new RunNotesCommand(m_library, run, QString::fromStdString(entry->run.notes), notes));
}

void RunsPanel::setTags(qint64 run, const QStringList& tags)
{
    if (const auto* entry = m_library.find(run))
        m_undo.push(new RunTagsCommand(m_library, run, parsedTags(tagsText(entry->run.tags)), tags));
}

void RunsPanel::copyCommand()
{
    QStringList lines;
    try {
        for (const auto* run : selectedRuns())
            lines.append(trainCommandLine(experimentOf(*run)));
    } catch (const Error& error) {
        m_banner->showMessage(Banner::Kind::Error, QString::fromUtf8(error.what()));
        return;
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

void RunsPanel::exportRuns()
{
    const auto ids = m_table->selectedRuns();
    if (ids.size() == 1) {
        const auto* run = selectedRun();
        const auto name = QStringLiteral("%1-run-%2.json").arg(QString::fromStdString(run->model)).arg(run->id);
        m_files.saveFile(this, tr("Export the run"), tr("Experiments (*.json)"), name,
                         [this, ids](const QString& path) { m_library.exportRuns(ids, path); });
    } else if (!ids.isEmpty()) {
        m_files.openFolder(this, tr("Folder for the runs, a file each"),
                           [this, ids](const QString& folder) { m_library.exportRuns(ids, folder); });
    }
}

void RunsPanel::chooseImport()
{
    m_files.openFile(this, tr("Import a run or an experiment"), tr("Experiments (*.json);;All files (*)"),
                     [this](const QString& path) { importFile(path); });
}

void RunsPanel::importFile(const QString& path)
{
    m_library.importFile(path);
}

void RunsPanel::takeOver(const ImportedExperiment& experiment)
{
    const auto file = QFileInfo(experiment.file).fileName();
    if (!experiment.problem.isEmpty())
        m_banner->showMessage(Banner::Kind::Warning,
                              tr("The curves of %1 could not be kept: %2").arg(file, experiment.problem));
    const auto run = runNumber(experiment.run);
    const auto settings = tr("The settings of %1 are ready to start.").arg(file);
    m_notice->showNotice(experiment.run == 0 ? settings
                         : experiment.isNew  ? tr("%1 Its curves are run %2.").arg(settings, run)
                                             : tr("%1 Its curves are here already, as run %2.").arg(settings, run));
    m_opener->open({.spec = experiment.spec,
                    .dataName = experiment.dataName,
                    .digest = experiment.digest,
                    .label = tr("Take the settings of %1").arg(file),
                    .subject = file,
                    .start = false});
}

void RunsPanel::archive()
{
    QList<qint64> ids;
    for (const auto* run : selectedRuns()) {
        if (!run->archived)
            ids.append(run->id);
    }
    if (ids.isEmpty())
        return;
    const int row = m_table->currentIndex().row();
    m_shown->setShown(ids, false);
    m_undo.push(new RunArchiveCommand(m_library, ids, true));
    m_notice->showNotice(ids.size() == 1 ? tr("Run %1 is archived.").arg(runNumber(ids.front()))
                                         : tr("%1 runs are archived.").arg(locale().toString(ids.size())),
                         tr("Undo"));
    m_archiveStep = m_undo.index();
    if (m_table->selectedRuns().isEmpty())
        m_table->selectNear(row);
}

void RunsPanel::restore()
{
    QList<qint64> ids;
    for (const auto* run : selectedRuns()) {
        if (run->archived)
            ids.append(run->id);
    }
    if (!ids.isEmpty())
        m_undo.push(new RunArchiveCommand(m_library, ids, false));
}

void RunsPanel::remove()
{
    QList<qint64> ids;
    QStringList names;
    for (const auto* run : selectedRuns()) {
        if (run->status == StoredStatus::Running)
            continue; // somebody writes it
        ids.append(run->id);
        names.append(runName(*run));
    }
    if (ids.isEmpty())
        return;
    askToRemoveRuns(this, names, [this, ids] {
        const int row = m_table->currentIndex().row();
        m_library.remove(ids);
        m_table->selectNear(row);
    });
}

} // namespace matinee::ui
