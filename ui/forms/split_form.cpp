#include "ui/forms/split_form.h"

#include <matinee/error.h>

#include <QCheckBox>
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
constexpr double kDefaultSeed = 42;
constexpr double kDefaultShare = 10; // percent
constexpr int kDefaultFolds = 5;

enum UsersValidation
{
    NoValidation,
    ShareOfEach,
    NewestOfRest
};

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

QSpinBox* countBox(QWidget* parent, const QString& name, const QString& accessible, int least)
{
    auto* box = new QSpinBox(parent);
    box->setRange(least, std::numeric_limits<int>::max());
    box->setKeyboardTracking(false); // half a number is none
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

/// What a kind is good for, in a sentence.
QString about(SplitSpec::Kind kind)
{
    switch (kind) {
    case SplitSpec::Kind::Random:
        return SplitForm::tr("Each rating goes to one of the parts at random.");
    case SplitSpec::Kind::LeaveOneOut:
        return SplitForm::tr("Each user’s newest rating is tested: what does somebody watch next?");
    case SplitSpec::Kind::Temporal:
        return SplitForm::tr("The oldest ratings train and the newest test: a forecast, as in real use.");
    case SplitSpec::Kind::Folds:
        return SplitForm::tr("The ratings are dealt into equal folds at random; one of them tests, the others train.");
    case SplitSpec::Kind::Sklearn:
        return SplitForm::tr("The very rows of scikit-learn’s train_test_split, to compare with a notebook.");
    case SplitSpec::Kind::Pandas:
        return SplitForm::tr("The very rows of a table that pandas shuffled with sample(frac=1), cut in order.");
    case SplitSpec::Kind::Files:
        return SplitForm::tr("Training and test ratings stand in files of their own.");
    case SplitSpec::Kind::All:
        return SplitForm::tr("Every rating trains and none is tested: only the training loss can be looked at.");
    }
    return {};
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
    , m_about(new QLabel(this))
    , m_train(new QLabel(this))
    , m_validation(percentBox(this, QStringLiteral("splitValidation"), tr("Validation share")))
    , m_test(percentBox(this, QStringLiteral("splitTest"), tr("Test share")))
    , m_folds(countBox(this, QStringLiteral("splitFolds"), tr("Number of folds"), 2))
    , m_fold(countBox(this, QStringLiteral("splitFold"), tr("Fold to test on"), 1))
    , m_trainFile(fileEdit(this, QStringLiteral("splitTrainFile"), QStringLiteral("u1.base")))
    , m_testFile(fileEdit(this, QStringLiteral("splitTestFile"), QStringLiteral("u1.test")))
    , m_validationFile(fileEdit(this, QStringLiteral("splitValidationFile"), tr("none")))
    , m_usersValidation(new QComboBox(this))
    , m_validationShare(
          percentBox(this, QStringLiteral("splitValidationShare"), tr("Validation share of the training rows")))
    , m_ownSeed(new QCheckBox(this))
    , m_seed(new QDoubleSpinBox(this))
{
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(kSpacing);
    m_form->setVerticalSpacing(kSpacing);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);

    m_kind->setObjectName(QStringLiteral("splitKind"));
    m_kind->setAccessibleName(tr("Split"));
    using Kind = SplitSpec::Kind;
    for (const auto& [name, kind] :
         {std::pair(tr("Random"), Kind::Random), std::pair(tr("Leave one out"), Kind::LeaveOneOut),
          std::pair(tr("By time"), Kind::Temporal), std::pair(tr("One of several folds"), Kind::Folds),
          std::pair(tr("scikit-learn’s rows"), Kind::Sklearn), std::pair(tr("pandas’ rows"), Kind::Pandas),
          std::pair(tr("Fixed files"), Kind::Files), std::pair(tr("All for training"), Kind::All)}) {
        m_kind->addItem(name, static_cast<int>(kind));
        m_kind->setItemData(m_kind->count() - 1, about(kind), Qt::ToolTipRole);
    }
    m_kind->setToolTip(tr("How the ratings are divided into training, validation and test rows"));
    m_form->addRow(tr("Sp&lit"), m_kind);
    m_about->setObjectName(QStringLiteral("splitAbout"));
    m_about->setWordWrap(true);
    m_about->setForegroundRole(QPalette::PlaceholderText);
    m_form->addRow(m_about);

    m_train->setObjectName(QStringLiteral("splitTrain"));
    m_form->addRow(tr("Training"), m_train);
    m_validation->setToolTip(tr("Ratings that are predicted after each epoch, to see when a model starts to overfit"));
    m_form->addRow(tr("Validation"), m_validation);
    m_test->setToolTip(tr("Ratings that are looked at once, at the end"));
    m_form->addRow(tr("Test"), m_test);
    m_folds->setToolTip(tr("Into how many parts of equal size the ratings are dealt"));
    m_folds->setValue(kDefaultFolds);
    m_form->addRow(tr("Folds"), m_folds);
    m_fold->setToolTip(tr("The fold that is kept for the test; training on each in turn is a cross-validation"));
    m_form->addRow(tr("Test fold"), m_fold);

    m_trainFile->setAccessibleName(tr("Training file"));
    m_testFile->setAccessibleName(tr("Test file"));
    m_validationFile->setAccessibleName(tr("Validation file"));
    m_form->addRow(tr("Training file"), m_trainFile);
    m_form->addRow(tr("Test file"), m_testFile);
    m_form->addRow(tr("Validation file"), m_validationFile);
    m_usersValidation->setObjectName(QStringLiteral("splitUsersValidation"));
    m_usersValidation->setAccessibleName(tr("Validation"));
    m_usersValidation->addItem(tr("None"));
    m_usersValidation->addItem(tr("Share of each user"));
    m_usersValidation->addItem(tr("Newest of the rest"));
    m_usersValidation->setToolTip(tr("Which of a user’s other ratings are predicted after each epoch"));
    m_form->addRow(tr("Validation"), m_usersValidation);
    m_validationShare->setToolTip(
        tr("Draws this share of the training rows for validation; of each user’s, but for folds"));
    m_form->addRow(tr("Of training"), m_validationShare);

    m_ownSeed->setObjectName(QStringLiteral("splitOwnSeed"));
    m_ownSeed->setAccessibleName(tr("The split has its own seed"));
    m_ownSeed->setToolTip(tr("Keeps the split the same while the seed below changes. A leave-one-out then draws its "
                             "validation rows as NumPy does"));
    m_form->addRow(tr("Own seed"), m_ownSeed);
    m_seed->setObjectName(QStringLiteral("splitSeed"));
    m_seed->setAccessibleName(tr("Seed of the split"));
    m_seed->setDecimals(0);
    m_seed->setKeyboardTracking(false);
    m_seed->setRange(0, std::numeric_limits<std::uint32_t>::max());
    m_seed->setValue(kDefaultSeed);
    m_seed->setToolTip(tr("What scikit-learn and pandas call random_state"));
    m_form->addRow(tr("Split seed"), m_seed);

    connect(m_kind, &QComboBox::currentIndexChanged, this, &SplitForm::edit);
    connect(m_usersValidation, &QComboBox::currentIndexChanged, this, &SplitForm::edit);
    connect(m_ownSeed, &QCheckBox::toggled, this, &SplitForm::edit);
    for (auto* box : {m_folds, m_fold})
        connect(box, &QSpinBox::valueChanged, this, &SplitForm::edit);
    for (auto* box : {m_validation, m_test, m_validationShare, m_seed})
        connect(box, &QDoubleSpinBox::valueChanged, this, &SplitForm::edit);
    for (auto* line : {m_trainFile, m_testFile, m_validationFile})
        connect(line, &QLineEdit::editingFinished, this, &SplitForm::edit);
    setValue(SplitSpec());
}

SplitSpec::Kind SplitForm::kind() const
{
    return static_cast<SplitSpec::Kind>(m_kind->currentData().toInt());
}

bool SplitForm::hasParts() const
{
    return kind() != SplitSpec::Kind::LeaveOneOut && kind() != SplitSpec::Kind::Folds &&
           kind() != SplitSpec::Kind::Files && kind() != SplitSpec::Kind::All;
}

bool SplitForm::hasSeed() const
{
    return kind() != SplitSpec::Kind::Temporal && kind() != SplitSpec::Kind::Files && kind() != SplitSpec::Kind::All;
}

QString SplitForm::shares() const
{
    const double train = 100 - m_validation->value() - m_test->value();
    if (m_validation->value() == 0)
        return QStringLiteral("%1/%2").arg(share(train), share(m_test->value()));
    return QStringLiteral("%1/%2/%3").arg(share(train), share(m_validation->value()), share(m_test->value()));
}

QString SplitForm::fileList() const
{
    const auto list = QStringLiteral("%1,%2").arg(m_trainFile->text().trimmed(), m_testFile->text().trimmed());
    const auto validation = m_validationFile->text().trimmed();
    if (!validation.isEmpty())
        return list + QLatin1Char(',') + validation;
    return list + shareOfTraining();
}

QString SplitForm::shareOfTraining() const
{
    if (m_validationShare->value() == 0)
        return {};
    return QStringLiteral(":validation=") + share(m_validationShare->value());
}

QString SplitForm::usersValidation() const
{
    switch (m_usersValidation->currentIndex()) {
    case ShareOfEach:
        return shareOfTraining();
    case NewestOfRest:
        return QStringLiteral(":validation=last");
    default:
        return {};
    }
}

QString SplitForm::text() const
{
    const auto seed =
        hasSeed() && m_ownSeed->isChecked() ? QStringLiteral("@%1").arg(m_seed->value(), 0, 'f', 0) : QString();
    switch (kind()) {
    case SplitSpec::Kind::Random:
        return QStringLiteral("random:") + shares() + seed;
    case SplitSpec::Kind::LeaveOneOut:
        return QStringLiteral("leave-one-out") + usersValidation() + seed;
    case SplitSpec::Kind::Temporal:
        return QStringLiteral("temporal:") + shares();
    case SplitSpec::Kind::Folds:
        return QStringLiteral("folds:%1/%2").arg(m_folds->value()).arg(m_fold->value()) + shareOfTraining() + seed;
    case SplitSpec::Kind::Sklearn:
        return QStringLiteral("sklearn:") + shares() + seed;
    case SplitSpec::Kind::Pandas:
        return QStringLiteral("pandas:") + shares() + seed;
    case SplitSpec::Kind::All:
        return QStringLiteral("all");
    case SplitSpec::Kind::Files:
        break;
    }
    return QStringLiteral("files:") + fileList();
}

QString SplitForm::error() const
{
    if (kind() == SplitSpec::Kind::Files) {
        if (m_trainFile->text().trimmed().isEmpty() || m_testFile->text().trimmed().isEmpty())
            return tr("A split by files needs a training and a test file.");
    } else if (kind() == SplitSpec::Kind::LeaveOneOut) {
        if (m_usersValidation->currentIndex() == ShareOfEach && m_validationShare->value() == 0)
            return tr("The validation share of each user must be above 0 %.");
    } else if (hasParts()) {
        if (m_validation->value() + m_test->value() >= 100)
            return tr("Validation and test leave no ratings for training.");
        if (m_test->value() == 0)
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
    switch (split.kind) {
    case SplitSpec::Kind::Files: {
        const auto file = [&split](std::size_t i) {
            return i < split.files.size() ? QString::fromStdString(split.files[i]) : QString();
        };
        m_trainFile->setText(file(0));
        m_testFile->setText(file(1));
        m_validationFile->setText(file(2));
        m_validationShare->setValue(split.validationFraction * 100);
        break;
    }
    case SplitSpec::Kind::LeaveOneOut:
        m_usersValidation->setCurrentIndex(split.validationNewest         ? NewestOfRest
                                           : split.validationFraction > 0 ? ShareOfEach
                                                                          : NoValidation);
        m_validationShare->setValue(split.validationFraction > 0 ? split.validationFraction * 100 : kDefaultShare);
        break;
    case SplitSpec::Kind::Folds:
        m_fold->setMaximum(split.folds);
        m_folds->setValue(split.folds);
        m_fold->setValue(split.fold);
        m_validationShare->setValue(split.validationFraction * 100);
        break;
    case SplitSpec::Kind::All:
        break;
    default:
        m_validation->setValue(split.parts.size() > 2 ? split.parts[1] * 100 : 0);
        m_test->setValue(split.parts.back() * 100);
    }
    if (hasSeed()) {
        m_ownSeed->setChecked(split.seed.has_value());
        m_seed->setValue(split.seed ? static_cast<double>(*split.seed) : kDefaultSeed);
    }
    updateFields();
}

void SplitForm::edit()
{
    if (m_setting)
        return;
    {
        const QScopedValueRollback guard(m_setting, true); // what follows from an edit is no edit of its own
        if (sender() == m_usersValidation && m_validationShare->value() == 0)
            m_validationShare->setValue(kDefaultShare);
        updateFields();
    }
    Q_EMIT edited();
}

void SplitForm::showRow(QWidget* field, bool shown)
{
    field->setVisible(shown);
    m_form->labelForField(field)->setVisible(shown);
}

void SplitForm::updateFields()
{
    const bool files = kind() == SplitSpec::Kind::Files;
    const bool folds = kind() == SplitSpec::Kind::Folds;
    const bool leaveOneOut = kind() == SplitSpec::Kind::LeaveOneOut;
    m_about->setText(about(kind()));
    showRow(m_train, hasParts());
    showRow(m_validation, hasParts());
    showRow(m_test, hasParts());
    showRow(m_folds, folds);
    showRow(m_fold, folds);
    m_fold->setMaximum(m_folds->value());
    showRow(m_trainFile, files);
    showRow(m_testFile, files);
    showRow(m_validationFile, files);
    showRow(m_usersValidation, leaveOneOut);
    showRow(m_validationShare, files || folds || (leaveOneOut && m_usersValidation->currentIndex() == ShareOfEach));
    m_validationShare->setEnabled(!files || m_validationFile->text().trimmed().isEmpty());
    showRow(m_ownSeed, hasSeed());
    showRow(m_seed, hasSeed() && m_ownSeed->isChecked());
    const double train = 100 - m_validation->value() - m_test->value();
    m_train->setText(tr("%1 %").arg(locale().toString(train, 'f', train == static_cast<int>(train) ? 0 : 1)));
}

} // namespace matinee::ui
