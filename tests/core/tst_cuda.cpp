#include "support/toy_data.h"

#include <matinee/device.h>
#include <matinee/recommender.h>

#include <QTest>

#include <cmath>
#include <numeric>

using namespace matinee;

/// What the models do on a GPU, where there is one.
class TestCuda : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = test::toyData(60, 45, 900, 3);

    std::unique_ptr<Recommender> prepared(const ModelInfo& info, const std::string& device) const
    {
        Hyperparameters settings(info.parameters);
        settings.set("factors", std::int64_t{8});
        settings.set("batch_size", std::int64_t{128});
        if (settings.has("dropout"))
            settings.set("dropout", 0.0);
        std::vector<RowIndex> rows(m_data->ratings.size());
        std::iota(rows.begin(), rows.end(), RowIndex{0});
        auto model = info.create(settings);
        model->prepare({m_data, rows, TrainingCounts(*m_data, rows)}, {device, 1, 5, "autograd"});
        return model;
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto& device : devices())
            if (device.id.starts_with("cuda") && device.available)
                return;
        QSKIP("There is no CUDA device here.");
    }

    void learnsAsOnTheCpu_data()
    {
        QTest::addColumn<QString>("id");
        for (const auto& info : models())
            if (Hyperparameters(info.parameters).has("batch_size"))
                QTest::newRow(info.id.c_str()) << QString::fromStdString(info.id);
    }

    /// Other batches and other negatives, the same start and nearly the same losses.
    void learnsAsOnTheCpu()
    {
        QFETCH(QString, id);
        const auto& info = modelInfo(id.toStdString());
        auto cpu = prepared(info, "cpu");
        auto cuda = prepared(info, "cuda:0");
        QCOMPARE(cuda->engine(), std::string("autograd"));
        std::vector<float> before(900);
        std::vector<float> expected(900);
        cpu->predict(m_data->ratings.user, m_data->ratings.item, expected);
        cuda->predict(m_data->ratings.user, m_data->ratings.item, before);
        for (std::size_t r = 0; r < before.size(); ++r)
            QVERIFY(std::abs(before[r] - expected[r]) < 1e-4F);
        TrainingControl control;
        double onCpu = 0;
        double onCuda = 0;
        for (int epoch = 0; epoch < 5; ++epoch) {
            onCpu = cpu->trainEpoch({control, {}}).loss;
            onCuda = cuda->trainEpoch({control, {}}).loss;
        }
        QVERIFY2(std::abs(onCuda - onCpu) < 0.05 * onCpu,
                 qPrintable(QStringLiteral("%1 on the GPU, %2 on the CPU").arg(onCuda).arg(onCpu)));
    }

    void sameSeedSameNumbers()
    {
        const auto& info = modelInfo("gmf");
        auto one = prepared(info, "cuda:0");
        auto other = prepared(info, "cuda:0");
        TrainingControl control;
        QVERIFY(std::abs(one->trainEpoch({control, {}}).loss - other->trainEpoch({control, {}}).loss) < 1e-5);
    }
};

QTEST_GUILESS_MAIN(TestCuda)
#include "tst_cuda.moc"
