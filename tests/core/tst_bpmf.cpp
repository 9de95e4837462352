#include "models/bpmf.h"
#include "support/distributions.h"
#include "support/solver_golden.h"
#include "support/toy_data.h"

#include <matinee/model_file.h>

#include <QTest>

#include <Eigen/LU>
#include <cmath>

using namespace matinee;

namespace {

constexpr int kDraws = 20'000;

/// Mean and covariance of draws of vectors.
struct Moments
{
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;
};

template <class Draw>
Moments momentsOf(Draw draw)
{
    Eigen::MatrixXd draws(draw().size(), kDraws);
    for (Eigen::Index d = 0; d < kDraws; ++d)
        draws.col(d) = draw();
    Moments moments;
    moments.mean = draws.rowwise().mean();
    draws.colwise() -= moments.mean;
    moments.covariance = draws * draws.transpose() / kDraws;
    return moments;
}

double largest(const Eigen::MatrixXd& values)
{
    return values.cwiseAbs().maxCoeff();
}

Eigen::MatrixXd someMatrix()
{
    Eigen::MatrixXd matrix(3, 3);
    matrix << 2, 0.5, -0.3, 0.5, 1, 0.2, -0.3, 0.2, 0.7;
    return matrix;
}

GaussianPrior biasesOnly(double precision)
{
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(2, 2) * 1e12;
    matrix(0, 0) = precision;
    return {Eigen::VectorXd::Zero(2), matrix};
}

} // namespace

class TestBpmf : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void normalHasItsMoments()
    {
        Random random(1);
        double sums[4] = {};
        constexpr int n = 200'000;
        for (int i = 0; i < n; ++i) {
            const double x = drawNormal(random);
            for (int p = 0; p < 4; ++p)
                sums[p] += std::pow(x, p + 1) / n;
        }
        QVERIFY(std::abs(sums[0]) < 0.01);
        QVERIFY(std::abs(sums[1] - 1) < 0.015);
        QVERIFY(std::abs(sums[2]) < 0.04);
        QVERIFY(std::abs(sums[3] - 3) < 0.09); // a sum of twelve uniforms has 2.9
    }

    void gammaHasItsMoments()
    {
        for (const double shape : {0.4, 1.0, 7.3, 5000.0}) {
            Random random(2);
            const auto moments =
                momentsOf([&] { return Eigen::VectorXd::Constant(1, drawGamma(random, shape)).eval(); });
            QVERIFY(std::abs(moments.mean[0] / shape - 1) < 5 / std::sqrt(shape * kDraws));
            QVERIFY(std::abs(moments.covariance(0, 0) / shape - 1) < 0.12);
        }
    }

    void streamsDiffer()
    {
        QVERIFY(streamSeed(1, 2, 3, 4) == streamSeed(1, 2, 3, 4));
        QVERIFY(streamSeed(1, 2, 3, 4) != streamSeed(1, 3, 2, 4));
        QVERIFY(streamSeed(1, 2, 3, 4) != streamSeed(2, 2, 3, 4));
        QVERIFY(streamSeed(1, 2, 3, 4) != streamSeed(1, 2, 3, 5));
    }

    void wishartHasItsMoments()
    {
        Random random(3);
        const auto scale = someMatrix();
        const double degrees = 6;
        const auto moments =
            momentsOf([&] { return Eigen::VectorXd(drawWishart(random, scale.inverse(), degrees).reshaped()); });
        QVERIFY(largest(moments.mean - degrees * scale.reshaped()) < 0.2);
        // Var(X_ij) = degrees (W_ij² + W_ii W_jj)
        for (Eigen::Index i = 0; i < 3; ++i) {
            for (Eigen::Index j = 0; j < 3; ++j) {
                const double variance = degrees * (scale(i, j) * scale(i, j) + scale(i, i) * scale(j, j));
                QVERIFY(std::abs(moments.covariance(i + 3 * j, i + 3 * j) / variance - 1) < 0.1);
            }
        }
    }

    /// Against equation 14 of the paper, by the vectors themselves.
    void priorHasItsMoments()
    {
        Random random(4);
        Eigen::MatrixXd vectors(3, 12);
        for (auto& value : vectors.reshaped())
            value = 0.5 + drawNormal(random);
        const Eigen::VectorXd mean = vectors.rowwise().mean();
        const Eigen::MatrixXd centred = vectors.colwise() - mean;
        const Eigen::MatrixXd inverseScale =
            Eigen::MatrixXd::Identity(3, 3) + centred * centred.transpose() + 2.0 * 12 / 14 * mean * mean.transpose();
        const Eigen::VectorXd sum = vectors.rowwise().sum();
        const Eigen::MatrixXd products = vectors * vectors.transpose();

        const auto precisions = momentsOf(
            [&] { return Eigen::VectorXd(drawGaussianPrior(random, 12, sum, products).precision.reshaped()); });
        const Eigen::MatrixXd expected = 15 * inverseScale.inverse();
        QVERIFY(largest(precisions.mean - expected.reshaped()) < 0.03 * largest(expected));
        const auto means = momentsOf([&] { return drawGaussianPrior(random, 12, sum, products).mean; });
        QVERIFY(largest(means.mean - mean * 12 / 14) < 0.02);
        // A Student t: W*⁻¹ / (strength (degrees - 3 - 1))
        const Eigen::MatrixXd spread = inverseScale / (14 * (15.0 - 3 - 1));
        QVERIFY(largest(means.covariance - spread) < 0.08 * largest(spread));
    }

    void regressionHasItsClosedForm()
    {
        Random random(5);
        Eigen::MatrixXd inputs(3, 4);
        for (auto& value : inputs.reshaped())
            value = drawNormal(random);
        const Eigen::Vector4d values(1, -2, 0.5, 3);
        const GaussianPrior prior{Eigen::Vector3d(0.3, -1, 2), someMatrix()};
        const double noise = 1.7;
        NormalEquations<double> equations(3, 1);
        const auto moments = momentsOf([&]() -> Eigen::VectorXd {
            equations.reset();
            addPrior(equations, prior, noise);
            for (Eigen::Index n = 0; n < 4; ++n) {
                double* const vector = equations.next();
                std::copy_n(inputs.col(n).data(), 3, vector);
                vector[3] = values[n];
            }
            equations.finish();
            return Eigen::Map<const Eigen::VectorXd>(drawRegression(random, equations, noise).data(), 3);
        });
        const Eigen::MatrixXd covariance = (prior.precision + noise * inputs * inputs.transpose()).inverse();
        const Eigen::VectorXd mean = covariance * (prior.precision * prior.mean + noise * inputs * values);
        QVERIFY(largest(moments.mean - mean) < 0.03);
        QVERIFY(largest(moments.covariance - covariance) < 0.03);
    }

    /// With factors held at zero and known precisions the biases are jointly normal, and the whole sampler has to come
    /// to that distribution.
    void chainHasItsClosedForm()
    {
        DatasetParts parts;
        parts.ratings.user = {1, 1, 2, 3, 3, 2};
        parts.ratings.item = {1, 2, 1, 2, 3, 3};
        parts.ratings.value = {5, 3, 4, 1, 2, 3};
        parts.ratings.time.assign(6, 0);
        const auto data = std::make_shared<Dataset>(assembleDataset(std::move(parts)));
        const auto training = test::trainingData(data);
        Hyperparameters settings(modelInfo("bpmf").parameters);
        settings.set("factors", std::int64_t{1});
        settings.set("epochs", std::int64_t{30'000});
        settings.set("burn_in", std::int64_t{100});
        settings.set("init_scale", 0.0);
        Bpmf model(settings);
        model.prepare(training, {"cpu", 1, 6});
        const double userPrecision = 1.5;
        const double itemPrecision = 0.8;
        const double noise = 2;
        model.fixPriors(biasesOnly(userPrecision), biasesOnly(itemPrecision), noise);
        TrainingControl control;
        for (int sweep = 0; sweep < 30'000; ++sweep)
            model.trainEpoch({control, {}});
        QCOMPARE(model.keptSamples(), std::size_t{29'900});

        Eigen::MatrixXd precision = Eigen::MatrixXd::Zero(6, 6);
        precision.diagonal() << userPrecision, userPrecision, userPrecision, itemPrecision, itemPrecision,
            itemPrecision;
        Eigen::VectorXd right = Eigen::VectorXd::Zero(6);
        const auto& ratings = data->ratings;
        for (std::size_t r = 0; r < 6; ++r) {
            Eigen::VectorXd input = Eigen::VectorXd::Zero(6);
            input[ratings.user[r]] = 1;
            input[3 + ratings.item[r]] = 1;
            precision += noise * input * input.transpose();
            right += noise * input * (ratings.value[r] - 3);
        }
        const Eigen::MatrixXd covariance = precision.inverse();
        const Eigen::VectorXd mean = covariance * right;
        for (std::int32_t user = 0; user < 3; ++user) {
            for (std::int32_t item = 0; item < 3; ++item) {
                std::vector<float> predicted(1);
                std::vector<float> deviation(1);
                model.predict(std::vector{user}, std::vector{item}, predicted);
                QVERIFY(model.predictDeviation(std::vector{user}, std::vector{item}, deviation));
                const double expected = 3 + mean[user] + mean[3 + item];
                const double variance = covariance(user, user) + covariance(3 + item, 3 + item) +
                                        2 * covariance(user, 3 + item) + 1 / noise;
                QVERIFY2(std::abs(predicted[0] - expected) < 0.03, std::to_string(predicted[0] - expected).c_str());
                QVERIFY(std::abs(deviation[0] / std::sqrt(variance) - 1) < 0.02);
            }
        }
    }

    void lossIsThatOfTheAverage()
    {
        const auto data = test::trainingData(test::toyData(), 500);
        Hyperparameters settings(modelInfo("bpmf").parameters);
        settings.set("burn_in", std::int64_t{3});
        Bpmf model(settings);
        model.prepare(data, {"cpu", 2, 1});
        TrainingControl control;
        for (int sweep = 1; sweep <= 8; ++sweep) {
            const double loss = model.trainEpoch({control, {}}).loss;
            QCOMPARE(model.keptSamples(), static_cast<std::size_t>(std::max(0, sweep - 3)));
            double squares = 0;
            for (const auto row : data.rows) {
                std::vector<float> out(1);
                const auto& ratings = data.dataset->ratings;
                model.predict(std::vector{ratings.user[row]}, std::vector{ratings.item[row]}, out);
                squares += (out[0] - ratings.value[row]) * (out[0] - ratings.value[row]);
            }
            QVERIFY(std::abs(loss - squares / 500) < 1e-5);
        }
    }

    void coldIdsAreLessCertain()
    {
        // User 0 and film 1 get no training rows.
        const auto whole = test::toyData();
        TrainingData data;
        data.dataset = whole;
        for (RowIndex r = 0; r < whole->ratings.size(); ++r)
            if (whole->ratings.user[r] != 0 && whole->ratings.item[r] != 1)
                data.rows.push_back(r);
        data.counts = TrainingCounts(*whole, data.rows);
        Bpmf model(Hyperparameters(modelInfo("bpmf").parameters));
        model.prepare(data, {"cpu", 1, 1});
        TrainingControl control;
        for (int sweep = 0; sweep < 100; ++sweep)
            model.trainEpoch({control, {}});
        const std::vector<std::int32_t> users = {5, 0, 5, 0};
        const std::vector<std::int32_t> items = {4, 4, 1, 1};
        std::vector<float> deviations(4);
        QVERIFY(model.predictDeviation(users, items, deviations));
        QVERIFY(deviations[1] > deviations[0] && deviations[2] > deviations[0] && deviations[3] > deviations[0]);

        ModelFile file;
        model.save(file);
        Bpmf loaded(Hyperparameters(modelInfo("bpmf").parameters));
        loaded.load(file, *data.dataset, {});
        std::vector<float> again(4);
        QVERIFY(loaded.predictDeviation(users, items, again));
        QVERIFY(again == deviations);
        QVERIFY(loaded.itemBiases() == model.itemBiases());
    }
};

QTEST_GUILESS_MAIN(TestBpmf)
#include "tst_bpmf.moc"
