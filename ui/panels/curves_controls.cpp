#include "ui/panels/curves_controls.h"

#include "ui/panels/flow_layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>
#include <QStandardItemModel>
#include <QToolButton>

#include <cmath>

namespace matinee::ui {

namespace {

/// The slider runs from a hundredth of an epoch to a hundred, evenly in the logarithm; its lowest place is none.
constexpr int kSliderEnd = 80;
constexpr double kShortest = 0.01;
constexpr double kLongest = 100;

double lengthAt(int place)
{
    if (place == 0)
        return 0;
    return kShortest * std::pow(kLongest / kShortest, (place - 1) / (kSliderEnd - 1.0));
}

int placeOf(double length)
{
    if (length <= 0)
        return 0;
    const double share = std::log(length / kShortest) / std::log(kLongest / kShortest);
    return 1 + static_cast<int>(std::lround(share * (kSliderEnd - 1)));
}

/// A control with its label, which wrap to the next row together.
QWidget* together(QLabel* label, std::initializer_list<QWidget*> controls)
{
    auto* group = new QWidget;
    auto* layout = new QHBoxLayout(group);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    if (label)
        layout->addWidget(label);
    for (auto* control : controls)
        layout->addWidget(control);
    return group;
}

QLabel* makeLabel(const QString& text, QWidget* buddy)
{
    auto* label = new QLabel(text);
    label->setBuddy(buddy);
    return label;
}

QComboBox* makeChoice(const QString& name, const QString& accessibleName)
{
    auto* choice = new QComboBox;
    choice->setObjectName(name);
    choice->setAccessibleName(accessibleName);
    choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    return choice;
}

QCheckBox* makeSwitch(const QString& text, const QString& name, const QString& accessibleName)
{
    auto* box = new QCheckBox(text);
    box->setObjectName(name);
    box->setAccessibleName(accessibleName);
    return box;
}

} // namespace

CurvesControls::CurvesControls(QWidget* parent)
    : QWidget(parent)
    , m_metricChoice(makeChoice(QStringLiteral("curvesMetric"), tr("Metric")))
    , m_axisChoice(makeChoice(QStringLiteral("curvesXAxis"), tr("Horizontal axis")))
    , m_logarithmX(makeSwitch(tr("log"), QStringLiteral("curvesLogarithmX"), tr("Logarithmic horizontal axis")))
    , m_logarithm(makeSwitch(tr("lo&g"), QStringLiteral("curvesLogarithm"), tr("Logarithmic axis")))
    , m_batches(makeSwitch(tr("&Batches"), QStringLiteral("curvesBatches"), tr("Batch loss")))
    , m_secondChoice(makeChoice(QStringLiteral("curvesSecond"), tr("Second chart")))
{
    for (const auto axis : kXAxes)
        m_axisChoice->addItem(xAxisName(axis), static_cast<int>(axis));
    m_logarithm->setToolTip(tr("Logarithmic vertical axis"));
    m_logarithmX->setToolTip(tr("Logarithmic horizontal axis"));
    m_batches->setToolTip(tr("The running loss within each epoch, in training mode"));
    m_batches->setChecked(true);
    m_secondChoice->setToolTip(tr("Another chart below, moved and zoomed together with the first"));
    connect(m_metricChoice, &QComboBox::currentIndexChanged, this, &CurvesControls::metricChanged);
    connect(m_axisChoice, &QComboBox::currentIndexChanged, this, &CurvesControls::axisChanged);
    connect(m_logarithmX, &QCheckBox::toggled, this, &CurvesControls::changed);
    connect(m_logarithm, &QCheckBox::toggled, this, &CurvesControls::logarithmToggled);
    connect(m_logarithm, &QCheckBox::clicked, this, &CurvesControls::logarithmClicked);
    connect(m_batches, &QCheckBox::toggled, this, &CurvesControls::changed);
    connect(m_secondChoice, &QComboBox::currentIndexChanged, this, &CurvesControls::changed);

    auto* all = new QToolButton;
    all->setObjectName(QStringLiteral("curvesShowAll"));
    all->setText(tr("Show all"));
    all->setAccessibleName(tr("Show all"));
    all->setToolTip(tr("Wheel: zoom; drag: zoom into a rectangle; double click or 0: show all; arrow keys: crosshair"));
    all->setAutoRaise(true);
    connect(all, &QToolButton::clicked, this, &CurvesControls::showAllClicked);

    auto* choices = new QWidget;
    auto* flow = new FlowLayout(20, 6, choices);
    flow->setContentsMargins(0, 0, 0, 0);
    flow->addWidget(together(makeLabel(tr("Metri&c:"), m_metricChoice), {m_metricChoice, m_logarithm}));
    flow->addWidget(together(makeLabel(tr("A&xis:"), m_axisChoice), {m_axisChoice, m_logarithmX}));
    flow->addWidget(makeSmoothing());
    flow->addWidget(m_batches);
    flow->addWidget(together(makeLabel(tr("Below:"), m_secondChoice), {m_secondChoice}));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 4);
    layout->setSpacing(8);
    layout->addWidget(choices, 1);
    layout->addWidget(all, 0, Qt::AlignTop);
}

QWidget* CurvesControls::makeSmoothing()
{
    m_smoothing = new QSlider(Qt::Horizontal);
    m_smoothing->setObjectName(QStringLiteral("curvesSmoothing"));
    m_smoothing->setAccessibleName(tr("Smoothing"));
    m_smoothing->setRange(0, kSliderEnd);
    m_smoothing->setPageStep(8);
    m_smoothing->setFixedWidth(fontMetrics().averageCharWidth() * 16);
    m_smoothingLength = new QDoubleSpinBox;
    m_smoothingLength->setObjectName(QStringLiteral("curvesSmoothingLength"));
    m_smoothingLength->setAccessibleName(tr("Smoothing in epochs"));
    m_smoothingLength->setRange(0, kLongest);
    m_smoothingLength->setDecimals(2);
    m_smoothingLength->setSingleStep(0.1);
    m_smoothingLength->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    //: what follows a number
    m_smoothingLength->setSuffix(tr(" epochs"));
    m_smoothingLength->setSpecialValueText(tr("off"));
    m_smoothingLength->findChild<QLineEdit*>()->setAccessibleName(m_smoothingLength->accessibleName());
    const auto help =
        tr("Moving average: what is so many epochs back counts for 1/e. It does not depend on how densely "
           "points were recorded, and no later point changes an earlier value. What was measured stays, "
           "pale behind it.");
    m_smoothing->setToolTip(help);
    m_smoothingLength->setToolTip(help);
    connect(m_smoothing, &QSlider::valueChanged, this,
            [this](int place) { m_smoothingLength->setValue(lengthAt(place)); });
    connect(m_smoothingLength, &QDoubleSpinBox::valueChanged, this, [this](double length) {
        const QSignalBlocker blocker(m_smoothing); // the number decides, not the nearest place on the slider
        m_smoothing->setValue(placeOf(length));
        Q_EMIT changed();
    });
    return together(makeLabel(tr("Smoothing:"), m_smoothing), {m_smoothing, m_smoothingLength});
}

void CurvesControls::setMetrics(const std::vector<CurveMetric>& metrics, const std::vector<CurveMetric>& second,
                                const CurveContent& content)
{
    const auto fill = [&content](QComboBox& choice, const std::vector<CurveMetric>& list) {
        for (const auto metric : list) {
            auto named = content;
            named.metric = metric;
            choice.addItem(metricName(named), static_cast<int>(metric));
        }
    };
    const QVariant first = m_metricChoice->currentData();
    const QVariant below = m_secondChoice->currentData();
    const QSignalBlocker blocker(m_metricChoice);
    const QSignalBlocker secondBlocker(m_secondChoice);
    m_metricChoice->clear();
    fill(*m_metricChoice, metrics);
    m_metricChoice->setCurrentIndex(std::max(0, m_metricChoice->findData(first)));
    m_secondChoice->clear();
    m_secondChoice->addItem(tr("nothing"), -1);
    fill(*m_secondChoice, second);
    m_secondChoice->setCurrentIndex(std::max(0, m_secondChoice->findData(below)));
}

CurveMetric CurvesControls::metric() const
{
    return static_cast<CurveMetric>(m_metricChoice->currentData().toInt());
}

void CurvesControls::setMetric(CurveMetric metric)
{
    const int index = m_metricChoice->findData(static_cast<int>(metric));
    if (index >= 0)
        m_metricChoice->setCurrentIndex(index);
}

std::optional<CurveMetric> CurvesControls::secondMetric() const
{
    const int chosen = m_secondChoice->currentIndex() > 0 ? m_secondChoice->currentData().toInt() : -1;
    return chosen < 0 ? std::nullopt : std::optional(static_cast<CurveMetric>(chosen));
}

XAxis CurvesControls::axis() const
{
    return static_cast<XAxis>(m_axisChoice->currentData().toInt());
}

void CurvesControls::setAxisAvailable(XAxis axis, bool available)
{
    const int index = m_axisChoice->findData(static_cast<int>(axis));
    auto* item = qobject_cast<QStandardItemModel*>(m_axisChoice->model())->item(index);
    item->setEnabled(available);
    if (!available && index == m_axisChoice->currentIndex())
        m_axisChoice->setCurrentIndex(0);
}

bool CurvesControls::isLogarithmicX() const
{
    return m_logarithmX->isChecked();
}

bool CurvesControls::isLogarithmic() const
{
    return m_logarithm->isChecked();
}

void CurvesControls::setLogarithmic(bool logarithmic)
{
    m_logarithm->setChecked(logarithmic);
}

void CurvesControls::setLossControlsEnabled(bool enabled)
{
    m_batches->setEnabled(enabled);
    m_logarithm->setEnabled(enabled);
}

bool CurvesControls::showsBatches() const
{
    return m_batches->isChecked();
}

double CurvesControls::smoothing() const
{
    return m_smoothingLength->value();
}

} // namespace matinee::ui
