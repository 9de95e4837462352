#include <matinee/dataset_source.h>
#include <matinee/sweep.h>

#include <QFile>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace matinee;

namespace {

struct Outcome
{
    double rmse = 0;
    std::int64_t epochs = 0;
    std::int64_t again = 0; ///< epochs that were trained twice, as a model has no state to go on from
};

} // namespace

/// Successive halving against training every trial to its end, on real ratings: the same 27 points both times, as
/// random search draws them whatever the scheduler.
class TestSweepHalving : public QObject
{
    Q_OBJECT

private:
    static Outcome search(const std::shared_ptr<const Dataset>& data, const char* scheduler, int seed)
    {
        auto json = nlohmann::ordered_json::parse(R"({
            "experiment":{"data":"ml-100k","model":"biased-mf","device":"cpu","threads":1,"seed":42,
                          "split":"random:0.8/0.1/0.1","hyperparameters":{"epochs":27,"batch_size":512}},
            "method":"random","trials":27,
            "parameters":{"learning_rate":{"min":1e-4,"max":0.1}, "regularisation":{"min":0.01,"max":3},
                          "factors":{"min":4,"max":64,"scale":"log"}}})");
        json["scheduler"] = scheduler;
        json["seed"] = seed;
        const auto spec = sweepFromJson(json);
        SweepControl control;
        SweepObserver observer;
        const auto result = runSweep(spec, data, control, observer);
        std::int64_t epochs = 0;
        for (const auto& trial : result.trials)
            epochs += trial.epochs();
        return {bestTrial(spec, result.trials)->value, epochs, result.epochs - epochs};
    }

private Q_SLOTS:
    void asGoodWithFewerEpochs_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }

    void asGoodWithFewerEpochs()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-100k");
        if (!QFile::exists(folder))
            QSKIP("MATINEE_TEST_DATA names no folder with ml-100k in it.");
        QFETCH(const int, seed);
        static const auto data = loadDataset(folder.toStdString());
        const auto full = search(data, "none", seed);
        const auto halved = search(data, "asha", seed);
        const double share = static_cast<double>(halved.epochs) / static_cast<double>(full.epochs);
        qInfo("best validation RMSE %.5f with ASHA, %.5f with every trial trained in full: %+.5f with %lld of %lld "
              "epochs, "
              "%.1f %%, and %lld trained again",
              halved.rmse, full.rmse, halved.rmse - full.rmse, static_cast<long long>(halved.epochs),
              static_cast<long long>(full.epochs), 100 * share, static_cast<long long>(halved.again));
        QVERIFY(halved.rmse - full.rmse <= 0.003);
        QVERIFY(share <= 0.4);
    }
};

QTEST_GUILESS_MAIN(TestSweepHalving)
#include "tst_sweep_halving.moc"
