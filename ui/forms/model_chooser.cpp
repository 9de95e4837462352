#include "ui/forms/model_chooser.h"

#include <matinee/recommender.h>

#include <QComboBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace matinee::ui {

namespace {

constexpr int kGrid = 8;
/// What every result is held against.
constexpr std::array kReferences = {"global-mean", "bias", "popularity"};

bool isReference(const QString& id)
{
    return std::ranges::any_of(kReferences, [&id](const char* other) { return id == QLatin1String(other); });
}

bool isImplicit(const QString& id)
{
    return modelInfo(id.toStdString()).isImplicit();
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

ModelChooser::ModelChooser(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel(tr("&Model"), this))
    , m_choice(new QComboBox(this))
    , m_formula(new QLabel(this))
    , m_summary(quietLabel(this, QStringLiteral("modelSummary")))
    , m_paper(quietLabel(this, QStringLiteral("modelPaper")))
{
    auto bold = m_title->font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setBuddy(m_choice);
    m_choice->setObjectName(QStringLiteral("modelCombo"));
    m_choice->setAccessibleName(tr("Model"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMaxVisibleItems(30);
    addGroup(tr("References"), [](const QString& id) { return isReference(id); });
    addGroup(tr("Rating prediction"), [](const QString& id) { return !isReference(id) && !isImplicit(id); });
    addGroup(tr("Ranking from interactions"), [](const QString& id) { return !isReference(id) && isImplicit(id); });
    connect(m_choice, &QComboBox::activated, this,
            [this](int index) { Q_EMIT chosen(m_choice->itemData(index).toString()); });

    m_formula->setObjectName(QStringLiteral("modelFormula"));
    m_formula->setWordWrap(true);
    m_formula->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto large = m_formula->font();
    large.setPointSizeF(large.pointSizeF() * 1.1);
    large.setItalic(true);
    m_formula->setFont(large);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGrid);
    for (auto* widget : std::initializer_list<QWidget*>{m_title, m_choice, m_formula, m_summary, m_paper})
        layout->addWidget(widget);
}

void ModelChooser::addGroup(const QString& name, bool (*contains)(const QString& id))
{
    auto* list = qobject_cast<QStandardItemModel*>(m_choice->model());
    auto* heading = new QStandardItem(name);
    heading->setFlags(Qt::NoItemFlags); // keys and mouse pass over it
    auto bold = font();
    bold.setBold(true);
    heading->setFont(bold);
    list->appendRow(heading);
    for (const auto& info : models()) {
        const auto id = QString::fromStdString(info.id);
        if (!contains(id))
            continue;
        m_choice->addItem(QString::fromStdString(info.name), id);
        m_choice->setItemData(m_choice->count() - 1, QString::fromStdString(info.summary), Qt::ToolTipRole);
    }
}

void ModelChooser::setModel(const QString& id)
{
    m_choice->setCurrentIndex(m_choice->findData(id));
    const auto info = std::ranges::find(models(), id.toStdString(), &ModelInfo::id);
    const bool known = info != models().end();
    m_formula->setText(known ? QString::fromStdString(info->formula) : QString());
    m_summary->setText(known ? QString::fromStdString(info->summary) : QString());
    m_paper->setText(known ? QString::fromStdString(info->paper) : QString());
    m_paper->setVisible(!m_paper->text().isEmpty());
}

void ModelChooser::setChoosable(bool choosable)
{
    m_title->setEnabled(choosable);
    m_choice->setEnabled(choosable);
}

} // namespace matinee::ui
