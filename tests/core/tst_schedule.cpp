#include "support/toy_data.h"

#include <matinee/error.h>
#include <matinee/schedule.h>
#include <matinee/trainer.h>

#include <QTest>

#include <cmath>
#include <limits>
#include <numbers>

using namespace matinee;

namespace {

Hyperparameters settings(const std::string& kind, int epochs = 20, int every = 5, double factor = 0.1)
{
    auto settings = ExperimentSpec::forModel("biased-mf").hyperparameters;
    settings.set("schedule", kind);
    settings.set("epochs", std::int64_t{epochs});
    settings.set("schedule_epochs", std::int64_t{every});
    settings.set("schedule_factor", factor);
    return settings;
}

ExperimentSpec quickSpec(const std::string& model, const std::string& kind)
{
    auto spec = ExperimentSpec::forModel(model);
    spec.threads = 1;
    spec.device = "cpu";
    spec.hyperparameters.set("factors", std::int64_t{4});
    spec.hyperparameters.set("epochs", std::int64_t{6});
    spec.hyperparameters.set("schedule", kind);
    spec.hyperparameters.set("schedule_epochs", std::int64_t{2});
    if (spec.hyperparameters.has("batch_size"))
        spec.hyperparameters.set("batch_size", std::int64_t{16});
    return spec;
}

std::shared_ptr<const TrainedRun> trained(const ExperimentSpec& spec)
{
    TrainingControl control;
    TrainingObserver observer;
    return train(spec, test::toyData(), control, observer);
}

} // namespace

class TestSchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void constant()
    {
        const Schedule schedule(settings("constant"));
        QVERIFY(schedule.isConstant());
        QCOMPARE(schedule.factor(13.7), 1.0);
        QVERIFY(Schedule(ExperimentSpec::forModel("als").hyperparameters).isConstant()); // has no learning rate
    }

    void step()
    {
        const Schedule schedule(settings("step"));
        QCOMPARE(schedule.factor(0), 1.0);
        QCOMPARE(schedule.factor(4.99), 1.0);
        QCOMPARE(schedule.factor(5), 0.1);
        QCOMPARE(schedule.factor(19.5), std::pow(0.1, 3));
    }

    void cosine()
    {
        const Schedule schedule(settings("cosine", 20, 5, 0.2));
        QCOMPARE(schedule.factor(0), 1.0);
        QCOMPARE(schedule.factor(10), 0.6);
        QVERIFY(std::abs(schedule.factor(20) - 0.2) < 1e-12);
        QVERIFY(std::abs(schedule.factor(5) - (0.2 + 0.8 * (1 + std::cos(std::numbers::pi / 4)) / 2)) < 1e-12);
    }

    void oneCycle()
    {
        const Schedule schedule(settings("one-cycle", 10));
        QVERIFY(std::abs(schedule.factor(0) - 1.0 / 25) < 1e-12);
        QVERIFY(std::abs(schedule.factor(3) - 1) < 1e-12);
        QVERIFY(std::abs(schedule.factor(10) - 1.0 / 25'000) < 1e-12);
        QVERIFY(schedule.factor(1) < schedule.factor(2) && schedule.factor(5) > schedule.factor(6));
    }

    void plateau()
    {
        Schedule schedule(settings("plateau", 20, 2, 0.5));
        for (const double judged : {1.0, 0.9, 0.95, 0.91}) // two without an improvement
            schedule.report(judged);
        QCOMPARE(schedule.factor(4), 0.5);
        QCOMPARE(schedule.factor(3.9), 1.0); // what was, stays
        for (const double judged : {0.8, std::numeric_limits<double>::quiet_NaN(), 0.8})
            schedule.report(judged);
        QCOMPARE(schedule.factor(7), 0.25);

        Schedule other(settings("plateau", 20, 2, 0.5));
        other.setState(schedule.state());
        QCOMPARE(other.factor(7), 0.25);
        QCOMPARE(other.factor(5), 0.5);
        QVERIFY_EXCEPTION_THROWN(other.setState({1}), Error);
    }

    void theCurveIsTheFactorOverTheRun()
    {
        const auto curve = scheduleCurve(settings("step"), 5);
        QCOMPARE(curve.size(), std::size_t{5});
        const Schedule schedule(settings("step"));
        for (int i = 0; i < 5; ++i)
            QCOMPARE(curve[static_cast<std::size_t>(i)], schedule.factor(5.0 * i));
    }

    void trainingFollowsIt_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("engine");
        for (const char* model : {"mf", "biased-mf", "svdpp", "gmf"})
            QTest::addRow("%s", model) << model << "auto";
        QTest::addRow("autograd") << "biased-mf"
                                  << "autograd";
    }

    void trainingFollowsIt()
    {
        QFETCH(const QString, model);
        QFETCH(const QString, engine);
        auto spec = quickSpec(model.toStdString(), "step");
        spec.engine = engine.toStdString();
        const double rate = spec.hyperparameters.real("learning_rate");
        spec.hyperparameters.set("schedule_factor", 0.0);
        const auto run = trained(spec);
        QCOMPARE(run->history.size(), std::size_t{7});
        QCOMPARE(run->history[2].learningRate, rate);
        QCOMPARE(run->history[3].learningRate, 0.0);
        // With a rate of zero nothing moves any more, whatever the optimiser.
        QVERIFY(run->history[1].validationLoss != run->history[2].validationLoss);
        QCOMPARE(run->history[4].validationLoss, run->history[2].validationLoss);
        spec.hyperparameters.set("schedule", std::string("constant"));
        const auto constant = trained(spec);
        QCOMPARE(constant->history[2].validationLoss, run->history[2].validationLoss);
        QVERIFY(constant->history[4].validationLoss != run->history[4].validationLoss);
    }
};

QTEST_APPLESS_MAIN(TestSchedule)
#include "tst_schedule.moc"
