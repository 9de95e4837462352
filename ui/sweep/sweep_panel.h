#pragma once

#include <matinee/experiment.h>

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace matinee::ui {

class Banner;
class FileChooser;
class Session;
class SweepForm;
class SweepResults;
class SweepSession;

/// The Sweep tab: what is to be tried, and what came of it.
class SweepPanel : public QWidget
{
    Q_OBJECT

public:
    /// \param session, files must outlive the panel
    SweepPanel(Session& session, FileChooser& files, QWidget* parent = nullptr);
    ~SweepPanel() override;

    SweepSession& sweep() { return *m_sweep; }

    /// Shows the sweep of a file; what is wrong with it is said in the tab.
    void read(const QString& file);

public Q_SLOTS:
    void start();
    void openFile();
    void saveFile();
    /// Of the file that the sweep was saved in; asks for one first if it was not, or has changed since.
    void copyCommand();

Q_SIGNALS:
    /// The experiment dock should have this experiment. \param label what is done, for undo \param start and train it
    void experimentChosen(const matinee::ExperimentSpec& spec, const QString& label, bool start);

private:
    QWidget* makeBar();
    void showActivity();
    void showBlocker();
    void showProgress();
    /// Says so if now is not the time to open a sweep.
    bool mayOpen();
    void write(const QString& file);
    void promote(int trial, bool start);
    void say(const QString& sentence);

    SweepSession* m_sweep;
    FileChooser& m_files;
    QString m_file;       ///< that the sweep was saved in or read from
    QByteArray m_written; ///< what is in it
    SweepForm* m_form = nullptr;
    SweepResults* m_results = nullptr;
    Banner* m_banner = nullptr;
    QPushButton* m_settings = nullptr;
    QPushButton* m_start = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_stop = nullptr;
    QAction* m_clear = nullptr;
    QAction* m_copy = nullptr;
    QLabel* m_status = nullptr;
    QLabel* m_problem = nullptr;
    QProgressBar* m_progress = nullptr;
};

} // namespace matinee::ui
