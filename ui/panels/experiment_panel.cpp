#include "ui/panels/experiment_panel.h"

#include "ui/charts/rating_histogram.h"
#include "ui/forms/icons.h"
#include "ui/forms/model_chooser.h"
#include "ui/forms/parameter_form.h"
#include "ui/forms/preset_box.h"
#include "ui/forms/split_form.h"
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
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
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
constexpr int kButtonHeight = 40;

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    auto bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

QLabel* mutedLabel(QWidget* parent, const QString& name)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QVBoxLayout* sectionLayout(QWidget* section)
{
    auto* layout = new QVBoxLayout(section);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid);
    return layout;
}

QFormLayout* fieldLayout()
{
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(kGrid);
    form->setVerticalSpacing(kGrid);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
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

    connect(&session, &Session::specChanged, this, &ExperimentPanel::showSpec);
    connect(&session, &Session::datasetChanged, this, &ExperimentPanel::showDataset);
    connect(&session, &Session::datasetFailed, this, &ExperimentPanel::showDataset);
    connect(&session, &Session::loadingStarted, this, &ExperimentPanel::showActivity);
    connect(&session, &Session::devicesChanged, this, &ExperimentPanel::showDevices);
    connect(&session, &Session::activityChanged, this, &ExperimentPanel::showActivity);
    connect(m_undo, &QUndoStack::indexChanged, this, &ExperimentPanel::updateUndo);
    refreshSources();
    showSpec();
    showDataset();
    showDevices();
}

ExperimentPanel::~ExperimentPanel() = default;

QWidget* ExperimentPanel::makeDataSection()
{
    auto* section = new QWidget(this);
    auto* layout = sectionLayout(section);
    auto* title = heading(tr("&Data set"), section);
    layout->addWidget(title);

    m_source = new QComboBox(section);
    m_source->setObjectName(QStringLiteral("sourceCombo"));
    m_source->setAccessibleName(tr("Data set"));
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_source->setPlaceholderText(tr("Choose a data set"));
    title->setBuddy(m_source);
    layout->addWidget(m_source);
    connect(m_source, &QComboBox::activated, this, [this](int index) {
        const auto source = m_source->itemData(index).toString();
        if (source != fromUtf8(m_session.spec().data) || !m_session.dataset())
            m_session.openSource(source);
    });

    m_open = new QPushButton(icon(QStringLiteral("document-open"), QStringLiteral("open")), tr("&Open folder or zip…"),
                             section);
    m_open->setObjectName(QStringLiteral("openSourceButton"));
    m_open->setAccessibleName(tr("Open a data set from a folder or file"));
    auto* menu = new QMenu(m_open);
    menu->addAction(tr("&Folder…"), this, &ExperimentPanel::openFolderRequested);
    menu->addAction(tr("&Zip or ratings file…"), this, &ExperimentPanel::openFileRequested);
    m_open->setMenu(menu);
    m_download =
        new QPushButton(icon(QStringLiteral("folder-download"), QStringLiteral("download")), tr("Download…"), section);
    m_download->setObjectName(QStringLiteral("downloadButton"));
    m_download->setAccessibleName(tr("Download a MovieLens release"));
    connect(m_download, &QPushButton::clicked, this, &ExperimentPanel::downloadRequested);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(kGrid);
    buttons->addWidget(m_open);
    buttons->addWidget(m_download);
    buttons->addStretch(1);
    layout->addLayout(buttons);

    auto* facts = new QGridLayout;
    facts->setHorizontalSpacing(2 * kGrid);
    facts->setVerticalSpacing(kGrid / 2);
    const auto fact = [section, facts](const QString& name, int row, int column) {
        auto* label = new QLabel(section);
        label->setObjectName(name);
        facts->addWidget(label, row, column);
        return label;
    };
    m_users = fact(QStringLiteral("experimentUsers"), 0, 0);
    m_films = fact(QStringLiteral("experimentFilms"), 0, 1);
    m_ratings = fact(QStringLiteral("experimentRatings"), 1, 0);
    m_density = fact(QStringLiteral("experimentDensity"), 1, 1);
    layout->addLayout(facts);
    m_histogram = new RatingHistogram(section);
    layout->addWidget(m_histogram);
    return section;
}

QWidget* ExperimentPanel::makeSplitSection()
{
    auto* section = new QWidget(this);
    auto* layout = sectionLayout(section);
    layout->addWidget(heading(tr("Split and seed"), section));
    m_split = new SplitForm(section);
    layout->addWidget(m_split);
    connect(m_split, &SplitForm::edited, this, [this] {
        if (m_split->error().isEmpty()) {
            auto spec = m_session.spec();
            spec.split = m_split->value();
            m_shownSplit = spec.split;
            edit(QStringLiteral("split"), tr("Change the split"), spec);
        }
        showActivity();
    });

    m_seed = new QSpinBox(section);
    m_seed->setObjectName(QStringLiteral("seed"));
    m_seed->setAccessibleName(tr("Seed"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setKeyboardTracking(false);
    m_seed->setToolTip(tr("The same seed gives the same numbers: shuffling, initialisation and sampling follow it"));
    connect(m_seed, &QSpinBox::valueChanged, this, [this](int seed) {
        auto spec = m_session.spec();
        spec.seed = static_cast<std::uint64_t>(seed);
        edit(QStringLiteral("seed"), tr("Change the seed"), spec);
    });
    auto* form = fieldLayout();
    m_rowsLine = new QWidget(section);
    m_rows = mutedLabel(m_rowsLine, QStringLiteral("rowsNote"));
    auto* all = new QPushButton(tr("Use all"), m_rowsLine);
    all->setObjectName(QStringLiteral("useAllRows"));
    all->setAccessibleName(tr("Use all rows of the data set"));
    connect(all, &QPushButton::clicked, this, [this] {
        auto spec = m_session.spec();
        spec.rows.clear();
        edit(QStringLiteral("rows"), tr("Use all rows"), spec);
    });
    auto* rowsLayout = new QHBoxLayout(m_rowsLine);
    rowsLayout->setContentsMargins(0, 0, 0, 0);
    rowsLayout->addWidget(m_rows, 1);
    rowsLayout->addWidget(all);
    layout->addWidget(m_rowsLine);
    form->addRow(tr("Seed"), m_seed);
    layout->addLayout(form);
    return section;
}

QWidget* ExperimentPanel::makeModelSection()
{
    auto* section = new QWidget(this);
    auto* layout = sectionLayout(section);
    m_model = new ModelChooser(section);
    layout->addWidget(m_model);
    connect(m_model, &ModelChooser::chosen, this, &ExperimentPanel::chooseModel);

    auto* row = new QHBoxLayout;
    row->addWidget(heading(tr("Hyperparameters"), section));
    row->addStretch(1);
    m_reset = new QPushButton(tr("Reset all"), section);
    m_reset->setObjectName(QStringLiteral("resetAllButton"));
    m_reset->setAccessibleName(tr("Reset all hyperparameters to their defaults"));
    m_reset->setFlat(true);
    connect(m_reset, &QPushButton::clicked, this, [this] {
        auto spec = m_session.spec();
        spec.hyperparameters = Hyperparameters(spec.hyperparameters.parameters());
        edit(QStringLiteral("reset"), tr("Reset the hyperparameters"), spec);
    });
    row->addWidget(m_reset);
    layout->addLayout(row);
    m_form = new ParameterForm(section);
    m_form->setObjectName(QStringLiteral("parameterForm"));
    layout->addWidget(m_form);
    connect(m_form, &ParameterForm::valueEdited, this, [this](const QString& key, const ParameterValue& value) {
        auto spec = m_session.spec();
        const auto* parameter = spec.hyperparameters.find(key.toStdString());
        spec.hyperparameters.set(key.toStdString(), value);
        edit(key, tr("Change “%1”").arg(fromUtf8(parameter->label)), spec);
    });
    return section;
}

QWidget* ExperimentPanel::makeDeviceSection()
{
    auto* section = new QWidget(this);
    auto* layout = sectionLayout(section);
    layout->addWidget(heading(tr("Device"), section));
    m_device = new QComboBox(section);
    m_device->setObjectName(QStringLiteral("deviceCombo"));
    m_device->setAccessibleName(tr("Device"));
    connect(m_device, &QComboBox::activated, this, [this](int index) {
        auto spec = m_session.spec();
        spec.device = m_device->itemData(index).toString().toStdString();
        edit(QStringLiteral("device"), tr("Change the device"), spec);
    });
    auto* form = fieldLayout();
    form->addRow(tr("Compute on"), m_device);
    layout->addLayout(form);
    m_deviceReason = mutedLabel(section, QStringLiteral("deviceReason"));
    layout->addWidget(m_deviceReason);
    return section;
}

QWidget* ExperimentPanel::makeControls()
{
    auto* controls = new QWidget(this);
    auto* layout = new QVBoxLayout(controls);
    layout->setContentsMargins(2 * kGrid, kGrid, 2 * kGrid, 2 * kGrid);
    layout->setSpacing(kGrid);
    m_reason = new QLabel(controls);
    m_reason->setObjectName(QStringLiteral("startReason"));
    m_reason->setWordWrap(true);
    layout->addWidget(m_reason);

    const auto button = [controls](const QString& name, const QString& text) {
        auto* made = new QPushButton(text, controls);
        made->setObjectName(name);
        made->setMinimumHeight(kButtonHeight);
        return made;
    };
    m_start = button(QStringLiteral("startButton"), tr("&Start"));
    m_start->setAccessibleName(tr("Start the training"));
    m_start->setDefault(true);
    m_pause = button(QStringLiteral("pauseButton"), tr("&Pause"));
    m_pause->setIcon(icon(QStringLiteral("media-playback-pause"), QStringLiteral("pause")));
    m_stop = button(QStringLiteral("stopButton"), tr("Stop"));
    m_stop->setAccessibleName(tr("Stop the training"));
    m_stop->setIcon(icon(QStringLiteral("media-playback-stop"), QStringLiteral("stop")));
    // The one button in the accent colour; styles lighten a palette's colour, and white text would not be read on it.
    const auto accent = accentColour(false);
    m_start->setStyleSheet(QStringLiteral("QPushButton:enabled { background: %1; color: white; border: 2px solid %1; "
                                          "border-radius: 4px; }"
                                          "QPushButton:enabled:hover { background: %2; }"
                                          "QPushButton:enabled:pressed { background: %3; }"
                                          "QPushButton:enabled:focus { border-color: palette(window-text); }")
                               .arg(accent.name(), accent.lighter(115).name(), accent.darker(125).name()));
    connect(m_start, &QPushButton::clicked, this, &ExperimentPanel::start);
    connect(m_pause, &QPushButton::clicked, this,
            [this] { m_session.setPaused(m_session.activity() == Session::Activity::Training); });
    connect(m_stop, &QPushButton::clicked, this, [this] { m_session.stop(); });
    auto* row = new QHBoxLayout;
    row->setSpacing(kGrid);
    row->addWidget(m_start, 2);
    row->addWidget(m_pause, 1);
    row->addWidget(m_stop, 1);
    layout->addLayout(row);
    return controls;
}

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
    edit(QStringLiteral("preset"), tr("Choose the preset “%1”").arg(fromUtf8(preset->name)), spec);
    if (!source.isEmpty())
        m_session.openSource(source);
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

QString ExperimentPanel::startBlocker() const
{
    if (m_session.isTraining())
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
    const std::vector<QWidget*> fields = {m_source, m_open, m_download, m_split, m_seed, m_rowsLine, m_reset, m_device};
    for (auto* field : fields)
        field->setEnabled(!training);
    for (auto* label : findChildren<QLabel*>())
        if (std::ranges::find(fields, label->buddy()) != fields.end())
            label->setEnabled(!training);
    m_preset->setChoosable(!training);
    m_model->setChoosable(!training);
    m_output->setChoosable(!training);
    m_form->setTraining(training);

    const auto blocker = startBlocker();
    m_reason->setText(blocker);
    m_reason->setVisible(!blocker.isEmpty());
    m_start->setEnabled(!training && blocker.isEmpty());
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
        const auto* command = static_cast<const SpecCommand*>(m_undo->command(index));
        return command && (!m_session.isTraining() || command->isLive());
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
    edit(QStringLiteral("model"), tr("Change the model"), spec);
}

void ExperimentPanel::start()
{
    if (auto* typing = qobject_cast<QAbstractSpinBox*>(QApplication::focusWidget()); typing && isAncestorOf(typing))
        typing->interpretText();
    if (!m_session.isTraining() && startBlocker().isEmpty())
        m_session.start();
}

} // namespace matinee::ui
