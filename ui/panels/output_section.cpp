#include "ui/panels/output_section.h"

#include "ui/state/session.h"

#include <QCheckBox>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStandardPaths>

namespace matinee::ui {

namespace {

QString defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/matinee/tensorboard");
}

} // namespace

OutputSection::OutputSection(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_folder(defaultFolder())
    , m_write(new QCheckBox(tr("Write TensorBoard files"), this))
    , m_where(new QLabel(this))
    , m_change(new QPushButton(tr("Folder…"), this))
{
    m_write->setObjectName(QStringLiteral("tensorBoardSwitch"));
    m_write->setAccessibleName(tr("Write TensorBoard files"));
    m_write->setToolTip(tr("Each training writes its losses, metrics and hyperparameters to a folder of its own, for "
                           "tensorboard --logdir"));
    m_where->setObjectName(QStringLiteral("tensorBoardFolder"));
    m_where->setWordWrap(true);
    m_where->setForegroundRole(QPalette::PlaceholderText);
    m_where->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_change->setObjectName(QStringLiteral("tensorBoardChange"));
    m_change->setAccessibleName(tr("Choose the folder for TensorBoard files"));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_write);
    row->addStretch(1);
    row->addWidget(m_change);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_where);
    connect(m_write, &QCheckBox::toggled, this,
            [this](bool write) { m_session.setTensorBoardFolder(write ? m_folder : QString()); });
    connect(m_change, &QPushButton::clicked, this, &OutputSection::folderRequested);
    connect(&session, &Session::tensorBoardFolderChanged, this, &OutputSection::showFolder);
    showFolder();
}

void OutputSection::showFolder()
{
    const auto& folder = m_session.tensorBoardFolder();
    if (!folder.isEmpty())
        m_folder = folder;
    m_write->setChecked(!folder.isEmpty());
    // Slashes let a long path break.
    m_where->setText(QDir::toNativeSeparators(m_folder).replace(QLatin1Char('/'), QStringLiteral("/\u200B")));
    m_where->setVisible(!folder.isEmpty());
    m_change->setVisible(!folder.isEmpty());
}

void OutputSection::setChoosable(bool choosable)
{
    m_write->setEnabled(choosable);
    m_change->setEnabled(choosable);
}

} // namespace matinee::ui
