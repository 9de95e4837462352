#include "support/test_files.h"
#include "support/toy_data.h"

#include <matinee/dataset_source.h>
#include <matinee/sample.h>
#include <matinee/split.h>
#include <matinee/subset.h>

#include <QTest>

#include <algorithm>
#include <fstream>
#include <numeric>

using namespace matinee;
using namespace Qt::StringLiterals;

namespace {

using Rows = std::vector<RowIndex>;

/// The rows of a subset in terms of the whole: user, film, stars and time as in its file.
void compareRows(const Dataset& part, const Dataset& whole)
{
    QCOMPARE(part.fileRows.size(), part.ratings.size());
    for (std::size_t r = 0; r < part.ratings.size(); ++r) {
        const auto row = part.fileRows[r];
        QCOMPARE(part.users.id(part.ratings.user[r]), whole.users.id(whole.ratings.user[row]));
        QCOMPARE(part.items.id(part.ratings.item[r]), whole.items.id(whole.ratings.item[row]));
        QCOMPARE(part.ratings.value[r], whole.ratings.value[row]);
        QCOMPARE(part.ratings.time[r], whole.ratings.time[row]);
    }
}

} // namespace

class TestSubset : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsEverything()
    {
        const auto data = test::toyData();
        QCOMPARE(selectRows(data, "").get(), data.get());
        checkRowsText("");
    }

    void firstRows()
    {
        const auto data = test::toyData(40, 30, 600);
        const auto part = selectRows(data, "first:25");
        QCOMPARE(part->ratings.size(), std::size_t{25});
        QCOMPARE(part->userCount(), 25);
        QCOMPARE(part->itemCount(), 25);
        QCOMPARE(part->fileRows.front(), RowIndex{0});
        QCOMPARE(part->fileRows.back(), RowIndex{24});
        compareRows(*part, *data);
        QVERIFY(part->provenance.digest != data->provenance.digest);
        // All of it is the same ratings again.
        QCOMPARE(selectRows(data, "first:600")->provenance.digest, data->provenance.digest);
    }

    void firstUsers()
    {
        const auto data = test::toyData(40, 30, 600);
        const auto part = selectRows(data, "users:3");
        QCOMPARE(part->userCount(), 3);
        QCOMPARE(part->users.ids(), (std::vector<std::int64_t>{100, 101, 102}));
        QCOMPARE(static_cast<std::ptrdiff_t>(part->ratings.size()),
                 std::count_if(data->ratings.user.begin(), data->ratings.user.end(), [](auto u) { return u < 3; }));
        QVERIFY(std::is_sorted(part->fileRows.begin(), part->fileRows.end()));
        compareRows(*part, *data);
    }

    void randomRows()
    {
        const auto data = test::toyData(40, 30, 600);
        const auto part = selectRows(data, "random:200@7");
        QCOMPARE(part->ratings.size(), std::size_t{200});
        QVERIFY(std::is_sorted(part->fileRows.begin(), part->fileRows.end()));
        QVERIFY(std::adjacent_find(part->fileRows.begin(), part->fileRows.end()) == part->fileRows.end());
        compareRows(*part, *data);
        QCOMPARE(selectRows(data, "random:200@7")->fileRows, part->fileRows);
        QVERIFY(selectRows(data, "random:200@8")->fileRows != part->fileRows);
        QCOMPARE(selectRows(data, "random:200")->fileRows, selectRows(data, "random:200@42")->fileRows);
        QCOMPARE(selectRows(data, "random:600@7")->provenance.digest, data->provenance.digest);
    }

    void everyRowIsAsLikely()
    {
        const auto data = test::toyData(5, 5, 50);
        std::vector<int> drawn(50, 0);
        constexpr int kDraws = 2000;
        for (int seed = 0; seed < kDraws; ++seed) {
            const auto part = selectRows(data, "random:10@" + std::to_string(seed));
            for (const auto row : part->fileRows)
                ++drawn[row];
        }
        // Binomial with mean 400 and deviation 18: five deviations.
        const auto [least, most] = std::minmax_element(drawn.begin(), drawn.end());
        QVERIFY2(*least > 310 && *most < 490, qPrintable(u"%1 to %2 times"_s.arg(*least).arg(*most)));
    }

    void isWhatACutFileLoadsAs_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("header");
        QTest::newRow("100K") << "ml-100k"
                              << "u.data" << 0;
        QTest::newRow("1M") << "ml-1m"
                            << "ratings.dat" << 0;
        QTest::newRow("latest") << "ml-latest-small"
                                << "ratings.csv" << 1;
    }
    void isWhatACutFileLoadsAs()
    {
        QFETCH(QString, name);
        QFETCH(QString, file);
        QFETCH(int, header);
        TestFiles files;
        files.copyTiny(name.toStdString());
        std::ifstream whole(tiny(name.toStdString() + "/" + file.toStdString()));
        std::string text;
        std::string line;
        for (int l = 0; l < header + 3 && std::getline(whole, line); ++l)
            text += line + "\n";
        files.write(file.toStdString(), text);

        const auto expected = loadDataset(files.path());
        const auto part = selectRows(loadDataset(tiny(name.toStdString())), "first:3");
        QCOMPARE(part->provenance.digest, expected->provenance.digest);
        QCOMPARE(part->users.ids(), expected->users.ids());
        QCOMPARE(part->items.ids(), expected->items.ids());
        QCOMPARE(part->userCount(), expected->userCount());
        QCOMPARE(part->itemCount(), expected->itemCount());
        QCOMPARE(part->ratings.user, expected->ratings.user);
        QCOMPARE(part->catalogue.genres, expected->catalogue.genres);
        QCOMPARE(part->catalogue.films.size(), expected->catalogue.films.size());
        for (std::size_t i = 0; i < part->catalogue.films.size(); ++i) {
            QCOMPARE(part->catalogue.films[i].title, expected->catalogue.films[i].title);
            QCOMPARE(part->catalogue.films[i].genres, expected->catalogue.films[i].genres);
        }
        QCOMPARE(part->userAttributes.size(), expected->userAttributes.size());
        for (std::size_t u = 0; u < part->userAttributes.size(); ++u)
            QCOMPARE(part->userAttributes[u].zip, expected->userAttributes[u].zip);
    }

    void plantedClustersStayWithTheirFilms()
    {
        const auto data = makeSample({.users = 50, .items = 80, .ratings = 1500, .seed = 3});
        const auto part = selectRows(data, "first:60");
        QVERIFY(part->itemCount() < data->itemCount());
        QCOMPARE(part->plantedClusters.size(), part->items.size());
        QCOMPARE(part->plantedClusterNames, data->plantedClusterNames);
        for (std::size_t i = 0; i < part->items.size(); ++i) {
            const auto whole = *data->items.find(part->items.id(static_cast<std::int32_t>(i)));
            QCOMPARE(part->plantedClusters[i], data->plantedClusters[static_cast<std::size_t>(whole)]);
            QCOMPARE(part->catalogue.films[i].title, data->film(whole).title);
        }
    }

    void aSubsetOfASubsetLeadsToTheFile()
    {
        const auto data = test::toyData(40, 30, 600);
        const auto part = selectRows(selectRows(data, "random:300@1"), "random:100@2");
        QCOMPARE(part->ratings.size(), std::size_t{100});
        compareRows(*part, *data);
    }

    void splitByFilesKeepsWhatIsThere()
    {
        const auto data = loadDataset(tiny("ml-100k"));
        const auto spec = SplitSpec::parse("files:u1.base,u1.test");
        const auto all = makeSplit(*data, spec, 1);
        const auto part = selectRows(data, "first:7");
        const auto split = makeSplit(*part, spec, 1);
        QCOMPARE(split.train.size() + split.test.size(), std::size_t{7});
        for (const auto row : split.test)
            QVERIFY(std::find(all.test.begin(), all.test.end(), part->fileRows[row]) != all.test.end());
        for (const auto row : split.train)
            QVERIFY(std::find(all.train.begin(), all.train.end(), part->fileRows[row]) != all.train.end());
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("rows");
        for (const char* rows : {"first", "first:", "first:0", "first:-1", "first:1.5", "first:ten", "first:5@1",
                                 "users:5@1", "users:", "random:5@", "random:5@x", "random:5@-1", "random:@1", "last:5",
                                 ":5", " ", "first:99999999999999999999"})
            QTest::newRow(rows) << QString::fromLatin1(rows);
    }
    void refuses()
    {
        QFETCH(QString, rows);
        const auto error = errorOf([&] { checkRowsText(rows.toStdString()); });
        QCOMPARE(error.code(), ErrorCode::InvalidArgument);
        QVERIFY2(error.message().ends_with("write first:1000, users:100 or random:1000@42."), error.what());
    }

    void refusesMoreThanThereIs()
    {
        const auto data = test::toyData(40, 30, 600);
        for (const auto& [rows, says] : {std::pair("first:601", "600"), std::pair("random:601", "600"),
                                         std::pair("users:41", "40"), std::pair("first:4294967297", "600")}) {
            const auto error = errorOf([&] { selectRows(data, rows); });
            QCOMPARE(error.code(), ErrorCode::InvalidArgument);
            QVERIFY2(error.message().ends_with(std::string(says) + "."), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestSubset)
#include "tst_subset.moc"
