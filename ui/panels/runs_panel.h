#pragma once

#include "ui/charts/shown_run.h"
#include "ui/state/run_library.h"

#include <QWidget>

#include <vector>

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QSplitter;
class QStackedWidget;
class QTimer;
class QUndoStack;

namespace matinee::ui {

class Banner;
class DataTable;
class DifferencesModel;
class ExperimentOpener;
class FileChooser;
class NoticeBar;
class RunsModel;
class RunsTable;
class Session;
class ShownRuns;

/// The runs that are kept: found, compared, put on the curves, started again, archived.
class RunsPanel : public QWidget
{
    Q_OBJECT

public:
    /// Everything that is handed over must outlive the panel. \param undo where notes, tags, archiving and settings
    /// that are taken over can be undone
    RunsPanel(Session& session, RunLibrary& library, QUndoStack& undo, FileChooser& files, QWidget* parent = nullptr);
    ~RunsPanel() override;

    /// Opens an experiment as settings that are ready to start; its curves, if it has any, join the runs.
    void importFile(const QString& path);
    /// What the curves show beside the run that trains.
    const std::vector<ShownRun>& shownRuns() const;

Q_SIGNALS:
    void shownRunsChanged(const std::vector<matinee::ui::ShownRun>& runs);
    /// Training of a run that was stopped, interrupted or has diverged is to go on.
    void resumeRequested(qint64 run);
    /// The session's experiment is to be trained.
    void startRequested();

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeTools();
    QWidget* makeTables();
    void makeActions();
    QAction* addAction(const QString& name, const QString& text, const QKeySequence& shortcut,
                       void (RunsPanel::*does)());
    void connectLibrary();

    void applyFilter();
    void showRuns();
    void showTags();
    void showState();
    void showCount();
    void showDifferences();
    void updateActions();
    void watch();

    /// Those that are selected, or the baseline and the one that is selected.
    std::vector<const StoredRun*> comparedRuns() const;
    /// Null unless exactly one row is selected; of repetitions the newest.
    const StoredRun* selectedRun() const;
    std::vector<const StoredRun*> selectedRuns() const;

    void toggleShown();
    void openRun();
    void resumeRun();
    void startAgain();
    void toggleBaseline();
    void setBaseline(qint64 run);
    void editNotes();
    void editTags();
    void setNotes(qint64 run, const QString& notes);
    void setTags(qint64 run, const QStringList& tags);
    void copyCommand();
    void exportRuns();
    void chooseImport();
    void archive();
    void restore();
    void remove();
    void clearCurves();
    void takeOver(const ImportedExperiment& experiment);

    Session& m_session;
    RunLibrary& m_library;
    QUndoStack& m_undo;
    FileChooser& m_files;
    RunsModel* m_model;
    DifferencesModel* m_differences;
    ShownRuns* m_shown;
    ExperimentOpener* m_opener;
    QTimer* m_typing;
    bool m_isOld = false;   ///< the table waits for the end of an edit in it
    int m_archiveStep = -1; ///< place in the list of what can be undone that the notice speaks of

    QLineEdit* m_filter = nullptr;
    QComboBox* m_tag = nullptr;
    QComboBox* m_metric = nullptr;
    QCheckBox* m_group = nullptr;
    QCheckBox* m_archived = nullptr;
    QCheckBox* m_trials = nullptr;
    QLabel* m_count = nullptr;
    NoticeBar* m_notice = nullptr;
    Banner* m_banner = nullptr;
    QStackedWidget* m_pages = nullptr;
    QLabel* m_message = nullptr;
    QSplitter* m_splitter = nullptr;
    RunsTable* m_table = nullptr;
    QWidget* m_side = nullptr;
    QLabel* m_differencesTitle = nullptr;
    DataTable* m_differencesTable = nullptr;
    QMenu* m_menu = nullptr;

    QAction* m_toggleShown = nullptr;
    QAction* m_clearCurves = nullptr;
    QAction* m_open = nullptr;
    QAction* m_resume = nullptr;
    QAction* m_startAgain = nullptr;
    QAction* m_baseline = nullptr;
    QAction* m_editNotes = nullptr;
    QAction* m_editTags = nullptr;
    QAction* m_copyCommand = nullptr;
    QAction* m_export = nullptr;
    QAction* m_import = nullptr;
    QAction* m_archive = nullptr;
    QAction* m_restore = nullptr;
    QAction* m_remove = nullptr;
};

} // namespace matinee::ui
