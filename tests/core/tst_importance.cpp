#include "experiments/sweep/regression_forest.h"
#include "experiments/sweep/sweep_space.h"

#include <matinee/random.h>
#include <matinee/sweep.h>

#include <QTest>

#include <cmath>
#include <functional>
#include <numbers>

using namespace matinee;

namespace {

std::vector<double> sharesOf(int samples, std::size_t axes, const std::function<double(const std::vector<double>&)>& f)
{
    Random random(17);
    std::vector<double> places;
    std::vector<double> values;
    for (int s = 0; s < samples; ++s) {
        std::vector<double> x(axes);
        for (auto& each : x)
            each = random.uniform();
        places.insert(places.end(), x.begin(), x.end());
        values.push_back(f(x));
    }
    return RegressionForest(places, values, 1).mainEffects();
}

} // namespace

class TestImportance : public QObject
{
    Q_OBJECT

private:
    /// A sweep of the learning rate, a number of factors and an optimiser, whose value is told.
    static std::pair<SweepSpec, std::vector<SweepTrial>>
    sweepOf(int trials, const std::function<double(double rate, double factors, bool adam)>& f)
    {
        SweepSpec spec;
        spec.experiment = ExperimentSpec::forModel("biased-mf");
        spec.metric = "validation_rmse";
        spec.parameters.push_back({"learning_rate", {}, 1e-4, 1, ParameterScale::Logarithmic, 0});
        spec.parameters.push_back({"factors", {}, 1, 100, ParameterScale::Linear, 0});
        spec.parameters.push_back({"optimiser", {std::string("adam"), std::string("sgd")}, 0, 0, {}, 0});
        const SweepSpace space(spec);
        Random random(3);
        std::vector<SweepTrial> list;
        for (int t = 0; t < trials; ++t) {
            SweepTrial trial;
            trial.number = t;
            trial.state = TrialState::Done;
            for (const auto& axis : space.axes())
                trial.point.push_back(axis.at(random.uniform()));
            trial.value = f((std::log10(std::get<double>(trial.point[0])) + 4) / 4,
                            static_cast<double>(std::get<std::int64_t>(trial.point[1])) / 100,
                            std::get<std::string>(trial.point[2]) == "adam");
            trial.bestEpoch = 1;
            list.push_back(std::move(trial));
        }
        return {spec, list};
    }

private Q_SLOTS:
    /// f = 3 a + 2 b + c: variances 9, 4 and 1 twelfths, no interactions.
    void aSumHasTheSharesOfItsTerms()
    {
        const auto shares = sharesOf(400, 4, [](const auto& x) { return 3 * x[0] + 2 * x[1] + x[2]; });
        qInfo("3a + 2b + c + 0d: shares %.3f %.3f %.3f %.3f; true 0.643 0.286 0.071 0", shares[0], shares[1], shares[2],
              shares[3]);
        QVERIFY(std::abs(shares[0] - 9.0 / 14) < 0.05);
        QVERIFY(std::abs(shares[1] - 4.0 / 14) < 0.05);
        QVERIFY(std::abs(shares[2] - 1.0 / 14) < 0.05);
        QVERIFY(shares[3] < 0.01);
    }

    /// The Ishigami function, with a = 7 and b = 0.1: first order shares 0.3139, 0.4424 and 0 (Saltelli et al.,
    /// Sensitivity Analysis, 2000), as the third acts together with the first alone.
    void ishigamisSharesAreFound()
    {
        const auto shares = sharesOf(2000, 3, [](const auto& u) {
            const auto x = [&u](std::size_t i) { return std::numbers::pi * (2 * u[i] - 1); };
            return std::sin(x(0)) + 7 * std::pow(std::sin(x(1)), 2) + 0.1 * std::pow(x(2), 4) * std::sin(x(0));
        });
        qInfo("Ishigami: shares %.3f %.3f %.3f; true 0.314 0.442 0", shares[0], shares[1], shares[2]);
        QVERIFY(std::abs(shares[0] - 0.3139) < 0.06);
        QVERIFY(std::abs(shares[1] - 0.4424) < 0.06);
        QVERIFY(shares[2] < 0.06);
    }

    /// (a - 1/2)(b - 1/2) is all interaction.
    void anInteractionBelongsToNobody()
    {
        const auto shares = sharesOf(1000, 2, [](const auto& x) { return (x[0] - 0.5) * (x[1] - 0.5); });
        QVERIFY(shares[0] < 0.1);
        QVERIFY(shares[1] < 0.1);
    }

    void aConstantHasNoShares()
    {
        QCOMPARE(sharesOf(50, 2, [](const auto&) { return 1.5; }), (std::vector<double>{0, 0}));
    }

    /// One tree by hand: with two samples in each corner of a square the forest can be nothing but f = 2 [a > 1/2] +
    /// [b > 1/2], whose shares are 4/5 and 1/5, up to what bootstrap samples leave out.
    void aTreeIsExactOnItsBoxes()
    {
        std::vector<double> places;
        std::vector<double> values;
        for (int copy = 0; copy < 50; ++copy) {
            for (const double a : {0.25, 0.75}) {
                for (const double b : {0.25, 0.75}) {
                    places.insert(places.end(), {a, b});
                    values.push_back(2.0 * (a > 0.5) + 1.0 * (b > 0.5));
                }
            }
        }
        const auto shares = RegressionForest(places, values, 5).mainEffects();
        QVERIFY(std::abs(shares[0] - 0.8) < 1e-3);
        QVERIFY(std::abs(shares[1] - 0.2) < 1e-3);
    }

    /// The places are in each parameter's own scale: 2 log10(rate) / 4 + factors / 100 + [adam]; variances 4/12, 1/12
    /// and 1/4.
    void ofASweep()
    {
        const auto [spec, trials] =
            sweepOf(300, [](double rate, double factors, bool adam) { return 2 * rate + factors + (adam ? 1 : 0); });
        const auto shares = parameterImportance(spec, trials);
        QCOMPARE(shares.size(), std::size_t{3});
        QCOMPARE(shares[0].key, std::string("learning_rate"));
        QVERIFY(std::abs(shares[0].share - 4.0 / 8) < 0.06);
        QVERIFY(std::abs(shares[1].share - 1.0 / 8) < 0.06);
        QVERIFY(std::abs(shares[2].share - 3.0 / 8) < 0.06);
    }

    void tooFewOrAllTheSameTellNothing()
    {
        auto [spec, trials] = sweepOf(30, [](double, double, bool) { return 1; });
        QVERIFY(parameterImportance(spec, trials).empty());
        trials.resize(5);
        QVERIFY(parameterImportance(spec, trials).empty());
    }

    void theBestPointIsByTheMeanOfItsSeeds()
    {
        auto [spec, trials] = sweepOf(6, [](double, double, bool) { return 0; });
        const double values[] = {0.9, 0.7, 0.5, 1.5, 0.6, std::numeric_limits<double>::quiet_NaN()};
        for (std::size_t t = 0; t < trials.size(); ++t)
            trials[t].value = values[t];
        QCOMPARE(bestTrial(spec, trials)->number, 2);
        spec.seeds = 2;
        QCOMPARE(bestTrial(spec, trials)->number, 1); // 0.8, 1.0 and one without
        spec.metric = "validation_ndcg@10";
        QCOMPARE(bestTrial(spec, trials)->number, 3);
        QVERIFY(!bestTrial(spec, {}));
    }
};

QTEST_GUILESS_MAIN(TestImportance)
#include "tst_importance.moc"
