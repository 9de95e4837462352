#include "tests/ui/window_test.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/run_curves.h"
#include "ui/forms/parameter_form.h"
#include "ui/main_window.h"
#include "ui/panels/curves_view.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"
#include "ui/state/spec_differences.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>
#include <QUndoStack>

#include <nlohmann/json.hpp>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

/// The curves of the run before, as the chart draws them.
std::vector<LineSeries> ghosts(MainWindow& window)
{
    std::vector<LineSeries> found;
    for (const auto& series : find<CurveChart>(window, "curveChart")->plot().data().series)
        if (series.ghost && series.visible)
            found.push_back(series);
    return found;
}

std::int64_t epochsOf(const TrainedRun& run)
{
    return run.spec.hyperparameters.integer("epochs");
}

} // namespace

/// Live tuning: every change trains again.
class TestLive : public WindowTest
{
    Q_OBJECT

private:
    std::unique_ptr<MainWindow> makeLiveWindow(std::int64_t epochs = 3)
    {
        auto window = makeWindow();
        openAndWait(*window, m_release.path());
        setNumbers(*window, epochs);
        trigger(*window, "liveAction");
        return window;
    }

    /// The run of the present experiment is there, and nothing moves any more.
    static void waitForRun(MainWindow& window)
    {
        auto& session = window.session();
        QTRY_VERIFY_WITH_TIMEOUT(
            !session.isTraining() && !session.isHandMoving() && session.run() &&
                toJson(session.run()->spec.hyperparameters) == toJson(session.spec().hyperparameters) &&
                session.run()->spec.split == session.spec().split &&
                session.run()->spec.model == session.spec().model && session.run()->spec.seed == session.spec().seed,
            kLong);
    }

private Q_SLOTS:
    void initTestCase() { setUp(); }
    void init() { beginTest(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void theSwitchIsSeenAndKept()
    {
        {
            const auto window = makeWindow();
            auto* action = find<QAction>(*window, "liveAction");
            QVERIFY(action->isCheckable() && !action->isChecked() && !action->shortcut().isEmpty());
            QVERIFY(!action->icon().isNull() && !action->toolTip().isEmpty());
            QVERIFY(!find<QLabel>(*window, "statusLive")->isVisible());
            auto* button = find<QToolBar>(*window, "mainToolBar")->widgetForAction(action);
            QVERIFY(!button->accessibleName().isEmpty());
            QTest::mouseClick(button, Qt::LeftButton);
            QVERIFY(window->session().isLiveTuning());
            QVERIFY(find<QLabel>(*window, "statusLive")->isVisible());
            QVERIFY(!window->session().isTraining()); // nothing was changed yet
            QVERIFY(window->close());
        }
        const auto window = makeWindow();
        QVERIFY(window->session().isLiveTuning());
        openAndWait(*window, m_release.path());
        QVERIFY(!window->session().isTraining());
        QVERIFY(window->close());
    }

    void everyKindOfChangeTrainsAgain()
    {
        const auto window = makeLiveWindow();
        auto& session = window->session();
        auto* tabs = find<QTabWidget>(*window, "tabs");
        const auto tab = tabs->currentIndex();
        auto* startOrPause = find<QToolButton>(*window, "toolbar_startOrPauseAction");
        const int width = startOrPause->width();
        find<QSpinBox>(*window, "factors")->setFocus();
        find<QSpinBox>(*window, "factors")->setValue(5);
        QVERIFY(session.isTraining());
        QCOMPARE(startOrPause->minimumWidth(), width); // "Start" became "Pause", and nothing beside it moves
        QVERIFY(startOrPause->maximumWidth() == width && startOrPause->sizeHint().width() <= width);
        waitForRun(*window);
        QVERIFY(find<QSpinBox>(*window, "factors")->hasFocus());
        QCOMPARE(tabs->currentIndex(), tab);

        find<QSpinBox>(*window, "seed")->setValue(7);
        waitForRun(*window);

        auto* split = find<QComboBox>(*window, "splitKind");
        const auto before = session.spec().split;
        split->setCurrentIndex(split->currentIndex() == 0 ? 1 : 0);
        Q_EMIT split->activated(split->currentIndex());
        QVERIFY(!(session.spec().split == before));
        waitForRun(*window);

        auto* model = find<QComboBox>(*window, "modelCombo");
        model->setCurrentIndex(model->findData(QStringLiteral("als")));
        Q_EMIT model->activated(model->currentIndex());
        waitForRun(*window);
        QCOMPARE(session.run()->spec.model, std::string("als"));

        // The same once more is no change.
        const QSignalSpy restarts(&session, &Session::trainingRestarted);
        session.setSpec(session.spec());
        QCOMPARE(restarts.size(), 0);
        trigger(*window, "undoAction");
        QCOMPARE(restarts.size(), 1);
        waitForRun(*window);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        QVERIFY(window->close());
    }

    void withoutLiveNothingTrains()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        setNumbers(*window, 2);
        QVERIFY(!window->session().isTraining());
        trainBriefly(*window);
        QVERIFY(ghosts(*window).empty());
        QVERIFY(window->close());
    }

    void theNewestOfManyChangesCounts()
    {
        const auto window = makeLiveWindow(400);
        auto& session = window->session();
        auto* factors = find<QSpinBox>(*window, "factors");
        factors->setValue(4);
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 2, kLong);
        const QSignalSpy finished(&session, &Session::trainingFinished);
        const QSignalSpy liveFinished(&session, &Session::liveRunFinished);
        const QSignalSpy started(&session, &Session::trainingPrepared);
        setNumbers(*window, 3, 5);
        for (int value = 6; value <= 30; ++value)
            factors->setValue(value);
        waitForRun(*window);
        QCOMPARE(session.run()->spec.hyperparameters.integer("factors"), std::int64_t{30});
        QCOMPARE(epochsOf(*session.run()), std::int64_t{3});
        QCOMPARE(finished.size(), 1); // the results of all the others were dropped
        QVERIFY(liveFinished.size() <= 1);
        QVERIFY(started.size() <= 2); // most had not even begun
        QCOMPARE(session.epochs().size(), 4);
        QVERIFY(window->close());
    }

    void aDragIsOneStepToUndo()
    {
        const auto window = makeLiveWindow(2);
        auto& session = window->session();
        waitForUndoToRest();
        const auto before = session.spec().hyperparameters.real("learning_rate");
        const QSignalSpy restarts(&session, &Session::trainingRestarted);
        auto* slider = find<QSlider>(*window, "learning_rateSlider");
        const int from = slider->value();
        slider->setSliderDown(true);
        for (int step = 1; step <= 10; ++step) {
            slider->setValue(from + 10 * step);
            QTest::qWait(5);
        }
        slider->setSliderDown(false);
        QCOMPARE(restarts.size(), 10);
        QVERIFY(session.spec().hyperparameters.real("learning_rate") > before);
        waitForRun(*window);
        trigger(*window, "undoAction");
        QCOMPARE(session.spec().hyperparameters.real("learning_rate"), before);
        waitForRun(*window);
        QVERIFY(window->close());
    }

    void theOldCurveStaysAsAGhost()
    {
        const auto window = makeLiveWindow(4);
        auto& session = window->session();
        find<QSpinBox>(*window, "factors")->setValue(5);
        waitForRun(*window);
        QVERIFY(ghosts(*window).empty()); // there was none before
        auto& plot = find<CurveChart>(*window, "curveChart")->plot();
        const auto old = plot.data().series[kValidationSeries];
        const auto range = plot.data().y;

        auto* slider = find<QSlider>(*window, "factorsSlider");
        const int from = slider->value();
        auto* results = find<QWidget>(*window, "resultStrip");
        for (int step = 1; step <= 5; ++step) {
            slider->setValue(from + 20 * step);
            QVERIFY(results->isVisible()); // nothing flickers
            QTest::qWait(20);
        }
        QTRY_VERIFY_WITH_TIMEOUT(!session.isPreparing() && session.isTraining(), kLong);
        // Of before the hand moved, however often it did; and the axis has kept what it showed.
        auto shown = ghosts(*window);
        QCOMPARE(shown.size(), std::size_t{2});
        QVERIFY(shown.back().y == old.y);
        QVERIFY(plot.data().y.minimum <= range.minimum && plot.data().y.maximum >= range.maximum);
        QVERIFY(shown.back().inLegend && !shown.front().inLegend);
        QCOMPARE(shown.back().name, QStringLiteral("before"));
        const auto said = find<QLabel>(*window, "curvesGhost")->text();
        QVERIFY2(said.startsWith(QStringLiteral("Pale: ")) && said.endsWith(QStringLiteral(" 5")), qPrintable(said));
        QVERIFY(shown.back().width < old.width && shown.back().colour != old.colour);
        waitForRun(*window);
        shown = ghosts(*window);
        QCOMPARE(shown.size(), std::size_t{2});
        QVERIFY(shown.back().y == old.y);
        QVERIFY(plot.data().series[kValidationSeries].y != old.y);

        // Back to what it was: no difference, no ghost.
        waitForUndoToRest();
        find<QSpinBox>(*window, "factors")->setValue(5);
        waitForRun(*window);
        find<QSpinBox>(*window, "seed")->setValue(1);
        waitForRun(*window);
        QVERIFY(!ghosts(*window).empty());
        openAndWait(*window, QStringLiteral("sample"));
        QVERIFY(ghosts(*window).empty());
        QVERIFY(window->close());
    }

    void differencesAreNamed()
    {
        auto before = ExperimentSpec::forModel("biased-mf");
        auto after = before;
        QVERIFY(specDifferences(before, after).isEmpty());
        after.hyperparameters.set("factors", std::int64_t{7});
        after.seed = 3;
        QCOMPARE(specDifferences(after, before).size(), 2);
        QVERIFY(specDifferences(after, before).front().endsWith(QStringLiteral(" 7")));
        QCOMPARE(specDifferences(after, before).back(), QStringLiteral("seed 3"));
        before = ExperimentSpec::forModel("als");
        before.rows = "first:100";
        before.split = SplitSpec::parse("all");
        const auto named = specDifferences(before, after);
        QCOMPARE(named.front(), QString::fromStdString(modelInfo("als").name));
        QVERIFY(named.contains(QStringLiteral("split all")) && named.contains(QStringLiteral("rows first:100")));
    }

    void stopKeepsLiveOn()
    {
        const auto window = makeLiveWindow(100'000);
        auto& session = window->session();
        find<QSpinBox>(*window, "factors")->setValue(5);
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 2 && !session.isHandMoving(), kLong);
        QVERIFY(find<QSpinBox>(*window, "factors")->isEnabled() && find<QComboBox>(*window, "modelCombo")->isEnabled());
        click(*window, "pauseButton");
        QCOMPARE(session.activity(), Session::Activity::Paused);
        click(*window, "pauseButton");
        click(*window, "stopButton");
        QTRY_VERIFY_WITH_TIMEOUT(!session.isTraining(), kLong);
        QVERIFY(session.isLiveTuning());
        QVERIFY(session.run() && session.run()->result.status == RunStatus::Stopped);
        setNumbers(*window, 2, 5);
        QVERIFY(session.isTraining());
        waitForRun(*window);
        QVERIFY(session.run()->result.status == RunStatus::Completed);
        // Start works as well, also while one runs.
        click(*window, "startButton");
        QVERIFY(session.isTraining());
        click(*window, "startButton");
        waitForRun(*window);
        // Off: the next change waits for Start.
        trigger(*window, "liveAction");
        find<QSpinBox>(*window, "factors")->setValue(9);
        QVERIFY(!session.isTraining());
        QVERIFY(window->close());
    }

    void aPausedTrainingGivesWay()
    {
        const auto window = makeLiveWindow(100'000);
        auto& session = window->session();
        find<QSpinBox>(*window, "factors")->setValue(5);
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 1, kLong);
        session.setPaused(true);
        setNumbers(*window, 2, 6);
        waitForRun(*window);
        QCOMPARE(session.run()->spec.hyperparameters.integer("factors"), std::int64_t{6});
        QVERIFY(window->close());
    }

    void anErrorLeavesTheLastCurve()
    {
        const auto window = makeLiveWindow();
        auto& session = window->session();
        find<QSpinBox>(*window, "factors")->setValue(5);
        waitForRun(*window);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        const auto run = session.run();
        auto spec = session.spec();
        spec.split = SplitSpec::parse("files:/nowhere/train,/nowhere/test");
        session.setSpec(spec);
        auto* error = find<QLabel>(*window, "curvesError");
        QTRY_VERIFY_WITH_TIMEOUT(!session.isTraining() && error->isVisible(), kLong);
        QVERIFY(!error->text().isEmpty());
        QVERIFY(session.run() == run);
        QCOMPARE(find<CurveChart>(*window, "curveChart")->plot().data().series[kTrainSeries].y.size(), std::size_t{4});
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        trigger(*window, "saveRunAction"); // nothing chosen: nothing saved, but it may be
        // What is not valid never gets into the experiment.
        spec.split = SplitSpec();
        session.setSpec(spec);
        waitForRun(*window);
        QVERIFY(!error->isVisible());
        QVERIFY(window->close());
    }

    void nothingIsWrittenForANudge()
    {
        const QString folder = m_folder.filePath(QStringLiteral("live-board"));
        const auto window = makeLiveWindow(2);
        auto& session = window->session();
        session.setTensorBoardFolder(folder);
        for (int factors = 4; factors < 8; ++factors)
            find<QSpinBox>(*window, "factors")->setValue(factors);
        waitForRun(*window);
        QVERIFY(!QDir(folder).exists());
        // What a person starts is written, and a live run is one to be saved.
        click(*window, "startButton");
        waitForRun(*window);
        QCOMPARE(QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(), 1);
        m_answer = m_folder.filePath(QStringLiteral("saved-live"));
        const QSignalSpy saved(&session, &Session::runSaved);
        trigger(*window, "saveRunAction");
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kLong);
        QVERIFY(QFile::exists(m_answer + QStringLiteral("/run.json")));
        QVERIFY(window->close());
    }

    void theMapWaitsForTheHand()
    {
        const auto window = makeLiveWindow(2);
        auto& session = window->session();
        const QSignalSpy maps(&session.films(), &MapSession::mapChanged);
        find<QSpinBox>(*window, "factors")->setValue(4);
        waitForRun(*window);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady(), kLong);
        const auto first = session.films().map();
        const auto count = maps.size();
        for (int factors = 5; factors < 12; ++factors) {
            find<QSpinBox>(*window, "factors")->setValue(factors);
            QTest::qWait(30);
            QVERIFY(session.films().map() == first); // the old one is better than none
        }
        waitForRun(*window);
        QTRY_VERIFY_WITH_TIMEOUT(session.films().isReady() && session.films().map() != first, kLong);
        QCOMPARE(maps.size(), count + 1);
        QCOMPARE(session.films().map()->vectors.columns, std::size_t{11});
        QVERIFY(window->close());
    }

    void anotherDataSetEndsTheTraining()
    {
        const auto window = makeLiveWindow(100'000);
        auto& session = window->session();
        find<QSpinBox>(*window, "factors")->setValue(5);
        QTRY_VERIFY_WITH_TIMEOUT(session.epochs().size() > 1, kLong);
        session.openSource(QStringLiteral("sample"));
        QTRY_VERIFY_WITH_TIMEOUT(!session.isLoading(), kLong);
        QCOMPARE(session.dataset()->provenance.layout, std::string("sample"));
        QVERIFY(!session.isTraining() && session.epochs().isEmpty());
        // A change while a data set is read waits for it.
        session.openSource(m_release.path());
        setNumbers(*window, 2, 6);
        QVERIFY(!session.isTraining());
        waitForRun(*window);
        QVERIFY(session.run()->dataset->provenance.layout != "sample");
        QVERIFY(window->close());
    }

    void theWindowClosesWhileItTrains()
    {
        const auto window = makeLiveWindow(100'000);
        for (int factors = 4; factors < 8; ++factors)
            find<QSpinBox>(*window, "factors")->setValue(factors);
        window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), kLong);
    }

    void theEngineIsChosenWhereThereAreTwo()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto& session = window->session();
        auto* engine = find<QComboBox>(*window, "engineCombo");
        auto* model = find<QComboBox>(*window, "modelCombo");
        QCOMPARE(engine->currentData().toString(), QStringLiteral("auto"));
        for (const auto* id : {"als", "biased-mf", "mf"}) {
            model->setCurrentIndex(model->findData(QString::fromLatin1(id)));
            Q_EMIT model->activated(model->currentIndex());
            QCOMPARE(engine->isEnabled(), modelInfo(id).hasFusedEngine);
        }
        engine->setCurrentIndex(2);
        Q_EMIT engine->activated(2);
        QCOMPARE(session.spec().engine, std::string("autograd"));
        trigger(*window, "undoAction");
        QCOMPARE(session.spec().engine, std::string("auto"));
        auto spec = session.spec();
        spec.engine = "fused";
        session.setSpec(spec);
        model->setCurrentIndex(model->findData(QStringLiteral("als")));
        Q_EMIT model->activated(model->currentIndex());
        QCOMPARE(session.spec().engine, std::string("auto")); // it would be an error
        QVERIFY(window->close());
    }

private:
    /// Edits of a field within a second are one.
    static void waitForUndoToRest() { QTest::qWait(1100); }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestLive test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_live.moc"
