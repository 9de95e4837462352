#include "data/repetitions.h"

#include <matinee/dataset.h>
#include <matinee/random.h>

#include <QTest>

#include <cmath>
#include <limits>
#include <set>
#include <utility>

using namespace matinee;

namespace {

DatasetParts parts()
{
    DatasetParts result;
    result.name = "tiny";
    result.ratings.user = {9, 2, 9, 2};
    result.ratings.item = {50, 50, 10, 70};
    result.ratings.value = {5, 3, 1, 3};
    result.ratings.time = {400, 300, 200, 100};
    result.genres = {"Comedy", "Drama"};
    result.films[5] = {.title = "Unrated (1950)", .year = 1950};
    result.films[10] = {.title = "Ten (1999)", .year = 1999, .genres = 3};
    result.films[50] = {.title = "Fifty (2000)", .year = 2000, .genres = 2};
    result.films[60] = {.title = "Also Unrated"};
    result.users[1] = {.age = 1};
    result.users[9] = {.age = 9};
    return result;
}

} // namespace

class TestDataset : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void putsTheRatedFirst();
    void namesFilmsThatAreNotListed();
    void largeIdsGiveTheSame();
    void countsRepeatedRatings();
    void countsRepetitionsInParts_data();
    void countsRepetitionsInParts();
    void digestTellsRatingsApart();
    void refusesNoRatings();
    void canBeStopped();
    void describes();
    void genreTextAndDecade();
};

void TestDataset::putsTheRatedFirst()
{
    const Dataset data = assembleDataset(parts());
    QCOMPARE(data.users.ids(), (std::vector<std::int64_t>{2, 9, 1}));
    QCOMPARE(data.items.ids(), (std::vector<std::int64_t>{10, 50, 70, 5, 60}));
    QCOMPARE(data.userCount(), 2);
    QCOMPARE(data.itemCount(), 3);
    QCOMPARE(data.ratings.user, (std::vector<std::int32_t>{1, 0, 1, 0}));
    QCOMPARE(data.ratings.item, (std::vector<std::int32_t>{1, 1, 0, 2}));
    QCOMPARE(data.ratings.value, (std::vector<float>{5, 3, 1, 3}));
    QCOMPARE(data.catalogue.films.size(), std::size_t(5));
    QCOMPARE(data.film(1).title, std::string("Fifty (2000)"));
    QCOMPARE(data.film(3).title, std::string("Unrated (1950)"));
    QCOMPARE(data.userAttributes.size(), std::size_t(3));
    QCOMPARE(data.userAttributes[0].age, -1);
    QCOMPARE(data.userAttributes[1].age, 9);
    QCOMPARE(data.userAttributes[2].age, 1);
}

void TestDataset::namesFilmsThatAreNotListed()
{
    const Dataset data = assembleDataset(parts());
    QCOMPARE(data.film(2).title, std::string("Film 70"));
    QCOMPARE(data.provenance.warnings.size(), std::size_t(1));
}

void TestDataset::largeIdsGiveTheSame()
{
    constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max() - 100;
    DatasetParts far = parts();
    for (auto& id : far.ratings.user)
        id += kFar;
    for (auto& id : far.ratings.item)
        id += kFar;
    far.films.clear();
    far.users.clear();
    const Dataset data = assembleDataset(std::move(far));
    const Dataset near = assembleDataset(parts());
    QCOMPARE(data.ratings.user, near.ratings.user);
    QCOMPARE(data.ratings.item, near.ratings.item);
    QCOMPARE(data.items.id(0), kFar + 10);
}

void TestDataset::countsRepeatedRatings()
{
    DatasetParts repeated = parts();
    repeated.ratings.user.insert(repeated.ratings.user.end(), {9, 9});
    repeated.ratings.item.insert(repeated.ratings.item.end(), {50, 50});
    repeated.ratings.value.insert(repeated.ratings.value.end(), {4, 4});
    repeated.ratings.time.insert(repeated.ratings.time.end(), {0, 0});
    const Dataset data = assembleDataset(std::move(repeated));
    QCOMPARE(data.ratings.size(), std::size_t(6));
    QCOMPARE(data.provenance.warnings.size(), std::size_t(2));
    QVERIFY(data.provenance.warnings[0].starts_with("2 ratings repeat"));
}

void TestDataset::countsRepetitionsInParts_data()
{
    QTest::addColumn<bool>("mixed");
    QTest::newRow("users in order") << false;
    QTest::newRow("users mixed") << true;
}

void TestDataset::countsRepetitionsInParts()
{
    QFETCH(const bool, mixed);
    Random random(2);
    DatasetParts some;
    std::set<std::pair<std::int64_t, std::int64_t>> pairs;
    for (int r = 0; r < 3000; ++r) {
        some.ratings.user.push_back(mixed ? 1 + static_cast<std::int64_t>(random.below(40)) : 1 + r / 80);
        some.ratings.item.push_back(1 + static_cast<std::int64_t>(random.below(90)));
        some.ratings.value.push_back(3);
        some.ratings.time.push_back(r);
        pairs.emplace(some.ratings.user.back(), some.ratings.item.back());
    }
    const Dataset data = assembleDataset(some);
    for (const int threads : {1, 2, 3, 8}) {
        RunContext context;
        context.threads = threads;
        for (const std::size_t smallestPart : {1, 100, 1000, 1'000'000}) {
            Repetitions repetitions(data, context, smallestPart);
            QCOMPARE(repetitions.parts() > 1, threads > 1 && smallestPart <= 1000);
            for (std::size_t part = 0; part < repetitions.parts(); ++part)
                repetitions.count(part);
            QCOMPARE(repetitions.total(), 3000 - pairs.size());
        }
    }
}

void TestDataset::digestTellsRatingsApart()
{
    const std::string digest = assembleDataset(parts()).provenance.digest;
    QCOMPARE(digest, std::string("bfbf7a9bf0514d8d")); // saved runs know data sets by it: it must not change
    DatasetParts other = parts();
    other.name = "other";
    other.films.clear();
    QCOMPARE(assembleDataset(other).provenance.digest, digest);
    other.ratings.value[3] = 4;
    QVERIFY(assembleDataset(other).provenance.digest != digest);
}

void TestDataset::refusesNoRatings()
{
    try {
        assembleDataset({});
        QFAIL("A data set without ratings was taken.");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Format);
    }
}

void TestDataset::canBeStopped()
{
    std::stop_source stop;
    stop.request_stop();
    RunContext context;
    context.stop = stop.get_token();
    try {
        assembleDataset(parts(), context);
        QFAIL("The stop was not answered.");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::Stopped);
    }
}

void TestDataset::describes()
{
    const DatasetFacts facts = describe(assembleDataset(parts()));
    QCOMPARE(facts.users, std::size_t(2));
    QCOMPARE(facts.items, std::size_t(3));
    QCOMPARE(facts.catalogue, std::size_t(5));
    QCOMPARE(facts.ratings, std::size_t(4));
    QCOMPARE(facts.density, 4.0 / 6);
    QCOMPARE(facts.mean, 3.0);
    QCOMPARE(facts.deviation, std::sqrt(2.0));
    QCOMPARE(facts.minimum, 1.0);
    QCOMPARE(facts.maximum, 5.0);
    QCOMPARE(facts.firstTime, 100);
    QCOMPARE(facts.lastTime, 400);
    QCOMPARE(facts.histogram, (std::map<double, std::size_t>{{1, 1}, {3, 2}, {5, 1}}));
    QCOMPARE(describe(Dataset{}).ratings, std::size_t(0));
}

void TestDataset::genreTextAndDecade()
{
    const Dataset data = assembleDataset(parts());
    QCOMPARE(data.catalogue.genreText(data.film(0)), std::string("Comedy, Drama"));
    QCOMPARE(data.catalogue.genreText(data.film(1)), std::string("Drama"));
    QCOMPARE(data.catalogue.genreText(data.film(2)), std::string());
    QCOMPARE(data.film(0).decade(), 1990);
    QCOMPARE(data.film(2).decade(), 0);
}

QTEST_GUILESS_MAIN(TestDataset)
#include "tst_dataset.moc"
