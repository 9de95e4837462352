#include "support/digest.h"

#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/sample.h>

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <regex>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

using namespace matinee;

namespace {

struct Row
{
    std::size_t user;
    std::size_t item;
    double value;
};

/// A random split, four fifths for training.
struct Halves
{
    std::vector<Row> train, test;
    double mean = 0;
};

Halves splitRows(const Dataset& data, std::uint64_t seed)
{
    std::vector<Row> rows;
    for (std::size_t r = 0; r < data.ratings.size(); ++r)
        rows.push_back({static_cast<std::size_t>(data.ratings.user[r]), static_cast<std::size_t>(data.ratings.item[r]),
                        data.ratings.value[r]});
    Random random(seed);
    random.shuffle(rows.begin(), rows.end());
    Halves halves;
    const auto cut = rows.begin() + static_cast<std::ptrdiff_t>(rows.size() * 8 / 10);
    halves.train.assign(rows.begin(), cut);
    halves.test.assign(cut, rows.end());
    for (const Row& row : halves.train)
        halves.mean += row.value;
    halves.mean /= static_cast<double>(halves.train.size());
    return halves;
}

double rmse(const std::vector<Row>& rows, const auto& predict)
{
    double squares = 0;
    for (const Row& row : rows) {
        const double error = row.value - predict(row);
        squares += error * error;
    }
    return std::sqrt(squares / static_cast<double>(rows.size()));
}

/// Alternating means of the residuals, damped with 10 for films and 15 for users.
double biasRmse(const Halves& halves, std::size_t users, std::size_t items)
{
    std::vector<double> ofUser(users), ofItem(items);
    for (int sweep = 0; sweep < 10; ++sweep) {
        std::vector<double> sum(items), count(items, 10);
        for (const Row& row : halves.train) {
            sum[row.item] += row.value - halves.mean - ofUser[row.user];
            ++count[row.item];
        }
        for (std::size_t i = 0; i < items; ++i)
            ofItem[i] = sum[i] / count[i];
        sum.assign(users, 0);
        count.assign(users, 15);
        for (const Row& row : halves.train) {
            sum[row.user] += row.value - halves.mean - ofItem[row.item];
            ++count[row.user];
        }
        for (std::size_t u = 0; u < users; ++u)
            ofUser[u] = sum[u] / count[u];
    }
    return rmse(halves.test, [&](const Row& row) { return halves.mean + ofUser[row.user] + ofItem[row.item]; });
}

/// Biased matrix factorisation by plain stochastic gradient descent (Koren, Bell, Volinsky 2009).
double factorisationRmse(Halves& halves, std::size_t users, std::size_t items)
{
    constexpr std::size_t kFactors = 10;
    constexpr double kRate = 0.01, kDecay = 0.1;
    using Vector = std::array<double, kFactors>;
    Random random(3);
    std::vector<Vector> p(users), q(items);
    for (auto* side : {&p, &q}) {
        for (auto& vector : *side) {
            for (double& x : vector)
                x = 0.1 * random.normal();
        }
    }
    std::vector<double> b(users), c(items);
    const auto predict = [&](const Row& row) {
        double sum = halves.mean + b[row.user] + c[row.item];
        for (std::size_t f = 0; f < kFactors; ++f)
            sum += p[row.user][f] * q[row.item][f];
        return sum;
    };
    for (int epoch = 0; epoch < 45; ++epoch) {
        random.shuffle(halves.train.begin(), halves.train.end());
        for (const Row& row : halves.train) {
            const double error = row.value - predict(row);
            b[row.user] += kRate * (error - kDecay * b[row.user]);
            c[row.item] += kRate * (error - kDecay * c[row.item]);
            for (std::size_t f = 0; f < kFactors; ++f) {
                const double old = p[row.user][f];
                p[row.user][f] += kRate * (error * q[row.item][f] - kDecay * old);
                q[row.item][f] += kRate * (error * old - kDecay * q[row.item][f]);
            }
        }
    }
    return rmse(halves.test, predict);
}

std::vector<std::size_t> counts(std::span<const std::int32_t> column, std::int32_t size)
{
    std::vector<std::size_t> count(static_cast<std::size_t>(size));
    for (const auto index : column)
        ++count[static_cast<std::size_t>(index)];
    std::sort(count.begin(), count.end());
    return count;
}

std::string catalogueDigest(const Dataset& data)
{
    Digest digest;
    for (const Film& film : data.catalogue.films) {
        const std::string text = film.title + '|' + data.catalogue.genreText(film) + '|' + film.releaseDate;
        digest.add(std::as_bytes(std::span(text)));
    }
    for (const UserAttributes& user : data.userAttributes) {
        const std::string text = std::to_string(user.age) + '|' + user.gender + '|' + user.occupation + '|' + user.zip;
        digest.add(std::as_bytes(std::span(text)));
    }
    return digest.text();
}

} // namespace

class TestSample : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_data = makeSample(); }

    void isTheSameOnEveryMachine()
    {
        QCOMPARE(QString::fromStdString(m_data->provenance.digest), QStringLiteral("c23ef147c5e8a0fc"));
        QCOMPARE(QString::fromStdString(catalogueDigest(*m_data)), QStringLiteral("dce59e19e02029ed"));
        QCOMPARE(makeSample()->provenance.digest, m_data->provenance.digest);
        QVERIFY(makeSample({.seed = 2})->provenance.digest != m_data->provenance.digest);
    }

    void hasTheShapeOfMovieLens100k()
    {
        const DatasetFacts facts = describe(*m_data);
        QCOMPARE(facts.users, std::size_t{943});
        QCOMPARE(facts.items, std::size_t{1682});
        QCOMPARE(facts.catalogue, std::size_t{1682});
        QCOMPARE(facts.ratings, std::size_t{100'000});
        QCOMPARE(facts.histogram.size(), std::size_t{5});
        QCOMPARE(facts.minimum, 1.0);
        QCOMPARE(facts.maximum, 5.0);
        QVERIFY(std::abs(facts.mean - 3.5) < 0.1);
        QVERIFY(std::abs(facts.deviation - 1.1) < 0.05);
        QVERIFY(facts.firstTime >= 874724710);
        QVERIFY(facts.lastTime <= 893286638);
        QVERIFY(facts.lastTime - facts.firstTime > 200 * 86400);
        QCOMPARE(m_data->name, std::string("sample"));
        QCOMPARE(m_data->provenance.source, std::string("sample"));
        QCOMPARE(m_data->provenance.layout, std::string("sample"));
        QVERIFY(!m_data->provenance.licence.empty());
        QVERIFY(m_data->provenance.warnings.empty());
    }

    void tailsAreLong()
    {
        const auto users = counts(m_data->ratings.user, m_data->userCount());
        QVERIFY(users.front() >= 20);
        QVERIFY(users.back() > 500);
        QVERIFY(users[users.size() / 2] < 80);
        const auto items = counts(m_data->ratings.item, m_data->itemCount());
        QCOMPARE(items.front(), std::size_t{1});
        QVERIFY(items[items.size() / 2] > 20 && items[items.size() / 2] < 40);
        QVERIFY(items.back() > 400 && items.back() < 650);
    }

    void nobodyRatesTwiceOrInOrder()
    {
        std::set<std::pair<std::int32_t, std::int32_t>> pairs;
        for (std::size_t r = 0; r < m_data->ratings.size(); ++r)
            pairs.emplace(m_data->ratings.user[r], m_data->ratings.item[r]);
        QCOMPARE(pairs.size(), m_data->ratings.size());
        QVERIFY(!std::is_sorted(m_data->ratings.user.begin(), m_data->ratings.user.end()));
        QVERIFY(!std::is_sorted(m_data->ratings.time.begin(), m_data->ratings.time.end()));
    }

    void isAsHardAsRealData()
    {
        for (const std::uint64_t seed : {1, 2}) {
            auto halves = splitRows(*m_data, seed);
            const auto users = static_cast<std::size_t>(m_data->userCount());
            const auto items = static_cast<std::size_t>(m_data->itemCount());
            const double bias = biasRmse(halves, users, items);
            QVERIFY2(bias > 0.90 && bias < 0.94, std::to_string(bias).c_str());
            const double factors = factorisationRmse(halves, users, items);
            QVERIFY2(bias - factors > 0.05 && bias - factors < 0.08, std::to_string(bias - factors).c_str());
        }
    }

    void filmsHaveTitlesYearsGenresAndClusters()
    {
        const std::regex pattern(R"(.+ \((19\d\d)\))");
        const auto& films = m_data->catalogue.films;
        std::set<std::string> titles;
        std::size_t articles = 0, nineties = 0;
        for (const Film& film : films) {
            std::smatch match;
            QVERIFY2(std::regex_match(film.title, match, pattern), film.title.c_str());
            QCOMPARE(std::stoi(match[1]), film.year);
            QVERIFY(film.year >= 1922 && film.year <= 1998);
            QVERIFY(!film.title.starts_with("The ") && !film.title.starts_with("A "));
            QVERIFY2(film.title.find_first_of("{}|") == std::string::npos, film.title.c_str());
            QVERIFY(film.genres != 0 && film.genres >> 18 == 0);
            QCOMPARE(film.releaseDate.substr(0, 4), std::to_string(film.year));
            titles.insert(film.title);
            articles += film.title.find(", The (") != std::string::npos;
            nineties += film.year >= 1990;
        }
        QVERIFY(titles.size() > films.size() - 10);
        QVERIFY(articles > 100);
        QVERIFY(nineties > films.size() / 3);
        QCOMPARE(m_data->catalogue.genres.size(), std::size_t{18});

        QCOMPARE(m_data->plantedClusters.size(), films.size());
        QCOMPARE(m_data->plantedClusterNames.size(), std::size_t{10});
        std::vector<std::size_t> sizes(10);
        for (std::size_t i = 0; i < films.size(); ++i) {
            ++sizes.at(static_cast<std::size_t>(m_data->plantedClusters[i]));
            // Clusters go by item index: a Western is a Western.
            const bool western =
                m_data->plantedClusterNames[static_cast<std::size_t>(m_data->plantedClusters[i])] == "Westerns";
            QCOMPARE(m_data->catalogue.genreText(films[i]).find("Western") != std::string::npos, western);
        }
        QVERIFY(*std::min_element(sizes.begin(), sizes.end()) > 80);
    }

    void nobodyRatesAFilmBeforeItsRelease()
    {
        for (std::size_t r = 0; r < m_data->ratings.size(); ++r) {
            const Film& film = m_data->film(m_data->ratings.item[r]);
            // ISO dates compare as text; only releases after the first rating matter.
            if (film.releaseDate >= "1998-03-01")
                QVERIFY(m_data->ratings.time[r] >= 888710400);
        }
    }

    void usersHaveAttributes()
    {
        QCOMPARE(m_data->userAttributes.size(), std::size_t{943});
        std::size_t zeros = 0, letters = 0, women = 0;
        for (const UserAttributes& user : m_data->userAttributes) {
            QVERIFY(user.age >= 7 && user.age <= 73);
            QVERIFY(user.gender == "F" || user.gender == "M");
            QVERIFY(!user.occupation.empty());
            QCOMPARE(user.zip.size(), std::size_t{5});
            zeros += user.zip[0] == '0';
            letters += user.zip[0] >= 'A';
            women += user.gender == "F";
        }
        QVERIFY(zeros > 20 && letters > 5 && women > 200);
    }

    void anySize_data()
    {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("items");
        QTest::addColumn<int>("ratings");
        QTest::newRow("one rating") << 1 << 1 << 1;
        QTest::newRow("one film") << 50 << 1 << 7;
        QTest::newRow("one user") << 1 << 30 << 30;
        QTest::newRow("one rating a film") << 10 << 300 << 300;
        QTest::newRow("every cell") << 20 << 30 << 600;
        QTest::newRow("nearly every cell") << 40 << 50 << 1980;
        QTest::newRow("few ratings a user") << 100 << 50 << 120;
        QTest::newRow("tests of the window") << 60 << 80 << 2000;
        QTest::newRow("large") << 3000 << 4000 << 300'000;
    }

    void anySize()
    {
        QFETCH(int, users);
        QFETCH(int, items);
        QFETCH(int, ratings);
        const auto data = makeSample({users, items, ratings, 9});
        QCOMPARE(data->ratings.size(), static_cast<std::size_t>(ratings));
        QCOMPARE(data->itemCount(), items);
        QCOMPARE(data->users.size(), static_cast<std::size_t>(users));
        QCOMPARE(data->plantedClusters.size(), static_cast<std::size_t>(items));
        std::set<std::pair<std::int32_t, std::int32_t>> pairs;
        for (std::size_t r = 0; r < data->ratings.size(); ++r)
            pairs.emplace(data->ratings.user[r], data->ratings.item[r]);
        QCOMPARE(pairs.size(), data->ratings.size());
        if (ratings >= 20 * users && items >= 20)
            QVERIFY(counts(data->ratings.user, data->userCount()).front() >= 20);
    }

    void refusesWhatDoesNotFit_data()
    {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("items");
        QTest::addColumn<int>("ratings");
        QTest::newRow("no user") << 0 << 10 << 10;
        QTest::newRow("no film") << 10 << 0 << 10;
        QTest::newRow("negative") << 10 << -1 << 10;
        QTest::newRow("more than cells") << 10 << 10 << 101;
        QTest::newRow("fewer than films") << 10 << 10 << 9;
    }

    void refusesWhatDoesNotFit()
    {
        QFETCH(int, users);
        QFETCH(int, items);
        QFETCH(int, ratings);
        try {
            makeSample({users, items, ratings, 1});
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            QVERIFY(error.message().ends_with('.'));
        }
    }

    void stopsAndReports()
    {
        std::stop_source source;
        RunContext context;
        context.stop = source.get_token();
        double last = -1;
        bool rising = true;
        context.progress = [&](double fraction, std::string_view) {
            rising = rising && fraction >= last;
            last = fraction;
            if (fraction > 0.3)
                source.request_stop();
        };
        try {
            makeSample({2000, 3000, 200'000, 1}, context);
            QFAIL("not stopped");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::Stopped);
        }
        QVERIFY(rising);
        QVERIFY(last < 0.9);
    }

private:
    std::shared_ptr<const Dataset> m_data;
};

QTEST_APPLESS_MAIN(TestSample)
#include "tst_sample.moc"
