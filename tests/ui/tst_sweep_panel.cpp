#include "tests/ui/window_support.h"
#include "ui/charts/curve_chart.h"
#include "ui/state/session.h"
#include "ui/sweep/heat_map.h"
#include "ui/sweep/importance_bars.h"
#include "ui/sweep/parallel_coordinates.h"
#include "ui/sweep/sweep_panel.h"
#include "ui/sweep/sweep_parameter_field.h"
#include "ui/sweep/sweep_results.h"
#include "ui/sweep/sweep_session.h"
#include "ui/sweep/sweep_text.h"
#include "ui/sweep/trial_curves.h"
#include "ui/sweep/trial_table_model.h"

#include <matinee/recommender.h>

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include <cmath>
#include <memory>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

/// A small data set, a small model, and the panel over them.
class Desk
{
public:
    explicit Desk(const SmallRelease& release, const char* model = "mf", int epochs = 3)
        : m_chooser(answer)
    {
        auto spec = ExperimentSpec::forModel(model);
        if (spec.hyperparameters.has("epochs"))
            spec.hyperparameters.set("epochs", std::int64_t{epochs});
        if (spec.hyperparameters.has("factors"))
            spec.hyperparameters.set("factors", std::int64_t{4});
        spec.device = "cpu";
        spec.threads = 1;
        session.setSpec(spec);
        session.openSource(release.path());
        if (!QTest::qWaitFor([this] { return session.dataset() && !session.isLoading(); }, kLong))
            qFatal("the data set was not loaded");
        panel = std::make_unique<SweepPanel>(session, m_chooser);
        panel->resize(1280, 800);
        panel->show();
    }

    SweepSession& sweep() { return panel->sweep(); }

    template <class Widget>
    Widget* find(const char* name)
    {
        return testing::find<Widget>(*panel, name);
    }

    /// A grid of two parameters.
    void setGrid(std::vector<double> rates, std::vector<std::int64_t> factors)
    {
        auto spec = sweep().spec();
        spec.method = SweepMethod::Grid;
        spec.trials = 0;
        spec.parameters = {{.key = "learning_rate", .values = {rates.begin(), rates.end()}},
                           {.key = "factors", .values = {factors.begin(), factors.end()}}};
        sweep().setSpec(spec);
    }

    void runToTheEnd()
    {
        QSignalSpy finished(&sweep(), &SweepSession::sweepFinished);
        click(*panel, "sweepStart");
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kLong);
    }

    Session session;
    QString answer; ///< of the file chooser

private:
    AnsweringFileChooser m_chooser;

public:
    std::unique_ptr<SweepPanel> panel;
};

int countOf(const SweepSession& sweep, TrialState state)
{
    return static_cast<int>(std::ranges::count(sweep.trials(), state, &SweepTrial::state));
}

} // namespace

class TestSweepPanel : public QObject
{
    Q_OBJECT

    SmallRelease m_release;
    std::unique_ptr<QTemporaryDir> m_folder;

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_folder->path().toUtf8());
    }

    /// The form is the model's list of parameters; what is wrong stands where it is.
    void theFormIsTheModels()
    {
        Desk desk(m_release);
        const auto& parameters = modelInfo("mf").parameters;
        QCOMPARE(desk.panel->findChildren<SweepParameterField*>().size(), static_cast<qsizetype>(parameters.size()));
        QVERIFY(desk.find<QPushButton>("sweepStart")->isEnabled()); // something is chosen to begin with
        QVERIFY(!desk.sweep().spec().parameters.empty());

        auto* rate = desk.find<QCheckBox>("sweep_learning_rate");
        rate->setChecked(false);
        rate->setChecked(true);
        auto* lowest = desk.find<QDoubleSpinBox>("sweepMinimum_learning_rate");
        auto* highest = desk.find<QDoubleSpinBox>("sweepMaximum_learning_rate");
        lowest->setValue(0.5);
        highest->setValue(0.01);
        auto* error = desk.find<QLabel>("sweepError_learning_rate");
        QVERIFY(error->isVisible());
        QVERIFY(!desk.find<QPushButton>("sweepStart")->isEnabled());
        QCOMPARE(desk.find<QLabel>("sweepProblem")->text(), QStringLiteral("Learning rate: ") + error->text());
        savePicture(*desk.panel, QStringLiteral("sweep-error"));
        highest->setValue(1);
        QVERIFY(!error->isVisible());
        QVERIFY(desk.find<QPushButton>("sweepStart")->isEnabled());

        // A list of values; what is no number is said.
        desk.find<QComboBox>("sweepKind_learning_rate")->setCurrentIndex(1);
        auto* values = desk.find<QLineEdit>("sweepValues_learning_rate");
        QVERIFY(values->isVisible());
        values->setText(QStringLiteral("0.01, 0.03 0.1;1e-3"));
        const auto swept = std::ranges::find(desk.sweep().spec().parameters, "learning_rate", &SweepParameter::key);
        QCOMPARE(swept->values, (std::vector<ParameterValue>{0.01, 0.03, 0.1, 1e-3}));
        values->setText(QStringLiteral("0.01 lots"));
        QVERIFY(error->isVisible());
        QVERIFY2(error->text().contains(QStringLiteral("lots")), qPrintable(error->text()));
        QVERIFY(!desk.find<QPushButton>("sweepStart")->isEnabled());
        values->setText(QStringLiteral("0.01"));
        QVERIFY(desk.find<QPushButton>("sweepStart")->isEnabled());

        // ASHA brings its own fields along; choices are chosen one by one.
        auto* scheduler = desk.find<QComboBox>("sweepScheduler");
        QVERIFY(!desk.find<QSpinBox>("sweepFirstRung")->isVisible());
        scheduler->setCurrentIndex(1);
        QVERIFY(desk.find<QSpinBox>("sweepFirstRung")->isVisible());
        desk.find<QCheckBox>("sweep_optimiser")->setChecked(true);
        desk.find<QCheckBox>("sweep_optimiser_sgd")->setChecked(false);
        const auto choice = std::ranges::find(desk.sweep().spec().parameters, "optimiser", &SweepParameter::key);
        QVERIFY(std::ranges::find(choice->values, ParameterValue(std::string("sgd"))) == choice->values.end());
        QVERIFY(choice->values.size() >= 2);

        // Another model, another form; metrics are the model's.
        desk.session.setSpec(ExperimentSpec::forModel("bpr"));
        QCOMPARE(desk.panel->findChildren<SweepParameterField*>().size(),
                 static_cast<qsizetype>(modelInfo("bpr").parameters.size()));
        auto* metric = desk.find<QComboBox>("sweepMetric");
        QCOMPARE(metric->currentData().toString(), QStringLiteral("validation_ndcg@10"));
        QCOMPARE(metric->findData(QStringLiteral("validation_rmse")), -1);
    }

    void theEffortIsToldBefore()
    {
        Desk desk(m_release);
        desk.setGrid({0.01, 0.03, 0.1}, {2, 4});
        QVERIFY2(desk.find<QLabel>("sweepStatus")->text().contains(QStringLiteral("6 trials, about 18 epochs")),
                 qPrintable(desk.find<QLabel>("sweepStatus")->text()));
        // ASHA: 27 trials for 1 epoch, 9 for 2 more, 3 for 6 more, 1 for 18 more.
        auto spec = desk.sweep().spec();
        spec.experiment.hyperparameters.set("epochs", std::int64_t{27});
        spec.method = SweepMethod::Random;
        spec.parameters = {defaultSweepParameter(*spec.experiment.hyperparameters.find("learning_rate"))};
        spec.scheduler = SweepScheduler::Asha;
        spec.trials = 27;
        QCOMPARE(expectedEpochs(spec), 27.0 + 9 * 2 + 3 * 6 + 1 * 18);
        spec.scheduler = SweepScheduler::None;
        QCOMPARE(expectedEpochs(spec), 27.0 * 27);
        spec.parameters.push_back({.key = "epochs", .values = {std::int64_t{5}, std::int64_t{15}}});
        QCOMPARE(expectedEpochs(spec), 27.0 * 10);
    }

    /// From Start to the end, everything that shows it fills.
    void aSweepRuns()
    {
        Desk desk(m_release);
        desk.session.setStore(m_folder->filePath(QStringLiteral("store")));
        desk.setGrid({0.003, 0.01, 0.03}, {2, 4, 8});
        desk.runToTheEnd();
        const auto& trials = desk.sweep().trials();
        QCOMPARE(trials.size(), std::size_t(9));
        QCOMPARE(countOf(desk.sweep(), TrialState::Done), 9);
        for (const auto& trial : trials) {
            QCOMPARE(trial.epochs(), 3);
            QVERIFY(std::isfinite(trial.value));
        }
        QVERIFY(desk.sweep().best());
        const auto status = desk.find<QLabel>("sweepStatus")->text();
        QVERIFY2(status.startsWith(QStringLiteral("Finished: 9 of 9 trials, best ")), qPrintable(status));
        QVERIFY(status.contains(QStringLiteral("in trial %1").arg(desk.sweep().best()->number)));

        QTRY_COMPARE(desk.find<QTableView>("trialTable")->model()->rowCount(), 9);
        QTRY_COMPARE(desk.find<CurveChart>("trialCurves")->plot().data().series.size(), std::size_t(9));
        QCOMPARE(desk.find<ParallelCoordinates>("parallelCoordinates")->lineCount(), 9);
        const auto& grid = desk.find<HeatMap>("heatMap")->grid();
        QCOMPARE(grid.x.cells * grid.y.cells, 9);
        for (const auto& cell : grid.cells)
            QCOMPARE(cell.trials, 1);
        QTRY_COMPARE_WITH_TIMEOUT(desk.find<ImportanceBars>("importanceBars")->bars().size(), std::size_t(2), kLong);
        savePicture(*desk.panel, QStringLiteral("sweep-done"));

        // Sorted by value the best comes first, as the header says.
        auto* table = desk.find<QTableView>("trialTable");
        table->sortByColumn(TrialTableModel::kValue, Qt::AscendingOrder);
        const auto* model = static_cast<const TrialTableModel*>(table->model());
        QCOMPARE(model->trialNumber(0), desk.sweep().best()->number);

        // The same sweep again finds its trials in the store.
        QVERIFY(!desk.sweep().canContinue());
        desk.sweep().clear();
        QVERIFY(desk.sweep().trials().empty());
        QCOMPARE(table->model()->rowCount(), 0);
        desk.runToTheEnd();
        QCOMPARE(countOf(desk.sweep(), TrialState::Done), 9);
    }

    /// A brush in the parallel coordinates filters table, curves and heat map together.
    void aBrushFiltersEverything()
    {
        Desk desk(m_release);
        desk.setGrid({0.003, 0.01, 0.03}, {2, 4});
        desk.runToTheEnd();
        auto* lines = desk.find<ParallelCoordinates>("parallelCoordinates");
        QTRY_COMPARE(lines->lineCount(), 6);
        auto* clear = desk.find<QAbstractButton>("clearBrushes");
        QVERIFY(!clear->isEnabled());
        lines->setBrush(0, ParallelCoordinates::Brush{0.9, 1}); // learning rate 0.03
        QCOMPARE(desk.find<QTableView>("trialTable")->model()->rowCount(), 2);
        QCOMPARE(desk.find<CurveChart>("trialCurves")->plot().data().series.size(), std::size_t(2));
        const auto& cells = desk.find<HeatMap>("heatMap")->grid().cells;
        QCOMPARE(std::ranges::count_if(cells, [](const HeatCell& cell) { return cell.trial >= 0; }), 2);
        QVERIFY(desk.find<QLabel>("trialCount")->text().contains(QStringLiteral("2 of 6")));
        savePicture(*desk.panel, QStringLiteral("sweep-brushed"));
        QVERIFY(clear->isEnabled());
        clear->click();
        QCOMPARE(desk.find<QTableView>("trialTable")->model()->rowCount(), 6);

        // What is chosen in one is marked in all.
        auto* results = desk.panel->findChild<SweepResults*>();
        Q_EMIT lines->lineChosen(4);
        QCOMPARE(results->currentTrial(), 4);
        QCOMPARE(lines->currentLine(), 4);
        auto* table = desk.find<QTableView>("trialTable");
        const auto* model = static_cast<const TrialTableModel*>(table->model());
        QCOMPARE(model->trialNumber(table->currentIndex().row()), 4);
        table->selectRow(model->rowOf(2));
        QCOMPARE(lines->currentLine(), 2);
    }

    /// Pause holds, stop keeps what is done, and the same sweep goes on where it was.
    void aSweepPausesStopsAndGoesOn()
    {
        Desk desk(m_release, "mf", 400); // long enough to be stopped half-way on any machine
        desk.session.setStore(m_folder->filePath(QStringLiteral("store")));
        desk.setGrid({0.003, 0.01, 0.03}, {2, 4, 8, 16, 32});
        click(*desk.panel, "sweepStart");
        QTRY_VERIFY_WITH_TIMEOUT(countOf(desk.sweep(), TrialState::Done) >= 1, kLong);
        QVERIFY(!desk.find<QComboBox>("sweepMethod")->isEnabled()); // the settings are those that run
        click(*desk.panel, "sweepPause");
        QCOMPARE(desk.sweep().activity(), SweepSession::Activity::Paused);
        QVERIFY(desk.find<QLabel>("sweepStatus")->text().startsWith(QStringLiteral("Paused")));
        QTest::qWait(100); // what was on its way
        const int done = countOf(desk.sweep(), TrialState::Done);
        QTest::qWait(200);
        QCOMPARE(countOf(desk.sweep(), TrialState::Done), done);
        click(*desk.panel, "sweepPause");
        QCOMPARE(desk.sweep().activity(), SweepSession::Activity::Running);
        QTRY_VERIFY_WITH_TIMEOUT(countOf(desk.sweep(), TrialState::Done) > done, kLong);

        QSignalSpy finished(&desk.sweep(), &SweepSession::sweepFinished);
        click(*desk.panel, "sweepStop");
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kLong);
        const int kept = countOf(desk.sweep(), TrialState::Done);
        QVERIFY(kept > done && kept < 15);
        QCOMPARE(countOf(desk.sweep(), TrialState::Running), 0);
        const auto values = desk.sweep().trials();
        QVERIFY(desk.sweep().canContinue());
        QCOMPARE(desk.find<QPushButton>("sweepStart")->text(), QStringLiteral("Go on with the sweep"));
        savePicture(*desk.panel, QStringLiteral("sweep-stopped"));
        desk.runToTheEnd();
        QCOMPARE(countOf(desk.sweep(), TrialState::Done), 15);
        for (const auto& trial : values)
            if (trial.state == TrialState::Done)
                QCOMPARE(desk.sweep().trial(trial.number)->value, trial.value);
    }

    void theQueueIsReorderedAndThinned()
    {
        Desk desk(m_release, "mf", 200);
        desk.setGrid({0.003, 0.01, 0.03}, {2, 4, 8, 16});
        click(*desk.panel, "sweepStart");
        QTRY_VERIFY_WITH_TIMEOUT(!desk.sweep().queue().empty() && countOf(desk.sweep(), TrialState::Running) > 0,
                                 kLong);
        desk.sweep().setPaused(true); // the queue stands still
        QTest::qWait(100);            // and what was on its way has come
        auto* table = desk.find<QTableView>("trialTable");
        auto* model = static_cast<TrialTableModel*>(table->model());
        QTRY_COMPARE(model->rowCount(), 12);
        QTRY_COMPARE(model->placeInQueue(11), static_cast<int>(desk.sweep().queue().size()) - 1);
        const auto before = desk.sweep().queue();

        // By key: the last one up two places.
        table->setFocus();
        table->selectRow(model->rowOf(11));
        find<QAction>(*desk.panel, "trialEarlier")->trigger();
        find<QAction>(*desk.panel, "trialEarlier")->trigger();
        auto wanted = before;
        std::rotate(wanted.end() - 3, wanted.end() - 1, wanted.end());
        QCOMPARE(desk.sweep().queue(), wanted);
        QVERIFY(model->rowOf(11) < model->rowOf(10));
        find<QAction>(*desk.panel, "trialLater")->trigger();
        QCOMPARE(desk.sweep().queue()[desk.sweep().queue().size() - 2], 11);

        // By hand: before the first that waits.
        const std::unique_ptr<QMimeData> carried(model->mimeData({model->index(model->rowOf(11), 0)}));
        const int first = model->rowOf(desk.sweep().queue().front());
        QVERIFY(model->canDropMimeData(carried.get(), Qt::MoveAction, first, 0, {}));
        QVERIFY(!model->canDropMimeData(carried.get(), Qt::MoveAction, 0, 0, {})); // that one has begun
        model->dropMimeData(carried.get(), Qt::MoveAction, first, 0, {});
        QCOMPARE(desk.sweep().queue().front(), 11);
        QVERIFY(
            model->index(model->rowOf(11), TrialTableModel::kState).data().toString().endsWith(QStringLiteral("1")));

        // Skipped, all but the one in front.
        std::vector<int> rest(desk.sweep().queue().begin() + 1, desk.sweep().queue().end());
        desk.sweep().skip(rest);
        QSignalSpy finished(&desk.sweep(), &SweepSession::sweepFinished);
        desk.sweep().setPaused(false);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kLong);
        QCOMPARE(countOf(desk.sweep(), TrialState::Skipped), static_cast<int>(rest.size()));
        QCOMPARE(desk.sweep().trial(11)->state, TrialState::Done);
    }

    void aTrialBecomesTheExperiment()
    {
        Desk desk(m_release);
        desk.setGrid({0.01, 0.03}, {2, 4});
        desk.runToTheEnd();
        auto* table = desk.find<QTableView>("trialTable");
        auto* model = static_cast<TrialTableModel*>(table->model());
        QTRY_COMPARE(model->rowCount(), 4);
        QSignalSpy chosen(desk.panel.get(), &SweepPanel::experimentChosen);
        table->setFocus();
        table->selectRow(model->rowOf(3));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(chosen.count(), 1);
        const auto spec = chosen.front().at(0).value<ExperimentSpec>();
        QCOMPARE(spec.hyperparameters.real("learning_rate"), 0.03);
        QCOMPARE(spec.hyperparameters.integer("factors"), 4);
        QCOMPARE(chosen.front().at(2).toBool(), false);
        find<QAction>(*desk.panel, "promoteAndStart")->trigger();
        QCOMPARE(chosen.back().at(2).toBool(), true);
    }

    void aSweepIsAFile()
    {
        Desk desk(m_release);
        desk.setGrid({0.01, 0.03}, {2, 4});
        desk.answer = m_folder->filePath(QStringLiteral("it's a sweep.json"));
        trigger(*desk.panel, "copySweepCommand"); // asks for the file first
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("matinee-cli sweep --spec '%1'")
                     .arg(QString(desk.answer).replace(QStringLiteral("'"), QStringLiteral("'\\''"))));
        const auto saved = readSweep(desk.answer.toStdString());
        QCOMPARE(sweepDigest(saved), sweepDigest(desk.sweep().spec()));

        desk.setGrid({0.5}, {7});
        QSignalSpy chosen(desk.panel.get(), &SweepPanel::experimentChosen);
        trigger(*desk.panel, "openSweep");
        QCOMPARE(chosen.count(), 1); // its experiment goes to the dock
        QCOMPARE(sweepDigest(desk.sweep().spec()), sweepDigest(saved));
        QCOMPARE(desk.find<QLineEdit>("sweepValues_learning_rate")->text(), QStringLiteral("0.01 0.03"));

        QFile damaged(desk.answer);
        QVERIFY(damaged.open(QIODevice::WriteOnly | QIODevice::Truncate));
        damaged.write("{\"format\":\"matinee-sweep\"");
        damaged.close();
        trigger(*desk.panel, "openSweep");
        QVERIFY(desk.find<QLabel>("bannerText")->isVisible());
        QCOMPARE(sweepDigest(desk.sweep().spec()), sweepDigest(saved));
        desk.answer = m_folder->filePath(QStringLiteral("not/there/sweep.json"));
        trigger(*desk.panel, "saveSweep");
        QVERIFY(desk.find<QLabel>("bannerText")->text().contains(desk.answer));
    }

    /// Closing the window in the middle is clean.
    void aPanelMayGoWhileItsSweepRuns()
    {
        Desk desk(m_release, "mf", 1000);
        desk.setGrid({0.003, 0.01, 0.03}, {2, 4, 8, 16});
        click(*desk.panel, "sweepStart");
        QTRY_VERIFY_WITH_TIMEOUT(countOf(desk.sweep(), TrialState::Running) > 0, kLong);
        desk.panel.reset();
    }

    /// Where nothing can be recorded, the sweep runs all the same and says so.
    void withoutAStoreItRunsInMemory()
    {
        QFile blocked(m_folder->filePath(QStringLiteral("store")));
        QVERIFY(blocked.open(QIODevice::WriteOnly)); // a file where the folder should be
        Desk desk(m_release);
        desk.session.setStore(blocked.fileName());
        desk.setGrid({0.01, 0.03}, {2});
        desk.runToTheEnd();
        QCOMPARE(countOf(desk.sweep(), TrialState::Done), 2);
        QVERIFY(desk.find<QLabel>("bannerText")->isVisible());
        QVERIFY(desk.find<QLabel>("bannerText")->text().contains(QStringLiteral("not recorded")));
    }

    void itLooksGood_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<bool>("dark");
        QTest::newRow("narrow") << QSize(656, 680) << false;
        QTest::newRow("narrow-dark") << QSize(656, 680) << true;
        QTest::newRow("wide") << QSize(976, 780) << false;
        QTest::newRow("wide-dark") << QSize(976, 780) << true;
    }

    void itLooksGood()
    {
        QFETCH(QSize, size);
        QFETCH(bool, dark);
        QApplication::setPalette(dark ? darkPalette() : QPalette());
        {
            Desk desk(m_release, "mf", 12);
            desk.panel->resize(size);
            const auto name = QStringLiteral("sweep-%1").arg(QString::fromLatin1(QTest::currentDataTag()));
            savePicture(*desk.panel, name + QStringLiteral("-empty"));
            auto spec = desk.sweep().spec();
            spec.method = SweepMethod::Random;
            spec.trials = 24;
            const auto& settings = spec.experiment.hyperparameters;
            const auto range = [](const char* key, double from, double to, ParameterScale scale) {
                return SweepParameter{.key = key, .minimum = from, .maximum = to, .scale = scale};
            };
            spec.parameters = {range("learning_rate", 1e-3, 1e-1, ParameterScale::Logarithmic),
                               range("factors", 2, 64, ParameterScale::Logarithmic),
                               range("regularisation", 1e-4, 1, ParameterScale::Logarithmic),
                               defaultSweepParameter(*settings.find("optimiser")),
                               range("init_scale", 0.01, 1, ParameterScale::Logarithmic)};
            desk.sweep().setSpec(spec);
            click(*desk.panel, "sweepStart");
            QTRY_VERIFY_WITH_TIMEOUT(countOf(desk.sweep(), TrialState::Done) >= 3, kLong);
            QTest::qWait(150);
            savePicture(*desk.panel, name + QStringLiteral("-running"));
            QTRY_VERIFY_WITH_TIMEOUT(!desk.sweep().isRunning(), kLong);
            QTRY_VERIFY_WITH_TIMEOUT(!desk.sweep().importance().empty(), kLong);
            find<QTabWidget>(*desk.panel, "sweepPages")->setCurrentIndex(1);
            desk.panel->findChild<SweepResults*>()->setCurrentTrial(desk.sweep().best()->number);
            savePicture(*desk.panel, name);
            find<QAbstractButton>(*desk.panel, "sweepSettings")->setChecked(false);
            find<QTabWidget>(*desk.panel, "sweepPages")->setCurrentIndex(0);
            auto* lines = desk.find<ParallelCoordinates>("parallelCoordinates");
            lines->setBrush(5, ParallelCoordinates::Brush{0, 0.3});
            QTest::qWait(150);
            savePicture(*desk.panel, name + QStringLiteral("-brushed"));
        }
        QApplication::setPalette(QPalette());
    }
};

QTEST_MAIN(TestSweepPanel)
#include "tst_sweep_panel.moc"
