#include "ui/charts/rating_histogram.h"
#include "ui/forms/icons.h"
#include "ui/forms/model_chooser.h"
#include "ui/forms/parameter_form.h"
#include "ui/forms/preset_box.h"
#include "ui/forms/split_form.h"
#include "ui/panels/experiment_panel.h"
#include "ui/panels/output_section.h"
#include "ui/state/colours.h"
#include "ui/state/session.h"
#include "ui/state/spec_command.h"

#include <matinee/dataset_source.h>
#include <matinee/recommender.h>

#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace matinee::ui {

// The making of the sections; what they show is in experiment_panel.cpp.

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

} // namespace

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

    m_engine = new QComboBox(section);
    m_engine->setObjectName(QStringLiteral("engineCombo"));
    m_engine->setAccessibleName(tr("Engine"));
    m_engine->addItem(tr("Automatic"), QStringLiteral("auto"));
    m_engine->addItem(tr("Fused"), QStringLiteral("fused"));
    m_engine->addItem(tr("Autograd"), QStringLiteral("autograd"));
    m_engine->setItemData(0, tr("Fused where it applies, else autograd"), Qt::ToolTipRole);
    m_engine->setItemData(1, tr("Gradients written out for this model: the fastest on the processor"), Qt::ToolTipRole);
    m_engine->setItemData(2, tr("Gradients by LibTorch: slower, and the reference"), Qt::ToolTipRole);
    connect(m_engine, &QComboBox::activated, this, [this](int index) {
        auto spec = m_session.spec();
        spec.engine = m_engine->itemData(index).toString().toStdString();
        edit(QStringLiteral("engine"), tr("Change the engine"), spec);
    });
    form->addRow(tr("Engine"), m_engine);
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

} // namespace matinee::ui
