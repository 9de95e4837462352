#include "tests/ui/window_test.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/rate_plot.h"
#include "ui/charts/small_plot.h"
#include "ui/dialogs/rate_dialog.h"
#include "ui/forms/banner.h"
#include "ui/forms/parameter_field.h"
#include "ui/forms/parameter_form.h"
#include "ui/forms/scientific_spin_box.h"
#include "ui/state/divergence.h"
#include "ui/state/map_session.h"
#include "ui/state/patience.h"
#include "ui/state/status_text.h"

#include <matinee/rate_finder.h>
#include <matinee/recorded_training.h>
#include <matinee/run_store.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include <algorithm>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

/// What a person steers a training by: the learning rate and its schedule, live values, what to do when it diverged.
class TestControl : public WindowTest
{
    Q_OBJECT

private:
    static double rate(MainWindow& window) { return window.session().spec().hyperparameters.real("learning_rate"); }

    static void choose(MainWindow& window, const char* combo, const char* value)
    {
        auto* box = find<QComboBox>(window, combo);
        const int index = box->findData(QString::fromLatin1(value));
        QVERIFY(index >= 0);
        box->setCurrentIndex(index);
    }

    void chooseModel(MainWindow& window, const char* model)
    {
        auto spec = ExperimentSpec::forModel(model);
        spec.data = window.session().spec().data;
        window.session().setSpec(spec);
    }

private Q_SLOTS:
    void initTestCase() { setUp(); }
    void init() { beginTest(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void aLearningRateIsFound()
    {
        const auto window = makeWindow();
        auto* action = find<QAction>(*window, "findRateAction");
        QVERIFY(!action->isEnabled()); // no data set
        openAndWait(*window, m_release.path());
        QVERIFY(action->isEnabled());
        const double before = rate(*window);
        trigger(*window, "findRateAction");
        auto* dialog = find<RateDialog>(*window, "rateDialog");
        QVERIFY(dialog->isVisible() && !dialog->isModal());
        auto* use = find<QPushButton>(*dialog, "useRateButton");
        QVERIFY(!use->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(window->session().rateCurve(), kLong);
        const double suggestion = window->session().rateCurve()->suggestion;
        QVERIFY(suggestion > 0);
        auto* plot = find<RatePlot>(*dialog, "ratePlot");
        QCOMPARE(plot->chosen(), suggestion);
        QVERIFY(find<QLabel>(*dialog, "rateStatus")->text().contains(QLocale().toString(suggestion, 'g', 2)));
        QVERIFY(use->isEnabled());

        // Another one by key and by click.
        plot->setFocus();
        QTest::keyClick(plot, Qt::Key_Right);
        QVERIFY(plot->chosen() > suggestion);
        QTest::keyClick(plot, Qt::Key_Left);
        QTest::keyClick(plot, Qt::Key_Left);
        QVERIFY(plot->chosen() < suggestion);
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->rect().center());
        QVERIFY(plot->chosen() > 1e-5);
        QTest::keyClick(plot, Qt::Key_Home);
        QCOMPARE(plot->chosen(), suggestion);

        QTest::mouseClick(use, Qt::LeftButton);
        QVERIFY(!dialog->isVisible());
        QCOMPARE(rate(*window), suggestion);
        trigger(*window, "undoAction");
        QCOMPARE(rate(*window), before);
        trigger(*window, "redoAction");
        QCOMPARE(rate(*window), suggestion);
        QVERIFY(window->close());
    }

    /// A curve is of the experiment that it was made for.
    void aChangedExperimentAsksForAnotherSearch()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        trigger(*window, "findRateAction");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().rateCurve(), kLong);
        auto* dialog = find<RateDialog>(*window, "rateDialog");
        auto* status = find<QLabel>(*dialog, "rateStatus");
        const auto found = status->text();
        find<QSpinBox>(*window, "factors")->setValue(5);
        QVERIFY(status->text() != found);
        auto again = status->text();
        QTest::mouseClick(find<QPushButton>(*dialog, "findRateAgainButton"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().isFindingRate(), kLong);
        QVERIFY(status->text() != again);

        // Without a learning rate there is nothing to look for.
        chooseModel(*window, "als");
        QVERIFY(!find<QAction>(*window, "findRateAction")->isEnabled());
        QVERIFY(!find<QPushButton>(*dialog, "useRateButton")->isEnabled());
        QVERIFY(!find<QPushButton>(*dialog, "findRateAgainButton")->isEnabled());
        QVERIFY(window->close());
    }

    void aSearchIsCancelledAndErrorsAreSaid()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        trigger(*window, "findRateAction");
        auto* dialog = find<RateDialog>(*window, "rateDialog");
        QVERIFY(window->session().isFindingRate());
        click(*dialog, "closeRateButton");
        QVERIFY(!window->session().isFindingRate());
        QVERIFY(!window->session().rateCurve());
        QVERIFY(dialog->isVisible());
        click(*dialog, "closeRateButton");
        QVERIFY(!dialog->isVisible());

        // A training ends a search.
        trigger(*window, "findRateAction");
        QVERIFY(window->session().isFindingRate());
        trainBriefly(*window);
        QVERIFY(!window->session().isFindingRate());

        auto spec = window->session().spec();
        spec.hyperparameters.setText("optimiser", "adagrad");
        spec.engine = "fused"; // has none of that
        window->session().setSpec(spec);
        trigger(*window, "findRateAction");
        auto* banner = find<Banner>(*dialog, "banner");
        QTRY_VERIFY_WITH_TIMEOUT(banner->isVisible(), kLong);
        QVERIFY(banner->message().contains(QStringLiteral("AdaGrad")));
        QVERIFY(window->close());
    }

    /// The search leaves nothing behind that a training would notice.
    void aTrainingIsTheSameAfterASearch()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        trainBriefly(*window);
        const auto before = window->session().run();
        trigger(*window, "findRateAction");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().rateCurve(), kLong);
        QCOMPARE(window->session().run(), before);
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().run() && window->session().run() != before, kLong);
        const auto& after = window->session().run();
        QCOMPARE(after->result.test.rmse, before->result.test.rmse);
        for (std::size_t e = 0; e < before->history.size(); ++e)
            QCOMPARE(after->history[e].validationLoss, before->history[e].validationLoss);
        QVERIFY(window->close());
    }

    void theScheduleIsDrawnBeforeTheStart()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto* preview = find<QWidget>(*window, "schedulePreview");
        auto* plot = find<SmallPlot>(*window, "schedulePlot");
        auto* epochs = find<QWidget>(*window, "schedule_epochs");
        auto* factor = find<QWidget>(*window, "schedule_factor");
        QVERIFY(!preview->isVisible() && !epochs->isVisible() && !factor->isVisible());
        struct Case
        {
            const char* schedule;
            bool epochs;
            bool factor;
        };
        for (const auto& [schedule, usesEpochs, usesFactor] :
             {Case{"step", true, true}, Case{"cosine", false, true}, Case{"one-cycle", false, false},
              Case{"plateau", true, true}}) {
            choose(*window, "schedule", schedule);
            QVERIFY(preview->isVisible());
            QCOMPARE(epochs->isVisible(), usesEpochs);
            QCOMPARE(factor->isVisible(), usesFactor);
            QCOMPARE(find<QLabel>(*window, "scheduleNote")->isVisible(),
                     QLatin1String(schedule) == QLatin1String("plateau"));
        }
        // It follows every control.
        choose(*window, "schedule", "one-cycle");
        const auto text = plot->accessibleDescription();
        QVERIFY2(text.contains(QStringLiteral("0.001")) && text.contains(QStringLiteral("epoch 10")), qPrintable(text));
        find<QSpinBox>(*window, "epochs")->setValue(40);
        QVERIFY(plot->accessibleDescription().contains(QStringLiteral("epoch 40")));
        find<ScientificSpinBox>(*window, "learning_rate")->setValue(0.02);
        QVERIFY(plot->accessibleDescription().contains(QStringLiteral("0.02")));
        choose(*window, "schedule", "constant");
        QVERIFY(!preview->isVisible());
        QVERIFY(window->close());
    }

    void lockedFieldsSayWhy()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        setNumbers(*window, 100'000);
        auto* form = find<ParameterForm>(*window, "parameterForm");
        const auto* factors = form->field(QStringLiteral("factors"));
        const auto* learningRate = form->field(QStringLiteral("learning_rate"));
        const auto help = factors->editor()->toolTip();
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().epochs().size() > 1, kLong);
        QVERIFY(!factors->editor()->isEnabled());
        QVERIFY(factors->editor()->toolTip().startsWith(help) && factors->editor()->toolTip().contains(tr("stop")));
        QVERIFY(learningRate->editor()->isEnabled());
        QVERIFY(learningRate->editor()->toolTip().contains(QStringLiteral("at once")));

        // Changes reach the training and are noted in the run.
        const std::vector<std::pair<const char*, double>> changes = {
            {"learning_rate", 0.0005}, {"weight_decay", 0.001}, {"dropout", 0.25}, {"regularisation", 0.01}};
        for (const auto& [key, value] : changes)
            find<ScientificSpinBox>(*window, key)->setValue(value);
        const auto& noted = window->session().changes();
        QTRY_VERIFY_WITH_TIMEOUT(noted.size() >= static_cast<qsizetype>(changes.size()), kLong);
        click(*window, "stopButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().run(), kLong);
        for (const auto& [key, value] : changes) {
            const auto& all = window->session().run()->changes;
            const auto change = std::ranges::find(all, std::string(key), &LiveChange::key);
            QVERIFY2(change != all.end(), key);
            QCOMPARE(change->to, value);
        }
        QCOMPARE(factors->editor()->toolTip(), help);
        QVERIFY(window->close());
    }

    void aDivergenceOffersASmallerStep()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        setNumbers(*window, 3);
        find<ScientificSpinBox>(*window, "learning_rate")->setValue(100);
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().run(), kLong);
        QVERIFY(window->session().run()->result.status == RunStatus::Diverged);
        auto* banner = find<Banner>(*window, "banner");
        QVERIFY(banner->isVisible());
        QCOMPARE(banner->message().toStdString(), window->session().run()->result.warning);
        auto* action = find<QPushButton>(*banner, "bannerAction");
        QVERIFY(action->isVisible() && !action->text().isEmpty() && !action->accessibleName().isEmpty());
        QVERIFY(find<QLabel>(*window, "statusActivity")->text().contains(QStringLiteral("iverged")));
        // The one report of the loss lies within the first epoch.
        auto* chart = find<QWidget>(*window, "curvesPanel")->findChild<CurveChart*>();
        QTRY_VERIFY_WITH_TIMEOUT(chart->plot().item().xAt(chart->plot().item().area().right()) <= 3.5, kLong);

        // Nothing was kept: it begins anew.
        QSignalSpy started(&window->session(), &Session::trainingStarted);
        QTest::mouseClick(action, Qt::LeftButton);
        QCOMPARE(started.size(), 1);
        QCOMPARE(rate(*window), 10.0);
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().isTraining(), kLong);
        banner->dismiss();
        QVERIFY(!action->isVisible());
        banner->showMessage(Banner::Kind::Warning, QStringLiteral("Without a button."));
        QVERIFY(!action->isVisible());
        QVERIFY(window->close());
    }

    /// A run of the store goes on from the epoch that was kept.
    void aDivergedRunGoesOnFromItsLastGoodEpoch()
    {
        const QTemporaryDir store;
        const auto window = makeWindow();
        window->session().setStore(store.path());
        openAndWait(*window, m_release.path());
        setNumbers(*window, 100'000);
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().epochs().size() > 3, kLong);
        // A changed value is written down after its epoch, with the state.
        find<ScientificSpinBox>(*window, "learning_rate")->setValue(0.002);
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().changes().isEmpty(), kLong);
        const auto seen = window->session().epochs().size();
        QTRY_VERIFY_WITH_TIMEOUT(window->session().epochs().size() > seen + 1, kLong);
        find<ScientificSpinBox>(*window, "learning_rate")->setValue(1000);
        QTRY_VERIFY_WITH_TIMEOUT(window->session().run(), kLong);
        const auto diverged = window->session().run();
        QVERIFY(diverged->result.status == RunStatus::Diverged);
        const int kept = diverged->result.keptEpoch;
        QVERIFY(kept > 0);
        const auto plan = planResume(RunStore::open(store.path().toStdString()), window->session().runId());
        if (!plan.checkpoint)
            QSKIP("The model keeps no state.");
        auto* action = find<QPushButton>(*find<Banner>(*window, "banner"), "bannerAction");
        QVERIFY(action->text().contains(QString::number(kept)));
        const auto spec = gentlerSpec(*diverged);
        QVERIFY(spec.has_value());
        QCOMPARE(spec->hyperparameters.real("learning_rate"), 100.0);
        QTest::mouseClick(action, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window->session().runStart() && !window->session().isLoading(), kLong);
        QTRY_COMPARE_WITH_TIMEOUT(window->session().runStart()->resumedFrom, kept, kLong);
        QCOMPARE(rate(*window), 100.0);
        window->session().stop();
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().isTraining(), kLong);
        QVERIFY(window->close());
    }

    void theBestEpochComesBack()
    {
        const QTemporaryDir store;
        const auto window = makeWindow();
        auto* action = find<QAction>(*window, "restoreBestAction");
        QVERIFY(!action->isEnabled());
        window->session().setStore(store.path());
        openAndWait(*window, m_release.path());
        setNumbers(*window, 30);
        find<ScientificSpinBox>(*window, "learning_rate")->setValue(0.05); // learns by heart at once
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().run() && window->session().films().isReady(), kLong);
        const auto last = window->session().run();
        QVERIFY(last->result.bestEpoch < last->result.epochs);
        QVERIFY(action->isEnabled());
        trigger(*window, "restoreBestAction");
        QVERIFY(!action->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(window->session().run() != last, kLong);
        const auto& best = window->session().run()->result;
        QCOMPARE(best.keptEpoch, last->result.bestEpoch);
        QVERIFY(best.validation.loss < last->result.validation.loss);
        QCOMPARE(best.validation.loss, last->history[static_cast<std::size_t>(best.keptEpoch)].validationLoss);
        QVERIFY(!action->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().films().isOld(), kLong);
        QVERIFY(window->close());
    }

    void patienceIsCounted()
    {
        auto spec = ExperimentSpec::forModel("biased-mf");
        RunStart start;
        start.validation = 10;
        start.epochs = 20;
        std::vector<EpochStats> epochs;
        for (const double loss : {3.0, 1.0, 0.5, 0.7, 0.6}) {
            EpochStats epoch;
            epoch.epoch = static_cast<int>(epochs.size());
            epoch.validationLoss = loss;
            epochs.push_back(epoch);
        }
        QCOMPARE(patienceOf(spec, start, epochs), Patience{}); // early stopping is off
        spec.hyperparameters.set("early_stopping", true);
        spec.hyperparameters.set("patience", std::int64_t{4});
        QCOMPARE(patienceOf(spec, start, epochs), (Patience{2, 6}));
        start.epochs = 6;
        QCOMPARE(patienceOf(spec, start, epochs), (Patience{2, 0})); // it ends there anyway
        start.validation = 0;
        QCOMPARE(patienceOf(spec, start, epochs), Patience{});
    }

    void patienceIsShown()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        setNumbers(*window, 100'000);
        find<QCheckBox>(*window, "early_stopping")->setChecked(true);
        find<QSpinBox>(*window, "patience")->setValue(2000);
        click(*window, "startButton");
        auto* activity = find<QLabel>(*window, "statusActivity");
        QTRY_VERIFY_WITH_TIMEOUT(activity->text().contains(QStringLiteral("unless")), kLong);
        const auto marked = [&window] {
            const auto& marks =
                find<QWidget>(*window, "curvesPanel")->findChild<CurveChart*>()->plot().data().annotations;
            return std::ranges::any_of(
                marks, [](const Annotation& mark) { return mark.text.contains(QStringLiteral("ends after")); });
        };
        QVERIFY(marked());
        click(*window, "stopButton");
        QTRY_VERIFY_WITH_TIMEOUT(!window->session().isTraining(), kLong);
        QVERIFY(!activity->text().contains(QStringLiteral("unless")));
        QVERIFY(!marked());
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
            const auto suffix = dark ? QStringLiteral("-dark") : QStringLiteral("-light");
            const auto window = makeWindow();
            window->resize(1400, 1100);
            openAndWait(*window, QStringLiteral("sample"));
            trigger(*window, "findRateAction");
            QTRY_VERIFY_WITH_TIMEOUT(window->session().rateCurve(), kLong);
            savePicture(*find<QWidget>(*window, "rateDialog"), QStringLiteral("find-rate") + suffix);
            for (const char* schedule : {"step", "cosine", "one-cycle", "plateau"}) {
                choose(*window, "schedule", schedule);
                QTest::qWait(50); // the layout settles; nothing is checked here
                savePicture(*find<QWidget>(*window, "parameterForm"),
                            QStringLiteral("schedule-") + QLatin1String(schedule) + suffix);
            }
            choose(*window, "schedule", "constant");
            find<ScientificSpinBox>(*window, "learning_rate")->setValue(100);
            click(*window, "startButton");
            QTRY_VERIFY_WITH_TIMEOUT(window->session().run(), kLong);
            QTest::qWait(200);
            savePicture(*window, QStringLiteral("diverged") + suffix);
            QVERIFY(window->close());
        }
        QApplication::setPalette(palette);
    }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestControl test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_control.moc"
