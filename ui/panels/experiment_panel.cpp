#include "ui/panels/experiment_panel.h"

#include "ui/charts/rating_histogram.h"
#include "ui/forms/icons.h"
#include "ui/forms/model_chooser.h"
#include "ui/forms/parameter_form.h"
#include "ui/forms/preset_box.h"
#include "ui/forms/split_form.h"
#include "ui/forms/wheel_guard.h"
#include "ui/panels/output_section.h"
#include "ui/state/colours.h"
#include "ui/state/session.h"
#include "ui/state/spec_command.h"

#include <matinee/dataset_source.h>
#include <matinee/recommender.h>

#include <QAbstractSpinBox>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QUndoStack>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

/// What a release is called wherever it lies: "/data/ml-100k.zip" is ml-100k.
QString dataName(const QString& source)
{
    return QFileInfo(source).completeBaseName();
}

/// How a source reads in the list.
QString sourceLabel(const QString& source)
{
    const QFileInfo info(source);
    return info.isAbsolute() ? info.fileName() : source;
}

} // namespace

ExperimentPanel::ExperimentPanel(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_undo(new QUndoStack(this))
    , m_undoAction(m_undo->createUndoAction(this))
    , m_redoAction(m_undo->createRedoAction(this))
{
    setObjectName(QStringLiteral("experimentPanel"));
    m_undoAction->setObjectName(QStringLiteral("undoAction"));
    m_undoAction->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Z));
    m_redoAction->setObjectName(QStringLiteral("redoAction"));
    m_redoAction->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Y), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)});

    auto* content = new QWidget;
    auto* sections = new QVBoxLayout(content);
    sections->setContentsMargins(2 * kGrid, kGrid, 2 * kGrid, 2 * kGrid);
    sections->setSpacing(2 * kGrid);
    sections->addWidget(makeDataSection());
    sections->addWidget(makeSplitSection());
    m_preset = new PresetBox(availablePresets(), this);
    sections->addWidget(m_preset);
    connect(m_preset, &PresetBox::chosen, this, &ExperimentPanel::choosePreset);
    sections->addWidget(makeModelSection());
    sections->addWidget(makeDeviceSection());
    m_output = new OutputSection(session, this);
    sections->addWidget(m_output);
    connect(m_output, &OutputSection::folderRequested, this, &ExperimentPanel::tensorBoardFolderRequested);
    sections->addStretch(1);

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("experimentScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus); // it follows the focus of what is in it
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeControls());
    m_scroll = scroll;

    for (auto* field : content->findChildren<QComboBox*>())
        guardWheel(field);
    for (auto* field : content->findChildren<QAbstractSpinBox*>())
        guardWheel(field);

    connect(&session, &Session::specChanged, this, &ExperimentPanel::showSpec);
    connect(&session, &Session::datasetChanged, this, &ExperimentPanel::showDataset);
    connect(&session, &Session::datasetFailed, this, &ExperimentPanel::showDataset);
    connect(&session, &Session::loadingStarted, this, &ExperimentPanel::showActivity);
    connect(&session, &Session::devicesChanged, this, &ExperimentPanel::showDevices);
    connect(&session, &Session::activityChanged, this, &ExperimentPanel::showActivity);
    connect(&session, &Session::liveTuningChanged, this, &ExperimentPanel::showActivity);
    connect(m_undo, &QUndoStack::indexChanged, this, &ExperimentPanel::updateUndo);
    refreshSources();
    showSpec();
    showDataset();
    showDevices();
}

ExperimentPanel::~ExperimentPanel() = default;

void ExperimentPanel::setRecentSources(const QStringList& sources)
{
    m_recent = sources;
    refreshSources();
}

void ExperimentPanel::refreshSources()
{
    m_source->clear();
    const auto add = [this](const QString& label, const QString& source) {
        if (m_source->findData(source) >= 0)
            return;
        m_source->addItem(label, source);
        m_source->setItemData(m_source->count() - 1, source, Qt::ToolTipRole);
    };
    add(tr("Built-in sample"), QStringLiteral("sample"));
    for (const auto& installed : installedDatasets())
        add(fromUtf8(installed.id), fromUtf8(installed.id));
    for (const auto& source : m_recent)
        add(sourceLabel(source), source);
    showSource();
}

void ExperimentPanel::showSource()
{
    if (!m_session.dataset()) {
        m_source->setCurrentIndex(-1);
        return;
    }
    const auto current = fromUtf8(m_session.spec().data);
    if (m_source->findData(current) < 0) {
        m_source->addItem(sourceLabel(current), current);
        m_source->setItemData(m_source->count() - 1, current, Qt::ToolTipRole);
    }
    m_source->setCurrentIndex(m_source->findData(current));
}

void ExperimentPanel::showSpec()
{
    const QScopedValueRollback guard(m_showing, true);
    const auto& spec = m_session.spec();
    showSource();
    // A split that cannot work yet stays as it was typed until the experiment gets another one.
    if (m_shownSplit != spec.split) {
        m_split->setValue(spec.split);
        m_shownSplit = spec.split;
    }
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(spec.seed, std::numeric_limits<int>::max())));
    m_model->setModel(fromUtf8(spec.model));
    m_rows->setText(tr("Only a part of the rows: %1").arg(fromUtf8(spec.rows)));
    m_rowsLine->setVisible(!spec.rows.empty());
    m_form->setHyperparameters(spec.hyperparameters);
    alignColumns();
    showDevice();
    showEngine();
    showPreset();
    showActivity();
}

void ExperimentPanel::showPreset()
{
    const bool known = m_session.dataset() && !m_session.isLoading();
    m_preset->setSpec(m_session.spec(), known ? dataName(fromUtf8(m_session.spec().data)) : QString());
}

void ExperimentPanel::choosePreset(const QString& id)
{
    const auto* preset = m_preset->preset(id);
    if (!preset)
        return;
    const auto now = m_session.spec();
    const auto madeFor = fromUtf8(preset->spec.data);
    const bool isOpen = m_session.dataset() && dataName(fromUtf8(now.data)) == madeFor;
    QString source;
    for (int row = 0; row < m_source->count() && source.isEmpty() && !isOpen; ++row) {
        if (const auto offered = m_source->itemData(row).toString(); dataName(offered) == madeFor)
            source = offered;
    }
    auto spec = preset->spec;
    spec.data = now.data;
    spec.device = now.device;
    spec.threads = now.threads;
    if (!isOpen && source.isEmpty())
        spec.rows.clear(); // a part of another data set means nothing
    // The data set first: live tuning waits for it.
    if (!source.isEmpty())
        m_session.openSource(source);
    edit(QStringLiteral("preset"), tr("Choose the preset “%1”").arg(fromUtf8(preset->name)), spec);
}

void ExperimentPanel::propose(const ExperimentSpec& spec, const QString& label)
{
    auto next = spec;
    const auto& now = m_session.spec();
    const auto source = fromUtf8(spec.data);
    // A release is the same wherever it lies; a path is one place.
    const bool isOpen =
        m_session.dataset() &&
        (spec.data == now.data || (!QFileInfo(source).isAbsolute() && dataName(fromUtf8(now.data)) == source));
    next.data = now.data;
    if (!isOpen)
        m_session.openSource(source); // first: live tuning waits for it
    edit(QStringLiteral("experiment"), label, next);
}

void ExperimentPanel::alignColumns()
{
    // One column of labels down the panel, as wide as the widest.
    QList<QLabel*> labels = m_form->findChildren<QLabel*>(Qt::FindDirectChildrenOnly);
    for (auto* form : findChildren<QFormLayout*>())
        for (int row = 0; row < form->rowCount(); ++row)
            if (auto* item = form->itemAt(row, QFormLayout::LabelRole))
                labels.append(qobject_cast<QLabel*>(item->widget()));
    int widest = 0;
    for (const auto* label : labels)
        widest = std::max(widest, label->sizeHint().width());
    for (auto* label : labels)
        label->setMinimumWidth(widest);
    // Never narrower than what is in it: nothing is clipped and there is no horizontal scroll bar.
    auto* content = m_scroll->widget();
    content->layout()->activate();
    m_scroll->setMinimumWidth(content->minimumSizeHint().width() + m_scroll->verticalScrollBar()->sizeHint().width());
}

void ExperimentPanel::showDataset()
{
    showSource();
    showPreset();
    const auto& facts = m_session.facts();
    const auto number = [this](std::size_t count) { return locale().toString(static_cast<qulonglong>(count)); };
    if (facts) {
        m_users->setText(tr("%1 users").arg(number(facts->users)));
        m_films->setText(tr("%1 films").arg(number(facts->items)));
        m_ratings->setText(tr("%1 ratings").arg(number(facts->ratings)));
        m_density->setText(tr("%1 % filled").arg(locale().toString(facts->density * 100, 'g', 3)));
        m_histogram->setCounts(facts->histogram);
    }
    showActivity();
}

void ExperimentPanel::showDevices()
{
    m_device->clear();
    m_device->addItem(tr("Automatic"), QStringLiteral("auto"));
    QStringList reasons;
    for (const auto& device : m_session.devices()) {
        const auto name = fromUtf8(device.name);
        m_device->addItem(device.available ? name : tr("%1, not available").arg(name), fromUtf8(device.id));
        if (device.available)
            continue;
        const int row = m_device->count() - 1;
        const auto reason = fromUtf8(device.reason);
        m_device->setItemData(row, reason, Qt::ToolTipRole);
        m_device->setItemData(row, reason, Qt::AccessibleDescriptionRole);
        qobject_cast<QStandardItemModel*>(m_device->model())->item(row)->setEnabled(false);
        reasons.append(tr("%1: %2").arg(name, reason));
    }
    showDevice();
    m_deviceReason->setText(reasons.join(QLatin1Char('\n')));
    m_deviceReason->setVisible(!reasons.isEmpty());
    m_device->setAccessibleDescription(reasons.join(QLatin1Char(' ')));
    showActivity();
}

void ExperimentPanel::showDevice()
{
    const auto current = fromUtf8(m_session.spec().device);
    if (m_device->findData(current) < 0)
        m_device->addItem(current, current);
    m_device->setCurrentIndex(m_device->findData(current));
}

void ExperimentPanel::showEngine()
{
    m_engine->setCurrentIndex(std::max(0, m_engine->findData(fromUtf8(m_session.spec().engine))));
    m_engine->setToolTip(modelInfo(m_session.spec().model).hasFusedEngine
                             ? tr("How the gradients of the model are computed")
                             : tr("There is only one engine for this model"));
}

QString ExperimentPanel::startBlocker() const
{
    if (m_session.isTraining() && !m_session.isLiveTuning())
        return {};
    if (m_session.isLoading())
        return tr("The data set is being loaded.");
    if (!m_session.dataset())
        return tr("Open a data set first.");
    if (const auto error = m_split->error(); !error.isEmpty())
        return error;
    const auto& device = m_session.spec().device;
    const auto found = std::ranges::find(m_session.devices(), device, &DeviceInfo::id);
    if (found != m_session.devices().end() && !found->available)
        return fromUtf8(found->reason);
    return {};
}

void ExperimentPanel::showActivity()
{
    const auto activity = m_session.activity();
    const bool training = m_session.isTraining();
    const bool stopping = activity == Session::Activity::Stopping;
    // Live tuning: whatever is changed begins another training.
    const bool editable = !training || m_session.isLiveTuning();
    const std::vector<QWidget*> fields = {m_source, m_open, m_download, m_split, m_seed, m_rowsLine, m_reset, m_device};
    for (auto* field : fields)
        field->setEnabled(editable);
    const bool hasEngines = modelInfo(m_session.spec().model).hasFusedEngine;
    m_engine->setEnabled(editable && hasEngines);
    for (auto* label : findChildren<QLabel*>()) {
        if (std::ranges::find(fields, label->buddy()) != fields.end())
            label->setEnabled(editable);
        else if (label->buddy() == m_engine)
            label->setEnabled(editable && hasEngines);
    }
    m_preset->setChoosable(editable);
    m_model->setChoosable(editable);
    m_output->setChoosable(editable);
    m_form->setTraining(!editable);

    const auto blocker = startBlocker();
    m_reason->setText(blocker);
    m_reason->setVisible(!blocker.isEmpty());
    m_start->setEnabled(editable && blocker.isEmpty());
    m_start->setAccessibleDescription(blocker);
    m_start->setToolTip(blocker);
    m_pause->setEnabled(training && !stopping);
    const bool paused = activity == Session::Activity::Paused;
    m_pause->setText(paused ? tr("&Resume") : tr("&Pause"));
    m_pause->setAccessibleName(paused ? tr("Resume the training") : tr("Pause the training"));
    m_pause->setIcon(paused ? icon(QStringLiteral("media-playback-start"), QStringLiteral("start"))
                            : icon(QStringLiteral("media-playback-pause"), QStringLiteral("pause")));
    m_stop->setEnabled(training && !stopping);
    m_stop->setText(stopping ? tr("Stopping…") : tr("Stop"));
    updateUndo();
    Q_EMIT startBlockerChanged();
}

void ExperimentPanel::updateUndo()
{
    const auto allowed = [this](int index) {
        const auto* command = m_undo->command(index);
        const auto* edit = dynamic_cast<const SpecCommand*>(command);
        return command && (!edit || !m_session.isTraining() || m_session.isLiveTuning() || edit->isLive());
    };
    m_undoAction->setEnabled(allowed(m_undo->index() - 1));
    m_redoAction->setEnabled(allowed(m_undo->index()));
}

void ExperimentPanel::edit(const QString& field, const QString& label, const ExperimentSpec& after)
{
    if (m_showing)
        return;
    m_undo->push(new SpecCommand(m_session, field, label, m_session.spec(), after));
}

void ExperimentPanel::chooseModel(const QString& model)
{
    auto spec = m_session.spec();
    if (model == fromUtf8(spec.model))
        return;
    auto hyperparameters = ExperimentSpec::forModel(model.toStdString()).hyperparameters;
    // What a person set and the other model has too is kept.
    for (const auto& parameter : spec.hyperparameters.parameters()) {
        const auto& value = spec.hyperparameters.value(parameter.key);
        if (value == parameter.defaultValue || !hyperparameters.has(parameter.key))
            continue;
        try {
            hyperparameters.set(parameter.key, value);
        } catch (const Error&) {
            // out of the other model's range: its default stands
        }
    }
    spec.model = model.toStdString();
    spec.hyperparameters = hyperparameters;
    if (spec.engine == "fused" && !modelInfo(spec.model).hasFusedEngine)
        spec.engine = "auto";
    edit(QStringLiteral("model"), tr("Change the model"), spec);
}

void ExperimentPanel::setLearningRate(double rate)
{
    auto spec = m_session.spec();
    const auto* parameter = spec.hyperparameters.find("learning_rate");
    if (!parameter)
        return;
    spec.hyperparameters.set(parameter->key, std::clamp(rate, parameter->minimum, parameter->maximum));
    edit(fromUtf8(parameter->key), tr("Change “%1”").arg(fromUtf8(parameter->label)), spec);
}

void ExperimentPanel::start()
{
    if (auto* typing = qobject_cast<QAbstractSpinBox*>(QApplication::focusWidget()); typing && isAncestorOf(typing))
        typing->interpretText();
    if ((!m_session.isTraining() || m_session.isLiveTuning()) && startBlocker().isEmpty())
        m_session.start();
}

} // namespace matinee::ui
