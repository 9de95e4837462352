#include "cli_folder.h"
#include "support/zip_files.h"

#include <QDir>
#include <QSet>
#include <QStandardPaths>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace matinee::test;

class TestCliData : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void versionAndHelp();
    void wrongUse_data();
    void wrongUse();
    void failedWork_data();
    void failedWork();
    void notThereYet_data();
    void notThereYet();
    void modelsAreListed();
    void dataInfo();
    void dataSample();
    void dataSampleSparesOtherFiles();
    void dataSplit();
    void dataSplitAsScikitLearn();
    void dataSplitByTime();
    void dataSplitOfASubset();
    void dataFetch();
    void realDataSets_data();
    void realDataSets();

private:
    CliFolder m_cli;
};

void TestCliData::initTestCase()
{
    const auto made = m_cli.makeData();
    QVERIFY2(made.code == 0, made.err.constData());
}

void TestCliData::versionAndHelp()
{
    const auto version = m_cli.run({u"--version"_s});
    QCOMPARE(version.code, 0);
    QVERIFY(version.out.startsWith("matinee-cli "));
    const auto help = m_cli.run({u"--help"_s});
    QCOMPARE(help.code, 0);
    for (const char* command : {"data", "models", "train", "predict", "cluster", "similar"}) {
        QVERIFY2(help.out.contains(command), command);
        const auto own = m_cli.run({QLatin1String(command), u"--help"_s});
        QCOMPARE(own.code, 0);
        QVERIFY(own.err.isEmpty());
    }
}

void TestCliData::wrongUse_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const QStringList mf = {u"train"_s, u"--data"_s, u"sample"_s, u"--model"_s, u"mf"_s};
    QTest::newRow("nothing") << QStringList() << u"subcommand"_s;
    QTest::newRow("unknown command") << QStringList{u"trian"_s} << u"'trian'"_s;
    QTest::newRow("unknown data command") << QStringList{u"data"_s, u"inof"_s} << u"'inof'"_s;
    QTest::newRow("unknown option") << mf + QStringList{u"--epochs"_s, u"3"_s} << u"--epochs"_s;
    QTest::newRow("no data") << QStringList{u"train"_s, u"--model"_s, u"mf"_s} << u"--data"_s;
    QTest::newRow("no model") << QStringList{u"train"_s, u"--data"_s, u"sample"_s} << u"--model"_s;
    QTest::newRow("no source") << QStringList{u"data"_s, u"info"_s} << u"SOURCE"_s;
    QTest::newRow("unknown model") << QStringList{u"train"_s, u"--data"_s, u"sample"_s, u"--model"_s, u"nfm"_s}
                                   << u"biased-mf"_s;
    QTest::newRow("unknown hyperparameter") << mf + QStringList{u"--set"_s, u"factor=8"_s} << u"factors"_s;
    QTest::newRow("value out of range") << mf + QStringList{u"--set"_s, u"factors=-1"_s} << u"factors"_s;
    QTest::newRow("value of another kind") << mf + QStringList{u"--set"_s, u"factors=many"_s} << u"factors"_s;
    QTest::newRow("no value") << mf + QStringList{u"--set"_s, u"factors"_s} << u"KEY=VALUE"_s;
    QTest::newRow("unknown choice") << mf + QStringList{u"--set"_s, u"optimiser=magic"_s} << u"adam"_s;
    QTest::newRow("bad split") << mf + QStringList{u"--split"_s, u"random:0.8/0.1"_s} << u"split"_s;
    QTest::newRow("unknown split") << mf + QStringList{u"--split"_s, u"half"_s} << u"random:0.8/0.1/0.1"_s;
    QTest::newRow("bad seed") << mf + QStringList{u"--seed"_s, u"-1"_s} << u"--seed"_s;
    QTest::newRow("bad device") << mf + QStringList{u"--device"_s, u"tpu"_s} << u"cuda:N"_s;
    QTest::newRow("bad engine") << mf + QStringList{u"--engine"_s, u"steam"_s} << u"--engine"_s;
    QTest::newRow("bad threads") << mf + QStringList{u"--threads"_s, u"-2"_s} << u"--threads"_s;
    QTest::newRow("bad layout") << QStringList{u"data"_s, u"sample"_s, u"--to"_s, u"x"_s, u"--layout"_s, u"netflix"_s}
                                << u"ml-100k"_s;
    QTest::newRow("unknown release") << QStringList{u"data"_s, u"fetch"_s, u"ml-3k"_s} << u"ml-100k"_s;
    QTest::newRow("no clusters") << QStringList{u"cluster"_s, u"--run"_s, u"x"_s, u"--clusters"_s, u"0"_s}
                                 << u"--clusters must be a whole number from 1 on, not 0."_s;
    const QStringList cluster = {u"cluster"_s, u"--run"_s, u"x"_s};
    QTest::newRow("clusters in words") << cluster + QStringList{u"--clusters"_s, u"many"_s}
                                       << u"--clusters must be a whole number from 1 on, not many."_s;
    QTest::newRow("half a cluster") << cluster + QStringList{u"--clusters"_s, u"1.5"_s} << u"not 1.5."_s;
    QTest::newRow("too many clusters") << cluster + QStringList{u"--clusters"_s, u"3000000000"_s}
                                       << u"to 2147483647,"_s;
    QTest::newRow("seed too large") << mf + QStringList{u"--seed"_s, u"18446744073709551616"_s}
                                    << u"from 0 to 18446744073709551615, not 18446744073709551616."_s;
    QTest::newRow("too many threads") << mf + QStringList{u"--threads"_s, u"1025"_s} << u"from 0 to 1024,"_s;
    QTest::newRow("no ratings") << QStringList{u"data"_s, u"sample"_s, u"--to"_s, u"x"_s, u"--ratings"_s, u"0"_s}
                                << u"--ratings must be a whole number from 1 on, not 0."_s;
    QTest::newRow("bad projection") << QStringList{u"cluster"_s, u"--run"_s, u"x"_s, u"--projection"_s, u"globe"_s}
                                    << u"--projection"_s;
}

void TestCliData::wrongUse()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    const auto outcome = m_cli.run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
    QVERIFY2(QString::fromUtf8(outcome.err).contains(says), outcome.err.constData());
    QCOMPARE(outcome.err.count('\n'), 1); // one sentence
}

void TestCliData::failedWork_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    QTest::newRow("no such data") << QStringList{u"data"_s, u"info"_s, u"nowhere"_s} << u"nowhere"_s;
    QTest::newRow("no such data to train on")
        << QStringList{u"train"_s, u"--data"_s, u"nowhere"_s, u"--model"_s, u"mf"_s} << u"nowhere"_s;
    QTest::newRow("bad row") << QStringList{u"data"_s, u"info"_s, u"bad.csv"_s} << u"bad.csv:3"_s;
    QTest::newRow("no run") << QStringList{u"predict"_s, u"--run"_s, u"nowhere"_s} << u"run.json"_s;
    QTest::newRow("no such title") << QStringList{u"similar"_s, u"--run"_s, u"trained"_s, u"--title"_s, u"qqqq"_s}
                                   << u"qqqq"_s;
    QTest::newRow("nobody listens") << QStringList{u"data"_s, u"fetch"_s, u"ml-1m"_s, u"--mirror"_s,
                                                   u"http://127.0.0.1:1/"_s}
                                    << u"matinee-cli: "_s;
}

void TestCliData::failedWork()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    m_cli.trainedRun();
    QFile bad(m_cli.path("bad.csv"));
    QVERIFY(bad.open(QIODevice::WriteOnly));
    bad.write("userId,movieId,rating,timestamp\n1,1,4.0,964982703\n1,two,4.0,964982703\n");
    bad.close();
    const auto outcome = m_cli.run(arguments);
    QCOMPARE(outcome.code, 1);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(QString::fromUtf8(outcome.err).contains(says), outcome.err.constData());
}

void TestCliData::notThereYet_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("recommend") << QStringList{u"recommend"_s, u"--json"_s};
}

void TestCliData::notThereYet()
{
    QFETCH(QStringList, arguments);
    const auto outcome = m_cli.run(arguments);
    QCOMPARE(outcome.code, 2);
    QVERIFY(outcome.out.isEmpty());
    QVERIFY2(outcome.err.endsWith("is not there yet.\n"), outcome.err.constData());
}

void TestCliData::modelsAreListed()
{
    const auto outcome = m_cli.run({u"models"_s, u"--json"_s});
    QCOMPARE(outcome.code, 0);
    QSet<QString> ids;
    for (const auto& model : outcome.events(u"model"_s)) {
        ids.insert(model[u"id"_s].toString());
        QVERIFY(!model[u"name"_s].toString().isEmpty());
        QVERIFY(!model[u"formula"_s].toString().isEmpty());
        for (const auto& value : model[u"parameters"_s].toArray()) {
            const auto parameter = value.toObject();
            for (const char* key : {"key", "label", "help", "kind", "default"})
                QVERIFY2(parameter.contains(QLatin1String(key)), key);
            const auto kind = parameter[u"kind"_s].toString();
            QCOMPARE(parameter.contains(u"min"_s), kind == u"integer"_s || kind == u"real"_s);
            QCOMPARE(parameter.contains(u"choices"_s), kind == u"choice"_s);
        }
    }
    QVERIFY(ids.contains({u"global-mean"_s, u"bias"_s, u"mf"_s, u"biased-mf"_s}));
    const auto text = m_cli.run({u"models"_s});
    QCOMPARE(text.code, 0);
    QVERIFY(text.out.contains("learning_rate"));
    const auto one = m_cli.run({u"models"_s, u"mf"_s, u"--json"_s});
    QCOMPARE(one.lines().size(), 1);
    QCOMPARE(m_cli.run({u"models"_s, u"none"_s}).code, 2);
}

void TestCliData::dataInfo()
{
    const auto outcome = m_cli.run({u"data"_s, u"info"_s, m_cli.data(), u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QCOMPARE(outcome.lines().size(), 1);
    QVERIFY(!outcome.lines().first().contains("\": "));
    const auto event = outcome.events(u"data"_s).value(0);
    QCOMPARE(event[u"users"_s].toInt(), 80);
    QCOMPARE(event[u"items"_s].toInt(), 120);
    QCOMPARE(event[u"ratings"_s].toInt(), 3000);
    QCOMPARE(event[u"scale"_s].toArray().size(), 2);
    QVERIFY(std::abs(event[u"density"_s].toDouble() - 3000.0 / (80 * 120)) < 1e-12);
    QVERIFY(event.contains(u"catalogue"_s) && event.contains(u"skipped"_s) && event.contains(u"seconds"_s));
    int sum = 0;
    const auto histogram = event[u"histogram"_s].toObject();
    for (const auto& count : histogram)
        sum += count.toInt();
    QCOMPARE(sum, 3000);

    const auto text = m_cli.run({u"data"_s, u"info"_s, m_cli.data()});
    QCOMPARE(text.code, 0);
    QVERIFY2(text.out.contains("3,000"), text.out.constData());
    QVERIFY(text.out.contains("UTC"));
    QVERIFY(!text.err.contains('\r')); // no bar where there is no terminal
    const auto sample = m_cli.run({u"data"_s, u"info"_s, u"sample"_s, u"--json"_s}).events(u"data"_s).value(0);
    QCOMPARE(sample[u"users"_s].toInt(), 943);
    QCOMPARE(sample[u"items"_s].toInt(), 1682);
    QCOMPARE(sample[u"ratings"_s].toInt(), 100'000);
}

void TestCliData::dataSample()
{
    for (const char* layout : {"ml-100k", "ml-1m", "ml-10m", "ml-32m", "latest"}) {
        const QString folder = m_cli.path("layouts/") + QLatin1String(layout);
        const QStringList arguments = {
            u"data"_s, u"sample"_s,  u"--to"_s, folder,         u"--layout"_s, QLatin1String(layout), u"--users"_s,
            u"30"_s,   u"--items"_s, u"40"_s,   u"--ratings"_s, u"700"_s,      u"--seed"_s,           u"5"_s};
        const auto made = m_cli.run(arguments);
        QVERIFY2(made.code == 0, made.err.constData());
        const auto read = m_cli.run({u"data"_s, u"info"_s, folder, u"--json"_s}).events(u"data"_s).value(0);
        QCOMPARE(read[u"ratings"_s].toInt(), 700);
        QCOMPARE(read[u"users"_s].toInt(), 30);
        QCOMPARE(m_cli.run(arguments).code, 0); // over an earlier sample
    }
}

void TestCliData::dataSampleSparesOtherFiles()
{
    QVERIFY(QDir().mkpath(m_cli.path("precious")));
    QFile precious(m_cli.path("precious/u.data"));
    QVERIFY(precious.open(QIODevice::WriteOnly));
    precious.write("1\t1\t5\t0\n");
    precious.close();
    const auto refused = m_cli.run({u"data"_s, u"sample"_s, u"--to"_s, m_cli.path("precious")});
    QCOMPARE(refused.code, 2);
    QCOMPARE(linesOf(m_cli.path("precious/u.data")).size(), 1);

    // An earlier sample is written over, but not beside one in another layout: that one would still be read.
    const QStringList arguments = {u"data"_s,      u"sample"_s, u"--to"_s,    m_cli.path("twice"),
                                   u"--users"_s,   u"30"_s,     u"--items"_s, u"40"_s,
                                   u"--ratings"_s, u"700"_s,    u"--layout"_s};
    QCOMPARE(m_cli.run(arguments + QStringList{u"ml-1m"_s}).code, 0);
    for (const auto& layout : {u"ml-100k"_s, u"ml-10m"_s, u"ml-32m"_s, u"latest"_s}) {
        const auto other = m_cli.run(arguments + QStringList{layout});
        QCOMPARE(other.code, 2);
        QVERIFY2(other.err.contains("another layout"), other.err.constData());
    }
    QVERIFY(!QFile::exists(m_cli.path("twice/u.data")));
}

void TestCliData::dataSplit()
{
    const auto outcome = m_cli.run({u"data"_s, u"split"_s, m_cli.data(), u"--split"_s, u"random:0.7/0.1/0.2"_s,
                                    u"--seed"_s, u"3"_s, u"--to"_s, m_cli.path("parts"), u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QSet<int> rows;
    const QList<std::pair<const char*, int>> parts = {
        {"parts/train.rows", 2100}, {"parts/validation.rows", 300}, {"parts/test.rows", 600}};
    for (const auto& [name, size] : parts) {
        const auto lines = linesOf(m_cli.path(name));
        QCOMPARE(lines.size(), size);
        for (const auto& line : lines)
            rows.insert(line.toInt());
    }
    QCOMPARE(rows.size(), 3000);
    QVERIFY(rows.contains(0) && rows.contains(2999));
    const QString again = m_cli.path("again");
    m_cli.run({u"data"_s, u"split"_s, m_cli.data(), u"--split"_s, u"random:0.7/0.1/0.2"_s, u"--seed"_s, u"3"_s,
               u"--to"_s, again});
    QCOMPARE(linesOf(again + u"/train.rows"_s), linesOf(m_cli.path("parts/train.rows")));
}

void TestCliData::dataSplitAsScikitLearn()
{
    // sklearn.model_selection.train_test_split(range(10), test_size=0.2, random_state=42)
    QFile file(m_cli.path("ten.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("userId,movieId,rating,timestamp\n");
    for (int row = 0; row < 10; ++row)
        file.write(QByteArray::number(row % 3 + 1) + "," + QByteArray::number(row + 1) + ",3.5,964982703\n");
    file.close();
    const auto outcome = m_cli.run({u"data"_s, u"split"_s, m_cli.path("ten.csv"), u"--split"_s, u"sklearn:0.8/0.2@42"_s,
                                    u"--to"_s, m_cli.path("ten")});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QCOMPARE(linesOf(m_cli.path("ten/train.rows")), QByteArray("5 0 7 2 9 4 3 6").split(' '));
    QCOMPARE(linesOf(m_cli.path("ten/test.rows")), QByteArray("8 1").split(' '));
    QVERIFY(QFile::exists(m_cli.path("ten/validation.rows")));
}

void TestCliData::dataSplitByTime()
{
    QFile file(m_cli.path("times.csv"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("userId,movieId,rating,timestamp\n"
               "2,1,3,50\n1,1,3,30\n1,2,3,30\n2,2,3,40\n1,3,3,10\n2,3,3,60\n");
    file.close();
    const auto split = [this](const QString& spec) {
        return m_cli.run(
            {u"data"_s, u"split"_s, m_cli.path("times.csv"), u"--split"_s, spec, u"--to"_s, m_cli.path("times")});
    };
    QCOMPARE(split(u"leave-one-out:validation=last"_s).code, 0);
    QCOMPARE(linesOf(m_cli.path("times/train.rows")), QByteArray("3 4").split(' '));
    QCOMPARE(linesOf(m_cli.path("times/validation.rows")), QByteArray("0 1").split(' '));
    QCOMPARE(linesOf(m_cli.path("times/test.rows")), QByteArray("2 5").split(' '));
    QCOMPARE(split(u"temporal:0.5/0.5"_s).code, 0);
    QCOMPARE(linesOf(m_cli.path("times/train.rows")), QByteArray("1 2 4").split(' '));
    QCOMPARE(linesOf(m_cli.path("times/test.rows")), QByteArray("0 3 5").split(' '));
    QCOMPARE(split(u"folds:4/5"_s).code, 2);
}

void TestCliData::dataSplitOfASubset()
{
    const auto folder = m_cli.path("subset");
    const QStringList command = {u"data"_s, u"split"_s, m_cli.data(), u"--split"_s, u"pandas:0.8/0.2@42"_s,
                                 u"--to"_s, folder,     u"--rows"_s};
    const auto outcome = m_cli.run(command + QStringList{u"random:500@7"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QSet<int> rows;
    for (const char* part : {"subset/train.rows", "subset/test.rows"})
        for (const auto& line : linesOf(m_cli.path(part)))
            rows.insert(line.toInt());
    QCOMPARE(rows.size(), 500);
    // Rows of the file, and not of the subset.
    QVERIFY(*std::max_element(rows.begin(), rows.end()) > 2500);

    const auto bad = m_cli.run(command + QStringList{u"some:5"_s});
    QCOMPARE(bad.code, 2);
    QVERIFY2(bad.err.contains("first:1000"), bad.err.constData());
    const auto tooMany = m_cli.run(command + QStringList{u"first:3001"_s});
    QVERIFY2(tooMany.code != 0 && tooMany.err.contains("3000"), tooMany.err.constData());
}

void TestCliData::dataFetch()
{
    const QString python = QStandardPaths::findExecutable(u"python3"_s);
    if (python.isEmpty())
        QSKIP("python3, which serves the file, is not installed.");
    QVERIFY(m_cli
                .run({u"data"_s, u"sample"_s, u"--to"_s, m_cli.path("latest"), u"--layout"_s, u"latest"_s, u"--users"_s,
                      u"20"_s, u"--items"_s, u"30"_s, u"--ratings"_s, u"400"_s})
                .code == 0);
    const QString zip = m_cli.path("served.zip");
    zipFolder(zip.toStdString(), m_cli.path("latest").toStdString(), "ml-latest-small/");
    QProcess server;
    server.start(python, {QStringLiteral(MATINEE_TEST_SUPPORT "/file_server.py"), zip});
    while (!server.canReadLine() && server.waitForReadyRead(60'000)) {
    }
    const QString port = QString::fromUtf8(server.readLine()).section(u' ', 1).trimmed();
    QVERIFY(!port.isEmpty());

    const auto fetched = m_cli.run({u"data"_s, u"fetch"_s, u"ml-latest-small"_s, u"--mirror"_s,
                                    u"http://127.0.0.1:%1/ok/"_s.arg(port), u"--json"_s});
    QVERIFY2(fetched.code == 0, fetched.err.constData());
    QVERIFY2(fetched.err.contains("MovieLens"), fetched.err.constData()); // the licence
    const auto event = fetched.events(u"fetch"_s).value(0);
    QVERIFY(QFile::exists(event[u"path"_s].toString()));
    // Installed now, and found by its id.
    const auto info = m_cli.run({u"data"_s, u"info"_s, u"ml-latest-small"_s, u"--json"_s});
    QVERIFY2(info.code == 0, info.err.constData());
    QCOMPARE(info.events(u"data"_s).value(0)[u"ratings"_s].toInt(), 400);

    const auto damaged = m_cli.run({u"data"_s, u"fetch"_s, u"ml-100k"_s, u"--to"_s, m_cli.path("damaged"),
                                    u"--mirror"_s, u"http://127.0.0.1:%1/ok/"_s.arg(port)});
    QCOMPARE(damaged.code, 1);
    QVERIFY(!QFile::exists(m_cli.path("damaged/ml-100k.zip")));
    server.kill();
    server.waitForFinished();
}

void TestCliData::realDataSets_data()
{
    QTest::addColumn<int>("users");
    QTest::addColumn<int>("items");
    QTest::addColumn<int>("catalogue");
    QTest::addColumn<int>("ratings");
    QTest::newRow("ml-100k") << 943 << 1682 << 1682 << 100'000;
    QTest::newRow("ml-1m") << 6040 << 3706 << 3883 << 1'000'209;
    QTest::newRow("ml-latest-small") << 610 << 9724 << 9742 << 100'836;
}

void TestCliData::realDataSets()
{
    QFETCH(int, users);
    QFETCH(int, items);
    QFETCH(int, catalogue);
    QFETCH(int, ratings);
    const QString folder = qEnvironmentVariable("MATINEE_TEST_DATA") + u'/' + QLatin1String(QTest::currentDataTag());
    if (!qEnvironmentVariableIsSet("MATINEE_TEST_DATA") || !QFile::exists(folder))
        QSKIP("MATINEE_TEST_DATA names no folder with this data set.");
    const auto outcome = m_cli.run({u"data"_s, u"info"_s, QDir(folder).absolutePath(), u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto event = outcome.events(u"data"_s).value(0);
    QCOMPARE(event[u"name"_s].toString(), QLatin1String(QTest::currentDataTag()));
    QCOMPARE(event[u"users"_s].toInt(), users);
    QCOMPARE(event[u"items"_s].toInt(), items);
    QCOMPARE(event[u"catalogue"_s].toInt(), catalogue);
    QCOMPARE(event[u"ratings"_s].toInt(), ratings);
}

QTEST_APPLESS_MAIN(TestCliData)
#include "tst_cli_data.moc"
