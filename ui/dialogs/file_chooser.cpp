#include "ui/dialogs/file_chooser.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>

#include <utility>

namespace matinee::ui {

namespace {

QFileDialog* makeDialog(QWidget* parent, const QString& title, FileChooser::Chosen chosen)
{
    auto* dialog = new QFileDialog(parent, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent,
                     [chosen = std::move(chosen)](const QString& path) { chosen(path); });
    return dialog;
}

/// ".svg" of "SVG drawing (*.svg)".
QString suffixOf(const QString& filter)
{
    static const QRegularExpression kSuffix(QStringLiteral("\\*\\.(\\w+)"));
    return kSuffix.match(filter).captured(1);
}

} // namespace

void DialogFileChooser::openFolder(QWidget* parent, const QString& title, Chosen chosen)
{
    auto* dialog = makeDialog(parent, title, std::move(chosen));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->open();
}

void DialogFileChooser::openFile(QWidget* parent, const QString& title, const QString& filters, Chosen chosen)
{
    auto* dialog = makeDialog(parent, title, std::move(chosen));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(filters.split(QStringLiteral(";;")));
    dialog->open();
}

void DialogFileChooser::saveFile(QWidget* parent, const QString& title, const QString& filters,
                                 const QString& suggestion, Chosen chosen)
{
    auto* dialog = makeDialog(parent, title, std::move(chosen));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters.split(QStringLiteral(";;")));
    dialog->selectFile(suggestion);
    dialog->setDefaultSuffix(QFileInfo(suggestion).suffix());
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog,
                     [dialog](const QString& filter) { dialog->setDefaultSuffix(suffixOf(filter)); });
    dialog->open();
}

} // namespace matinee::ui
