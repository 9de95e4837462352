#include "clustering_data.h"
#include "embedding/merge_tree.h"

#include <matinee/agglomerate.h>

#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace matinee;
using namespace clustering_data;

Q_DECLARE_METATYPE(matinee::Linkage)

class TestAgglomerate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void treeIsSciPys_data();
    void treeIsSciPys();
    void threadsDoNotMatter();
    void manyRowsAreMergedByMicroClusters();
    void equalRows();
    void oneAndAll();
    void wrongInputIsRefused();
    void stopIsObeyed();
};

void TestAgglomerate::treeIsSciPys_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<Linkage>("linkage");
    for (std::size_t number = 0; number < kGoldens; ++number) {
        const auto name = golden("clustering.json", number)["name"].get<std::string>();
        QTest::newRow((name + ", Ward").c_str()) << static_cast<int>(number) << Linkage::Ward;
        QTest::newRow((name + ", average").c_str()) << static_cast<int>(number) << Linkage::Average;
    }
}

void TestAgglomerate::treeIsSciPys()
{
    QFETCH(int, number);
    QFETCH(Linkage, linkage);
    const auto which = static_cast<std::size_t>(number);
    const auto golden =
        clustering_data::golden("clustering.json", which)[linkage == Linkage::Ward ? "ward" : "average"];
    const Matrix points = goldenPoints(which);
    const auto heights = golden["heights"].get<std::vector<double>>();
    const auto merges = mergeTree(KMeansPoints(points, false), std::vector<double>(points.rows, 1.0), linkage, {});
    QCOMPARE(merges.size(), heights.size());
    for (std::size_t i = 0; i < merges.size(); ++i)
        QVERIFY2(std::abs(merges[i].height / heights[i] - 1) < 2e-6,
                 qPrintable(QStringLiteral("merge %1: %2").arg(i).arg(merges[i].height / heights[i] - 1)));

    const auto labels = golden["labels"].get<std::vector<std::int32_t>>();
    const int clusters = 1 + *std::max_element(labels.begin(), labels.end());
    const auto found = agglomerate(points, {.clusters = clusters, .linkage = linkage});
    QCOMPARE(adjustedRandIndex(found.assignment, labels), 1.0);
    QVERIFY(std::is_sorted(found.sizes.begin(), found.sizes.end(), std::greater<>()));
    QCOMPARE(found.microClusters, 0);
    const auto described = clusteringOf(points, found.assignment, clusters);
    QVERIFY(found.centroids.values == described.centroids.values);
    QVERIFY(found.distance == described.distance);
    QCOMPARE(found.inertia, described.inertia);
}

void TestAgglomerate::threadsDoNotMatter()
{
    const auto made = planted(800, 5, 6, 2, 1);
    RunContext context;
    context.threads = 3;
    for (const auto linkage : {Linkage::Ward, Linkage::Average}) {
        const AgglomerateOptions options{.clusters = 9, .linkage = linkage};
        QVERIFY(agglomerate(made.points, options).assignment == agglomerate(made.points, options, context).assignment);
    }
}

void TestAgglomerate::manyRowsAreMergedByMicroClusters()
{
    const auto made = planted(6000, 6, 7, 4, 2);
    for (const auto linkage : {Linkage::Ward, Linkage::Average}) {
        const auto found = agglomerate(
            made.points, {.clusters = 7, .linkage = linkage, .exactRows = 1000, .microClusters = 150, .seed = 3});
        QCOMPARE(found.microClusters, 150);
        QVERIFY(adjustedRandIndex(found.assignment, made.truth) > 0.98);
        QCOMPARE(std::accumulate(found.sizes.begin(), found.sizes.end(), 0), 6000);
    }
}

void TestAgglomerate::equalRows()
{
    Matrix points(60, 2);
    for (std::size_t r = 0; r < 60; ++r)
        points.row(r)[0] = static_cast<float>(r % 3);
    for (const auto linkage : {Linkage::Ward, Linkage::Average}) {
        const auto found = agglomerate(points, {.clusters = 3, .linkage = linkage});
        QVERIFY(found.sizes == std::vector<std::int32_t>(3, 20));
        QCOMPARE(found.inertia, 0.0);
    }
}

void TestAgglomerate::oneAndAll()
{
    const Matrix points = gaussian(12, 3, 4);
    for (const auto linkage : {Linkage::Ward, Linkage::Average}) {
        QVERIFY(agglomerate(points, {.clusters = 12, .linkage = linkage}).sizes == std::vector<std::int32_t>(12, 1));
        QVERIFY(agglomerate(points, {.clusters = 1, .linkage = linkage}).sizes == std::vector<std::int32_t>(1, 12));
        QCOMPARE(agglomerate(gaussian(1, 3, 4), {.clusters = 1, .linkage = linkage}).inertia, 0.0);
    }
}

void TestAgglomerate::wrongInputIsRefused()
{
    Matrix points = gaussian(5, 2, 5);
    QCOMPARE(codeOf([&] { agglomerate(points, {.clusters = 6}); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { agglomerate(points, {.clusters = 0}); }), ErrorCode::InvalidArgument);
    points.values[1] = std::numeric_limits<float>::infinity();
    QCOMPARE(codeOf([&] { agglomerate(points, {.clusters = 2}); }), ErrorCode::Format);
}

void TestAgglomerate::stopIsObeyed()
{
    const Matrix points = gaussian(2000, 3, 6);
    for (const auto linkage : {Linkage::Ward, Linkage::Average}) {
        std::stop_source stop;
        RunContext context{.stop = stop.get_token()};
        context.progress = [&](double, std::string_view) { stop.request_stop(); };
        QCOMPARE(codeOf([&] { agglomerate(points, {.clusters = 2, .linkage = linkage}, context); }),
                 ErrorCode::Stopped);
    }
}

QTEST_APPLESS_MAIN(TestAgglomerate)
#include "tst_agglomerate.moc"
