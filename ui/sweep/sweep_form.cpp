#include "ui/sweep/sweep_form.h"

#include "ui/forms/wheel_guard.h"
#include "ui/state/colours.h"
#include "ui/sweep/sweep_axis.h"
#include "ui/sweep/sweep_parameter_field.h"
#include "ui/sweep/sweep_session.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>
#include <utility>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
constexpr int kMostTrials = 100'000;
constexpr int kMostSeeds = 1000;
constexpr int kMostEpochs = 1'000'000;
constexpr int kMostReduction = 100;

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    auto bold = label->font();
    bold.setBold(true);
    label->setFont(bold);
    return label;
}

/// Whether a problem is with this parameter: "parameters.learning_rate.max".
bool isPlaceOf(const SweepParameterField& field, const QString& where)
{
    const QString place = QStringLiteral("parameters.") + QString::fromStdString(field.parameter().key);
    return where == place || where.startsWith(place + QLatin1Char('.'));
}

template <class Enum>
Enum chosen(const QComboBox* box)
{
    return static_cast<Enum>(box->currentData().toInt());
}

} // namespace

SweepForm::SweepForm(SweepSession& sweep, QWidget* parent)
    : QWidget(parent)
    , m_sweep(sweep)
{
    setObjectName(QStringLiteral("sweepForm"));
    auto* content = new QWidget;
    auto* sections = new QVBoxLayout(content);
    sections->setContentsMargins(2 * kGrid, kGrid, kGrid, 2 * kGrid);
    sections->setSpacing(kGrid);
    m_body = content;
    makeSearch(sections);
    makeParameters(sections);
    sections->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("sweepFormScroll"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidgetResizable(true);
    scroll->setWidget(content);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    connect(&sweep, &SweepSession::specChanged, this, &SweepForm::showSpec);
    connect(&sweep, &SweepSession::activityChanged, this, &SweepForm::showActivity);
    m_showing = false;
    showSpec();
    showActivity();
    scroll->setMinimumWidth(content->minimumSizeHint().width() + scroll->verticalScrollBar()->sizeHint().width());
}

QComboBox* SweepForm::makeChoice(const QString& name, const QString& label)
{
    auto* box = new QComboBox(m_body);
    box->setObjectName(name);
    box->setAccessibleName(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    guardWheel(box);
    connect(box, &QComboBox::currentIndexChanged, this, &SweepForm::edit);
    return box;
}

QSpinBox* SweepForm::makeNumber(const QString& name, const QString& label, int minimum, int maximum)
{
    auto* spin = new QSpinBox(m_body);
    spin->setObjectName(name);
    spin->setAccessibleName(label);
    spin->setRange(minimum, maximum);
    spin->setKeyboardTracking(false);
    guardWheel(spin);
    connect(spin, &QSpinBox::valueChanged, this, &SweepForm::edit);
    return spin;
}

void SweepForm::addRow(const QString& text, QWidget* field)
{
    auto* label = new QLabel(text, m_body);
    label->setBuddy(field);
    m_search->addRow(label, field);
}

void SweepForm::setRowVisible(QWidget* field, bool visible)
{
    m_search->labelForField(field)->setVisible(visible);
    field->setVisible(visible);
}

void SweepForm::makeSearch(QVBoxLayout* layout)
{
    layout->addWidget(heading(tr("Search"), m_body));
    m_search = new QFormLayout;
    m_search->setHorizontalSpacing(kGrid);
    m_search->setVerticalSpacing(kGrid);
    m_search->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    layout->addLayout(m_search);

    m_method = makeChoice(QStringLiteral("sweepMethod"), tr("Search method"));
    m_method->addItem(tr("Grid"), static_cast<int>(SweepMethod::Grid));
    m_method->addItem(tr("Random"), static_cast<int>(SweepMethod::Random));
    m_method->addItem(tr("TPE"), static_cast<int>(SweepMethod::Tpe));
    m_method->setItemData(0, tr("Every combination of the levels"), Qt::ToolTipRole);
    m_method->setItemData(1, tr("Points drawn evenly from the ranges"), Qt::ToolTipRole);
    m_method->setItemData(2, tr("Tree-structured Parzen estimator: points near what was good so far"), Qt::ToolTipRole);
    addRow(tr("Points by"), m_method);
    m_trials = makeNumber(QStringLiteral("sweepTrials"), tr("Points to try"), 0, kMostTrials);
    m_trials->setToolTip(tr("Points to try; of a grid at most so many"));
    addRow(tr("Points"), m_trials);
    m_seeds = makeNumber(QStringLiteral("sweepSeeds"), tr("Seeds for each point"), 1, kMostSeeds);
    m_seeds->setToolTip(tr("Trials of each point, with the experiment's seed, the next one, and so on"));
    addRow(tr("Seeds each"), m_seeds);
    m_scheduler = makeChoice(QStringLiteral("sweepScheduler"), tr("Pruning"));
    m_scheduler->addItem(tr("None"), static_cast<int>(SweepScheduler::None));
    m_scheduler->addItem(tr("ASHA"), static_cast<int>(SweepScheduler::Asha));
    m_scheduler->setItemData(0, tr("Every trial trains all its epochs"), Qt::ToolTipRole);
    m_scheduler->setItemData(1, tr("Asynchronous successive halving: only the better trials train on"),
                             Qt::ToolTipRole);
    addRow(tr("Pruning"), m_scheduler);
    m_firstRung = makeNumber(QStringLiteral("sweepFirstRung"), tr("Epochs of the first rung"), 1, kMostEpochs);
    m_firstRung->setToolTip(tr("Epochs after which trials are compared for the first time"));
    addRow(tr("First rung"), m_firstRung);
    m_reduction = makeNumber(QStringLiteral("sweepReduction"), tr("One in so many goes on"), 2, kMostReduction);
    m_reduction->setPrefix(tr("1 in "));
    m_reduction->setToolTip(tr("One trial in so many goes on to the next rung, which has so many times the epochs"));
    addRow(tr("Goes on"), m_reduction);
    m_metric = makeChoice(QStringLiteral("sweepMetric"), tr("Judged by"));
    addRow(tr("Judged by"), m_metric);
    m_jobs = makeNumber(QStringLiteral("sweepJobs"), tr("Trials at the same time"), 1, JobRunner::threads());
    m_jobs->setToolTip(tr("Trials at the same time, each with its share of the processor: worth it for small ones"));
    addRow(tr("At a time"), m_jobs);
    m_seed = makeNumber(QStringLiteral("sweepSeed"), tr("Seed of the points"), 0, std::numeric_limits<int>::max());
    m_seed->setToolTip(tr("The same seed draws the same points"));
    addRow(tr("Seed"), m_seed);
}

void SweepForm::makeParameters(QVBoxLayout* layout)
{
    layout->addSpacing(kGrid);
    layout->addWidget(heading(tr("Try different values of"), m_body));
    m_fieldLayout = new QVBoxLayout;
    m_fieldLayout->setSpacing(kGrid / 2);
    layout->addLayout(m_fieldLayout);
    m_more = new QToolButton(m_body);
    m_more->setObjectName(QStringLiteral("sweepMore"));
    m_more->setText(tr("More"));
    m_more->setAccessibleName(tr("More hyperparameters"));
    m_more->setCheckable(true);
    m_more->setAutoRaise(true);
    m_more->setFocusPolicy(Qt::StrongFocus);
    m_more->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setArrowType(Qt::RightArrow);
    layout->addWidget(m_more);
    m_advanced = new QWidget(m_body);
    auto* advanced = new QVBoxLayout(m_advanced);
    advanced->setContentsMargins(0, 0, 0, 0);
    advanced->setSpacing(kGrid / 2);
    m_advanced->hide();
    layout->addWidget(m_advanced);
    connect(m_more, &QToolButton::toggled, this, [this](bool on) {
        m_more->setArrowType(on ? Qt::DownArrow : Qt::RightArrow);
        m_advanced->setVisible(on);
    });
}

void SweepForm::showParameters()
{
    const auto& spec = m_sweep.spec();
    const auto& parameters = spec.experiment.hyperparameters.parameters();
    const auto isShown = [](const SweepParameterField* field, const Parameter& parameter) {
        const auto& own = field->parameter();
        return own.key == parameter.key && own.minimum == parameter.minimum && own.maximum == parameter.maximum &&
               own.defaultValue == parameter.defaultValue;
    };
    bool anyAdvanced = false;
    if (!std::ranges::equal(m_fields, parameters, isShown)) {
        qDeleteAll(m_fields);
        m_fields.clear();
        for (const auto& parameter : parameters) {
            auto* field = new SweepParameterField(parameter, parameter.advanced ? m_advanced : m_body);
            (parameter.advanced ? static_cast<QVBoxLayout*>(m_advanced->layout()) : m_fieldLayout)->addWidget(field);
            connect(field, &SweepParameterField::edited, this, &SweepForm::edit);
            m_fields.push_back(field);
        }
        // As it is read: new widgets come last in the Tab order otherwise.
        QWidget* before = m_seed;
        for (const bool isAdvanced : {false, true}) {
            for (auto* field : m_fields) {
                if (field->parameter().advanced != isAdvanced)
                    continue;
                for (auto* widget : field->findChildren<QWidget*>()) {
                    if (!(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy() ||
                        widget->objectName().startsWith(QStringLiteral("qt_")))
                        continue;
                    setTabOrder(before, widget);
                    before = widget;
                }
            }
            if (!isAdvanced) {
                setTabOrder(before, m_more);
                before = m_more;
            }
        }
    }
    for (auto* field : m_fields) {
        const auto swept = std::ranges::find(spec.parameters, field->parameter().key, &SweepParameter::key);
        if (swept != spec.parameters.end())
            field->setValue(*swept);
        else if (field->value())
            field->setValue(std::nullopt);
        anyAdvanced = anyAdvanced || field->parameter().advanced;
        if (swept != spec.parameters.end() && field->parameter().advanced)
            m_more->setChecked(true);
    }
    m_more->setVisible(anyAdvanced);
}

void SweepForm::showMetrics()
{
    const auto metrics = m_sweep.metrics();
    QStringList keys;
    for (const auto& metric : metrics)
        keys.append(QString::fromStdString(metric));
    const auto current = QString::fromStdString(m_sweep.spec().metric);
    if (!keys.contains(current))
        keys.append(current); // why it does not work stands below
    QStringList shown;
    for (int i = 0; i < m_metric->count(); ++i)
        shown.append(m_metric->itemData(i).toString());
    if (shown != keys) {
        m_metric->clear();
        for (const auto& key : keys)
            m_metric->addItem(sweepMetricName(key.toStdString()), key);
    }
    m_metric->setCurrentIndex(static_cast<int>(keys.indexOf(current)));
}

void SweepForm::showSpec()
{
    if (m_showing)
        return;
    const QScopedValueRollback guard(m_showing, true);
    const auto& spec = m_sweep.spec();
    const bool isGrid = spec.method == SweepMethod::Grid;
    m_method->setCurrentIndex(m_method->findData(static_cast<int>(spec.method)));
    m_scheduler->setCurrentIndex(m_scheduler->findData(static_cast<int>(spec.scheduler)));
    m_trials->setMinimum(isGrid ? 0 : 1); // before the value
    m_trials->setValue(spec.trials);
    m_seeds->setValue(spec.seeds);
    m_jobs->setValue(spec.jobs);
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(spec.seed, std::numeric_limits<int>::max())));
    m_firstRung->setValue(spec.minEpochs);
    m_reduction->setValue(spec.reduction);
    showMetrics();
    showParameters();
    showRows();
    showProblem();
}

void SweepForm::showRows()
{
    const auto& spec = m_sweep.spec();
    const bool isGrid = spec.method == SweepMethod::Grid;
    const bool isAsha = spec.scheduler == SweepScheduler::Asha;
    m_trials->setMinimum(isGrid ? 0 : 1);
    m_trials->setSpecialValueText(isGrid ? tr("all") : QString());
    setRowVisible(m_firstRung, isAsha);
    setRowVisible(m_reduction, isAsha);
    setRowVisible(m_seed, !isGrid);
    for (auto* field : m_fields)
        field->setGrid(isGrid);
}

void SweepForm::showProblem()
{
    const auto& problem = m_sweep.problem();
    for (auto* field : m_fields) {
        field->showError(isPlaceOf(*field, problem.where) ? problem.sentence : QString());
    }
    Q_EMIT blockerChanged();
}

QString SweepForm::blocker() const
{
    //: %1 the name of a field, %2 what is wrong with it
    const auto named = [](const QString& name, const QString& sentence) { return tr("%1: %2").arg(name, sentence); };
    for (const auto* field : m_fields)
        if (!field->error().isEmpty())
            return named(QString::fromStdString(field->parameter().label), field->error());
    const auto& problem = m_sweep.problem();
    for (const auto* field : m_fields)
        if (isPlaceOf(*field, problem.where))
            return named(QString::fromStdString(field->parameter().label), problem.sentence);
    const std::pair<const char*, const QWidget*> rows[] = {{"trials", m_trials},
                                                           {"seeds", m_seeds},
                                                           {"jobs", m_jobs},
                                                           {"reduction", m_reduction},
                                                           {"min_epochs", m_firstRung}};
    for (const auto& [where, field] : rows)
        if (problem.where == QLatin1String(where))
            return named(field->accessibleName(), problem.sentence);
    return problem.sentence;
}

SweepSpec SweepForm::spec() const
{
    auto spec = m_sweep.spec();
    spec.method = chosen<SweepMethod>(m_method);
    spec.scheduler = chosen<SweepScheduler>(m_scheduler);
    spec.trials = m_trials->value();
    if (spec.method != SweepMethod::Grid)
        spec.trials = std::max(1, spec.trials);
    spec.seeds = m_seeds->value();
    spec.jobs = m_jobs->value();
    spec.seed = static_cast<std::uint64_t>(m_seed->value());
    spec.minEpochs = m_firstRung->value();
    spec.reduction = m_reduction->value();
    spec.metric = m_metric->currentData().toString().toStdString();
    // Those that were swept already keep their order, which a grid goes by.
    std::vector<SweepParameter> parameters;
    const auto take = [&](const std::string& key) {
        const auto isKey = [&key](const SweepParameterField* field) { return field->parameter().key == key; };
        const auto field = std::ranges::find_if(m_fields, isKey);
        if (field == m_fields.end() || std::ranges::find(parameters, key, &SweepParameter::key) != parameters.end())
            return;
        if (const auto value = (*field)->value())
            parameters.push_back(*value);
    };
    for (const auto& swept : spec.parameters)
        take(swept.key);
    for (const auto* field : m_fields)
        take(field->parameter().key);
    spec.parameters = std::move(parameters);
    return spec;
}

void SweepForm::edit()
{
    if (m_showing)
        return;
    {
        // What was typed stays as it is, also where it cannot be read.
        const QScopedValueRollback guard(m_showing, true);
        m_sweep.setSpec(spec());
        showRows();
    }
    showProblem();
}

void SweepForm::showActivity()
{
    m_body->setEnabled(!m_sweep.isRunning());
}

} // namespace matinee::ui
