#include "cli_folder.h"

#include <QDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <csignal>

using namespace matinee::test;

class TestCliRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trainEvents();
    void trainText();
    void divergenceIsTold();
    void sameSeedSameNumbers();
    void trainKeepsOtherFilesSafe();
    void trainWritesTensorBoard();
    void predict();
    void cluster();
    void similar();
    void interruptWhileLoading();
    void interruptKeepsWhatWasTrained_data();
    void interruptKeepsWhatWasTrained();

private:
    CliFolder m_cli;
};

void TestCliRuns::initTestCase()
{
    const auto made = m_cli.makeData();
    QVERIFY2(made.code == 0, made.err.constData());
}

void TestCliRuns::trainEvents()
{
    const auto outcome = m_cli.run(m_cli.train({u"--out"_s, m_cli.path("events"), u"--seed"_s, u"7"_s, u"--no-store"_s,
                                                u"--engine"_s, u"autograd"_s, u"--json"_s}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QStringList kinds;
    for (const auto& event : outcome.events())
        kinds.append(event[u"event"_s].toString());
    QCOMPARE(kinds, QStringList({u"data"_s, u"start"_s, u"epoch"_s, u"epoch"_s, u"epoch"_s, u"epoch"_s, u"result"_s}));
    for (const auto& line : outcome.lines())
        QVERIFY2(line.startsWith("{\"event\":\""), line.constData());
    for (const auto& line : outcome.lines())
        QVERIFY(!line.contains("NaN") && !line.contains("inf"));

    const auto start = outcome.events(u"start"_s).value(0);
    QCOMPARE(start[u"model"_s].toString(), u"biased-mf"_s);
    QCOMPARE(start[u"device"_s].toString(), u"cpu"_s);
    QCOMPARE(start[u"engine"_s].toString(), u"autograd"_s);
    QCOMPARE(start[u"seed"_s].toInt(), 7);
    QCOMPARE(start[u"threads"_s].toInt(), 1);
    QCOMPARE(start[u"train"_s].toInt(), 2400);
    QCOMPARE(start[u"validation"_s].toInt(), 300);
    QCOMPARE(start[u"test"_s].toInt(), 300);
    QVERIFY(start[u"parameters"_s].toInt() >= (80 + 120) * 5);
    QCOMPARE(start[u"hyperparameters"_s][u"factors"_s].toInt(), 4);
    QCOMPARE(start[u"run"_s].toString(), m_cli.path("events"));

    const auto epochs = outcome.events(u"epoch"_s);
    for (int e = 0; e < epochs.size(); ++e) {
        QCOMPARE(epochs[e][u"epoch"_s].toInt(), e);
        QVERIFY(epochs[e][u"train_loss"_s].isDouble());
        QVERIFY(epochs[e][u"validation_loss"_s].isDouble());
        QVERIFY(epochs[e][u"objective"_s].isNull());
    }
    QVERIFY(epochs[3][u"train_loss"_s].toDouble() < epochs[0][u"train_loss"_s].toDouble());
    QVERIFY(epochs[1][u"ratings_per_second"_s].toDouble() > 0);

    const auto result = outcome.events(u"result"_s).value(0);
    QCOMPARE(result[u"run"_s].toString(), m_cli.path("events"));
    QCOMPARE(result[u"epochs"_s].toInt(), 3);
    for (const char* part : {"train", "validation", "test"}) {
        const auto metrics = result[QLatin1String(part)].toObject();
        QVERIFY(metrics[u"rmse"_s].toDouble() > 0.1 && metrics[u"rmse"_s].toDouble() < 2);
        QVERIFY(metrics[u"mae"_s].toDouble() < metrics[u"rmse"_s].toDouble());
        QVERIFY(metrics.contains(u"loss"_s) && metrics.contains(u"cold"_s));
    }
    QVERIFY(result[u"baselines"_s][u"global_mean"_s].isDouble());
    QVERIFY(result[u"baselines"_s][u"bias"_s].isDouble());
    QVERIFY(result[u"ranking"_s].isNull());
    QVERIFY(result[u"peak_rss_mb"_s].toDouble() > 1);

    // What a model does not have is null, not left out.
    const auto plain = m_cli.run({u"train"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"global-mean"_s, u"--split"_s,
                                  u"random:0.8/0.2"_s, u"--no-store"_s, u"--json"_s});
    QVERIFY2(plain.code == 0, plain.err.constData());
    const auto bare = plain.events(u"result"_s).value(0);
    QVERIFY(bare[u"run"_s].isNull());
    QVERIFY(bare[u"validation"_s][u"rmse"_s].isNull());
}

void TestCliRuns::trainText()
{
    const auto outcome = m_cli.run(m_cli.train({}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    for (const char* text : {"train loss", "RMSE", "validation", "test", "Global mean", "Damped bias", "3 epochs in"})
        QVERIFY2(outcome.out.contains(text), text);
    QVERIFY(!outcome.err.contains('\r'));
    QVERIFY(outcome.err.contains("biased-mf on cpu"));
}

/// Rows with dashes, and one sentence; train and evaluate end well all the same.
void TestCliRuns::divergenceIsTold()
{
    const QString folder = m_cli.path("diverged");
    const auto trained =
        m_cli.run(m_cli.train({u"--set"_s, u"batch_size=1"_s, u"--set"_s, u"optimiser=sgd"_s, u"--set"_s,
                               u"learning_rate=5"_s, u"--set"_s, u"epochs=2"_s, u"--out"_s, folder}));
    QCOMPARE(trained.code, 0);
    QCOMPARE(trained.err.count("diverged"), 1);
    const auto evaluated = m_cli.run({u"evaluate"_s, u"--run"_s, folder});
    QCOMPARE(evaluated.code, 0);
    QCOMPARE(evaluated.out.count("diverged"), 1);
    for (const auto& out : {trained.out, evaluated.out}) {
        QVERIFY2(!out.contains("nan") && !out.contains("inf"), out.constData());
        QVERIFY2(!out.contains("\n\n\n"), out.constData());
        const auto lines = Outcome{0, out, {}}.lines();
        for (const char* row : {"train", "validation", "test"}) {
            const auto isRow = [row](const QByteArray& line) {
                const auto cells = line.simplified().split(' ');
                return cells.size() == 6 && cells.first() == row && cells[1] == "-" && cells[2] == "-";
            };
            QVERIFY2(std::any_of(lines.begin(), lines.end(), isRow), out.constData());
        }
        QVERIFY(out.contains("Global mean (test)"));
    }
    QVERIFY2(trained.out.contains("best epoch -, tested epoch 0"), trained.out.constData());
}

void TestCliRuns::sameSeedSameNumbers()
{
    const auto numbers = [this](const QString& seed) {
        const auto outcome = m_cli.run(m_cli.train({u"--seed"_s, seed, u"--json"_s}));
        return outcome.events(u"result"_s).value(0)[u"test"_s].toObject();
    };
    const auto once = numbers(u"5"_s);
    QVERIFY(once[u"rmse"_s].isDouble());
    QCOMPARE(numbers(u"5"_s), once);
    QVERIFY(numbers(u"6"_s) != once);
}

void TestCliRuns::trainKeepsOtherFilesSafe()
{
    QVERIFY(QDir().mkpath(m_cli.path("mine")));
    QFile file(m_cli.path("mine/letter.txt"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QCOMPARE(m_cli.run(m_cli.train({u"--out"_s, m_cli.path("mine")})).code, 2);
    QCOMPARE(m_cli.run(m_cli.train({u"--out"_s, m_cli.path("mine/letter.txt")})).code, 2);
    QCOMPARE(QDir(m_cli.path("mine")).entryList(QDir::Files), QStringList{u"letter.txt"_s});
    // An empty folder and an earlier run are fine.
    QVERIFY(QDir().mkpath(m_cli.path("twice")));
    QCOMPARE(m_cli.run(m_cli.train({u"--out"_s, m_cli.path("twice")})).code, 0);
    QCOMPARE(m_cli.run(m_cli.train({u"--out"_s, m_cli.path("twice")})).code, 0);
}

void TestCliRuns::trainWritesTensorBoard()
{
    const auto outcome = m_cli.run(m_cli.train({u"--tensorboard"_s, m_cli.path("board")}));
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto files = QDir(m_cli.path("board")).entryList(QDir::Files, QDir::Name);
    QCOMPARE(files.size(), 4);
    QVERIFY(files[0].startsWith(u"events.out.tfevents."_s));
    QCOMPARE(files.mid(1), (QStringList{u"metadata.tsv"_s, u"projector_config.pbtxt"_s, u"tensors.tsv"_s}));

    QFile file(m_cli.path("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto refused = m_cli.run(m_cli.train({u"--tensorboard"_s, m_cli.path("file"), u"--json"_s}));
    QCOMPARE(refused.code, 1);
    QVERIFY(refused.events(u"start"_s).isEmpty()); // before training
    QVERIFY2(refused.err.contains("TensorBoard"), refused.err.constData());
}

void TestCliRuns::predict()
{
    const auto outcome = m_cli.run({u"predict"_s, u"--run"_s, m_cli.trainedRun(), u"--count"_s, u"7"_s, u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto events = outcome.events(u"prediction"_s);
    QCOMPARE(events.size(), 7);
    for (const auto& event : events) {
        QVERIFY(event[u"user"_s].isString() && event[u"item"_s].isString());
        QVERIFY(!event[u"title"_s].toString().isEmpty());
        QVERIFY(event[u"predicted"_s].isDouble());
        QVERIFY(event[u"actual"_s].toDouble() >= 1 && event[u"actual"_s].toDouble() <= 5);
    }
    // All of the test set, and no more than that; what it says agrees with the test's RMSE.
    const auto all = m_cli.run({u"predict"_s, u"--run"_s, m_cli.trainedRun(), u"--count"_s, u"100000"_s, u"--json"_s});
    QCOMPARE(all.lines().size(), 300);
    double squares = 0;
    for (const auto& event : all.events())
        squares += std::pow(event[u"predicted"_s].toDouble() - event[u"actual"_s].toDouble(), 2);
    QFile file(m_cli.trainedRun() + u"/run.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto record = QJsonDocument::fromJson(file.readAll()).object();
    const double rmse = record[u"result"_s][u"test"_s][u"rmse"_s].toDouble();
    QVERIFY2(std::abs(std::sqrt(squares / 300) - rmse) < 1e-5, qPrintable(QString::number(rmse)));
    QVERIFY(m_cli.run({u"predict"_s, u"--run"_s, m_cli.trainedRun()}).out.startsWith("user"));
}

void TestCliRuns::cluster()
{
    const auto outcome = m_cli.run({u"cluster"_s, u"--run"_s, m_cli.trainedRun(), u"--clusters"_s, u"4"_s, u"--top"_s,
                                    u"3"_s, u"--out"_s, m_cli.path("map"), u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    const auto clusters = outcome.events(u"cluster"_s);
    QCOMPARE(clusters.size(), 4);
    int films = 0;
    for (int c = 0; c < clusters.size(); ++c) {
        QCOMPARE(clusters[c][u"cluster"_s].toInt(), c);
        QVERIFY(!clusters[c][u"name"_s].toString().isEmpty());
        films += clusters[c][u"size"_s].toInt();
        const auto counts = clusters[c][u"counts"_s].toArray();
        QCOMPARE(counts.size(), std::min(3, clusters[c][u"size"_s].toInt()));
        QCOMPARE(clusters[c][u"titles"_s].toArray().size(), counts.size());
        for (int i = 1; i < counts.size(); ++i)
            QVERIFY(counts[i - 1].toInt() >= counts[i].toInt());
    }
    const auto result = outcome.events(u"result"_s).value(0);
    QCOMPARE(result[u"clusters"_s].toInt(), 4);
    QVERIFY(result[u"inertia"_s].toDouble() > 0);
    const int leftOut = result[u"left_out"_s].toInt();
    QCOMPARE(films + leftOut, 120);

    const auto table = linesOf(m_cli.path("map/films.csv"));
    QCOMPARE(table.value(0), QByteArray("item,title,year,genres,count,x,y,cluster,name,distance"));
    QCOMPARE(table.size(), 121);
    QCOMPARE(linesOf(m_cli.path("map/vectors.tsv")).size(), films);
    QCOMPARE(linesOf(m_cli.path("map/vectors.tsv")).value(0).count('\t'), 4); // the item, then four factors
    const auto left = std::count_if(table.begin(), table.end(), [](const auto& line) { return line.endsWith(",,,"); });
    QCOMPARE(static_cast<int>(left), leftOut);
    QVERIFY(std::abs(result[u"silhouette"_s].toDouble()) < 1 && result[u"trustworthiness"_s].toDouble() > 0.5);

    // What a person did to the clusters in the window is kept with the run.
    QFile edits(m_cli.trainedRun() + u"/map.json"_s);
    QVERIFY(edits.open(QIODevice::WriteOnly));
    QByteArrayList divisions;
    for (int epoch = 1; epoch <= 3; ++epoch) { // whichever the run kept
        divisions += R"({"clusters": 4, "method": "k-means", "vectors": "raw", "popularity_removed": false, )"
                     R"("minimum_ratings": 20, "films": "", "seed": 42, "epoch": )" +
                     QByteArray::number(epoch) +
                     R"(, "edits": [{"edit": "rename", "clusters": [1], "name": "Mine, all \"mine\""}, )"
                     R"({"edit": "merge", "clusters": [0, 2]}]})";
    }
    edits.write(R"({"format": "matinee-map", "version": 1, "divisions": [)" + divisions.join(',') + "]}");
    edits.close();
    const auto edited = m_cli.run({u"cluster"_s, u"--run"_s, m_cli.trainedRun(), u"--clusters"_s, u"4"_s, u"--out"_s,
                                   m_cli.path("edited"), u"--json"_s});
    QVERIFY(edits.remove());
    QVERIFY2(edited.code == 0, edited.err.constData());
    QCOMPARE(edited.events(u"cluster"_s).size(), 3);
    QCOMPARE(edited.events(u"cluster"_s).value(1)[u"name"_s].toString(), u"Mine, all \"mine\""_s);
    const auto named = linesOf(m_cli.path("edited/films.csv"));
    const auto mine = std::count_if(named.begin(), named.end(),
                                    [](const auto& line) { return line.contains(",1,\"Mine, all \"\"mine\"\"\","); });
    QCOMPARE(static_cast<int>(mine), clusters[1][u"size"_s].toInt());

    // Another picture of the same clusters.
    for (const auto& projection : {u"umap"_s, u"tsne"_s}) {
        const auto other =
            m_cli.run({u"cluster"_s, u"--run"_s, m_cli.trainedRun(), u"--clusters"_s, u"4"_s, u"--projection"_s,
                       projection, u"--top"_s, u"3"_s, u"--out"_s, m_cli.path(projection.toUtf8()), u"--json"_s});
        QVERIFY2(other.code == 0, other.err.constData());
        QCOMPARE(other.events(u"cluster"_s), clusters);
        const auto places = linesOf(m_cli.path((projection + u"/films.csv"_s).toUtf8()));
        QCOMPARE(places.size(), table.size());
        QVERIFY(places != table);
    }
    const auto everyFilm = m_cli.run({u"cluster"_s, u"--run"_s, m_cli.trainedRun(), u"--clusters"_s, u"4"_s,
                                      u"--min-ratings"_s, u"1"_s, u"--json"_s});
    QVERIFY(everyFilm.events(u"result"_s).value(0)[u"left_out"_s].toInt() <= leftOut);

    const auto again = m_cli.run(
        {u"cluster"_s, u"--run"_s, m_cli.trainedRun(), u"--clusters"_s, u"4"_s, u"--top"_s, u"3"_s, u"--json"_s});
    QCOMPARE(again.out, outcome.out);
    QCOMPARE(m_cli.run({u"cluster"_s, u"--run"_s, m_cli.trainedRun(), u"--clusters"_s, u"500"_s}).code, 2);
    QVERIFY(m_cli.run({u"cluster"_s, u"--run"_s, m_cli.trainedRun()}).out.startsWith("Cluster 0: "));
}

void TestCliRuns::similar()
{
    // A title of the run's own, without its year.
    const auto first = m_cli.run(
        {u"cluster"_s, u"--run"_s, m_cli.trainedRun(), u"--clusters"_s, u"1"_s, u"--top"_s, u"1"_s, u"--json"_s});
    const QString title = first.events(u"cluster"_s).value(0)[u"titles"_s][0].toString();
    const QString part = title.left(title.lastIndexOf(u" ("_s)).toUpper();
    const auto outcome = m_cli.run(
        {u"similar"_s, u"--run"_s, m_cli.trainedRun(), u"--title"_s, part, u"--count"_s, u"5"_s, u"--json"_s});
    QVERIFY2(outcome.code == 0, outcome.err.constData());
    QVERIFY2(QString::fromUtf8(outcome.err).contains(title), outcome.err.constData());
    const auto events = outcome.events(u"neighbour"_s);
    QCOMPARE(events.size(), 5);
    for (int i = 0; i < events.size(); ++i) {
        QCOMPARE(events[i][u"rank"_s].toInt(), i + 1);
        QVERIFY(events[i][u"item"_s].isString());
        QVERIFY(events[i][u"title"_s].toString() != title);
        const double similarity = events[i][u"similarity"_s].toDouble();
        QVERIFY(similarity >= -1.000001 && similarity <= 1.000001);
        if (i > 0)
            QVERIFY(similarity <= events[i - 1][u"similarity"_s].toDouble());
    }
    // By distance: the nearest first, so rising.
    const auto distances = m_cli
                               .run({u"similar"_s, u"--run"_s, m_cli.trainedRun(), u"--title"_s, part, u"--count"_s,
                                     u"5"_s, u"--metric"_s, u"euclidean"_s, u"--json"_s})
                               .events(u"neighbour"_s);
    QCOMPARE(distances.size(), 5);
    for (int i = 0; i < distances.size(); ++i) {
        const double distance = distances[i][u"similarity"_s].toDouble();
        QVERIFY(distance >= (i > 0 ? distances[i - 1][u"similarity"_s].toDouble() : 0));
    }
    const auto dots = m_cli.run(
        {u"similar"_s, u"--run"_s, m_cli.trainedRun(), u"--title"_s, part, u"--metric"_s, u"dot"_s, u"--json"_s});
    QCOMPARE(dots.events(u"neighbour"_s).size(), 10);
    QCOMPARE(m_cli.run({u"similar"_s, u"--run"_s, m_cli.trainedRun(), u"--title"_s, part, u"--metric"_s, u"x"_s}).code,
             2);
    // Two letters swapped: the same film, and what else it may be.
    QString wrong = part;
    const auto longest = std::ranges::max(part.split(u' '), {}, &QString::size);
    QVERIFY(longest.size() >= 4);
    const auto at = part.indexOf(longest) + 1;
    wrong[at] = part[at + 1];
    wrong[at + 1] = part[at];
    const auto guessed = m_cli.run({u"similar"_s, u"--run"_s, m_cli.trainedRun(), u"--title"_s, wrong});
    QVERIFY2(guessed.code == 0 && QString::fromUtf8(guessed.err).contains(title), guessed.err.constData());
    // A model without factors cannot say.
    const QString biases = m_cli.path("biases");
    QCOMPARE(m_cli.run({u"train"_s, u"--data"_s, m_cli.data(), u"--model"_s, u"bias"_s, u"--out"_s, biases}).code, 0);
    QCOMPARE(m_cli.run({u"similar"_s, u"--run"_s, biases, u"--title"_s, part}).code, 2);
}

void TestCliRuns::interruptWhileLoading()
{
    QProcess process;
    m_cli.start(process, m_cli.train({u"--set"_s, u"epochs=100000"_s}));
    QVERIFY(process.waitForStarted(60'000));
    const auto pid = static_cast<pid_t>(process.processId());
    // The signal is sent as soon as the kernel says that it is caught, which is long before torch and data are loaded.
    const auto caught = [pid] {
        for (const auto& line : linesOf(u"/proc/%1/status"_s.arg(pid))) {
            if (line.startsWith("SigCgt:"))
                return (line.mid(7).trimmed().toULongLong(nullptr, 16) >> (SIGINT - 1) & 1) != 0;
        }
        return false;
    };
    QTRY_VERIFY_WITH_TIMEOUT(caught() || process.state() == QProcess::NotRunning, 60'000);
    QCOMPARE(::kill(pid, SIGINT), 0);
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    const auto err = process.readAllStandardError();
    QVERIFY2(!err.contains("epoch"), err.constData());
}

void TestCliRuns::interruptKeepsWhatWasTrained_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void TestCliRuns::interruptKeepsWhatWasTrained()
{
    QFETCH(int, signal);
    const QString folder = m_cli.path("interrupted") + QString::number(signal);
    QProcess process;
    m_cli.start(process, m_cli.train({u"--set"_s, u"epochs=100000"_s, u"--out"_s, folder, u"--json"_s}));
    QByteArray out;
    while (!out.contains("\"epoch\":2") && process.waitForReadyRead(120'000))
        out += process.readAllStandardOutput();
    QVERIFY2(out.contains("\"epoch\":2"), process.readAllStandardError().constData());
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
    QVERIFY(process.waitForFinished(120'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 130);
    out += process.readAllStandardOutput();
    const Outcome outcome{130, out, {}};
    const auto result = outcome.events(u"result"_s).value(0);
    QVERIFY(result[u"epochs"_s].toInt() >= 2);
    QVERIFY(result[u"epochs"_s].toInt() < 100'000);
    QVERIFY(result[u"test"_s][u"rmse"_s].isDouble());
    QCOMPARE(outcome.events().last()[u"event"_s].toString(), u"result"_s);
    QCOMPARE(m_cli.run({u"predict"_s, u"--run"_s, folder, u"--count"_s, u"3"_s, u"--json"_s}).lines().size(), 3);
}

QTEST_APPLESS_MAIN(TestCliRuns)
#include "tst_cli_runs.moc"
