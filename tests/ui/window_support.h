#pragma once

#include "ui/dialogs/file_chooser.h"
#include "ui/state/colours.h"

#include <matinee/sample.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPalette>
#include <QPixmap>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

namespace matinee::ui::testing {

constexpr int kLong = 30'000; // for hangs only

/// Warnings of Qt fail a test; what the offscreen platform says of itself is no fault of ours.
inline void failOnAnyWarning()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support )")));
}

/// A small data set on the disk, in the layout of a release.
class SmallRelease
{
public:
    explicit SmallRelease(const SampleOptions& options = {.users = 120, .items = 200, .ratings = 6000, .seed = 3})
    {
        writeDataset(*makeSample(options), "ml-100k", path().toStdString());
    }

    QString path() const { return m_folder.filePath(QStringLiteral("ml-small")); }

private:
    QTemporaryDir m_folder;
};

/// Answers what the test says, without a dialog.
class AnsweringFileChooser : public FileChooser
{
public:
    explicit AnsweringFileChooser(QString& answer)
        : m_answer(answer)
    {}

    void openFolder(QWidget*, const QString&, Chosen chosen) override { chosen(m_answer); }
    void openFile(QWidget*, const QString&, const QString&, Chosen chosen) override { chosen(m_answer); }
    void saveFile(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override
    {
        chosen(m_answer);
    }

private:
    QString& m_answer;
};

/// A palette of light text on dark windows.
inline QPalette darkPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Window, QColor(0x24, 0x26, 0x2B));
    palette.setColor(QPalette::WindowText, QColor(0xE8, 0xE8, 0xE8));
    palette.setColor(QPalette::Base, QColor(0x1B, 0x1D, 0x21));
    palette.setColor(QPalette::AlternateBase, QColor(0x22, 0x24, 0x29));
    palette.setColor(QPalette::Text, QColor(0xE8, 0xE8, 0xE8));
    palette.setColor(QPalette::Button, QColor(0x33, 0x36, 0x3C));
    palette.setColor(QPalette::ButtonText, QColor(0xE8, 0xE8, 0xE8));
    palette.setColor(QPalette::ToolTipBase, QColor(0x33, 0x36, 0x3C));
    palette.setColor(QPalette::ToolTipText, QColor(0xE8, 0xE8, 0xE8));
    palette.setColor(QPalette::Highlight, QColor(0x2F, 0x6F, 0xA8));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::PlaceholderText, mutedTextColour(palette)); // so mendQuietText() leaves all of it alone
    palette.setColor(QPalette::Link, QColor(0x4D, 0xA6, 0xDB));
    palette.setColor(QPalette::Light, QColor(0x40, 0x43, 0x4A));
    palette.setColor(QPalette::Mid, QColor(0x2B, 0x2D, 0x32));
    palette.setColor(QPalette::Dark, QColor(0x14, 0x15, 0x18));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x80, 0x83, 0x88));
    return palette;
}

/// The child of that name; without one the test ends.
template <class Widget>
Widget* find(const QObject& root, const char* name)
{
    auto* found = root.findChild<Widget*>(QString::fromLatin1(name));
    if (!found)
        qFatal("there is no %s", name);
    return found;
}

inline void click(const QObject& root, const char* name)
{
    auto* button = find<QAbstractButton>(root, name);
    QVERIFY2(button->isEnabled() && button->isVisible(), name);
    QTest::mouseClick(button, Qt::LeftButton);
}

inline void trigger(const QObject& root, const char* name)
{
    auto* action = find<QAction>(root, name);
    QVERIFY2(action->isEnabled(), name);
    action->trigger();
}

/// Writes a picture of a widget to MATINEE_SCREENSHOT_DIR, if it is set.
inline void savePicture(QWidget& widget, const QString& name)
{
    const auto folder = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
    if (folder.isEmpty())
        return;
    QVERIFY(QDir().mkpath(folder));
    const auto scale = qFuzzyCompare(widget.devicePixelRatioF(), 1.0)
                           ? QString()
                           : QStringLiteral("-%1x").arg(widget.devicePixelRatioF());
    QVERIFY(widget.grab().save(QStringLiteral("%1/%2%3.png").arg(folder, name, scale)));
}

} // namespace matinee::ui::testing
