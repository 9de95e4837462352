#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace matinee::ui {

/// Asks a person for a place on the disk. The window is given one, so that a test can answer without a dialog.
class FileChooser
{
public:
    /// Not called if the person cancels.
    using Chosen = std::function<void(const QString& path)>;

    virtual ~FileChooser() = default;

    virtual void openFolder(QWidget* parent, const QString& title, Chosen chosen) = 0;
    /// \param filters as QFileDialog has them: "Zip archives (*.zip);;All files (*)"
    virtual void openFile(QWidget* parent, const QString& title, const QString& filters, Chosen chosen) = 0;
    virtual void saveFile(QWidget* parent, const QString& title, const QString& filters, const QString& suggestion,
                          Chosen chosen) = 0;
};

/// Asks with the platform's dialogs, without blocking the window's event loop.
class DialogFileChooser : public FileChooser
{
public:
    void openFolder(QWidget* parent, const QString& title, Chosen chosen) override;
    void openFile(QWidget* parent, const QString& title, const QString& filters, Chosen chosen) override;
    void saveFile(QWidget* parent, const QString& title, const QString& filters, const QString& suggestion,
                  Chosen chosen) override;
};

} // namespace matinee::ui
