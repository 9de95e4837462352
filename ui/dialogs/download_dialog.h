#pragma once

#include "ui/jobs/job_runner.h"

#include <matinee/dataset_source.h>

#include <QDialog>

#include <filesystem>
#include <functional>

class QCheckBox;
class QComboBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace matinee::ui {

class Banner;

/// Gets a MovieLens release from GroupLens: choose, read and accept the licence, watch it come. Errors stand inside;
/// closing the dialog stops the download, and the next one goes on from where it was.
class DownloadDialog : public QDialog
{
    Q_OBJECT

public:
    /// What downloads; a test has its own.
    using Fetch = std::function<std::filesystem::path(const Release&, const FetchOptions&, const RunContext&)>;

    explicit DownloadDialog(QWidget* parent = nullptr, Fetch fetch = fetchRelease);

Q_SIGNALS:
    /// The zip is there and whole.
    void downloaded(const QString& path);

private:
    void showRelease();
    void updateButtons();
    void start();
    void cancel();

    Fetch m_fetch;
    QComboBox* m_release;
    QLabel* m_about;
    QPlainTextEdit* m_licence;
    QCheckBox* m_accept;
    QProgressBar* m_progress;
    QLabel* m_status;
    Banner* m_banner;
    QPushButton* m_download;
    QPushButton* m_close;
    Job m_job;
    JobRunner m_jobs;
};

} // namespace matinee::ui
