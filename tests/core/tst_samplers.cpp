#include "experiments/sweep/parzen.h"
#include "experiments/sweep/sampler.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <set>

using namespace matinee;

namespace {

constexpr double kBraninMinimum = 0.397887357729739;

/// Branin and Hoo, 1972; three equal minima.
double branin(double x, double y)
{
    const double b = 5.1 / (4 * std::numbers::pi * std::numbers::pi);
    const double q = y - b * x * x + 5 / std::numbers::pi * x - 6;
    return q * q + 10 * (1 - 1 / (8 * std::numbers::pi)) * std::cos(x) + 10;
}

Parameter real(const std::string& key, double minimum, double maximum)
{
    Parameter parameter;
    parameter.key = key;
    parameter.kind = ParameterKind::Real;
    parameter.minimum = minimum;
    parameter.maximum = maximum;
    parameter.defaultValue = minimum;
    return parameter;
}

Parameter whole(const std::string& key, double minimum, double maximum)
{
    auto parameter = real(key, minimum, maximum);
    parameter.kind = ParameterKind::Integer;
    parameter.defaultValue = static_cast<std::int64_t>(minimum);
    return parameter;
}

Parameter choice(const std::string& key, const std::vector<std::string>& values)
{
    Parameter parameter;
    parameter.key = key;
    parameter.kind = ParameterKind::Choice;
    for (const auto& value : values)
        parameter.choices.push_back({value, value});
    parameter.defaultValue = values.front();
    return parameter;
}

SweepSpace spaceOf(const std::vector<Parameter>& parameters)
{
    SweepSpec spec;
    spec.experiment.hyperparameters = Hyperparameters(parameters);
    for (const auto& parameter : parameters)
        spec.parameters.push_back(defaultSweepParameter(parameter));
    return SweepSpace(spec);
}

SweepSpace braninSpace()
{
    return spaceOf({real("x", -5, 10), real("y", 0, 15)});
}

Observation result(const SweepPoint& point, double loss)
{
    return {point, loss, 1, true};
}

/// The best of so many points.
double search(SweepMethod method, std::uint64_t seed, int points)
{
    const auto space = braninSpace();
    const auto sampler = makeSampler(method, space, seed);
    std::vector<Observation> observations;
    double best = std::numeric_limits<double>::infinity();
    for (int k = 0; k < points; ++k) {
        const auto point = *sampler->suggest(k, observations);
        observations.push_back(result(point, branin(std::get<double>(point[0]), std::get<double>(point[1]))));
        best = std::min(best, observations.back().loss);
    }
    return best;
}

/// Wilcoxon's signed rank test of paired differences, exact: the chance that random signs give a rank sum of the
/// positive ones as low as this. No difference is zero and no two are equal.
double wilcoxon(std::vector<double> differences)
{
    std::sort(differences.begin(), differences.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    std::size_t positive = 0;
    for (std::size_t i = 0; i < differences.size(); ++i)
        positive += differences[i] > 0 ? i + 1 : 0;
    const auto ranks = differences.size();
    std::vector<double> ways(ranks * (ranks + 1) / 2 + 1); // by rank sum
    ways[0] = 1;
    for (std::size_t rank = 1; rank <= ranks; ++rank)
        for (std::size_t sum = ways.size() - 1; sum >= rank; --sum)
            ways[sum] += ways[sum - rank];
    double low = 0;
    double all = 0;
    for (std::size_t sum = 0; sum < ways.size(); ++sum) {
        low += sum <= positive ? ways[sum] : 0;
        all += ways[sum];
    }
    return low / all;
}

} // namespace

class TestSamplers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theGridIsInOrder()
    {
        const auto space = spaceOf({whole("a", 1, 2), choice("b", {"x", "y", "z"})});
        const auto sampler = makeSampler(SweepMethod::Grid, space, 0);
        QStringList points;
        for (int k = 0; const auto point = sampler->suggest(k, {}); ++k)
            points << QString::fromStdString(toText((*point)[0]) + toText((*point)[1]));
        QCOMPARE(points.join(' '), QStringLiteral("1x 1y 1z 2x 2y 2z"));
    }

    void randomDependsOnSeedAndNumberAlone()
    {
        const auto space = braninSpace();
        const auto one = makeSampler(SweepMethod::Random, space, 5);
        const auto other = makeSampler(SweepMethod::Random, space, 5);
        std::vector<SweepPoint> points;
        for (int k = 0; k < 20; ++k)
            points.push_back(*one->suggest(k, {}));
        for (int k = 19; k >= 0; --k)
            QVERIFY(*other->suggest(k, {}) == points[static_cast<std::size_t>(k)]);
        QVERIFY(*makeSampler(SweepMethod::Random, space, 6)->suggest(0, {}) != points[0]);
    }

    /// 4,000 points: each of ten equal stretches has 400 of them, with a standard deviation of 19.
    void randomIsUniformInTheScale()
    {
        auto parameter = real("x", 1e-4, 1);
        parameter.scale = ParameterScale::Logarithmic;
        const auto space = spaceOf({parameter, real("y", 0, 1)});
        std::vector<int> logarithmic(10);
        std::vector<int> linear(10);
        Random random(3);
        for (int k = 0; k < 4000; ++k) {
            const auto point = drawPoint(space, random);
            const double x = (std::log10(std::get<double>(point[0])) + 4) / 4;
            ++logarithmic[static_cast<std::size_t>(std::min(9.0, x * 10))];
            ++linear[static_cast<std::size_t>(std::get<double>(point[1]) * 10)];
        }
        for (std::size_t i = 0; i < 10; ++i) {
            QVERIFY(std::abs(logarithmic[i] - 400) < 100);
            QVERIFY(std::abs(linear[i] - 400) < 100);
        }
    }

    void noPointTwiceAndAllInTheEnd_data()
    {
        QTest::addColumn<bool>("tpe");
        QTest::newRow("random") << false;
        QTest::newRow("tpe") << true;
    }

    void noPointTwiceAndAllInTheEnd()
    {
        QFETCH(const bool, tpe);
        const auto space = spaceOf({whole("a", 1, 5), choice("b", {"x", "y", "z"})});
        const auto sampler = makeSampler(tpe ? SweepMethod::Tpe : SweepMethod::Random, space, 1);
        std::set<std::string> seen;
        std::vector<Observation> observations;
        for (int k = 0; k < 15; ++k) {
            const auto point = sampler->suggest(k, observations);
            QVERIFY(point);
            seen.insert(toText((*point)[0]) + toText((*point)[1]));
            observations.push_back(result(*point, static_cast<double>(std::get<std::int64_t>((*point)[0]))));
        }
        QCOMPARE(seen.size(), std::size_t{15});
        QVERIFY(!sampler->suggest(15, observations));
    }

    void aParzenDensityIntegratesToOne()
    {
        const auto space = spaceOf({real("x", 0, 1), whole("n", 1, 6), choice("c", {"p", "q", "r"})});
        const std::vector<SweepPoint> points = {{0.02, std::int64_t{1}, std::string("q")},
                                                {0.9, std::int64_t{4}, std::string("q")}};
        const ParzenDensity density(space, points);
        constexpr int kCells = 2000;
        double sum = 0;
        for (int i = 0; i < kCells; ++i) {
            for (std::int64_t n = 1; n <= 6; ++n) {
                for (const char* c : {"p", "q", "r"})
                    sum += std::exp(density.logarithm({(i + 0.5) / kCells, n, std::string(c)})) / kCells;
            }
        }
        QVERIFY2(std::abs(sum - 1) < 1e-4, qPrintable(QString::number(sum, 'g', 10)));
    }

    /// Draws fall where the density says, within four standard deviations of a count.
    void drawsFollowTheDensity()
    {
        const auto space = spaceOf({whole("n", 1, 6), choice("c", {"p", "q"})});
        const std::vector<SweepPoint> points = {{std::int64_t{2}, std::string("p")},
                                                {std::int64_t{5}, std::string("q")}};
        const ParzenDensity density(space, points);
        Random random(11);
        constexpr int kDraws = 20'000;
        std::map<std::string, int> counts;
        for (int d = 0; d < kDraws; ++d) {
            const auto point = density.draw(random);
            ++counts[toText(point[0]) + toText(point[1])];
        }
        for (std::int64_t n = 1; n <= 6; ++n) {
            for (const char* c : {"p", "q"}) {
                const double p = std::exp(density.logarithm({n, std::string(c)}));
                const double count = counts[toText(n) + c];
                QVERIFY2(std::abs(count - kDraws * p) < 4 * std::sqrt(kDraws * p) + 0.01 * kDraws * p, c);
            }
        }
    }

    void tpeGoesOnAsItWould()
    {
        const auto space = braninSpace();
        const auto one = makeSampler(SweepMethod::Tpe, space, 9);
        std::vector<Observation> observations;
        for (int k = 0; k < 30; ++k) {
            const auto point = *one->suggest(k, observations);
            // A new process, which was asked for nothing before.
            QVERIFY(*makeSampler(SweepMethod::Tpe, space, 9)->suggest(k, observations) == point);
            observations.push_back(result(point, branin(std::get<double>(point[0]), std::get<double>(point[1]))));
        }
    }

    /// Points that run at the same time are not next to each other, as each counts as bad until it is known.
    void runningPointsAreKeptAwayFrom()
    {
        const auto space = braninSpace();
        const auto sampler = makeSampler(SweepMethod::Tpe, space, 2);
        std::vector<Observation> observations;
        for (int k = 0; k < 40; ++k) {
            const auto point = *sampler->suggest(k, observations);
            observations.push_back(result(point, branin(std::get<double>(point[0]), std::get<double>(point[1]))));
        }
        for (int k = 40; k < 44; ++k) {
            const auto point = *sampler->suggest(k, observations);
            for (std::size_t other = 40; other < observations.size(); ++other)
                QVERIFY(observations[other].point != point);
            observations.push_back({point, std::numeric_limits<double>::infinity(), 0, false});
        }
    }

    void tpeFindsTheBestChoice()
    {
        const auto space = spaceOf({choice("c", {"a", "b", "c", "d"}), real("x", 0, 1), whole("n", 1, 50)});
        const auto sampler = makeSampler(SweepMethod::Tpe, space, 4);
        std::vector<Observation> observations;
        int good = 0;
        for (int k = 0; k < 80; ++k) {
            const auto point = *sampler->suggest(k, observations);
            const bool isC = std::get<std::string>(point[0]) == "c";
            const double n = static_cast<double>(std::get<std::int64_t>(point[2]));
            const double loss =
                (isC ? 0 : 1) + std::pow(std::get<double>(point[1]) - 0.7, 2) + std::pow(n / 50 - 0.2, 2);
            good += k >= 60 && isC && loss < 0.05;
            observations.push_back(result(point, loss));
        }
        QVERIFY2(good >= 10, qPrintable(QString::number(good)));
    }

    void tpeBeatsRandomOnBranin()
    {
        constexpr int kSeeds = 20;
        constexpr int kPoints = 60;
        std::vector<double> tpe;
        std::vector<double> random;
        std::vector<double> differences;
        for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
            tpe.push_back(search(SweepMethod::Tpe, seed, kPoints) - kBraninMinimum);
            random.push_back(search(SweepMethod::Random, seed, kPoints) - kBraninMinimum);
            differences.push_back(tpe.back() - random.back());
        }
        const double p = wilcoxon(differences);
        const auto median = [](std::vector<double> values) {
            std::sort(values.begin(), values.end());
            return (values[values.size() / 2 - 1] + values[values.size() / 2]) / 2;
        };
        qInfo("Branin, %d seeds, %d points: median regret %.4f with TPE, %.4f at random; Wilcoxon signed rank p = %.2g",
              kSeeds, kPoints, median(tpe), median(random), p);
        QVERIFY(p < 0.05);
    }

    /// Counted by hand: the positive ranks are 2 and 5, and 19 of the 256 sets of the ranks 1 to 8 sum to 7 at most.
    void theTestOfRanksIsRight() { QCOMPARE(wilcoxon({-.1, .2, -.3, -.4, .5, -.6, -.7, -.8}), 19.0 / 256); }
};

QTEST_GUILESS_MAIN(TestSamplers)
#include "tst_samplers.moc"
