#include <matinee/film_map.h>
#include <matinee/sample.h>

#include <QTest>

using namespace matinee;

namespace {

struct Silent : TrainingObserver
{};

} // namespace

/// Whether a trained model's film vectors tell apart the kinds of films that the sample was made of.
class TestPlantedClusters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void areFoundAgain_data();
    void areFoundAgain();
};

void TestPlantedClusters::areFoundAgain_data()
{
    QTest::addColumn<qulonglong>("seed");
    QTest::newRow("42") << qulonglong(42);
    QTest::newRow("7") << qulonglong(7);
}

/// Regularised, and trained until the validation loss is about lowest. Of films with fewer than 20 ratings the vectors
/// are mostly chance.
void TestPlantedClusters::areFoundAgain()
{
    QFETCH(qulonglong, seed);
    const auto data = makeSample();
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.seed = seed;
    spec.threads = 1;
    spec.device = "cpu";
    spec.hyperparameters.set("epochs", std::int64_t{30});
    spec.hyperparameters.set("regularisation", 0.1);
    TrainingControl control;
    Silent silent;
    const auto run = train(spec, data, control, silent);
    for (const int minimum : {5, 20, 50}) {
        const auto map = makeFilmMap(*run, {.clusters = 10, .minimumRatings = minimum});
        std::vector<std::int32_t> planted;
        for (const auto item : map->items)
            planted.push_back(data->plantedClusters[static_cast<std::size_t>(item)]);
        const double agreement = adjustedRandIndex(map->clustering.assignment, planted);
        qInfo("%d films with at least %d ratings: adjusted Rand index %.3f; test RMSE %.4f", map->clustered, minimum,
              agreement, run->result.test.rmse);
        if (minimum == 20)
            QVERIFY2(agreement >= 0.5, std::to_string(agreement).c_str());
    }
}

QTEST_APPLESS_MAIN(TestPlantedClusters)
#include "tst_planted_clusters.moc"
