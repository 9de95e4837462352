#include "ui/dialogs/remove_runs_dialog.h"

#include <QCoreApplication>
#include <QMessageBox>
#include <QPushButton>

#include <utility>

namespace matinee::ui {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::RemoveRunsDialog)
};

} // namespace

void askToRemoveRuns(QWidget* parent, const QStringList& names, std::function<void()> confirmed)
{
    auto* box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QStringLiteral("removeRunsDialog"));
    box->setIcon(QMessageBox::Warning);
    box->setWindowTitle(Text::tr("Delete for good"));
    box->setTextFormat(Qt::PlainText);
    box->setText(names.size() == 1 ? Text::tr("Delete run %1 for good?").arg(names.front())
                                   : Text::tr("Delete %1 runs for good?").arg(names.size()));
    box->setInformativeText(
        Text::tr("Settings, curves, notes and files are deleted. This cannot be undone; an archived run can be "
                 "brought back at any time."));
    auto* remove = box->addButton(Text::tr("Delete for good"), QMessageBox::DestructiveRole);
    remove->setObjectName(QStringLiteral("removeRunsConfirm"));
    auto* cancel = box->addButton(QMessageBox::Cancel);
    cancel->setObjectName(QStringLiteral("removeRunsCancel"));
    box->setDefaultButton(cancel);
    box->setEscapeButton(cancel);
    QObject::connect(remove, &QAbstractButton::clicked, parent, [confirmed = std::move(confirmed)] { confirmed(); });
    box->open();
}

} // namespace matinee::ui
