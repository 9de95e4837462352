#include "ui/dialogs/download_dialog.h"

#include "ui/forms/banner.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
constexpr int kProgressSteps = 1000;

} // namespace

DownloadDialog::DownloadDialog(QWidget* parent, Fetch fetch)
    : QDialog(parent)
    , m_fetch(std::move(fetch))
    , m_release(new QComboBox(this))
    , m_about(new QLabel(this))
    , m_licence(new QPlainTextEdit(this))
    , m_accept(new QCheckBox(tr("I have &read this and accept it"), this))
    , m_progress(new QProgressBar(this))
    , m_status(new QLabel(this))
    , m_banner(new Banner(this))
{
    setObjectName(QStringLiteral("downloadDialog"));
    setWindowTitle(tr("Download a data set"));
    m_release->setObjectName(QStringLiteral("releaseCombo"));
    m_release->setAccessibleName(tr("Release"));
    for (const auto& release : releases())
        m_release->addItem(QString::fromStdString(release.name));
    m_about->setObjectName(QStringLiteral("releaseAbout"));
    m_about->setWordWrap(true);
    m_licence->setObjectName(QStringLiteral("licenceText"));
    m_licence->setAccessibleName(tr("Licence"));
    m_licence->setReadOnly(true);
    m_licence->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_licence->setTabChangesFocus(true);
    m_accept->setObjectName(QStringLiteral("acceptCheck"));
    m_accept->setAccessibleName(tr("I have read this and accept it"));
    m_progress->setObjectName(QStringLiteral("downloadProgress"));
    m_progress->setAccessibleName(tr("Download progress"));
    m_progress->hide();
    m_status->setObjectName(QStringLiteral("downloadStatus"));

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(kGrid);
    form->setVerticalSpacing(kGrid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->addRow(tr("Re&lease"), m_release);
    form->addRow(QString(), m_about);
    auto* licenceLabel = new QLabel(tr("L&icence"), this);
    licenceLabel->setBuddy(m_licence);
    form->addRow(licenceLabel, m_licence);
    form->addRow(QString(), m_accept);

    auto* buttons = new QDialogButtonBox(this);
    m_download = buttons->addButton(tr("&Download"), QDialogButtonBox::ActionRole);
    m_download->setObjectName(QStringLiteral("startDownloadButton"));
    m_download->setDefault(true);
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_close->setObjectName(QStringLiteral("closeDownloadButton"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(2 * kGrid, 2 * kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(kGrid);
    layout->addWidget(m_banner);
    layout->addLayout(form, 1);
    layout->addWidget(m_progress);
    layout->addWidget(m_status);
    layout->addWidget(buttons);
    resize(560, 480);

    connect(m_release, &QComboBox::currentIndexChanged, this, &DownloadDialog::showRelease);
    connect(m_accept, &QCheckBox::toggled, this, &DownloadDialog::updateButtons);
    connect(m_download, &QPushButton::clicked, this, &DownloadDialog::start);
    connect(m_close, &QPushButton::clicked, this, [this] {
        if (m_job.isActive())
            cancel();
        else
            reject();
    });
    connect(this, &QDialog::finished, this, &DownloadDialog::cancel);
    showRelease();
}

void DownloadDialog::showRelease()
{
    const auto index = m_release->currentIndex();
    if (index < 0)
        return;
    const auto& release = releases()[static_cast<std::size_t>(index)];
    auto about = QString::fromStdString(release.about);
    if (release.bytes > 0)
        about = tr("%1 Download: %2.").arg(about, locale().formattedDataSize(static_cast<qint64>(release.bytes)));
    m_about->setText(about);
    m_licence->setPlainText(QString::fromStdString(release.licence));
    m_accept->setChecked(false); // each release has a licence of its own
    updateButtons();
}

void DownloadDialog::updateButtons()
{
    const bool running = m_job.isActive();
    m_release->setEnabled(!running);
    m_accept->setEnabled(!running);
    m_download->setEnabled(!running && m_accept->isChecked());
    m_progress->setVisible(running);
    m_close->setText(running ? tr("&Cancel") : tr("&Close"));
}

void DownloadDialog::start()
{
    m_banner->dismiss();
    m_progress->setRange(0, 0);
    m_status->setText(tr("Connecting…"));
    m_job = m_jobs.run(
        this,
        [fetch = m_fetch, release = releases()[static_cast<std::size_t>(m_release->currentIndex())]](
            const RunContext& context) { return fetch(release, {}, context); },
        [this](const std::filesystem::path& path) {
            m_status->clear();
            updateButtons();
            Q_EMIT downloaded(QFileInfo(path).absoluteFilePath());
            accept();
        },
        [this](const JobFailure& failure) {
            m_status->clear();
            updateButtons();
            m_banner->showMessage(Banner::Kind::Error, failure.message);
        },
        [this](double fraction, const QString& what) {
            m_progress->setRange(0, fraction < 0 ? 0 : kProgressSteps);
            m_progress->setValue(static_cast<int>(fraction * kProgressSteps));
            m_status->setText(what);
        });
    updateButtons();
}

void DownloadDialog::cancel()
{
    m_job.cancel();
    m_status->clear();
    updateButtons();
}

} // namespace matinee::ui
