#include "support/toy_data.h"

#include <matinee/model_file.h>
#include <matinee/ranking.h>
#include <matinee/recommender.h>

#include <QTest>

#include <cmath>
#include <numeric>
#include <set>

using namespace matinee;

namespace {

/// Gradient models of interactions; others (popularity, item-knn, EASE) have no logits to look at.
const std::vector<std::string> kModels = {"gmf", "mlp", "neumf", "bpr"};

std::vector<RowIndex> rowsUpTo(std::size_t count)
{
    std::vector<RowIndex> rows(count);
    std::iota(rows.begin(), rows.end(), RowIndex{0});
    return rows;
}

/// Interactions by external ids.
std::shared_ptr<const Dataset> interactions(const std::vector<std::pair<int, int>>& pairs)
{
    DatasetParts parts;
    for (const auto& [user, item] : pairs) {
        parts.ratings.user.push_back(user);
        parts.ratings.item.push_back(item);
        parts.ratings.value.push_back(4);
        parts.ratings.time.push_back(0);
    }
    return std::make_shared<Dataset>(assembleDataset(std::move(parts)));
}

/// So many distinct films a user; each is liked by the parity of the user (or by nobody in particular).
std::shared_ptr<const Dataset> parityData(bool structured, int users, int items, int perUser)
{
    Random random(7);
    std::vector<std::pair<int, int>> pairs;
    for (int u = 0; u < users; ++u) {
        std::set<int> films;
        while (static_cast<int>(films.size()) < perUser) {
            const auto item = static_cast<int>(random.below(static_cast<std::uint64_t>(items)));
            if (!structured || item % 2 == u % 2)
                films.insert(item);
        }
        std::vector<int> order(films.begin(), films.end());
        random.shuffle(order.begin(), order.end());
        for (const int item : order)
            pairs.emplace_back(u + 1, item + 1);
    }
    return interactions(pairs);
}

struct Trained
{
    std::unique_ptr<Recommender> model;
    EpochOutcome last;
};

Trained trained(const ModelInfo& info, const Hyperparameters& settings, const std::shared_ptr<const Dataset>& data,
                const std::vector<RowIndex>& rows, int epochs)
{
    Trained result{info.create(settings), {}};
    result.model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 3});
    TrainingControl control;
    for (int e = 0; e < epochs; ++e)
        result.last = result.model->trainEpoch({control, {}});
    return result;
}

Hyperparameters quick(const ModelInfo& info)
{
    Hyperparameters settings(info.parameters);
    settings.set("factors", std::int64_t{8});
    settings.set("batch_size", std::int64_t{128});
    settings.set("learning_rate", 0.01);
    settings.set("init_scale", 0.1);
    if (settings.has("pretraining_epochs"))
        settings.set("pretraining_epochs", std::int64_t{3});
    return settings;
}

/// HR@10 of each user's last film among 99 others.
double hitRatio(const ModelInfo& info, bool structured)
{
    constexpr int kPerUser = 20;
    const auto data = parityData(structured, 800, 300, kPerUser);
    std::vector<RowIndex> train;
    std::vector<RowIndex> test;
    for (RowIndex r = 0; r < data->ratings.size(); ++r)
        (r % kPerUser == kPerUser - 1 ? test : train).push_back(r);
    const auto result = trained(info, quick(info), data, train, 6);
    const auto lists = drawCandidates(*data, test, rowsUpTo(data->ratings.size()), 99, 5);
    return rankCandidates(*result.model, *data, lists, "test").hitRatio;
}

std::map<std::string, std::vector<float>> arrays(const Recommender& model, const std::vector<std::string>& names)
{
    ModelFile file;
    model.save(file);
    std::map<std::string, std::vector<float>> result;
    for (const auto& name : names)
        result[name] = file.get(name, std::vector<std::uint64_t>(name.ends_with("factors") ? 2 : 1, 0)).values;
    return result;
}

double sigmoid(double x)
{
    return 1 / (1 + std::exp(-x));
}

} // namespace

class TestImplicitModels : public QObject
{
    Q_OBJECT

private:
    static void eachModel()
    {
        QTest::addColumn<QString>("id");
        for (const auto& id : kModels)
            QTest::newRow(id.c_str()) << QString::fromStdString(id);
    }
    static const ModelInfo& current(const QString& id) { return modelInfo(id.toStdString()); }

    /// Four films; each user lacks one of them, so that the negatives are known before they are drawn.
    std::shared_ptr<const Dataset> m_dense =
        interactions({{1, 1}, {1, 2}, {1, 3}, {2, 2}, {2, 3}, {2, 4}, {3, 1}, {3, 3}, {3, 4}});
    const std::vector<std::int32_t> m_missing = {3, 0, 1};

private Q_SLOTS:
    void learnsWhatIsThere_data() { eachModel(); }
    void learnsWhatIsThere()
    {
        QFETCH(QString, id);
        const double ratio = hitRatio(current(id), true);
        // Half of the candidates are of the wrong parity, the rest are as good as the film itself: 10 in 50.
        QVERIFY2(ratio > 0.15, std::to_string(ratio).c_str());
    }

    /// Where nothing can be learned, a hit ratio above chance would mean that the test rows leak into training.
    void chanceIsChance_data() { eachModel(); }
    void chanceIsChance()
    {
        QFETCH(QString, id);
        const double ratio = hitRatio(current(id), false);
        QVERIFY2(std::abs(ratio - 0.1) < 0.04, std::to_string(ratio).c_str());
    }

    void countsPositivesAndNegatives_data() { eachModel(); }
    void countsPositivesAndNegatives()
    {
        QFETCH(QString, id);
        const auto data = test::toyData();
        auto settings = quick(current(id));
        std::uint64_t expected = 1000;
        if (settings.has("negatives")) {
            settings.set("negatives", std::int64_t{3});
            expected = 2000;
        }
        settings.set("batch_size", std::int64_t{100});
        std::uint64_t steps = 0;
        double fraction = 0;
        auto model = current(id).create(settings);
        const auto rows = rowsUpTo(500);
        model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 3});
        TrainingControl control;
        const auto outcome =
            model->trainEpoch({control, [&](std::uint64_t step, double done, double, std::span<const float>) {
                                   steps = step;
                                   fraction = done;
                               }});
        QCOMPARE(outcome.ratings, expected);
        QCOMPARE(steps, std::uint64_t{5}); // a batch is so many positives
        QCOMPARE(fraction, 1.0);
    }

    void scoresAreTheLogitsOfPredictions_data() { eachModel(); }
    void scoresAreTheLogitsOfPredictions()
    {
        QFETCH(QString, id);
        const auto data = test::toyData();
        std::vector<RowIndex> rows; // user 0 is unknown
        for (RowIndex r = 0; r < 500; ++r)
            if (data->ratings.user[r] != 0)
                rows.push_back(r);
        const auto result = trained(current(id), quick(current(id)), data, rows, 5);
        const auto items = static_cast<std::size_t>(data->itemCount());
        const std::vector<std::int32_t> users = {4, 0, 7, 39, 1};
        std::vector<float> scores(users.size() * items);
        result.model->scoreAll(users, scores);
        for (std::size_t u = 0; u < users.size(); ++u) {
            std::set<float> distinct;
            for (std::size_t i = 0; i < items; ++i) {
                const std::vector<std::int32_t> user = {users[u]};
                const std::vector<std::int32_t> item = {static_cast<std::int32_t>(i)};
                std::vector<float> out(1);
                result.model->predict(user, item, out);
                const double score = scores[u * items + i];
                const bool scored = current(id).output == ModelOutput::Scores;
                QVERIFY(std::abs((scored ? score : sigmoid(score)) - out[0]) < 1e-5);
                distinct.insert(out[0]);
            }
            QVERIFY(distinct.size() > items / 2); // an unknown user's films are ranked, too
        }
    }

    /// A film that nobody has in the training rows is met as a negative alone.
    void unknownFilmsAreRankedLow_data() { eachModel(); }
    void unknownFilmsAreRankedLow()
    {
        QFETCH(QString, id);
        const auto data = test::toyData();
        std::vector<RowIndex> rows;
        for (RowIndex r = 0; r < 500; ++r)
            if (data->ratings.item[r] != 1)
                rows.push_back(r);
        const auto result = trained(current(id), quick(current(id)), data, rows, 20);
        const auto items = static_cast<std::size_t>(data->itemCount());
        const auto users = static_cast<std::size_t>(data->userCount());
        std::vector<std::int32_t> all(users);
        std::iota(all.begin(), all.end(), 0);
        std::vector<float> scores(users * items);
        result.model->scoreAll(all, scores);
        std::size_t above = 0;
        for (std::size_t u = 0; u < users; ++u)
            for (std::size_t i = 0; i < items; ++i)
                above += scores[u * items + i] > scores[u * items + 1];
        const double share = static_cast<double>(above) / static_cast<double>(users * (items - 1));
        QVERIFY2(share > 0.75, std::to_string(share).c_str());
    }

    /// One step of gradient descent on the mean cross entropy of a full batch, written out.
    void gmfStepByHand()
    {
        const auto& info = modelInfo("gmf");
        constexpr double kRate = 0.5;
        constexpr double kRegularisation = 0.2;
        constexpr int kNegatives = 2;
        constexpr std::size_t kFactors = 3;
        Hyperparameters settings(info.parameters);
        settings.set("factors", std::int64_t{kFactors});
        settings.set("negatives", std::int64_t{kNegatives});
        settings.set("batch_size", std::int64_t{0});
        settings.set("optimiser", std::string("sgd"));
        settings.set("learning_rate", kRate);
        settings.set("regularisation", kRegularisation);
        settings.set("weight_decay", 0.0);
        settings.set("dropout", 0.0);
        settings.set("init_scale", 1.0);
        settings.set("output_init", std::string("normal"));
        auto model = info.create(settings);
        const auto rows = rowsUpTo(m_dense->ratings.size());
        model->prepare({m_dense, rows, TrainingCounts(*m_dense, rows)}, {"cpu", 1, 3});
        const std::vector<std::string> names = {"user_factors", "item_factors", "output_weights", "output_bias"};
        const auto before = arrays(*model, names);
        TrainingControl control;
        const auto outcome = model->trainEpoch({control, {}});
        const auto after = arrays(*model, names);

        std::map<std::string, std::vector<double>> gradient;
        for (const auto& name : names)
            gradient[name].resize(before.at(name).size());
        const double examples = static_cast<double>(rows.size()) * (1 + kNegatives);
        double loss = 0;
        const auto add = [&](std::int32_t user, std::int32_t item, double label, double times) {
            const auto* p = &before.at("user_factors")[static_cast<std::size_t>(user) * kFactors];
            const auto* q = &before.at("item_factors")[static_cast<std::size_t>(item) * kFactors];
            const auto& h = before.at("output_weights");
            double logit = before.at("output_bias")[0];
            for (std::size_t f = 0; f < kFactors; ++f)
                logit += static_cast<double>(h[f]) * p[f] * q[f];
            loss -= times * std::log(label > 0 ? sigmoid(logit) : 1 - sigmoid(logit)) / examples;
            const double error = times * (sigmoid(logit) - label) / examples;
            const double decay = times * kRegularisation / examples;
            gradient["output_bias"][0] += error;
            for (std::size_t f = 0; f < kFactors; ++f) {
                gradient["output_weights"][f] += error * p[f] * q[f];
                gradient["user_factors"][static_cast<std::size_t>(user) * kFactors + f] +=
                    error * h[f] * q[f] + decay * p[f];
                gradient["item_factors"][static_cast<std::size_t>(item) * kFactors + f] +=
                    error * h[f] * p[f] + decay * q[f];
            }
        };
        for (const auto row : rows) {
            const auto user = m_dense->ratings.user[row];
            add(user, m_dense->ratings.item[row], 1, 1);
            add(user, m_missing[static_cast<std::size_t>(user)], 0, kNegatives);
        }
        QVERIFY2(std::abs(outcome.loss - loss) < 1e-5, std::to_string(outcome.loss - loss).c_str());
        for (const auto& name : names)
            for (std::size_t i = 0; i < before.at(name).size(); ++i) {
                const double expected = before.at(name)[i] - kRate * gradient[name][i];
                QVERIFY2(std::abs(expected - after.at(name)[i]) < 1e-5, name.c_str());
            }
    }

    /// The same for a full batch of triples. (Rendle et al. 2009, figure 4)
    void bprStepByHand()
    {
        const auto& info = modelInfo("bpr");
        constexpr double kRate = 0.5;
        constexpr double kRegularisation = 0.2;
        constexpr std::size_t kFactors = 3;
        Hyperparameters settings(info.parameters);
        settings.set("factors", std::int64_t{kFactors});
        settings.set("batch_size", std::int64_t{0});
        settings.set("optimiser", std::string("sgd"));
        settings.set("learning_rate", kRate);
        settings.set("regularisation", kRegularisation);
        settings.set("weight_decay", 0.0);
        settings.set("dropout", 0.0);
        settings.set("init_scale", 1.0);
        auto model = info.create(settings);
        const auto rows = rowsUpTo(m_dense->ratings.size());
        model->prepare({m_dense, rows, TrainingCounts(*m_dense, rows)}, {"cpu", 1, 3});
        const std::vector<std::string> names = {"user_factors", "item_factors", "item_biases"};
        TrainingControl control;
        model->trainEpoch({control, {}}); // the biases start at zero: step once, so that they take part
        const auto before = arrays(*model, names);
        const auto outcome = model->trainEpoch({control, {}});
        const auto after = arrays(*model, names);

        std::map<std::string, std::vector<double>> gradient;
        for (const auto& name : names)
            gradient[name].resize(before.at(name).size());
        const auto triples = static_cast<double>(rows.size());
        double loss = 0;
        for (const auto row : rows) {
            const auto u = static_cast<std::size_t>(m_dense->ratings.user[row]);
            const auto i = static_cast<std::size_t>(m_dense->ratings.item[row]);
            const auto j = static_cast<std::size_t>(m_missing[u]);
            const auto& p = before.at("user_factors");
            const auto& q = before.at("item_factors");
            const auto& b = before.at("item_biases");
            double x = static_cast<double>(b[i]) - b[j];
            for (std::size_t f = 0; f < kFactors; ++f)
                x += static_cast<double>(p[u * kFactors + f]) * (q[i * kFactors + f] - q[j * kFactors + f]);
            loss -= std::log(sigmoid(x)) / triples;
            const double pull = -sigmoid(-x);
            gradient["item_biases"][i] += (pull + kRegularisation * b[i]) / triples;
            gradient["item_biases"][j] += (-pull + kRegularisation * b[j]) / triples;
            for (std::size_t f = 0; f < kFactors; ++f) {
                const double pf = p[u * kFactors + f];
                const double qi = q[i * kFactors + f];
                const double qj = q[j * kFactors + f];
                gradient["user_factors"][u * kFactors + f] += (pull * (qi - qj) + kRegularisation * pf) / triples;
                gradient["item_factors"][i * kFactors + f] += (pull * pf + kRegularisation * qi) / triples;
                gradient["item_factors"][j * kFactors + f] += (-pull * pf + kRegularisation * qj) / triples;
            }
        }
        QVERIFY2(std::abs(outcome.loss - loss) < 1e-5, std::to_string(outcome.loss - loss).c_str());
        for (const auto& name : names)
            for (std::size_t n = 0; n < before.at(name).size(); ++n)
                QVERIFY2(std::abs(before.at(name)[n] - kRate * gradient[name][n] - after.at(name)[n]) < 1e-5,
                         name.c_str());
    }

    /// With a learning rate of zero nothing but the join can change what NeuMF predicts, and it must not.
    void joiningKeepsThePredictions()
    {
        const auto& info = modelInfo("neumf");
        const auto data = test::toyData();
        auto settings = quick(info);
        settings.set("learning_rate", 0.0);
        settings.set("init_scale", 1.0);
        settings.set("pretraining_epochs", std::int64_t{1});
        auto model = info.create(settings);
        const auto rows = rowsUpTo(500);
        model->prepare({data, rows, TrainingCounts(*data, rows)}, {"cpu", 1, 3});
        const auto predicted = [&] {
            std::vector<float> out(data->ratings.size());
            model->predict(data->ratings.user, data->ratings.item, out);
            return out;
        };
        TrainingControl control;
        model->trainEpoch({control, {}});
        const auto apart = predicted();
        const auto weights = arrays(*model, {"gmf_weights", "mlp_weights"});
        model->trainEpoch({control, {}});
        const auto joined = predicted();
        const auto halved = arrays(*model, {"gmf_weights", "mlp_weights"});
        for (std::size_t r = 0; r < apart.size(); ++r)
            QVERIFY(std::abs(apart[r] - joined[r]) < 1e-6F);
        for (const auto& [name, values] : weights)
            for (std::size_t f = 0; f < values.size(); ++f)
                QCOMPARE(halved.at(name)[f], values[f] / 2);
    }

    /// Pretrained or joined: a saved model must know which.
    void savedWithinPretrainingPredictsTheSame()
    {
        const auto& info = modelInfo("neumf");
        const auto data = test::toyData();
        for (const std::int64_t pretraining : {1, 5}) {
            auto settings = quick(info);
            settings.set("pretraining_epochs", pretraining);
            const auto result = trained(info, settings, data, rowsUpTo(500), 3);
            ModelFile file;
            result.model->save(file);
            auto loaded = info.create(settings);
            loaded->load(file, *data, {"cpu", 1, 9});
            std::vector<float> expected(data->ratings.size());
            std::vector<float> actual(data->ratings.size());
            result.model->predict(data->ratings.user, data->ratings.item, expected);
            loaded->predict(data->ratings.user, data->ratings.item, actual);
            for (std::size_t r = 0; r < expected.size(); ++r)
                QVERIFY(std::abs(expected[r] - actual[r]) < 1e-6F);
        }
    }
};

QTEST_GUILESS_MAIN(TestImplicitModels)
#include "tst_implicit_models.moc"
