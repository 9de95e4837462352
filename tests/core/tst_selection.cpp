#include "support/toy_data.h"

#include <matinee/cross_validation.h>
#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/evaluate_run.h>
#include <matinee/run_record.h>
#include <matinee/trainer.h>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <numeric>

using namespace matinee;

namespace {

/// A model that learns by heart: its validation loss turns up after a few epochs.
ExperimentSpec overfitting(int epochs = 40)
{
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.threads = 1;
    spec.device = "cpu";
    spec.hyperparameters.set("factors", std::int64_t{8});
    spec.hyperparameters.set("batch_size", std::int64_t{32});
    spec.hyperparameters.set("learning_rate", 0.05);
    spec.hyperparameters.set("epochs", std::int64_t{epochs});
    return spec;
}

std::shared_ptr<const TrainedRun> trained(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& data)
{
    TrainingControl control;
    TrainingObserver silent;
    return train(spec, data, control, silent);
}

struct Folds : FoldObserver
{
    std::vector<int> seen;
    TrainingControl* stopAfterFirst = nullptr;
    void onFold(const FoldResult& fold) override
    {
        seen.push_back(fold.fold);
        if (stopAfterFirst)
            stopAfterFirst->stop();
    }
};

} // namespace

/// Early stopping, refit, cross-validation and evaluating again: how a result is chosen and checked.
class TestSelection : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data = test::toyData();

private Q_SLOTS:
    void earlyStoppingKeepsTheBestEpoch()
    {
        auto spec = overfitting();
        spec.hyperparameters.set("early_stopping", true);
        spec.hyperparameters.set("patience", std::int64_t{3});
        const auto run = trained(spec, m_data);
        const auto& result = run->result;
        QVERIFY(result.status == RunStatus::Completed);
        QVERIFY(result.epochs < 40);
        QCOMPARE(result.keptEpoch, result.bestEpoch);
        QCOMPARE(result.epochs, result.bestEpoch + 3);
        const auto best = std::min_element(
            run->history.begin() + 1, run->history.end(),
            [](const EpochStats& a, const EpochStats& b) { return a.validationLoss < b.validationLoss; });
        QCOMPARE(best->epoch, result.bestEpoch);
        QCOMPARE(result.validation.loss, best->validationLoss);

        // The weights are those of a run that ends there.
        const auto shorter = trained(overfitting(result.bestEpoch), m_data);
        QCOMPARE(result.test.rmse, shorter->result.test.rmse);
        QCOMPARE(shorter->result.keptEpoch, shorter->result.epochs);
    }

    void refitTrainsOnTrainingAndValidationRows()
    {
        auto spec = overfitting();
        spec.hyperparameters.set("early_stopping", true);
        spec.hyperparameters.set("refit", true);
        const auto run = trained(spec, m_data);
        QVERIFY(run->result.refit);
        const auto count = std::accumulate(run->counts.users.begin(), run->counts.users.end(), std::size_t{0});
        QCOMPARE(count, run->start.train + run->start.validation);
        auto plain = spec;
        plain.hyperparameters.set("refit", false);
        QVERIFY(trained(plain, m_data)->result.test.rmse != run->result.test.rmse);
        QCOMPARE(trained(spec, m_data)->result.test.rmse, run->result.test.rmse);
    }

    void refitTakesTheBestNumberOfEpochs()
    {
        auto spec = overfitting(30);
        spec.hyperparameters.set("refit", true); // without early stopping the last epoch is not the best
        const auto run = trained(spec, m_data);
        QVERIFY(run->result.bestEpoch < 30);
        QCOMPARE(run->result.keptEpoch, run->result.bestEpoch);
    }

    void divergenceIsToldAndNeverBest()
    {
        auto spec = overfitting(4);
        spec.hyperparameters.set("optimiser", std::string("sgd"));
        spec.hyperparameters.set("learning_rate", 1e3);
        spec.hyperparameters.set("early_stopping", true);
        const auto run = trained(spec, m_data);
        QVERIFY2(run->result.warning.find("diverged") != std::string::npos, run->result.warning.c_str());
        QVERIFY(trained(overfitting(2), m_data)->result.warning.empty());
    }

    void withoutValidationRowsItIsRefused()
    {
        for (const char* key : {"early_stopping", "refit"}) {
            auto spec = overfitting();
            spec.split = SplitSpec::parse("random:0.8/0.2");
            spec.hyperparameters.set(key, true);
            try {
                trained(spec, m_data);
                QFAIL("accepted");
            } catch (const Error& error) {
                QVERIFY(error.code() == ErrorCode::InvalidArgument);
                QCOMPARE(error.where(), std::string(key));
            }
        }
    }

    void aSavedRunMeasuresTheSame()
    {
        auto spec = overfitting();
        spec.data = "sample";
        spec.rows = {};
        spec.hyperparameters.set("early_stopping", true);
        spec.hyperparameters.set("patience", std::int64_t{1});
        spec.hyperparameters.set("epochs", std::int64_t{3});
        spec.hyperparameters.set("batch_size", std::int64_t{4096});
        spec.hyperparameters.set("ranking", true);
        const auto run = trained(spec, loadDataset("sample"));
        QVERIFY(!run->result.ranking.isEmpty());
        QCOMPARE(run->result.ranking.protocol, run->result.rankingAll.protocol);
        QCOMPARE(run->result.rankingSampled.count, run->start.test);
        const QTemporaryDir folder;
        saveRun(*run, folder.path().toStdString());
        const auto loaded = loadRun(folder.path().toStdString());
        QCOMPARE(loaded->result.ranking.ndcg, run->result.ranking.ndcg);
        QCOMPARE(loaded->result.keptEpoch, run->result.keptEpoch);
        const auto again = evaluateRun(*loaded);
        QVERIFY(std::abs(again.test.rmse - run->result.test.rmse) < 1e-6);
        QVERIFY(std::abs(again.ranking.ndcg - run->result.ranking.ndcg) < 1e-6);
        QCOMPARE(again.test.rmseInterval.low < again.test.rmse, true);
        QCOMPARE(again.test.rmseInterval.high > again.test.rmse, true);
    }

    void foldsTestEachRatingOnce()
    {
        auto spec = overfitting(3);
        TrainingControl control;
        Folds folds;
        const auto result = crossValidate(spec, m_data, 4, control, folds);
        QVERIFY((folds.seen == std::vector<int>{1, 2, 3, 4}));
        QVERIFY(!result.stopped);
        std::size_t count = 0;
        double squares = 0;
        double mean = 0;
        for (const auto& fold : result.results) {
            count += fold.test.count;
            squares += fold.test.rmse * fold.test.rmse * static_cast<double>(fold.test.count);
            mean += fold.test.rmse / 4;
        }
        QCOMPARE(count, m_data->ratings.size());
        QVERIFY(std::abs(result.rmse.pooled - std::sqrt(squares / static_cast<double>(count))) < 1e-12);
        QVERIFY(std::abs(result.rmse.mean - mean) < 1e-12);
        QVERIFY(result.rmse.sd > 0);
        QVERIFY(std::isnan(result.ndcg.pooled));
    }

    void foldsMayValidate()
    {
        auto spec = overfitting(20);
        spec.hyperparameters.set("early_stopping", true);
        TrainingControl control;
        Folds folds;
        const auto result = crossValidate(spec, m_data, 2, control, folds);
        QCOMPARE(result.results.size(), std::size_t{2});
    }

    void aStoppedCrossValidationKeepsItsFolds()
    {
        TrainingControl control;
        Folds folds;
        folds.stopAfterFirst = &control;
        const auto result = crossValidate(overfitting(3), m_data, 4, control, folds);
        QVERIFY(result.stopped);
        QCOMPARE(result.results.size(), std::size_t{1});
        QVERIFY(std::isfinite(result.rmse.pooled));
    }
};

QTEST_GUILESS_MAIN(TestSelection)
#include "tst_selection.moc"
