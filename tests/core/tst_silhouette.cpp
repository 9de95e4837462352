#include "clustering_data.h"

#include <matinee/silhouette.h>

#include <QTest>

#include <cmath>
#include <numeric>

using namespace matinee;
using namespace clustering_data;

class TestSilhouette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isScikitLearns_data();
    void isScikitLearns();
    void threadsDoNotMatter();
    void manyRowsAreSampled();
    void negativeLabelsAreLeftOut();
    void wrongInputIsRefused();
    void stopIsObeyed();
};

void TestSilhouette::isScikitLearns_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<bool>("cosine");
    for (std::size_t number = 0; number < kGoldens; ++number) {
        const auto name = golden("clustering.json", number)["name"].get<std::string>();
        QTest::newRow(name.c_str()) << static_cast<int>(number) << false;
        QTest::newRow((name + ", directions").c_str()) << static_cast<int>(number) << true;
    }
}

void TestSilhouette::isScikitLearns()
{
    QFETCH(int, number);
    QFETCH(bool, cosine);
    const auto golden = clustering_data::golden("clustering.json", static_cast<std::size_t>(number));
    const auto labels = golden["labels"].get<std::vector<std::int32_t>>();
    const auto theirs = golden[cosine ? "cosineSilhouettes" : "silhouettes"].get<std::vector<double>>();
    const auto ours = silhouette(goldenPoints(static_cast<std::size_t>(number)), labels, {.cosine = cosine});
    QVERIFY(!ours.sampled);
    QCOMPARE(ours.values.size(), theirs.size());
    // All directions of points far from the origin are the same but for the last digits of a float.
    const double tolerance = cosine && golden["name"] == "far" ? 1e-3 : 1e-6;
    double largest = 0;
    for (std::size_t r = 0; r < theirs.size(); ++r)
        largest = std::max(largest, std::abs(double(ours.values[r]) - theirs[r]));
    QVERIFY2(largest < tolerance, qPrintable(QString::number(largest)));
    const double mean = std::accumulate(theirs.begin(), theirs.end(), 0.0) / static_cast<double>(theirs.size());
    QVERIFY2(std::abs(ours.mean - mean) < tolerance, qPrintable(QString::number(ours.mean - mean)));
    for (std::size_t cluster = 0; cluster < ours.perCluster.size(); ++cluster) {
        double sum = 0;
        double size = 0;
        for (std::size_t r = 0; r < theirs.size(); ++r) {
            if (labels[r] == static_cast<std::int32_t>(cluster)) {
                sum += theirs[r];
                ++size;
            }
        }
        QVERIFY(std::abs(ours.perCluster[cluster] - sum / size) < tolerance);
    }
}

void TestSilhouette::threadsDoNotMatter()
{
    const auto made = planted(1500, 9, 6, 2, 1);
    const auto alone = silhouette(made.points, made.truth);
    RunContext context;
    context.threads = 3;
    const auto together = silhouette(made.points, made.truth, {}, context);
    QVERIFY(alone.values == together.values);
    QCOMPARE(alone.mean, together.mean);
}

void TestSilhouette::manyRowsAreSampled()
{
    const auto made = planted(6000, 5, 4, 2, 2);
    const auto all = silhouette(made.points, made.truth);
    QCOMPARE(all.rows.size(), std::size_t(6000));
    const auto some = silhouette(made.points, made.truth, {.exactRows = 1500, .seed = 3});
    QVERIFY(some.sampled);
    QCOMPARE(some.rows.size(), std::size_t(1500));
    QVERIFY(std::is_sorted(some.rows.begin(), some.rows.end()));
    QVERIFY(std::adjacent_find(some.rows.begin(), some.rows.end()) == some.rows.end());
    QVERIFY2(std::abs(some.mean - all.mean) < 0.02, qPrintable(QString::number(some.mean - all.mean)));
    // It is what those rows would say alone.
    Matrix alone(1500, 5);
    std::vector<std::int32_t> labels;
    for (std::size_t i = 0; i < some.rows.size(); ++i) {
        const auto row = static_cast<std::size_t>(some.rows[i]);
        std::copy_n(made.points.row(row).begin(), 5, alone.row(i).begin());
        labels.push_back(made.truth[row]);
    }
    QVERIFY(silhouette(alone, labels).values == some.values);
    QVERIFY(silhouette(made.points, made.truth, {.exactRows = 1500, .seed = 4}).rows != some.rows);
}

void TestSilhouette::negativeLabelsAreLeftOut()
{
    auto made = planted(300, 3, 4, 3, 4);
    for (std::size_t r = 0; r < 300; ++r) {
        if (made.truth[r] == 1)
            made.truth[r] = -1;
    }
    const auto found = silhouette(made.points, made.truth);
    QVERIFY(!found.sampled);
    QVERIFY(found.rows.size() < 300);
    QVERIFY(std::isnan(found.perCluster[1]));
    QVERIFY(std::isfinite(found.perCluster[2]));
}

void TestSilhouette::wrongInputIsRefused()
{
    Matrix points = gaussian(20, 2, 5);
    const std::vector<std::int32_t> one(20, 0);
    QCOMPARE(codeOf([&] { silhouette(points, one); }), ErrorCode::InvalidArgument);
    QCOMPARE(codeOf([&] { silhouette(points, std::vector<std::int32_t>(19, 0)); }), ErrorCode::InvalidArgument);
    std::vector<std::int32_t> each(20);
    std::iota(each.begin(), each.end(), 0);
    QCOMPARE(silhouette(points, each).mean, 0.0);
    QCOMPARE(silhouette(Matrix(20, 2), each).mean, 0.0);
    points.values[3] = std::numeric_limits<float>::infinity();
    QCOMPARE(codeOf([&] { silhouette(points, each); }), ErrorCode::Format);
}

void TestSilhouette::stopIsObeyed()
{
    const auto made = planted(2000, 4, 3, 2, 6);
    std::stop_source stop;
    RunContext context{.stop = stop.get_token()};
    context.progress = [&](double, std::string_view) { stop.request_stop(); };
    QCOMPARE(codeOf([&] { silhouette(made.points, made.truth, {}, context); }), ErrorCode::Stopped);
}

QTEST_APPLESS_MAIN(TestSilhouette)
#include "tst_silhouette.moc"
