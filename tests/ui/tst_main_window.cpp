#include "tests/ui/window_test.h"
#include "ui/forms/banner.h"
#include "ui/forms/drop_overlay.h"
#include "ui/main_window.h"
#include "ui/panels/signed_bars.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <matinee/preset.h>
#include <matinee/run_record.h>

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>
#include <QTreeWidget>

#include <nlohmann/json.hpp>

#include <set>
#include <thread>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

class TestMainWindow : public WindowTest
{
    Q_OBJECT

private:
    /// The texts that share a letter after Alt, among all that is visible; empty if none do.
    static QString mnemonicClashes(const MainWindow& window)
    {
        QStringList texts;
        for (const auto* menu : window.menuBar()->actions())
            texts.append(menu->text());
        for (const auto* button : window.findChildren<QAbstractButton*>())
            if (button->isVisible())
                texts.append(button->text());
        for (const auto* label : window.findChildren<QLabel*>())
            if (label->isVisible() && label->buddy())
                texts.append(label->text());
        for (const auto* bar : window.findChildren<QTabBar*>())
            for (int tab = 0; bar->isVisible() && tab < bar->count(); ++tab)
                texts.append(bar->tabText(tab));
        QMap<QString, QStringList> users;
        for (const auto& text : texts)
            if (const auto key = QKeySequence::mnemonic(text); !key.isEmpty())
                users[key.toString()].append(text);
        QStringList clashes;
        for (auto it = users.cbegin(); it != users.cend(); ++it)
            if (it.value().size() > 1)
                clashes.append(QStringLiteral("%1: %2").arg(it.key(), it.value().join(QStringLiteral(", "))));
        return clashes.join(QStringLiteral("; "));
    }

private Q_SLOTS:
    void initTestCase() { setUp(); }
    void init() { beginTest(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    /// A person who sees the program for the first time.
    void firstVisit()
    {
        const auto window = makeWindow();
        auto& session = window->session();
        window->openLast();
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset(), kLong);
        QCOMPARE(find<QComboBox>(*window, "sourceCombo")->currentText(), QStringLiteral("Built-in sample"));
        QCOMPARE(find<QLabel>(*window, "experimentUsers")->text(), QStringLiteral("943 users"));

        // One click starts; points arrive.
        find<QSpinBox>(*window, "epochs")->setValue(1000);
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 1, kLong);
        QVERIFY(!find<QLabel>(*window, "statusEpoch")->text().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!find<QLabel>(*window, "statusRate")->text().isEmpty(), kLong);
        QVERIFY(!find<QComboBox>(*window, "modelCombo")->isEnabled());
        QVERIFY(!find<QPushButton>(*window, "downloadButton")->isEnabled());
        for (const auto* label : find<QWidget>(*window, "experimentPanel")->findChildren<QLabel*>())
            if (label->buddy()) // grey or not together with its field
                QVERIFY2(label->isEnabled() == label->buddy()->isEnabled(), qPrintable(label->text()));
        QVERIFY(find<QDoubleSpinBox>(*window, "learning_rate")->isEnabled());

        // F6 pauses and resumes.
        QTest::keyClick(window.get(), Qt::Key_F6);
        QCOMPARE(session.activity(), Session::Activity::Paused);
        QCOMPARE(find<QPushButton>(*window, "pauseButton")->text(), QStringLiteral("&Resume"));
        savePicture(*window, QStringLiteral("paused"));
        QTest::keyClick(window.get(), Qt::Key_F6);
        QCOMPARE(session.activity(), Session::Activity::Training);
        click(*window, "stopButton");
        QTRY_VERIFY_WITH_TIMEOUT(session.run(), kLong);

        // The map with its clusters; a title is found, and its film inspected.
        QTest::keyClick(window.get(), Qt::Key_2, Qt::ControlModifier);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        auto* clusters = find<QTreeWidget>(*window, "clusterList");
        QTRY_COMPARE_WITH_TIMEOUT(clusters->topLevelItemCount(), session.films().options().clusters, kLong);
        const auto title = QString::fromStdString(session.dataset()->film(session.films().map()->items.front()).title);
        auto* search = find<QLineEdit>(*window, "mapSearch");
        // Ctrl+F from another tab.
        QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier);
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        QTRY_VERIFY(search->isVisible() && search->hasFocus());
        QTest::keyClicks(search, title.left(title.indexOf(QLatin1Char('('))).trimmed());
        // The list of hits takes the keys while it is open, as it does under a person's hands.
        QTest::keyClick(QApplication::activePopupWidget() ? QApplication::activePopupWidget() : search, Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(session.selectedItem() >= 0, kLong);
        QTRY_VERIFY_WITH_TIMEOUT(!find<QLabel>(*window, "filmTitle")->text().isEmpty(), kLong);
        savePicture(*window, QStringLiteral("map"));
        QVERIFY(window->close());
    }

    void opensFolderFileAndRun()
    {
        const auto window = makeWindow();
        auto& session = window->session();
        m_answer = m_release.path();
        trigger(*window, "openFolderAction");
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset(), kLong);
        QCOMPARE(session.facts()->users, std::size_t{120});
        QCOMPARE(find<QComboBox>(*window, "sourceCombo")->currentText(), QStringLiteral("ml-small"));
        QCOMPARE(find<QMenu>(*window, "recentMenu")->actions().front()->text(), m_release.path());

        const auto before = session.dataset();
        m_answer = m_release.path() + QStringLiteral("/u.data");
        trigger(*window, "openFileAction");
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset() != before, kLong);

        trainBriefly(*window);
        const auto run = m_folder.filePath(QStringLiteral("run"));
        saveRun(*session.run(), run.toStdString());
        const auto trained = session.run();
        m_answer = run;
        trigger(*window, "openRunAction");
        QTRY_VERIFY_WITH_TIMEOUT(session.run() && session.run() != trained && session.films().isReady(), kLong);
        QVERIFY(window->close());
    }

    void errorsStandInTheWindow()
    {
        const auto window = makeWindow();
        auto* banner = find<Banner>(*window, "banner");
        QVERIFY(!banner->isVisible());
        QVERIFY(!find<QPushButton>(*window, "startButton")->isEnabled());
        QVERIFY(!find<QLabel>(*window, "startReason")->text().isEmpty());
        window->open(QStringLiteral("/nowhere/at-all"));
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), kLong);
        QVERIFY(banner->accessibleName().contains(banner->message()));
        savePicture(*window, QStringLiteral("error"));
        click(*window, "bannerDismiss");
        QVERIFY(!banner->isVisible());
        QVERIFY(window->close());
    }

    void aLostSourceFallsBackOnTheSample()
    {
        QSettings(settingsFile(), QSettings::IniFormat)
            .setValue(QStringLiteral("data/source"), QStringLiteral("/gone/ml-100k"));
        const auto window = makeWindow();
        window->openLast();
        QTRY_VERIFY_WITH_TIMEOUT(window->session().dataset(), kLong);
        QCOMPARE(window->session().spec().data, std::string("sample"));
        QVERIFY(find<Banner>(*window, "banner")->isVisible()); // and why is still to be read
        QVERIFY(find<QPushButton>(*window, "startButton")->isEnabled());
        QVERIFY(window->close());
    }

    void aDroppedFolderOpens()
    {
        const auto window = makeWindow();
        auto* overlay = find<DropOverlay>(*window, "dropOverlay");
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(m_release.path())});
        const QPoint middle = window->rect().center();
        QDragEnterEvent enter(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QVERIFY(overlay->isVisible());
        QVERIFY(overlay->accessibleName().contains(QStringLiteral("ml-small")));
        savePicture(*window, QStringLiteral("drop"));
        QDropEvent drop(middle, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(window.get(), &drop);
        QVERIFY(!overlay->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(window->session().dataset(), kLong);
        QVERIFY(window->close());
    }

    void editsAreUndone()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto& session = window->session();
        auto* factors = find<QSpinBox>(*window, "factors");
        const int before = factors->value();
        factors->setFocus();
        factors->selectAll();
        QTest::keyClicks(factors, QStringLiteral("12"));
        QTest::keyClick(factors, Qt::Key_Return);
        QCOMPARE(session.spec().hyperparameters.integer("factors"), std::int64_t{12});
        // Also while the spin box, which has an undo of its own, has the focus.
        QTest::keyClick(factors, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(session.spec().hyperparameters.integer("factors"), std::int64_t{before});
        QCOMPARE(factors->value(), before);
        QTest::keyClick(factors, Qt::Key_Y, Qt::ControlModifier);
        QCOMPARE(factors->value(), 12);
        // A number that is still being typed counts when the training starts.
        factors->selectAll();
        QTest::keyClicks(factors, QStringLiteral("16"));
        find<QSpinBox>(*window, "epochs")->setValue(1);
        QTest::keyClick(window.get(), Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(session.run(), kLong);
        QCOMPARE(session.run()->spec.hyperparameters.integer("factors"), std::int64_t{16});
        QVERIFY(window->close());
    }

    void aBadSplitBlocksStart()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto* start = find<QPushButton>(*window, "startButton");
        QVERIFY(start->isEnabled());
        find<QDoubleSpinBox>(*window, "splitValidation")->setValue(50);
        find<QDoubleSpinBox>(*window, "splitTest")->setValue(50);
        QVERIFY(!start->isEnabled());
        QVERIFY(find<QLabel>(*window, "startReason")->isVisible());
        QVERIFY(find<QLabel>(*window, "startReason")->text().contains(QStringLiteral("training")));
        QVERIFY(!find<QAction>(*window, "startAction")->isEnabled());
        // An edit elsewhere does not throw away what is being typed here.
        find<QSpinBox>(*window, "factors")->setValue(9);
        QCOMPARE(find<QDoubleSpinBox>(*window, "splitTest")->value(), 50.0);
        find<QDoubleSpinBox>(*window, "splitTest")->setValue(10);
        QVERIFY(start->isEnabled());
        QCOMPARE(window->session().spec().split.text(), std::string("random:0.4/0.5/0.1"));
        QVERIFY(window->close());
    }

    void stateIsKept()
    {
        {
            const auto window = makeWindow();
            openAndWait(*window, m_release.path());
            find<QSpinBox>(*window, "factors")->setValue(21);
            find<QTabWidget>(*window, "tabs")->setCurrentIndex(2);
            find<QDockWidget>(*window, "inspectorDock")->hide();
            window->session().films().setClusterCount(6);
            window->resize(1200, 800);
            QVERIFY(window->close());
        }
        const auto window = makeWindow();
        QCOMPARE(window->session().spec().hyperparameters.integer("factors"), std::int64_t{21});
        QCOMPARE(find<QSpinBox>(*window, "factors")->value(), 21);
        QCOMPARE(find<QTabWidget>(*window, "tabs")->currentIndex(), 2);
        QVERIFY(!find<QDockWidget>(*window, "inspectorDock")->isVisible());
        QCOMPARE(window->session().films().options().clusters, 6);
        window->openLast();
        QTRY_VERIFY_WITH_TIMEOUT(window->session().dataset(), kLong);
        QCOMPARE(window->session().spec().data, m_release.path().toStdString());
        trigger(*window, "resetLayoutAction");
        QTRY_VERIFY_WITH_TIMEOUT(find<QDockWidget>(*window, "inspectorDock")->isVisible(), kLong);
        QVERIFY(window->close());
    }

    void damagedSettingsAreNoHarm()
    {
        QFile file(settingsFile());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[experiment]\nspec={\"model\":\n[window]\ntab=99\nlayout=@ByteArray(xx)\n[map]\nclusters=-3\n");
        file.close();
        const auto window = makeWindow();
        QVERIFY(window->session().films().options().clusters > 0);
        QVERIFY(find<QTabWidget>(*window, "tabs")->currentIndex() >= 0);
        QVERIFY(window->close());
    }

    void closingStopsTheTrainingFirst()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        setNumbers(*window, 100'000);
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().epochs().size() > 1, kLong);
        QVERIFY(!window->close()); // not yet
        QVERIFY(window->isVisible());
        QCOMPARE(window->session().activity(), Session::Activity::Stopping);
        QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), kLong);
        QVERIFY(!window->session().run()); // nobody waits for its evaluation
        QCOMPARE(QSettings(settingsFile(), QSettings::IniFormat).value(QStringLiteral("data/source")).toString(),
                 m_release.path());
    }

    void figuresAreExported()
    {
        const auto window = makeWindow();
        QVERIFY(!find<QAction>(*window, "exportAction")->isEnabled());
        openAndWait(*window, m_release.path());
        trainBriefly(*window);
        for (const int tab : {0, 1}) {
            find<QTabWidget>(*window, "tabs")->setCurrentIndex(tab);
            for (const auto* suffix : {"png", "svg", "pdf"}) {
                m_answer = m_folder.filePath(QStringLiteral("figure%1.%2").arg(tab).arg(QLatin1String(suffix)));
                trigger(*window, "exportAction");
                QVERIFY2(QFileInfo(m_answer).size() > 1000, qPrintable(m_answer));
            }
            QVERIFY(!find<Banner>(*window, "banner")->isVisible());
        }
        QImage image(m_folder.filePath(QStringLiteral("figure0.png")));
        QCOMPARE(image.size(), QSize(1600, 900));
        m_answer = m_folder.filePath(QStringLiteral("figure.bmp"));
        trigger(*window, "exportAction");
        QVERIFY(find<Banner>(*window, "banner")->isVisible());
        m_answer = QStringLiteral("/nowhere/figure.png");
        trigger(*window, "exportAction");
        QVERIFY(find<Banner>(*window, "banner")->message().contains(m_answer));
        QVERIFY(window->close());
    }

    void runsAreSavedAndOpenedAgain()
    {
        const auto window = makeWindow();
        QVERIFY(!find<QAction>(*window, "saveRunAction")->isEnabled());
        openAndWait(*window, m_release.path());
        trainBriefly(*window);
        const double rmse = window->session().run()->result.test.rmse;

        // A folder with other things in it is left alone.
        m_answer = m_release.path();
        trigger(*window, "saveRunAction");
        QTRY_VERIFY(find<Banner>(*window, "banner")->isVisible());
        QVERIFY(!QFileInfo::exists(m_release.path() + QStringLiteral("/run.json")));

        m_answer = m_folder.filePath(QStringLiteral("saved run"));
        QSignalSpy saved(&window->session(), &Session::runSaved);
        trigger(*window, "saveRunAction");
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, 30'000);
        QVERIFY(QFileInfo::exists(m_answer + QStringLiteral("/run.json")));

        QSignalSpy finished(&window->session(), &Session::trainingFinished);
        trigger(*window, "openRunAction");
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        QCOMPARE(window->session().run()->result.test.rmse, rmse);
        QVERIFY(window->close());
    }

    void helpIsThere()
    {
        const auto window = makeWindow();
        for (const auto& [action, dialogName] :
             {std::pair("shortcutsAction", "shortcutsDialog"), std::pair("aboutAction", "aboutDialog")}) {
            trigger(*window, action);
            auto* dialog = find<QDialog>(*window, dialogName);
            QTRY_VERIFY_WITH_TIMEOUT(dialog->isVisible(), kLong);
            savePicture(*dialog, QString::fromLatin1(dialogName));
            if (const auto* table = dialog->findChild<QTableWidget*>()) {
                // By menu, every row once, and the keys that only the views know.
                QStringList rows;
                for (int row = 0; row < table->rowCount(); ++row)
                    rows.append(table->item(row, 0)->text() + QLatin1Char('\t') + table->item(row, 1)->text());
                QCOMPARE(QSet<QString>(rows.begin(), rows.end()).size(), rows.size());
                QVERIFY(rows.front().endsWith(QStringLiteral("Ctrl+O")));
                QCOMPARE(rows.filter(QRegularExpression(QStringLiteral("Ctrl\\+C$"))).size(), 2);
                QCOMPARE(rows.filter(QRegularExpression(QStringLiteral("Ctrl\\+F$"))).size(), 1);
                QVERIFY(rows.filter(QStringLiteral("Esc")).size() == 1);
            }
            dialog->close();
            QTRY_VERIFY_WITH_TIMEOUT(!window->findChild<QDialog*>(QString::fromLatin1(dialogName)), kLong);
        }
        QVERIFY(window->close());
    }

    /// Every control can be reached by keyboard and says what it is.
    void everyControlIsReachable()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        trainBriefly(*window);
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        for (int tab = 0; tab < 4; ++tab) {
            find<QTabWidget>(*window, "tabs")->setCurrentIndex(tab);
            // Ours are named; a spin box's line of text and the like belong to the control that is.
            std::set<const QWidget*> expected;
            for (auto* widget : window->findChildren<QWidget*>()) {
                if (!widget->isVisible() || !widget->isEnabled() || !(widget->focusPolicy() & Qt::TabFocus) ||
                    widget->focusProxy() || qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) ||
                    widget->objectName().startsWith(QStringLiteral("qt_")))
                    continue;
                expected.insert(widget);
                const auto* interface = QAccessible::queryAccessibleInterface(widget);
                QVERIFY(interface);
                const auto who = QStringLiteral("%1 \"%2\" in %3")
                                     .arg(QString::fromLatin1(widget->metaObject()->className()), widget->objectName(),
                                          widget->parentWidget()->objectName());
                QVERIFY2(!widget->objectName().isEmpty(), qPrintable(who + QStringLiteral(" has no name")));
                QVERIFY2(!interface->text(QAccessible::Name).isEmpty(),
                         qPrintable(who + QStringLiteral(" has no accessible name")));
            }
            QVERIFY(expected.size() > 20);
            find<QComboBox>(*window, "sourceCombo")->setFocus();
            std::set<const QWidget*> reached;
            for (int i = 0; i < 300; ++i) {
                reached.insert(QApplication::focusWidget());
                QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            }
            for (const auto* widget : expected)
                QVERIFY2(
                    reached.contains(widget),
                    qPrintable(QStringLiteral("Tab does not reach %1 on tab %2").arg(widget->objectName()).arg(tab)));
        }
        QVERIFY(window->close());
    }

    /// Alt and a letter goes to one control alone, whatever is shown.
    void everyMnemonicIsUnique()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        trainBriefly(*window);
        window->session().selectItem(
            window->session().films().map()->items.front()); // the inspector's own are there too
        auto* advanced = find<QAbstractButton>(*window, "advancedToggle");
        advanced->setChecked(true);
        auto* tabs = find<QTabWidget>(*window, "tabs");
        auto* splits = find<QComboBox>(*window, "splitKind");
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            for (int split = 0; split < splits->count(); ++split) {
                splits->setCurrentIndex(split);
                const QString clashes = mnemonicClashes(*window);
                QVERIFY2(clashes.isEmpty(),
                         qPrintable(QStringLiteral("tab %1, split %2: %3").arg(tab).arg(split).arg(clashes)));
            }
        }
        splits->setCurrentIndex(0);
        auto* tables = find<QTabWidget>(*window, "dataTabs");
        for (int table = 0; table < tables->count(); ++table) {
            tables->setCurrentIndex(table);
            QCOMPARE(mnemonicClashes(*window), QString());
        }
        // The key goes where its letter stands.
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        tabs->setCurrentIndex(0);
        QTest::keyClick(window.get(), Qt::Key_M, Qt::AltModifier);
        QCOMPARE(QApplication::focusWidget(), find<QWidget>(*window, "modelCombo"));
        QTest::keyClick(window.get(), Qt::Key_C, Qt::AltModifier);
        QCOMPARE(QApplication::focusWidget(), find<QWidget>(*window, "curvesMetric"));
        QVERIFY(window->close());
    }

    void noTextIsClipped()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto* panel = find<QWidget>(*window, "experimentPanel");
        // The map's own wishes push the docks together, but never below what they need.
        find<QTabWidget>(*window, "tabs")->setCurrentIndex(1);
        auto* scroll = find<QScrollArea>(*window, "experimentScroll");
        QTRY_VERIFY_WITH_TIMEOUT(scroll->widget()->width() <= scroll->viewport()->width(), kLong);
        for (auto* widget : panel->findChildren<QWidget*>()) {
            const auto* label = qobject_cast<QLabel*>(widget);
            const bool fits = label && label->wordWrap() ? widget->height() >= label->heightForWidth(widget->width())
                                                         : widget->width() >= widget->minimumSizeHint().width();
            if (widget->isVisible() && (label || qobject_cast<QAbstractButton*>(widget)))
                QVERIFY2(fits, qPrintable(widget->objectName()));
        }
        QVERIFY(window->close());
    }

    void pictures_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }

    void pictures()
    {
        if (qEnvironmentVariableIsEmpty("MATINEE_SCREENSHOT_DIR"))
            QSKIP("MATINEE_SCREENSHOT_DIR is not set: no pictures are wanted.");
        QFETCH(bool, dark);
        const auto palette = QApplication::palette();
        if (dark)
            QApplication::setPalette(darkPalette());
        {
            const auto window = makeWindow();
            window->resize(1400, 900);
            openAndWait(*window, QStringLiteral("sample"));
            click(*window, "startButton");
            QTRY_VERIFY_WITH_TIMEOUT(window->session().epochs().size() > 3, kLong);
            const auto suffix = dark ? QStringLiteral("dark") : QStringLiteral("light");
            savePicture(*window, QStringLiteral("training-") + suffix);
            QTRY_VERIFY_WITH_TIMEOUT(window->session().films().isReady(), kLong);
            window->session().selectItem(window->session().films().map()->items.front());
            for (const auto& [tab, name] : {std::pair(0, "curves-"), std::pair(1, "map-"), std::pair(2, "data-")}) {
                find<QTabWidget>(*window, "tabs")->setCurrentIndex(tab);
                QTest::qWait(500); // the views settle; nothing is checked here
                savePicture(*window, QString::fromLatin1(name) + suffix);
            }
            QVERIFY(window->close());
        }
        QApplication::setPalette(palette);
    }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_main_window.moc"
