#include "experiments/sweep/sweep_space.h"

#include <matinee/error.h>
#include <matinee/recommender.h>
#include <matinee/sweep_spec.h>

#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>

using namespace matinee;
using nlohmann::ordered_json;

namespace {

ordered_json sweepJson()
{
    return ordered_json::parse(R"({"experiment":{"model":"biased-mf"},
        "parameters":{"learning_rate":{},"factors":{"values":[8,16,32]}}})");
}

/// One parameter's axis.
SweepAxis axisOf(const std::string& key, const char* json)
{
    auto object = sweepJson();
    object["parameters"] = ordered_json::object();
    object["parameters"][key] = ordered_json::parse(json);
    const auto spec = sweepFromJson(object);
    return {*spec.experiment.hyperparameters.find(key), spec.parameters.front()};
}

std::vector<double> numbers(const std::vector<ParameterValue>& values)
{
    std::vector<double> list;
    for (const auto& value : values)
        list.push_back(std::holds_alternative<double>(value) ? std::get<double>(value)
                                                             : static_cast<double>(std::get<std::int64_t>(value)));
    return list;
}

} // namespace

class TestSweepSpec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultsComeFromTheModel()
    {
        const auto spec = sweepFromJson(sweepJson());
        QCOMPARE(spec.metric, std::string("validation_rmse"));
        QVERIFY(spec.method == SweepMethod::Random);
        const auto& rate = spec.parameters.front();
        const auto* parameter = spec.experiment.hyperparameters.find("learning_rate");
        QCOMPARE(rate.minimum, parameter->sliderMinimum);
        QCOMPARE(rate.maximum, parameter->sliderMaximum);
        QVERIFY(rate.scale == ParameterScale::Logarithmic);
        auto halving = sweepJson();
        halving["scheduler"] = "asha";
        halving["experiment"]["hyperparameters"]["epochs"] = 30u;
        QCOMPARE(sweepFromJson(halving).minEpochs, 3);
        halving["experiment"]["hyperparameters"]["epochs"] = 4u;
        QCOMPARE(sweepFromJson(halving).minEpochs, 1);
        auto implicit = sweepJson();
        implicit["experiment"]["model"] = "bpr";
        QCOMPARE(sweepFromJson(implicit).metric, std::string("validation_ndcg@10"));
    }

    void everyParameterOfEveryModelHasADefault()
    {
        for (const auto& model : models()) {
            for (const auto& parameter : model.parameters) {
                const SweepAxis axis(parameter, defaultSweepParameter(parameter));
                for (const double place : {0.0, 0.3, 1.0}) {
                    Hyperparameters settings(model.parameters);
                    settings.set(parameter.key, axis.at(place));
                }
            }
        }
    }

    void theFileComesBackTheSame()
    {
        auto object = sweepJson();
        object["name"] = "a name";
        object["method"] = "tpe";
        object["scheduler"] = "asha";
        object["min_epochs"] = 2;
        object["trials"] = 50;
        object["parameters"]["optimiser"] = ordered_json::object();
        object["parameters"]["batch_size"] = ordered_json::parse(R"({"min":16,"max":1024,"scale":"log","step":2})");
        const auto spec = sweepFromJson(object);
        const auto again = sweepFromJson(toJson(spec));
        QCOMPARE(toJson(again).dump(), toJson(spec).dump());
        QCOMPARE(sweepDigest(again), sweepDigest(spec));
        // The order of the parameters is that of the file.
        QCOMPARE(again.parameters.at(0).key, std::string("learning_rate"));
        QCOMPARE(again.parameters.at(3).key, std::string("batch_size"));

        auto other = spec;
        other.name = "another name";
        other.jobs = 2;
        QCOMPARE(sweepDigest(other), sweepDigest(spec));
        other.seed = 7;
        QVERIFY(sweepDigest(other) != sweepDigest(spec));
    }

    void whatCannotWorkIsOneSentenceWithItsField_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("where");
        const auto row = [](const char* where, const char* change) {
            QTest::newRow(change) << QString::fromLatin1(change) << QString::fromLatin1(where);
        };
        row("trails", R"({"trails":3})");
        row("format", R"({"format":"something"})");
        row("version", R"({"version":2})");
        row("method", R"({"method":"guess"})");
        row("scheduler", R"({"scheduler":"hyperband"})");
        row("metric", R"({"metric":"test_rmse"})");
        row("metric", R"({"metric":"validation_ndcg@10"})");
        row("metric", R"({"experiment":{"model":"biased-mf","split":"random:0.8/0.2"}})");
        row("metric", R"({"metric":"validation_rmse","experiment":{"model":"bpr"},"parameters":{"factors":{}}})");
        row("trials", R"({"trials":0})");
        row("trials", R"({"trials":-1})");
        row("jobs", R"({"jobs":0})");
        row("seeds", R"({"seeds":0})");
        row("seeds", R"({"seeds":2,"scheduler":"asha"})");
        row("reduction", R"({"scheduler":"asha","reduction":1})");
        row("min_epochs", R"({"scheduler":"asha","min_epochs":1000})");
        row("parameters.epochs", R"({"scheduler":"asha","parameters":{"epochs":{}}})");
        row("experiment", R"({"experiment":3})");
        row("experiment.model", R"({"experiment":{"model":"nothing"}})");
        row("experiment.hyperparameters", R"({"experiment":{"hyperparameters":{"factors":0}}})");
        row("parameters", R"({"parameters":{}})");
        row("parameters.speed", R"({"parameters":{"speed":{}}})");
        row("parameters.factors", R"({"parameters":{"factors":3}})");
        row("parameters.factors.most", R"({"parameters":{"factors":{"most":3}}})");
        row("parameters.factors.max", R"({"parameters":{"factors":{"max":5000}}})");
        row("parameters.factors.min", R"({"parameters":{"factors":{"min":1.5}}})");
        row("parameters.factors.min", R"({"parameters":{"factors":{"min":9,"max":8}}})");
        row("parameters.factors.step", R"({"parameters":{"factors":{"step":0.5}}})");
        row("parameters.factors.values", R"({"parameters":{"factors":{"values":[]}}})");
        row("parameters.factors.values", R"({"parameters":{"factors":{"values":[0]}}})");
        row("parameters.factors.values", R"({"parameters":{"factors":{"values":[8,8]}}})");
        row("parameters.factors.values", R"({"parameters":{"factors":{"values":[[8]]}}})");
        row("parameters.factors.min", R"({"parameters":{"factors":{"values":[8],"min":1}}})");
        row("parameters.learning_rate.max", R"({"parameters":{"learning_rate":{"max":5000}}})");
        row("parameters.learning_rate.min", R"({"parameters":{"learning_rate":{"min":0}}})");
        row("parameters.learning_rate.min", R"({"parameters":{"learning_rate":{"min":"small"}}})");
        row("parameters.learning_rate.scale", R"({"parameters":{"learning_rate":{"scale":"square"}}})");
        row("parameters.learning_rate.step", R"({"parameters":{"learning_rate":{"step":0.5}}})");
        row("parameters.optimiser", R"({"parameters":{"optimiser":{"min":1}}})");
        row("parameters.optimiser.values", R"({"parameters":{"optimiser":{"values":["newton"]}}})");
    }

    void whatCannotWorkIsOneSentenceWithItsField()
    {
        QFETCH(const QString, change);
        QFETCH(const QString, where);
        auto object = sweepJson();
        const auto changes = ordered_json::parse(change.toStdString());
        for (const auto& [key, value] : changes.items())
            object[key] = value;
        try {
            sweepFromJson(object);
            QFAIL("It was taken.");
        } catch (const Error& error) {
            QCOMPARE(QString::fromStdString(error.where()), where);
            QVERIFY(error.code() == ErrorCode::Format);
            QVERIFY2(error.message().ends_with('.') && !error.message().empty(), error.what());
        }
    }

    void steppedRangesHaveLevels()
    {
        QCOMPARE(numbers(axisOf("factors", R"({"min":8,"max":20,"step":4})").gridLevels()),
                 (std::vector<double>{8, 12, 16, 20}));
        QCOMPARE(numbers(axisOf("batch_size", R"({"min":16,"max":100,"scale":"log","step":2})").gridLevels()),
                 (std::vector<double>{16, 32, 64}));
        // 0.1 + 0.1 + ... does not miss the maximum.
        QCOMPARE(axisOf("dropout", R"({"min":0,"max":0.9,"step":0.1})").gridLevels().size(), std::size_t{10});
        const auto rates = numbers(axisOf("learning_rate", R"({"min":1e-4,"max":1})").gridLevels());
        QCOMPARE(rates.size(), static_cast<std::size_t>(kGridLevels));
        for (std::size_t i = 0; i < rates.size(); ++i)
            QVERIFY(std::abs(std::log10(rates[i]) - (static_cast<double>(i) - 4)) < 1e-9);
        QCOMPARE(numbers(axisOf("factors", R"({"min":3,"max":4})").gridLevels()), (std::vector<double>{3, 4}));
        QCOMPARE(axisOf("factors", R"({"min":3,"max":3})").levels(), std::uint64_t{1});
    }

    void placesAndValuesBelongTogether_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("what");
        QTest::newRow("real") << "dropout"
                              << R"({"min":0.1,"max":0.7})";
        QTest::newRow("logarithmic") << "learning_rate"
                                     << R"({"min":1e-5,"max":1})";
        QTest::newRow("whole") << "factors"
                               << R"({"min":1,"max":9})";
        QTest::newRow("whole, logarithmic") << "batch_size"
                                            << R"({"min":1,"max":300,"scale":"log"})";
        QTest::newRow("listed") << "factors"
                                << R"({"values":[32,8,16]})";
        QTest::newRow("choice") << "optimiser"
                                << "{}";
        QTest::newRow("switch") << "early_stopping"
                                << "{}";
        QTest::newRow("one value") << "dropout"
                                   << R"({"values":[0]})";
    }

    void placesAndValuesBelongTogether()
    {
        QFETCH(const QString, key);
        QFETCH(const QString, what);
        const auto axis = axisOf(key.toStdString(), what.toUtf8().constData());
        for (int i = 0; i <= 1000; ++i) {
            const double place = i / 1000.0;
            const auto value = axis.at(place);
            const auto [low, high] = axis.stretch(value);
            QVERIFY2(low <= place + 1e-9 && place <= high + 1e-9, qPrintable(QString::number(place)));
            const auto again = axis.at(axis.place(value));
            if (axis.levels() > 0)
                QCOMPARE(again, value);
            else
                QCOMPARE(std::get<double>(again), std::get<double>(value)); // but for rounding
        }
        if (axis.levels() == 0)
            return;
        // The stretches fill [0, 1].
        double length = 0;
        for (std::uint64_t level = 0; level < axis.levels(); ++level) {
            const auto [low, high] = axis.stretch(axis.level(level));
            length += high - low;
        }
        QVERIFY(std::abs(length - 1) < 1e-9);
    }

    void listedNumbersAreOrderedButTheGridKeepsTheFile()
    {
        const auto axis = axisOf("factors", R"({"values":[32,8,16]})");
        QCOMPARE(numbers(axis.gridLevels()), (std::vector<double>{32, 8, 16}));
        QCOMPARE(axis.at(0.1), ParameterValue(std::int64_t{8}));
        QCOMPARE(axis.at(0.9), ParameterValue(std::int64_t{32}));
    }

    void pointsAndTrialsAreCounted()
    {
        auto object = sweepJson();
        object["parameters"] = ordered_json::parse(R"({"factors":{"values":[1,2,3]},"optimiser":{}})");
        object["method"] = "grid";
        auto spec = sweepFromJson(object);
        QCOMPARE(sweepPoints(spec), std::uint64_t{9});
        QCOMPARE(trialCount(spec), 9);
        spec.trials = 4;
        spec.seeds = 2;
        QCOMPARE(trialCount(spec), 8);
        spec.method = SweepMethod::Random;
        spec.trials = 100; // no point is tried twice
        QCOMPARE(trialCount(spec), 18);
        QCOMPARE(trialCount(sweepFromJson(sweepJson())), 20);
    }

    void aTrialIsTheExperimentWithItsPoint()
    {
        const auto spec = sweepFromJson(sweepJson());
        const auto experiment = trialExperiment(spec, {0.5, std::int64_t{16}}, 3);
        QCOMPARE(experiment.hyperparameters.real("learning_rate"), 0.5);
        QCOMPARE(experiment.hyperparameters.integer("factors"), 16);
        QCOMPARE(experiment.seed, spec.experiment.seed + 3);
    }
};

QTEST_GUILESS_MAIN(TestSweepSpec)
#include "tst_sweep_spec.moc"
