#include "optim/blocked/blocked_sgd.h"

#include <matinee/error.h>
#include <matinee/random.h>

#include <QTest>

#include <chrono>
#include <cmath>
#include <numeric>
#include <set>
#include <thread>
#include <vector>

using namespace matinee;

namespace {

constexpr int kUsers = 400;
constexpr int kItems = 300;
constexpr int kColdUser = 17; ///< has no training rows, as has the film of this number
constexpr double kMean = 3.5;

/// Power-law popularity, half-star ratings from two factors and noise; every fifth row is not for training.
struct Data
{
    std::vector<std::int32_t> user;
    std::vector<std::int32_t> item;
    std::vector<float> value;
    std::vector<RowIndex> rows;

    FactorRows view() const { return {user, item, value, rows}; }
};

Data makeData(int ratings = 20'000)
{
    Data data;
    Random random(5);
    const auto skewed = [&](int size) {
        const double x = random.uniform();
        return static_cast<std::int32_t>(x * x * size);
    };
    const auto taste = [](std::int32_t id, int factor) { return std::sin(id * (1.7 + factor)); };
    while (data.user.size() < static_cast<std::size_t>(ratings)) {
        const auto user = skewed(kUsers);
        const auto item = skewed(kItems);
        const auto row = static_cast<RowIndex>(data.user.size());
        const double rating = kMean + 0.4 * taste(user, 0) * taste(item, 0) + 0.3 * taste(user, 1) * taste(item, 1) +
                              0.4 * taste(item, 2) + 0.2 * random.normal();
        data.user.push_back(user);
        data.item.push_back(item);
        data.value.push_back(static_cast<float>(std::round(2 * rating) / 2));
        if (row % 5 != 0 && user != kColdUser && item != kColdUser)
            data.rows.push_back(row);
    }
    return data;
}

/// A factor model's numbers.
template <class Real>
struct Numbers
{
    Numbers(int factorCount, bool withBiases)
        : factors(factorCount)
        , biases(withBiases)
    {
        Random random(11);
        const auto fill = [&](std::vector<Real>& values, std::size_t size) {
            values.resize(size);
            for (auto& v : values)
                v = static_cast<float>(0.3 * (random.uniform() - 0.5));
        };
        fill(p, static_cast<std::size_t>(kUsers) * static_cast<std::size_t>(factors));
        fill(q, static_cast<std::size_t>(kItems) * static_cast<std::size_t>(factors));
        fill(userBias, kUsers);
        fill(itemBias, kItems);
        mean = static_cast<Real>(kMean - 0.25);
    }

    FactorArrays arrays() requires std::same_as<Real, float>
    {
        FactorArrays result{kUsers, kItems, factors, p.data(), q.data()};
        if (biases) {
            result.userBiases = userBias.data();
            result.itemBiases = itemBias.data();
            result.globalBias = &mean;
        }
        return result;
    }

    /// In an order that is the same for every instance.
    std::vector<double> all() const
    {
        std::vector<double> result(p.begin(), p.end());
        result.insert(result.end(), q.begin(), q.end());
        result.insert(result.end(), userBias.begin(), userBias.end());
        result.insert(result.end(), itemBias.begin(), itemBias.end());
        result.push_back(mean);
        return result;
    }

    double squaredError(const Data& data, bool training) const
    {
        double sum = 0;
        std::size_t next = 0;
        std::size_t counted = 0;
        for (std::size_t row = 0; row < data.user.size(); ++row) {
            const bool trained = next < data.rows.size() && data.rows[next] == row;
            next += trained;
            if (trained != training)
                continue;
            const auto u = static_cast<std::size_t>(data.user[row]);
            const auto i = static_cast<std::size_t>(data.item[row]);
            double predicted = biases ? mean + userBias[u] + itemBias[i] : 0;
            const auto k = static_cast<std::size_t>(factors);
            for (std::size_t f = 0; f < k; ++f)
                predicted += static_cast<double>(p[u * k + f]) * static_cast<double>(q[i * k + f]);
            sum += (predicted - data.value[row]) * (predicted - data.value[row]);
            ++counted;
        }
        return sum / static_cast<double>(counted);
    }

    int factors;
    bool biases;
    std::vector<Real> p;
    std::vector<Real> q;
    std::vector<Real> userBias;
    std::vector<Real> itemBias;
    Real mean;
};

/// The ids that are at the places of a row order.
std::vector<std::int32_t> idsOf(const RowOrder& order)
{
    std::vector<std::int32_t> ids(order.size(), -1);
    for (std::int32_t id = 0; id < static_cast<std::int32_t>(ids.size()); ++id)
        ids[order.row(id)] = id;
    return ids;
}

struct Visit
{
    std::int32_t user;
    std::int32_t item;
    float value;

    auto operator<=>(const Visit&) const = default;
};

/// The ratings of a block in their order, by their ids.
std::vector<Visit> visitsOf(const RatingGrid& grid, std::uint32_t block)
{
    const auto users = idsOf(grid.users());
    const auto items = idsOf(grid.items());
    std::vector<Visit> visits;
    for (const auto* r = grid.ratings(block); r != grid.ratings(block) + grid.ratingCount(block); ++r)
        visits.push_back({users[grid.users().begin(grid.userStrip(block)) + r->user],
                          items[grid.items().begin(grid.itemStrip(block)) + r->item], r->value});
    return visits;
}

/// Rating by rating in double, straight from the formulas in blocked_sgd.h. \return the sum of the squared errors
double plainEpoch(Numbers<double>& numbers, const BlockedSgd& engine, const BlockedSgdOptions& options,
                  const FactorSettings& settings)
{
    struct Squares
    {
        explicit Squares(std::size_t size)
            : factors(size)
            , bias(size)
        {}
        std::vector<double> factors;
        std::vector<double> bias;
    };
    Squares userSquares(kUsers);
    Squares itemSquares(kItems);
    double meanSquares = 0;
    const auto k = static_cast<std::size_t>(numbers.factors);
    const double rate = settings.learningRate;
    double lossSum = 0;

    const auto step = [&](double gradient, double& squares) {
        if (!options.adaptive)
            return rate * gradient;
        squares += gradient * gradient;
        return rate * gradient / (std::sqrt(squares) + 1e-10);
    };
    const auto updateRow = [&](double* row, const std::vector<double>& gradient, double& squares) {
        double mean = 0;
        for (const double g : gradient)
            mean += g * g / static_cast<double>(k);
        squares += mean;
        for (std::size_t f = 0; f < k; ++f)
            row[f] -= rate * gradient[f] / (options.adaptive ? std::sqrt(squares) + 1e-10 : 1);
    };

    for (const auto& round : engine.schedule().rounds(0)) {
        double roundErrors = 0;
        double roundRatings = 0;
        for (const auto block : round[0]) {
            for (const auto& [user, item, value] : visitsOf(engine.grid(), block)) {
                const auto u = static_cast<std::size_t>(user);
                const auto i = static_cast<std::size_t>(item);
                double* const p = numbers.p.data() + u * k;
                double* const q = numbers.q.data() + i * k;
                double predicted = numbers.biases ? numbers.mean + numbers.userBias[u] + numbers.itemBias[i] : 0;
                predicted = std::inner_product(p, p + k, q, predicted);
                const double error = predicted - value;
                lossSum += error * error;

                const double userShare = std::pow(engine.grid().userCounts()[u], -options.penaltyExponent);
                const double itemShare = std::pow(engine.grid().itemCounts()[i], -options.penaltyExponent);
                std::vector<double> userGradient(k);
                std::vector<double> itemGradient(k);
                for (std::size_t f = 0; f < k; ++f) {
                    userGradient[f] = 2 * error * q[f] + 2 * settings.regularisation * userShare * p[f];
                    itemGradient[f] = 2 * error * p[f] + 2 * settings.regularisation * itemShare * q[f];
                }
                updateRow(p, userGradient, userSquares.factors[u]);
                updateRow(q, itemGradient, itemSquares.factors[i]);
                if (!numbers.biases)
                    continue;
                auto& userBias = numbers.userBias[u];
                auto& itemBias = numbers.itemBias[i];
                const double strength = 2 * settings.biasRegularisation;
                userBias -= step(2 * error + strength * userShare * userBias, userSquares.bias[u]);
                itemBias -= step(2 * error + strength * itemShare * itemBias, itemSquares.bias[i]);
                roundErrors += error;
                ++roundRatings;
                if (options.adaptive && meanSquares > 0)
                    numbers.mean -= rate * 2 * error / (std::sqrt(meanSquares) + 1e-10);
                meanSquares += 4 * error * error;
            }
        }
        if (numbers.biases && !options.adaptive)
            numbers.mean -= (1 - std::exp(-2 * rate * roundRatings)) * roundErrors / roundRatings;
    }
    return lossSum;
}

double largestDifference(const std::vector<double>& a, const std::vector<double>& b)
{
    double largest = 0;
    for (std::size_t n = 0; n < a.size(); ++n)
        largest = std::max(largest, std::abs(a[n] - b[n]));
    return largest;
}

FactorSettings settingsFor(bool adaptive)
{
    FactorSettings settings;
    settings.learningRate = adaptive ? 0.03 : 0.01;
    settings.regularisation = 0.05;
    settings.biasRegularisation = 0.02;
    return settings;
}

Numbers<float> trained(const Data& data, const BlockedSgdOptions& options, int epochs, int factors = 8)
{
    Numbers<float> numbers(factors, true);
    BlockedSgd engine(numbers.arrays(), data.view(), options, settingsFor(options.adaptive));
    for (int epoch = 0; epoch < epochs; ++epoch)
        engine.trainEpoch({});
    engine.store(numbers.arrays());
    return numbers;
}

} // namespace

class TestBlockedSgd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void equalsPlainLoop_data()
    {
        QTest::addColumn<int>("factors");
        QTest::addColumn<bool>("biases");
        QTest::addColumn<bool>("adaptive");
        QTest::addColumn<double>("exponent");
        for (const int factors : {1, 6, 7, 8, 15, 50, 63, 64, 100})
            for (const bool biases : {false, true})
                for (const bool adaptive : {false, true})
                    QTest::addRow("%d factors%s%s", factors, biases ? ", biases" : "", adaptive ? ", adaptive" : "")
                        << factors << biases << adaptive << 0.0;
        for (const double exponent : {0.5, 1.0})
            for (const bool adaptive : {false, true})
                QTest::addRow("exponent %.1f%s", exponent, adaptive ? ", adaptive" : "")
                    << 50 << true << adaptive << exponent;
    }
    void equalsPlainLoop()
    {
        QFETCH(int, factors);
        QFETCH(bool, biases);
        QFETCH(bool, adaptive);
        QFETCH(double, exponent);
        const auto data = makeData();
        const BlockedSgdOptions options{.adaptive = adaptive, .penaltyExponent = exponent, .seed = 3};
        Numbers<float> numbers(factors, biases);
        BlockedSgd engine(numbers.arrays(), data.view(), options, settingsFor(adaptive));
        double lossSum = 0;
        QVERIFY(engine.trainEpoch({{}, [&](std::uint64_t, std::uint64_t, double sum) { lossSum = sum; }}));
        engine.store(numbers.arrays());

        Numbers<double> plain(factors, biases);
        const double plainLoss = plainEpoch(plain, engine, options, settingsFor(adaptive));
        const double difference = largestDifference(numbers.all(), plain.all());
        // AdaGrad's first step is of length rate even where the gradient is close to 0 and mostly rounding.
        QVERIFY2(difference < (adaptive ? 1e-4 : 1e-5), std::to_string(difference).c_str());
        QVERIFY2(std::abs(lossSum / plainLoss - 1) < 1e-5, std::to_string(lossSum / plainLoss).c_str());
    }

    void everyInstructionSetTheSame_data()
    {
        QTest::addColumn<int>("factors");
        QTest::addColumn<bool>("adaptive");
        for (const int factors : {1, 30, 50, 100})
            for (const bool adaptive : {false, true})
                QTest::addRow("%d factors%s", factors, adaptive ? ", adaptive" : "") << factors << adaptive;
    }
    void everyInstructionSetTheSame()
    {
        QFETCH(int, factors);
        QFETCH(bool, adaptive);
        const auto data = makeData();
        BlockedSgdOptions options{.adaptive = adaptive, .penaltyExponent = 0.5};
        const auto best = trained(data, options, 1, factors).all();
        options.instructions = kernels::InstructionSet::Portable;
        const double difference = largestDifference(best, trained(data, options, 1, factors).all());
        QVERIFY2(difference < 1e-5, std::to_string(difference).c_str());
    }

    void sameSeedSameBits_data()
    {
        QTest::addColumn<int>("threads");
        QTest::addColumn<bool>("adaptive");
        for (const int threads : {1, 2, 3})
            for (const bool adaptive : {false, true})
                QTest::addRow("%d threads%s", threads, adaptive ? ", adaptive" : "") << threads << adaptive;
    }
    void sameSeedSameBits()
    {
        QFETCH(int, threads);
        QFETCH(bool, adaptive);
        const auto data = makeData();
        BlockedSgdOptions options{.adaptive = adaptive, .threads = threads, .seed = 9};
        const auto first = trained(data, options, 3).all();
        for (int run = 0; run < 3; ++run)
            QVERIFY(trained(data, options, 3).all() == first);
        options.seed = 10;
        QVERIFY(trained(data, options, 3).all() != first);
    }

    void popularOnesFirst()
    {
        const std::vector<std::uint32_t> counts = {3, 9, 0, 9, 1, 7, 2};
        const RowOrder order(counts, 3);
        const auto ids = idsOf(order); // by popularity 1, 3, 5, 0, 6, 4, 2, dealt out to three strips
        QVERIFY((ids == std::vector<std::int32_t>{1, 0, 2, 3, 6, 5, 4}));
        QCOMPARE(order.stripSize(0), 3U);
        QCOMPARE(order.stripSize(2), 2U);
    }

    void everyRatingOnce_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {1, 2, 3, 5})
            QTest::addRow("%d", threads) << threads;
    }
    void everyRatingOnce()
    {
        QFETCH(int, threads);
        const auto data = makeData();
        const RatingGrid grid(data.view(), {kUsers, kItems, 2048, threads, 1});
        const BlockSchedule schedule(grid, threads, 500, 1);
        std::vector<Visit> expected;
        for (const auto row : data.rows)
            expected.push_back({data.user[row], data.item[row], data.value[row]});
        std::sort(expected.begin(), expected.end());

        for (const std::uint64_t epoch : {0U, 1U}) {
            std::vector<Visit> visited;
            for (const auto& round : schedule.rounds(epoch)) {
                std::vector<std::set<std::uint32_t>> strips;
                for (const auto& blocks : round) {
                    auto& own = strips.emplace_back();
                    for (const auto block : blocks) {
                        own.insert(grid.userStrip(block));
                        own.insert(1000 + grid.itemStrip(block));
                        const auto visits = visitsOf(grid, block);
                        visited.insert(visited.end(), visits.begin(), visits.end());
                    }
                }
                for (std::size_t a = 0; a < strips.size(); ++a)
                    for (std::size_t b = 0; b < a; ++b)
                        for (const auto strip : strips[a])
                            QVERIFY(!strips[b].contains(strip));
            }
            std::sort(visited.begin(), visited.end());
            QVERIFY(visited == expected);
        }
        auto shuffled = schedule.shuffled(0);
        QVERIFY(shuffled != schedule.shuffled(1));
        std::sort(shuffled.begin(), shuffled.end());
        for (std::uint32_t block = 0; block < grid.blocks(); ++block)
            QCOMPARE(shuffled[block], block);
    }

    void coldRowsStay()
    {
        const auto data = makeData();
        const Numbers<float> before(8, true);
        const auto after = trained(data, {.threads = 2}, 2);
        const auto row = [](const std::vector<float>& values, std::size_t id) {
            return std::vector<float>(values.begin() + static_cast<std::ptrdiff_t>(id * 8),
                                      values.begin() + static_cast<std::ptrdiff_t>(id * 8 + 8));
        };
        QVERIFY(row(after.p, kColdUser) == row(before.p, kColdUser));
        QVERIFY(row(after.q, kColdUser) == row(before.q, kColdUser));
        QCOMPARE(after.userBias[kColdUser], before.userBias[kColdUser]);
        QCOMPARE(after.itemBias[kColdUser], before.itemBias[kColdUser]);
        QVERIFY(row(after.p, 3) != row(before.p, 3));
    }

    void storesWhatItStartedFrom()
    {
        const auto data = makeData();
        const Numbers<float> before(50, true);
        auto start = before;
        BlockedSgd engine(start.arrays(), data.view(), {.threads = 3}, {});
        Numbers<float> stored(50, true);
        std::fill(stored.p.begin(), stored.p.end(), 0.0F);
        std::fill(stored.itemBias.begin(), stored.itemBias.end(), 0.0F);
        engine.store(stored.arrays());
        QVERIFY(stored.all() == before.all());
    }

    void learns_data()
    {
        QTest::addColumn<bool>("adaptive");
        QTest::addColumn<int>("threads");
        QTest::addColumn<bool>("deterministic");
        for (const bool adaptive : {false, true}) {
            for (const int threads : {1, 2, 3}) {
                for (const bool deterministic : {false, true})
                    QTest::addRow("%s, %d threads%s", adaptive ? "adaptive" : "sgd", threads,
                                  deterministic ? "" : ", whichever is free")
                        << adaptive << threads << deterministic;
            }
        }
    }
    /// The noise is 0.2 and rounding to half stars adds 0.14: a variance of 0.06 is as good as it gets.
    void learns()
    {
        QFETCH(bool, adaptive);
        QFETCH(int, threads);
        QFETCH(bool, deterministic);
        const auto data = makeData();
        const auto numbers =
            trained(data, {.adaptive = adaptive, .threads = threads, .seed = 4, .deterministic = deterministic}, 30);
        QVERIFY2(numbers.squaredError(data, true) < 0.09, std::to_string(numbers.squaredError(data, true)).c_str());
        QVERIFY(std::abs(static_cast<double>(numbers.mean) - kMean) < 0.3);
    }

    void reportsEverything_data()
    {
        QTest::addColumn<bool>("deterministic");
        QTest::newRow("rounds") << true;
        QTest::newRow("whichever is free") << false;
    }
    void reportsEverything()
    {
        QFETCH(bool, deterministic);
        const auto data = makeData();
        Numbers<float> numbers(8, true);
        BlockedSgd engine(numbers.arrays(), data.view(), {.threads = 3, .deterministic = deterministic},
                          settingsFor(false));
        const auto caller = std::this_thread::get_id();
        bool onCaller = true;
        int asked = 0;
        std::uint64_t examples = 0;
        double lossSum = 0;
        const EngineHooks hooks{[&] {
                                    onCaller = onCaller && std::this_thread::get_id() == caller;
                                    ++asked;
                                    return true;
                                },
                                [&](std::uint64_t steps, std::uint64_t count, double sum) {
                                    onCaller = onCaller && std::this_thread::get_id() == caller && steps == count &&
                                               count >= examples;
                                    examples = count;
                                    lossSum = sum;
                                }};
        QVERIFY(engine.trainEpoch(hooks));
        QVERIFY(onCaller);
        QVERIFY(asked > 0);
        QCOMPARE(examples, std::uint64_t{data.rows.size()});
        QVERIFY(lossSum > 0);
    }

    void stops_data() { reportsEverything_data(); }
    void stops()
    {
        QFETCH(bool, deterministic);
        const auto data = makeData();
        const Numbers<float> before(8, true);
        auto numbers = before;
        BlockedSgd engine(numbers.arrays(), data.view(), {.threads = 3, .deterministic = deterministic},
                          settingsFor(false));
        std::uint64_t examples = 0;
        const auto report = [&](std::uint64_t, std::uint64_t count, double) { examples = count; };
        QVERIFY(!engine.trainEpoch({[] { return false; }, report}));
        QVERIFY(examples < data.rows.size());
        QVERIFY(engine.trainEpoch({[] { return true; }, report}));
        QCOMPARE(examples, std::uint64_t{data.rows.size()});

        const auto fails = []() -> bool { throw Error(ErrorCode::Internal, "proceed"); };
        QVERIFY_THROWS_EXCEPTION(Error, engine.trainEpoch({fails, {}}));
    }

    void hooksMayThrow_data()
    {
        QTest::addColumn<bool>("deterministic");
        QTest::addColumn<bool>("inReport");
        for (const bool deterministic : {true, false})
            for (const bool inReport : {true, false})
                QTest::addRow("%s, %s", deterministic ? "rounds" : "whichever is free", inReport ? "report" : "proceed")
                    << deterministic << inReport;
    }
    /// In the middle of an epoch, while other threads are at work: they end, and nothing waits for ever.
    void hooksMayThrow()
    {
        QFETCH(bool, deterministic);
        QFETCH(bool, inReport);
        static const auto data = makeData(2'000'000);
        Numbers<float> numbers(64, true);
        BlockedSgd engine(numbers.arrays(), data.view(), {.threads = 2, .deterministic = deterministic},
                          settingsFor(false));
        int asked = 0;
        const EngineHooks hooks{[&]() -> bool {
                                    if (++asked > 1 && !inReport)
                                        throw Error(ErrorCode::Internal, "proceed");
                                    return true;
                                },
                                [&](std::uint64_t, std::uint64_t, double) {
                                    if (inReport)
                                        throw Error(ErrorCode::Internal, "report");
                                }};
        QVERIFY_THROWS_EXCEPTION(Error, engine.trainEpoch(hooks));
    }

    void stoppedBeforeAnythingChangesNothing()
    {
        const auto data = makeData();
        const Numbers<float> before(8, true);
        auto numbers = before;
        BlockedSgd engine(numbers.arrays(), data.view(), {}, settingsFor(false));
        QVERIFY(!engine.trainEpoch({[] { return false; }, {}}));
        engine.store(numbers.arrays());
        QVERIFY(numbers.all() == before.all());
    }

    /// A rate of zero, set by the first question, holds for the whole epoch.
    void settingsMayChange()
    {
        const auto data = makeData();
        const Numbers<float> before(8, true);
        auto numbers = before;
        BlockedSgd engine(numbers.arrays(), data.view(), {}, settingsFor(false));
        const auto proceed = [&] {
            engine.settings().learningRate = 0;
            return true;
        };
        QVERIFY(engine.trainEpoch({proceed, {}}));
        engine.store(numbers.arrays());
        QVERIFY(numbers.all() == before.all());
        engine.settings().learningRate = 0.01;
        QVERIFY(engine.trainEpoch({}));
        engine.store(numbers.arrays());
        QVERIFY(numbers.all() != before.all());
    }

    void nothingToTrainOn()
    {
        auto data = makeData(10);
        data.rows.clear();
        const Numbers<float> before(8, true);
        auto numbers = before;
        BlockedSgd engine(numbers.arrays(), data.view(), {.threads = 4}, settingsFor(false));
        QVERIFY(engine.trainEpoch({}));
        engine.store(numbers.arrays());
        QVERIFY(numbers.all() == before.all());
    }
};

QTEST_GUILESS_MAIN(TestBlockedSgd)
#include "tst_blocked_sgd.moc"
