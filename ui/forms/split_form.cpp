#include "ui/forms/split_form.h"

#include <matinee/error.h>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QScopedValueRollback>
#include <QSpinBox>

#include <limits>

namespace matinee::ui {

namespace {

constexpr int kSpacing = 8;
constexpr int kDefaultState = 42;

QDoubleSpinBox* percentBox(QWidget* parent, const QString& name, const QString& accessible)
{
    auto* box = new QDoubleSpinBox(parent);
    box->setRange(0, 99);
    box->setDecimals(1);
    box->setSuffix(QStringLiteral(" %"));
    box->setObjectName(name);
    box->setAccessibleName(accessible);
    return box;
}

QLineEdit* fileEdit(QWidget* parent, const QString& name, const QString& placeholder)
{
    auto* edit = new QLineEdit(parent);
    edit->setObjectName(name);
    edit->setPlaceholderText(placeholder);
    return edit;
}

/// A share as SPEC has it: 0.1, and not 0.10000000000000001.
QString share(double percent)
{
    return QString::number(percent / 100, 'g', 6);
}

} // namespace

SplitForm::SplitForm(QWidget* parent)
    : QWidget(parent)
    , m_form(new QFormLayout(this))
    , m_kind(new QComboBox(this))
    , m_train(new QLabel(this))
    , m_validation(percentBox(this, QStringLiteral("splitValidation"), tr("Validation share")))
    , m_test(percentBox(this, QStringLiteral("splitTest"), tr("Test share")))
    , m_state(new QSpinBox(this))
    , m_trainFile(fileEdit(this, QStringLiteral("splitTrainFile"), QStringLiteral("u1.base")))
    , m_testFile(fileEdit(this, QStringLiteral("splitTestFile"), QStringLiteral("u1.test")))
    , m_validationFile(fileEdit(this, QStringLiteral("splitValidationFile"), tr("none")))
    , m_validationShare(percentBox(this, QStringLiteral("splitValidationShare"), tr("Validation share of each user")))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(kSpacing);
    m_form->setVerticalSpacing(kSpacing);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);

    m_kind->setObjectName(QStringLiteral("splitKind"));
    m_kind->setAccessibleName(tr("Split"));
    m_kind->addItem(tr("Random"), static_cast<int>(SplitSpec::Kind::Random));
    m_kind->addItem(tr("scikit-learn’s rows"), static_cast<int>(SplitSpec::Kind::Sklearn));
    m_kind->addItem(tr("Fixed files"), static_cast<int>(SplitSpec::Kind::Files));
    m_kind->setToolTip(tr("How the ratings are divided into training, validation and test rows"));
    m_form->addRow(tr("Sp&lit"), m_kind);

    m_train->setObjectName(QStringLiteral("splitTrain"));
    m_form->addRow(tr("Training"), m_train);
    m_validation->setToolTip(tr("Ratings that are predicted after each epoch, to see when a model starts to overfit"));
    m_form->addRow(tr("Validation"), m_validation);
    m_test->setToolTip(tr("Ratings that are looked at once, at the end"));
    m_form->addRow(tr("Test"), m_test);
    m_state->setRange(0, std::numeric_limits<int>::max());
    m_state->setObjectName(QStringLiteral("splitState"));
    m_state->setAccessibleName(tr("Random state"));
    m_state->setToolTip(tr("The random_state of scikit-learn’s train_test_split: the very same rows"));
    m_form->addRow(tr("Random state"), m_state);

    m_trainFile->setAccessibleName(tr("Training file"));
    m_testFile->setAccessibleName(tr("Test file"));
    m_validationFile->setAccessibleName(tr("Validation file"));
    m_form->addRow(tr("Training file"), m_trainFile);
    m_form->addRow(tr("Test file"), m_testFile);
    m_form->addRow(tr("Validation file"), m_validationFile);
    m_validationShare->setToolTip(tr("Or draws this share of each user’s training rows for validation"));
    m_form->addRow(tr("Or of training"), m_validationShare);

    connect(m_kind, &QComboBox::currentIndexChanged, this, &SplitForm::edit);
    connect(m_state, &QSpinBox::valueChanged, this, &SplitForm::edit);
    for (auto* box : {m_validation, m_test, m_validationShare})
        connect(box, &QDoubleSpinBox::valueChanged, this, &SplitForm::edit);
    for (auto* line : {m_trainFile, m_testFile, m_validationFile})
        connect(line, &QLineEdit::editingFinished, this, &SplitForm::edit);
    setValue(SplitSpec());
}

QString SplitForm::numbers() const
{
    const double train = 100 - m_validation->value() - m_test->value();
    if (m_validation->value() == 0)
        return QStringLiteral("%1/%2").arg(share(train), share(m_test->value()));
    return QStringLiteral("%1/%2/%3").arg(share(train), share(m_validation->value()), share(m_test->value()));
}

QString SplitForm::fileList() const
{
    auto list = QStringLiteral("%1,%2").arg(m_trainFile->text().trimmed(), m_testFile->text().trimmed());
    const auto validation = m_validationFile->text().trimmed();
    if (!validation.isEmpty())
        return list + QLatin1Char(',') + validation;
    if (m_validationShare->value() > 0)
        list += QStringLiteral(":validation=") + share(m_validationShare->value());
    return list;
}

QString SplitForm::text() const
{
    switch (static_cast<SplitSpec::Kind>(m_kind->currentData().toInt())) {
    case SplitSpec::Kind::Random:
        return QStringLiteral("random:") + numbers() +
               (m_fixedSeed ? QStringLiteral("@%1").arg(*m_fixedSeed) : QString());
    case SplitSpec::Kind::Sklearn:
        return QStringLiteral("sklearn:%1@%2").arg(numbers()).arg(m_state->value());
    case SplitSpec::Kind::Files:
        break;
    }
    return QStringLiteral("files:") + fileList();
}

QString SplitForm::error() const
{
    if (static_cast<SplitSpec::Kind>(m_kind->currentData().toInt()) == SplitSpec::Kind::Files) {
        if (m_trainFile->text().trimmed().isEmpty() || m_testFile->text().trimmed().isEmpty())
            return tr("A split by files needs a training and a test file.");
    } else if (m_validation->value() + m_test->value() >= 100) {
        return tr("Validation and test leave no ratings for training.");
    } else if (m_test->value() == 0) {
        return tr("The test set must not be empty.");
    }
    try {
        value();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

SplitSpec SplitForm::value() const
{
    return SplitSpec::parse(text().toStdString());
}

void SplitForm::setValue(const SplitSpec& split)
{
    const QScopedValueRollback guard(m_setting, true);
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(split.kind)));
    m_fixedSeed = split.kind == SplitSpec::Kind::Random ? split.seed : std::nullopt;
    if (split.kind == SplitSpec::Kind::Files) {
        const auto file = [&split](std::size_t i) {
            return i < split.files.size() ? QString::fromStdString(split.files[i]) : QString();
        };
        m_trainFile->setText(file(0));
        m_testFile->setText(file(1));
        m_validationFile->setText(file(2));
        m_validationShare->setValue(split.validationFraction * 100);
    } else if (!split.parts.empty()) {
        m_validation->setValue(split.parts.size() > 2 ? split.parts[1] * 100 : 0);
        m_test->setValue(split.parts.back() * 100);
        m_state->setValue(static_cast<int>(split.seed.value_or(kDefaultState)));
    }
    updateFields();
}

void SplitForm::edit()
{
    if (m_setting)
        return;
    updateFields();
    Q_EMIT edited();
}

void SplitForm::updateFields()
{
    const auto kind = static_cast<SplitSpec::Kind>(m_kind->currentData().toInt());
    const bool files = kind == SplitSpec::Kind::Files;
    const auto showRow = [this](QWidget* field, bool shown) {
        field->setVisible(shown);
        m_form->labelForField(field)->setVisible(shown);
    };
    for (QWidget* field :
         {static_cast<QWidget*>(m_train), static_cast<QWidget*>(m_validation), static_cast<QWidget*>(m_test)})
        showRow(field, !files);
    showRow(m_state, kind == SplitSpec::Kind::Sklearn);
    for (QWidget* field : {static_cast<QWidget*>(m_trainFile), static_cast<QWidget*>(m_testFile),
                           static_cast<QWidget*>(m_validationFile), static_cast<QWidget*>(m_validationShare)})
        showRow(field, files);
    m_validationShare->setEnabled(m_validationFile->text().trimmed().isEmpty());
    const double train = 100 - m_validation->value() - m_test->value();
    m_train->setText(tr("%1 %").arg(locale().toString(train, 'f', train == static_cast<int>(train) ? 0 : 1)));
}

} // namespace matinee::ui
