#include "clustering_data.h"

#include <matinee/cluster_choice.h>
#include <matinee/clustering.h>

#include <QTest>

#include <cmath>

using namespace matinee;
using namespace clustering_data;

class TestClusterChoice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plantedClustersAreProposed();
    void noiseHasNoClusters();
    void sameSeedSameChoice();
    void wrongInputIsRefused();
    void stopIsObeyed();
};

void TestClusterChoice::plantedClustersAreProposed()
{
    const auto made = planted(2000, 32, 8, 1.2, 1);
    std::vector<int> told;
    RunContext context;
    context.threads = 2;
    const auto choice = chooseClusters(made.points, {.from = 2, .to = 12}, context,
                                       [&](const ClusterChoicePoint& point) { told.push_back(point.clusters); });
    for (const auto& point : choice.points)
        qInfo("%2d clusters: inertia %.0f, silhouette %.4f, stability %.4f ± %.4f, noise %.4f ± %.4f", point.clusters,
              point.inertia, point.silhouette, point.stability, point.stabilityError, point.noiseStability,
              point.noiseSpread);
    QCOMPARE(choice.bySilhouette, 8);
    QCOMPARE(choice.byStability, 8);
    QCOMPARE(choice.silhouetteRows, std::size_t(2000));
    QCOMPARE(choice.stabilityRows, std::size_t(2000));
    QVERIFY(told == std::vector<int>({2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
    QVERIFY(choice.points[6].stability > 0.98);
    for (std::size_t i = 1; i < choice.points.size(); ++i)
        QVERIFY(choice.points[i].inertia < choice.points[i - 1].inertia);

    const double index = adjustedRandIndex(kMeans(made.points, {.clusters = 8}).assignment, made.truth);
    QVERIFY2(index >= 0.98, qPrintable(QString::number(index)));
}

void TestClusterChoice::noiseHasNoClusters()
{
    // A longest direction makes two halves stable, and still there are no clusters.
    for (const std::uint64_t seed : {2, 3, 4}) {
        Matrix points = gaussian(1000, 6, seed);
        for (std::size_t r = 0; r < points.rows; ++r)
            points.row(r)[0] *= 5;
        const auto choice = chooseClusters(points, {.from = 2, .to = 6});
        QVERIFY(choice.points[0].stability > 0.9);
        for (const auto& point : choice.points)
            qInfo("%d clusters: stability %.4f, noise %.4f ± %.4f", point.clusters, point.stability,
                  point.noiseStability, point.noiseSpread);
        QCOMPARE(choice.byStability, 1);
    }
}

void TestClusterChoice::sameSeedSameChoice()
{
    const auto made = planted(600, 5, 4, 2, 3);
    const ClusterChoiceOptions options{.from = 3, .to = 5, .seed = 7, .cosine = true, .pairs = 3, .poolRows = 400};
    RunContext context;
    context.threads = 3;
    const auto one = chooseClusters(made.points, options);
    const auto two = chooseClusters(made.points, options, context);
    QCOMPARE(one.stabilityRows, std::size_t(400));
    for (std::size_t i = 0; i < one.points.size(); ++i) {
        QCOMPARE(one.points[i].inertia, two.points[i].inertia);
        QCOMPARE(one.points[i].silhouette, two.points[i].silhouette);
        QCOMPARE(one.points[i].stability, two.points[i].stability);
        QCOMPARE(one.points[i].noiseStability, two.points[i].noiseStability);
    }
}

void TestClusterChoice::wrongInputIsRefused()
{
    Matrix points = gaussian(20, 2, 4);
    QCOMPARE(codeOf([&] { chooseClusters(points, {.from = 1, .to = 4}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { chooseClusters(points, {.from = 5, .to = 4}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { chooseClusters(points, {.from = 2, .to = 17}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { chooseClusters(Matrix(), {}); }), ErrorCode::InvalidArgument);
    points.values[0] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(codeOf([&] { chooseClusters(points, {.from = 2, .to = 4}); }), ErrorCode::Format);
}

void TestClusterChoice::stopIsObeyed()
{
    const Matrix points = gaussian(500, 3, 5);
    std::stop_source stop;
    int told = 0;
    QCOMPARE(codeOf([&] {
                 chooseClusters(points, {.from = 2, .to = 9}, {.stop = stop.get_token()},
                                [&](const ClusterChoicePoint&) {
                                    ++told;
                                    stop.request_stop();
                                });
             }),
             ErrorCode::Stopped);
    QCOMPARE(told, 1);
}

QTEST_APPLESS_MAIN(TestClusterChoice)
#include "tst_cluster_choice.moc"
