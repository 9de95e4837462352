#include "ui/forms/preset_box.h"

#include <matinee/error.h>

#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
constexpr std::string_view kCorrected = "-corrected";

bool isCorrected(const std::string& id)
{
    return id.ends_with(kCorrected);
}

/// Of a pair the id of the published one.
std::string pairId(const std::string& id)
{
    return isCorrected(id) ? id.substr(0, id.size() - kCorrected.size()) : id;
}

/// Whether a person would call the settings the preset's: the data set and the machine are not part of it.
bool isSame(const ExperimentSpec& preset, const ExperimentSpec& spec)
{
    return preset.model == spec.model && preset.split == spec.split && preset.seed == spec.seed &&
           (preset.rows == spec.rows || spec.rows.empty()) && preset.candidates == spec.candidates &&
           preset.hyperparameters.values() == spec.hyperparameters.values();
}

QLabel* quietLabel(QWidget* parent, const QString& name)
{
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

std::vector<Preset> availablePresets()
{
    try {
        return presets();
    } catch (const Error&) {
        return {};
    }
}

PresetBox::PresetBox(std::vector<Preset> presets, QWidget* parent)
    : QWidget(parent)
    , m_presets(std::move(presets))
    , m_title(new QLabel(tr("P&reset"), this))
    , m_choice(new QComboBox(this))
    , m_counterpart(new QPushButton(this))
    , m_summary(quietLabel(this, QStringLiteral("presetSummary")))
    , m_dataNote(quietLabel(this, QStringLiteral("presetDataNote")))
    , m_fold(new QToolButton(this))
    , m_notes(quietLabel(this, QStringLiteral("presetNotes")))
{
    std::ranges::sort(m_presets, {},
                      [](const Preset& preset) { return std::pair(pairId(preset.id), isCorrected(preset.id)); });
    auto bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setBuddy(m_choice);
    m_choice->setObjectName(QStringLiteral("presetCombo"));
    m_choice->setAccessibleName(tr("Preset"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->addItem(tr("Own settings"));
    for (const auto& preset : m_presets) {
        m_choice->addItem(QString::fromStdString(preset.name), QString::fromStdString(preset.id));
        m_choice->setItemData(m_choice->count() - 1, QString::fromStdString(preset.summary), Qt::ToolTipRole);
    }
    int widest = 0;
    for (int row = 0; row < m_choice->count(); ++row)
        widest = std::max(widest, fontMetrics().horizontalAdvance(m_choice->itemText(row)));
    m_choice->view()->setMinimumWidth(widest + 4 * kGrid); // names are read whole in the list
    connect(m_choice, &QComboBox::activated, this, [this](int row) {
        if (row > 0)
            Q_EMIT chosen(m_choice->itemData(row).toString());
        else // own settings begin with the first edit
            m_choice->setCurrentIndex(std::max(0, m_choice->findData(m_choice->property("shown"))));
    });

    m_counterpart->setObjectName(QStringLiteral("presetCounterpart"));
    m_counterpart->setFlat(true);
    connect(m_counterpart, &QPushButton::clicked, this, [this] {
        if (const auto* from = preset(m_origin))
            if (const auto* other = counterpart(*from))
                Q_EMIT chosen(QString::fromStdString(other->id));
    });
    m_fold->setObjectName(QStringLiteral("presetNotesToggle"));
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    m_fold->setArrowType(Qt::RightArrow);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setFocusPolicy(Qt::StrongFocus);
    connect(m_fold, &QToolButton::toggled, this, [this](bool shown) {
        m_fold->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
        m_notes->setVisible(shown && !m_notes->text().isEmpty());
    });

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid);
    auto* top = new QHBoxLayout;
    top->addWidget(m_title);
    top->addStretch(1);
    top->addWidget(m_counterpart);
    layout->addLayout(top);
    layout->addWidget(m_choice);
    layout->addWidget(m_summary);
    layout->addWidget(m_dataNote);
    layout->addWidget(m_fold, 0, Qt::AlignLeft);
    layout->addWidget(m_notes);
    showNotes(nullptr);
    m_dataNote->hide();
    setTabOrder(m_choice, m_counterpart);
    setTabOrder(m_counterpart, m_fold);
}

const Preset* PresetBox::preset(const QString& id) const
{
    const auto found = std::ranges::find(m_presets, id.toStdString(), &Preset::id);
    return found == m_presets.end() ? nullptr : &*found;
}

const Preset* PresetBox::matching(const ExperimentSpec& spec) const
{
    // Of two alike the one that was chosen.
    if (const auto* origin = preset(m_origin); origin && isSame(origin->spec, spec))
        return origin;
    const auto found =
        std::ranges::find_if(m_presets, [&spec](const Preset& candidate) { return isSame(candidate.spec, spec); });
    return found == m_presets.end() ? nullptr : &*found;
}

const Preset* PresetBox::counterpart(const Preset& of) const
{
    const auto found = std::ranges::find_if(
        m_presets, [&of](const Preset& other) { return other.id != of.id && pairId(other.id) == pairId(of.id); });
    return found == m_presets.end() ? nullptr : &*found;
}

void PresetBox::setSpec(const ExperimentSpec& spec, const QString& dataName)
{
    const auto* match = matching(spec);
    if (match)
        m_origin = QString::fromStdString(match->id);
    const auto* from = preset(m_origin);
    if (from && from->spec.model != spec.model) {
        m_origin.clear(); // another model is another experiment
        from = nullptr;
    }
    const QSignalBlocker blocker(m_choice);
    m_choice->setItemText(0, from && !match ? tr("Own settings (from %1)").arg(QString::fromStdString(from->name))
                                            : tr("Own settings"));
    m_choice->setCurrentIndex(match ? m_choice->findData(m_origin) : 0);
    m_choice->setProperty("shown", m_choice->currentData());
    m_choice->setToolTip(m_choice->currentText());
    showNotes(from);
    const auto madeFor = from ? QString::fromStdString(from->spec.data) : QString();
    const bool otherData = from && !dataName.isEmpty() && madeFor != dataName;
    m_dataNote->setText(otherData ? tr("Made for %1; trains on %2, which is open.").arg(madeFor, dataName) : QString());
    m_dataNote->setVisible(otherData);
}

void PresetBox::showNotes(const Preset* shown)
{
    m_summary->setText(shown ? QString::fromStdString(shown->summary) : QString());
    m_summary->setVisible(shown);
    QStringList notes;
    if (shown) {
        for (const auto& note : shown->notes)
            notes.append(QStringLiteral("•\u00A0") + QString::fromStdString(note));
    }
    m_notes->setText(notes.join(QLatin1Char('\n')));
    m_notes->setVisible(!notes.isEmpty() && m_fold->isChecked());
    m_fold->setVisible(!notes.isEmpty());
    const auto* other = shown ? counterpart(*shown) : nullptr;
    m_counterpart->setVisible(other);
    if (!shown)
        return;
    const bool corrected = isCorrected(shown->id);
    m_fold->setText((!other      ? tr("Notes (%1)")
                     : corrected ? tr("What was mended (%1)")
                                 : tr("Defects as published (%1)"))
                        .arg(notes.size()));
    m_fold->setAccessibleName(!other      ? tr("Show the notes")
                              : corrected ? tr("Show what was mended")
                                          : tr("Show the defects of what was published"));
    if (other) {
        m_counterpart->setText(corrected ? tr("As published") : tr("Corrected"));
        const auto text = tr("Switch to “%1”").arg(QString::fromStdString(other->name));
        m_counterpart->setToolTip(text);
        m_counterpart->setAccessibleName(text);
    }
}

void PresetBox::setChoosable(bool choosable)
{
    for (QWidget* widget :
         {static_cast<QWidget*>(m_title), static_cast<QWidget*>(m_choice), static_cast<QWidget*>(m_counterpart)})
        widget->setEnabled(choosable);
}

} // namespace matinee::ui
