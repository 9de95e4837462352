#include "ui/sweep/sweep_panel.h"

#include "ui/dialogs/file_chooser.h"
#include "ui/forms/banner.h"
#include "ui/forms/icons.h"
#include "ui/panels/flow_layout.h"
#include "ui/state/colours.h"
#include "ui/state/session.h"
#include "ui/sweep/sweep_form.h"
#include "ui/sweep/sweep_results.h"
#include "ui/sweep/sweep_session.h"
#include "ui/sweep/sweep_text.h"

#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
constexpr int kProgressSteps = 1000;
constexpr int kProgressHeight = 4;
/// With less room than this the settings make way for the results when a sweep starts.
constexpr int kNarrow = 900;

QByteArray fileText(const SweepSpec& spec)
{
    return QByteArray::fromStdString(toJson(spec).dump(2)) + '\n';
}

/// As a shell takes it for one word, whatever is in it.
QString quoted(QString path)
{
    return QLatin1Char('\'') + path.replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace

SweepPanel::SweepPanel(Session& session, FileChooser& files, QWidget* parent)
    : QWidget(parent)
    , m_sweep(new SweepSession(session, this))
    , m_files(files)
{
    setObjectName(QStringLiteral("sweepPanel"));
    m_banner = new Banner(this);
    m_form = new SweepForm(*m_sweep, this);
    m_results = new SweepResults(*m_sweep, this);
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName(QStringLiteral("sweepSplitter"));
    split->setChildrenCollapsible(false);
    split->addWidget(m_form);
    split->addWidget(m_results);
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(makeBar());
    layout->addWidget(split, 1);

    connect(m_settings, &QPushButton::toggled, m_form, &QWidget::setVisible);
    connect(m_form, &SweepForm::blockerChanged, this, &SweepPanel::showBlocker);
    connect(m_results, &SweepResults::promotionRequested, this, &SweepPanel::promote);
    connect(m_sweep, &SweepSession::activityChanged, this, &SweepPanel::showActivity);
    connect(m_sweep, &SweepSession::trialsChanged, this, &SweepPanel::showProgress);
    connect(m_sweep, &SweepSession::sweepStarted, m_banner, &Banner::dismiss);
    connect(m_sweep, &SweepSession::sweepFailed, this,
            [this](const QString& message) { m_banner->showMessage(Banner::Kind::Error, message); });
    connect(m_sweep, &SweepSession::recordingFailed, this, [this](const QString& message) {
        m_banner->showMessage(Banner::Kind::Warning, tr("The sweep goes on, but is not recorded. %1").arg(message));
    });
    showActivity();
    showProgress();
}

SweepPanel::~SweepPanel() = default;

QWidget* SweepPanel::makeBar()
{
    auto* bar = new QWidget(this);
    const auto button = [bar](const QString& name, const QString& text, const QString& accessible,
                              const QIcon& picture) {
        auto* made = new QPushButton(picture, text, bar);
        made->setObjectName(name);
        made->setAccessibleName(accessible);
        return made;
    };
    m_settings = button(QStringLiteral("sweepSettings"), tr("Settings"), tr("Show the settings of the sweep"), {});
    m_settings->setToolTip(tr("Show or hide what the sweep tries"));
    m_settings->setCheckable(true);
    m_settings->setChecked(true);
    m_start = button(QStringLiteral("sweepStart"), tr("Start sweep"), tr("Start the sweep"),
                     icon(QStringLiteral("media-playback-start"), QStringLiteral("start")));
    m_pause = button(QStringLiteral("sweepPause"), tr("Pause"), tr("Pause the sweep"),
                     icon(QStringLiteral("media-playback-pause"), QStringLiteral("pause")));
    m_stop = button(QStringLiteral("sweepStop"), tr("Stop"), tr("Stop the sweep"),
                    icon(QStringLiteral("media-playback-stop"), QStringLiteral("stop")));
    m_stop->setToolTip(tr("What is done stays; a sweep that was stopped can go on"));
    connect(m_start, &QPushButton::clicked, this, &SweepPanel::start);
    connect(m_pause, &QPushButton::clicked, this,
            [this] { m_sweep->setPaused(m_sweep->activity() == SweepSession::Activity::Running); });
    connect(m_stop, &QPushButton::clicked, m_sweep, &SweepSession::stop);

    auto* more = button(QStringLiteral("sweepMenu"), tr("Sweep file"), tr("Sweep file"), {});
    auto* menu = new QMenu(more);
    const auto action = [this, menu](const QString& name, const QString& text, auto slot) {
        auto* made = menu->addAction(text);
        made->setObjectName(name);
        connect(made, &QAction::triggered, this, slot);
        return made;
    };
    action(QStringLiteral("openSweep"), tr("Open sweep…"), &SweepPanel::openFile);
    action(QStringLiteral("saveSweep"), tr("Save sweep…"), &SweepPanel::saveFile);
    m_copy = action(QStringLiteral("copySweepCommand"), tr("Copy as a command line"), &SweepPanel::copyCommand);
    menu->addSeparator();
    m_clear = action(QStringLiteral("clearSweep"), tr("Clear the results"), [this] { m_sweep->clear(); });
    more->setMenu(menu);

    m_status = new QLabel(bar);
    m_status->setObjectName(QStringLiteral("sweepStatus"));
    m_status->setWordWrap(true);
    m_problem = new QLabel(bar);
    m_problem->setObjectName(QStringLiteral("sweepProblem"));
    m_problem->setWordWrap(true);
    m_progress = new QProgressBar(bar);
    m_progress->setObjectName(QStringLiteral("sweepProgress"));
    m_progress->setAccessibleName(tr("Progress of the sweep"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(kProgressHeight);
    m_progress->setRange(0, kProgressSteps);

    auto* row = new FlowLayout(kGrid, kGrid);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_settings, m_start, m_pause, m_stop, more})
        row->addWidget(widget);
    auto* layout = new QVBoxLayout(bar);
    layout->setContentsMargins(kGrid, kGrid, kGrid, kGrid);
    layout->setSpacing(kGrid / 2);
    layout->addLayout(row);
    layout->addWidget(m_status);
    layout->addWidget(m_problem);
    layout->addWidget(m_progress);
    return bar;
}

void SweepPanel::start()
{
    if (auto* typing = qobject_cast<QAbstractSpinBox*>(QApplication::focusWidget()); typing && isAncestorOf(typing))
        typing->interpretText();
    if (m_sweep->isRunning() || !m_form->blocker().isEmpty())
        return;
    m_sweep->start();
    if (width() < kNarrow)
        m_settings->setChecked(false);
}

void SweepPanel::showBlocker()
{
    const bool running = m_sweep->isRunning();
    const QString blocker = running ? QString() : m_form->blocker();
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText, errorColour(isDark(palette())));
    m_problem->setPalette(colours);
    m_problem->setText(blocker);
    m_problem->setVisible(!blocker.isEmpty());
    m_start->setEnabled(!running && blocker.isEmpty());
    m_start->setAccessibleDescription(blocker);
    m_start->setText(m_sweep->canContinue() ? tr("Go on with the sweep") : tr("Start sweep"));
    m_copy->setEnabled(m_form->blocker().isEmpty());
    showProgress();
}

void SweepPanel::showActivity()
{
    const auto activity = m_sweep->activity();
    const bool running = m_sweep->isRunning();
    const bool stopping = activity == SweepSession::Activity::Stopping;
    const bool paused = activity == SweepSession::Activity::Paused;
    m_pause->setEnabled(running && !stopping);
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(paused ? tr("Resume the sweep") : tr("Pause the sweep"));
    m_pause->setIcon(paused ? icon(QStringLiteral("media-playback-start"), QStringLiteral("start"))
                            : icon(QStringLiteral("media-playback-pause"), QStringLiteral("pause")));
    m_stop->setEnabled(running && !stopping);
    m_clear->setEnabled(!running && m_sweep->runningSpec());
    showBlocker();
}

void SweepPanel::showProgress()
{
    QStringList lines;
    if (m_sweep->runningSpec())
        lines.append(sweepProgressText(*m_sweep));
    // What Start would do, unless that is what there is already.
    if (!m_sweep->isRunning() && m_form->blocker().isEmpty() &&
        !(m_sweep->runningSpec() && sweepDigest(*m_sweep->runningSpec()) == sweepDigest(m_sweep->spec())))
        lines.append(tr("To start: %1.").arg(sweepEstimateText(m_sweep->spec())));
    m_status->setText(lines.join(QLatin1Char('\n')));
    m_status->setVisible(!lines.isEmpty());
    double done = 0;
    for (const auto& trial : m_sweep->trials()) {
        const bool waits = trial.state == TrialState::Queued || trial.state == TrialState::Paused;
        if (trial.state == TrialState::Running && trial.target > 0)
            done += std::min(1.0, m_sweep->progress(trial) / trial.target);
        else if (!waits && trial.state != TrialState::Running)
            done += 1;
    }
    const auto all = std::max<std::size_t>(1, m_sweep->trials().size());
    m_progress->setValue(static_cast<int>(kProgressSteps * done / static_cast<double>(all)));
    m_progress->setVisible(m_sweep->isRunning());
}

void SweepPanel::promote(int number, bool start)
{
    const auto* trial = m_sweep->trial(number);
    if (!trial || trial->point.empty())
        return;
    const auto& session = m_sweep->session();
    if (session.isTraining() && !session.isLiveTuning()) {
        say(tr("Stop the training before promoting a trial."));
        return;
    }
    m_banner->dismiss();
    Q_EMIT experimentChosen(m_sweep->experiment(*trial), tr("Promote trial %1").arg(number), start);
}

void SweepPanel::say(const QString& sentence)
{
    m_banner->showMessage(Banner::Kind::Error, sentence);
}

bool SweepPanel::mayOpen()
{
    const auto& session = m_sweep->session();
    if (m_sweep->isRunning())
        say(tr("Stop the sweep before opening another one."));
    else if (session.isTraining() && !session.isLiveTuning())
        say(tr("Stop the training before opening a sweep: it brings an experiment along."));
    else
        return true;
    return false;
}

void SweepPanel::openFile()
{
    if (!mayOpen())
        return;
    m_files.openFile(this, tr("Open a sweep"), tr("Sweeps (*.json);;All files (*)"),
                     [this](const QString& file) { read(file); });
}

void SweepPanel::read(const QString& file)
{
    if (!mayOpen())
        return;
    try {
        const auto spec = readSweep(QFileInfo(file).filesystemFilePath());
        m_banner->dismiss();
        Q_EMIT experimentChosen(spec.experiment, tr("Open a sweep"), false);
        m_sweep->setSpec(spec);
        m_file = file;
        m_written = fileText(m_sweep->spec());
    } catch (const Error& error) {
        say(tr("The sweep could not be opened. %1").arg(QString::fromUtf8(error.what())));
    }
}

void SweepPanel::saveFile()
{
    m_files.saveFile(this, tr("Save the sweep"), tr("Sweeps (*.json)"), QStringLiteral("sweep.json"),
                     [this](const QString& file) { write(file); });
}

void SweepPanel::write(const QString& file)
{
    const auto text = fileText(m_sweep->spec());
    QSaveFile target(file);
    if (!target.open(QIODevice::WriteOnly) || target.write(text) != text.size() || !target.commit()) {
        say(tr("%1 could not be written: %2.").arg(file, target.errorString()));
        return;
    }
    m_banner->dismiss();
    m_file = file;
    m_written = text;
}

void SweepPanel::copyCommand()
{
    const auto isSaved = [this] { return !m_file.isEmpty() && m_written == fileText(m_sweep->spec()); };
    const auto copy = [this] {
        QApplication::clipboard()->setText(QStringLiteral("matinee-cli sweep --spec %1").arg(quoted(m_file)));
    };
    if (isSaved()) {
        copy();
        return;
    }
    m_files.saveFile(this, tr("Save the sweep that the command runs"), tr("Sweeps (*.json)"),
                     QStringLiteral("sweep.json"), [this, isSaved, copy](const QString& file) {
                         write(file);
                         if (isSaved())
                             copy();
                     });
}

} // namespace matinee::ui
