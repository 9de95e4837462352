#include "tests/ui/runs_desk.h"
#include "tests/ui/window_test.h"
#include "ui/forms/banner.h"
#include "ui/forms/notice_bar.h"
#include "ui/main_window.h"

#include <QCheckBox>
#include <QDockWidget>
#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::test;
using namespace matinee::ui::testing;

/// The dock of runs in the window.
class TestRunsWindow : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setUp(); }
    void init() { beginTest(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void startsAgainInTheWindow()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto spec = ExperimentSpec::forModel("mf");
        spec.data = m_release.path().toStdString();
        spec.seed = 11;
        spec.hyperparameters.set("factors", std::int64_t{5});
        spec.hyperparameters.set("epochs", std::int64_t{2});
        const auto id = record(*window, spec);
        auto* table = find<RunsTable>(*window, "runsTable");
        table->selectRuns({id});
        trigger(*window, "runStartAgain");
        QCOMPARE(window->session().spec().seed, std::uint64_t{11});
        QVERIFY(window->session().isTraining());
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().isTraining(), kLong);
        QCOMPARE(window->session().run()->spec.hyperparameters.integer("factors"), std::int64_t{5});
        trigger(*window, "undoAction");
        QCOMPARE(window->session().spec().seed, ExperimentSpec().seed);

        // With another data set open, the run's own comes first.
        openAndWait(*window, QStringLiteral("sample"));
        table->selectRuns({id});
        QSignalSpy begun(&window->session(), &Session::trainingStarted);
        trigger(*window, "runStartAgain");
        QTRY_COMPARE_WITH_TIMEOUT(begun.size(), 1, kLong);
        QCOMPARE(window->session().spec().data, spec.data);
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().isTraining(), kLong);
        QVERIFY(window->close());
    }

    void aDroppedExperimentIsReadyToStart()
    {
        const auto path = m_folder.filePath(QStringLiteral("shared.json"));
        {
            const MadeUpRuns made;
            auto json = made.store().exportRun(made.add(MadeUpRuns::spec("mf", 5), 0.91));
            json["spec"]["data"] = "sample";
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromStdString(json.dump()));
        }
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        window->open(path);
        QTRY_COMPARE_WITH_TIMEOUT(window->session().spec().seed, std::uint64_t{5}, kLong);
        QTRY_COMPARE_WITH_TIMEOUT(window->session().spec().data, std::string("sample"), kLong);
        QVERIFY(!window->session().isTraining());
        QVERIFY(find<NoticeBar>(*window, "runsNotice")->message().contains(QStringLiteral("Its curves are run")));
        // The sample here is not what it was trained on, and that is said.
        QTRY_VERIFY_WITH_TIMEOUT(find<Banner>(*window, "runsBanner")->message().contains(QStringLiteral("shared.json")),
                                 kLong);
        QTRY_VERIFY_WITH_TIMEOUT(!window->runLibrary().runs()->empty(), kLong);
        QVERIFY(window->close());
    }

    void theDockHasItsKeyAndIsKept()
    {
        {
            const auto window = makeWindow();
            auto* dock = find<QDockWidget>(*window, "runsDock");
            QVERIFY(dock->isVisible());
            window->activateWindow();
            QVERIFY(QTest::qWaitForWindowActive(window.get()));
            QTest::keyClick(window.get(), Qt::Key_F9, Qt::ControlModifier);
            QVERIFY(!dock->isVisible());
            QVERIFY(window->close());
        }
        const auto window = makeWindow();
        QVERIFY(!find<QDockWidget>(*window, "runsDock")->isVisible());
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
        const auto suffix = dark ? QStringLiteral("-dark") : QStringLiteral("-light");
        {
            const MadeUpRuns made;
            {
                Desk desk(made);
                QTest::qWait(50);
                savePicture(desk.panel, QStringLiteral("runs-empty") + suffix);
            }
            for (int i = 0; i < 12; ++i) {
                auto spec = i % 5 == 4 ? MadeUpRuns::spec("mf") : withFactors(8 << (i % 4), 40 + i / 4);
                spec.hyperparameters.set("learning_rate", i % 2 ? 0.01 : 0.003);
                made.add(spec, 0.93 + 0.007 * (i * 7 % 12), i == 3 ? RunStatus::Diverged : RunStatus::Completed);
            }
            auto store = made.store();
            MadeUpRuns::begin(store, made, withFactors(48), 0.931, 7, 6);
            store.setTags(11, {"wide", "week 12"});
            store.setNotes(11, "Best so far; try more factors with a smaller step");
            Desk desk(made);
            QTest::qWait(50);
            savePicture(desk.panel, QStringLiteral("runs-list") + suffix);
            desk.select({1});
            trigger(desk.panel, "runBaseline");
            desk.select({11, 9, 3});
            QTest::keyClick(&desk.table, Qt::Key_Space);
            QTRY_COMPARE_WITH_TIMEOUT(desk.panel.shownRuns().size(), std::size_t{3}, kLong);
            QTest::qWait(50);
            savePicture(desk.panel, QStringLiteral("runs-compared") + suffix);
            desk.panel.resize(760, 320);
            QTest::keyClick(&desk.table, Qt::Key_Delete);
            find<QCheckBox>(desk.panel, "runsGroup")->setChecked(true);
            QTest::qWait(50);
            savePicture(desk.panel, QStringLiteral("runs-narrow") + suffix);
        }
        {
            const auto window = makeWindow();
            window->resize(dark ? QSize(1600, 900) : QSize(1280, 800));
            openAndWait(*window, QStringLiteral("sample"));
            for (const std::int64_t factors : {8, 16, 32})
                record(*window, withFactors(factors));
            trainBriefly(*window);
            QTest::qWait(800); // the views settle; nothing is checked here
            QTest::qWait(50);
            savePicture(*window, QStringLiteral("runs-window") + suffix);
            QVERIFY(window->close());
        }
        QApplication::setPalette(palette);
    }

private:
    /// A run of these settings on the data set that is open.
    static qint64 record(MainWindow& window, const ExperimentSpec& spec)
    {
        auto store = RunStore::open(RunStore::defaultFolder());
        RunStart start;
        start.model = spec.model;
        start.epochs = 2;
        start.validation = 1;
        const auto run = store.begin(spec, *window.session().dataset(), start);
        for (int epoch = 0; epoch <= 2; ++epoch)
            store.appendEpoch(run, MadeUpRuns::epoch(epoch, 0.95, 2));
        store.finish(run, {});
        window.runLibrary().refresh();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(window.runLibrary().find(run), kLong); }();
        return run;
    }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestRunsWindow test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runs_window.moc"
