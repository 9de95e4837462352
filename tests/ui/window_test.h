#pragma once

#include "tests/ui/window_support.h"
#include "ui/main_window.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <QSettings>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTest>

namespace matinee::ui::testing {

/// What tests of the whole window share: a release to open, settings of their own, and a file chooser that answers.
class WindowTest : public QObject
{
protected:
    SmallRelease m_release;
    QTemporaryDir m_folder;
    QString m_answer; // of the file chooser

    QString settingsFile() const { return m_folder.filePath(QStringLiteral("matinee.ini")); }

    std::unique_ptr<MainWindow> makeWindow()
    {
        auto window = std::make_unique<MainWindow>(std::make_unique<QSettings>(settingsFile(), QSettings::IniFormat),
                                                   std::make_unique<AnsweringFileChooser>(m_answer));
        window->show();
        return window;
    }

    static void openAndWait(MainWindow& window, const QString& source)
    {
        window.open(source);
        QTRY_VERIFY_WITH_TIMEOUT(window.session().dataset() && !window.session().isLoading(), kLong);
    }

    static void setNumbers(MainWindow& window, std::int64_t epochs, std::int64_t factors = 8)
    {
        find<QSpinBox>(window, "epochs")->setValue(static_cast<int>(epochs));
        find<QSpinBox>(window, "factors")->setValue(static_cast<int>(factors));
    }

    static void trainBriefly(MainWindow& window)
    {
        setNumbers(window, 3);
        click(window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window.session().run() && window.session().films().isReady(), kLong);
    }

    void setUp()
    {
        QStandardPaths::setTestModeEnabled(true);
        qputenv("XDG_DATA_HOME", m_folder.filePath(QStringLiteral("data")).toUtf8());
    }

    void beginTest()
    {
        failOnAnyWarning();
        QFile::remove(settingsFile());
        m_answer.clear();
    }
};

} // namespace matinee::ui::testing
