#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/run_record.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace matinee;

namespace {

/// A short training on the built-in sample, the one data set that is always there.
std::shared_ptr<const TrainedRun> shortRun()
{
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.data = "sample";
    spec.threads = 1;
    spec.device = "cpu";
    spec.hyperparameters.set("epochs", std::int64_t{1});
    spec.hyperparameters.set("factors", std::int64_t{4});
    spec.hyperparameters.set("batch_size", std::int64_t{4096});
    TrainingControl control;
    TrainingObserver observer;
    return train(spec, loadDataset("sample"), control, observer);
}

std::string contentOf(const std::filesystem::path& path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

void replaceIn(const std::filesystem::path& path, const std::string& from, const std::string& to)
{
    auto text = contentOf(path);
    const auto at = text.find(from);
    QVERIFY2(at != std::string::npos, from.c_str());
    text.replace(at, from.size(), to);
    std::ofstream(path) << text;
}

} // namespace

class TestRunRecord : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const TrainedRun> m_run;

    static ErrorCode loadingError(const std::filesystem::path& folder)
    {
        try {
            loadRun(folder);
        } catch (const Error& error) {
            return error.code();
        }
        return ErrorCode::Internal;
    }

private Q_SLOTS:
    void initTestCase() { m_run = shortRun(); }

    void runReadsBack()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("run")).toStdString();
        saveRun(*m_run, path);
        const auto loaded = loadRun(path);
        QCOMPARE(loaded->spec.split.text(), m_run->spec.split.text());
        QVERIFY(loaded->spec.hyperparameters.values() == m_run->spec.hyperparameters.values());
        QCOMPARE(loaded->history.size(), m_run->history.size());
        QCOMPARE(loaded->history.back().validationLoss, m_run->history.back().validationLoss);
        QCOMPARE(loaded->result.test.rmse, m_run->result.test.rmse);
        QCOMPARE(loaded->result.baselines[1].test.rmse, m_run->result.baselines[1].test.rmse);
        QCOMPARE(loaded->result.samples.size(), m_run->result.samples.size());
        QVERIFY(loaded->split->test == m_run->split->test);
        // The model predicts what it predicted.
        const auto metrics = evaluateRatings(*loaded->model, *loaded->dataset, loaded->split->test, loaded->counts, {});
        QVERIFY(std::abs(metrics.rmse - m_run->result.test.rmse) < 1e-9);
    }

    void damagedRunsAreRefused()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("run")).toStdString();
        QCOMPARE(loadingError(path), ErrorCode::NotFound);
        saveRun(*m_run, path);

        replaceIn(path / "run.json", m_run->dataset->provenance.digest, "0123456789abcdef");
        QCOMPARE(loadingError(path), ErrorCode::Format); // other ratings
        saveRun(*m_run, path);
        replaceIn(path / "run.json", "\"version\": 1", "\"version\": 99");
        QCOMPARE(loadingError(path), ErrorCode::Format); // from the future
        saveRun(*m_run, path);
        replaceIn(path / "run.json", "{", "[");
        QCOMPARE(loadingError(path), ErrorCode::Format); // no JSON
        saveRun(*m_run, path);
        replaceIn(path / "run.json", "\"result\"", "\"outcome\"");
        QCOMPARE(loadingError(path), ErrorCode::Format); // a field is missing
        saveRun(*m_run, path);
        replaceIn(path / "metrics.jsonl", "{", "");
        QCOMPARE(loadingError(path), ErrorCode::Format);
        saveRun(*m_run, path);
        std::filesystem::remove(path / "model.bin");
        QCOMPARE(loadingError(path), ErrorCode::NotFound);
    }

    void eventsFollowTheContract()
    {
        const auto data = dataEvent(*m_run->dataset, 0.5);
        for (const auto* key : {"event", "name", "users", "items", "catalogue", "ratings", "scale", "density",
                                "histogram", "skipped", "seconds"})
            QVERIFY2(data.contains(key), key);
        QCOMPARE(data["ratings"].get<int>(), 100'000);
        int inHistogram = 0;
        for (const auto& count : data["histogram"])
            inHistogram += count.get<int>();
        QCOMPARE(inHistogram, 100'000);

        const auto start = startEvent(m_run->start, m_run->spec, "");
        for (const auto* key : {"event", "run", "model", "device", "threads", "engine", "seed", "parameters", "train",
                                "validation", "test", "hyperparameters"})
            QVERIFY2(start.contains(key), key);
        QVERIFY(start["run"].is_null());

        const auto epoch = epochEvent(m_run->history.front());
        for (const auto* key :
             {"event", "epoch", "train_loss", "validation_loss", "objective", "seconds", "ratings_per_second"})
            QVERIFY2(epoch.contains(key), key);
        QVERIFY(epoch["objective"].is_null()); // NaN has no place in JSON

        const auto result = resultEvent(m_run->result, "runs/a");
        for (const auto* key : {"event", "run", "epochs", "seconds", "best_epoch", "train", "validation", "test",
                                "baselines", "ranking", "peak_rss_mb"})
            QVERIFY2(result.contains(key), key);
        for (const auto* key : {"rmse", "mae", "loss", "cold"})
            QVERIFY2(result["test"].contains(key), key);
        QVERIFY(result["baselines"].contains("global_mean") && result["baselines"].contains("bias"));

        const auto prediction = predictionEvent(m_run->result.samples.front(), *m_run->dataset);
        QVERIFY(prediction["user"].is_string() && prediction["item"].is_string() && prediction["title"].is_string());
    }

    void specReadsBack()
    {
        const auto json = toJson(m_run->spec);
        const auto spec = experimentFromJson(json);
        QVERIFY(toJson(spec) == json);
    }

    void badSpecsAreRefused_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("no object") << "[]";
        QTest::newRow("unknown model") << R"({"model":"svd"})";
        QTest::newRow("seed is text") << R"({"seed":"x"})";
        QTest::newRow("split is wrong") << R"({"split":"half"})";
        QTest::newRow("unknown hyperparameter") << R"({"hyperparameters":{"colour":1}})";
        QTest::newRow("hyperparameter out of range") << R"({"hyperparameters":{"factors":0}})";
        QTest::newRow("hyperparameter is a list") << R"({"hyperparameters":{"factors":[1]}})";
    }
    void badSpecsAreRefused()
    {
        QFETCH(QString, text);
        QVERIFY_EXCEPTION_THROWN(experimentFromJson(nlohmann::json::parse(text.toStdString())), Error);
    }
};

QTEST_GUILESS_MAIN(TestRunRecord)
#include "tst_run_record.moc"
