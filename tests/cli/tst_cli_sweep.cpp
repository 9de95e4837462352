#include "cli_folder.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTest>

#include <signal.h>

using namespace matinee::test;

/// matinee-cli sweep, as a process.
class TestCliSweep : public QObject
{
    Q_OBJECT

private:
    /// A folder with the small data set and a sweep of it.
    struct Folder : CliFolder
    {
        explicit Folder(const char* changes = "{}")
        {
            const auto outcome = makeData();
            if (outcome.code != 0)
                qWarning("%s", outcome.err.constData());
            auto spec = QJsonDocument::fromJson(R"({"format":"matinee-sweep","version":1,"name":"a sweep",
                "experiment":{"model":"biased-mf","device":"cpu","threads":1,"seed":5,
                              "hyperparameters":{"epochs":4,"factors":4,"batch_size":64}},
                "method":"random","trials":4,
                "parameters":{"learning_rate":{"min":0.001,"max":0.1},"factors":{"values":[2,4,8]}}})")
                            .object();
            auto experiment = spec[u"experiment"_s].toObject();
            experiment[u"data"_s] = data();
            spec[u"experiment"_s] = experiment;
            const auto more = QJsonDocument::fromJson(changes).object();
            for (auto change = more.begin(); change != more.end(); ++change)
                spec[change.key()] = change.value();
            write(spec);
        }

        void write(const QJsonObject& spec) const
        {
            QFile file(path("sweep.json"));
            if (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(spec).toJson()) < 0)
                qWarning("The sweep could not be written.");
        }

        QStringList sweep(const QStringList& more = {}) const
        {
            return QStringList{u"sweep"_s, u"--spec"_s, path("sweep.json"), u"--json"_s} + more;
        }
    };

    /// What the trials of a sweep came to, by number; the runs' ids and how often a trial was told apart.
    static QMap<int, QJsonObject> trialsOf(const Outcome& outcome)
    {
        QMap<int, QJsonObject> trials;
        for (auto trial : outcome.events(u"trial"_s)) {
            trial.remove(u"run"_s);
            trials[trial[u"trial"_s].toInt()] = trial;
        }
        return trials;
    }

private Q_SLOTS:
    void aSweepIsToldInEvents()
    {
        const Folder folder;
        const auto outcome = folder.run(folder.sweep());
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        const auto events = outcome.events();
        QCOMPARE(events.at(0)[u"event"_s].toString(), u"data"_s);
        const auto& sweep = events.at(1);
        QCOMPARE(sweep[u"event"_s].toString(), u"sweep"_s);
        QCOMPARE(sweep[u"name"_s].toString(), u"a sweep"_s);
        QCOMPARE(sweep[u"metric"_s].toString(), u"validation_rmse"_s);
        QCOMPARE(sweep[u"trials"_s].toInt(), 4);
        QCOMPARE(sweep[u"known"_s].toInt(), 0);
        const auto trials = outcome.events(u"trial"_s);
        QCOMPARE(trials.size(), 4);
        double best = 100;
        for (const auto& trial : trials) {
            QCOMPARE(trial[u"status"_s].toString(), u"done"_s);
            QCOMPARE(trial[u"epochs"_s].toInt(), 4);
            QVERIFY(!trial[u"run"_s].toString().isEmpty());
            const auto parameters = trial[u"parameters"_s].toObject();
            QVERIFY(parameters[u"learning_rate"_s].toDouble() >= 0.001);
            QVERIFY(QList<int>({2, 4, 8}).contains(parameters[u"factors"_s].toInt()));
            best = std::min(best, trial[u"value"_s].toDouble());
        }
        const auto& result = events.last();
        QCOMPARE(result[u"event"_s].toString(), u"result"_s);
        QCOMPARE(result[u"trials"_s].toInt(), 4);
        QCOMPARE(result[u"epochs"_s].toInt(), 16);
        QCOMPARE(result[u"best"_s].toObject()[u"value"_s].toDouble(), best);
        QVERIFY(result[u"importance"_s].isNull()); // of four trials nothing can be said

        // The same again trains nothing and says the same.
        const auto again = folder.run(folder.sweep());
        QVERIFY2(again.code == 0, again.err.constData());
        QCOMPARE(trialsOf(again), trialsOf(outcome));
        QCOMPARE(again.events(u"sweep"_s).at(0)[u"known"_s].toInt(), 4);
        QCOMPARE(again.events().last()[u"trained_epochs"_s].toInt(), 0);
    }

    void aTableForPeople()
    {
        const Folder folder(R"({"trials":10,"jobs":2})");
        const auto outcome = folder.run({u"sweep"_s, u"--spec"_s, folder.path("sweep.json"), u"--jobs"_s, u"1"_s});
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        const auto lines = outcome.lines();
        QVERIFY(lines.at(0).contains("validation_rmse") && lines.at(0).contains("learning_rate"));
        QVERIFY(lines.at(1).contains("done"));
        QVERIFY(outcome.out.contains("Best: trial "));
        QVERIFY(outcome.out.contains("Share of the variance"));
        QVERIFY(outcome.out.endsWith("40 epochs in all.\n"));
    }

    void jobsChangeNothing()
    {
        const Folder one;
        const Folder other;
        const auto alone = one.run(one.sweep());
        const auto together = other.run(other.sweep({u"--jobs"_s, u"3"_s}));
        QVERIFY2(together.code == 0, together.err.constData());
        QCOMPARE(trialsOf(together), trialsOf(alone));
    }

    void whatIsWrongWithTheFileIsSaid()
    {
        const Folder folder(R"({"parameters":{"learning_rate":{"max":5000}}})");
        auto outcome = folder.run(folder.sweep());
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("parameters.learning_rate.max: ") && outcome.err.count('\n') == 1,
                 outcome.err.constData());
        outcome = folder.run({u"sweep"_s, u"--spec"_s, folder.path("nothing.json")});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains("nothing.json"), outcome.err.constData());
        QCOMPARE(folder.run({u"sweep"_s}).code, 2);
        QCOMPARE(folder.run(folder.sweep({u"--jobs"_s, u"0"_s})).code, 2);
    }

    void aSweepWithoutAValueHasFailed()
    {
        const Folder folder(R"({"method":"grid","trials":0,"parameters":{"learning_rate":{"values":[1000]},
                                "optimiser":{"values":["sgd"]}}})");
        const auto outcome = folder.run(folder.sweep());
        QCOMPARE(outcome.code, 1);
        QCOMPARE(outcome.events(u"trial"_s).at(0)[u"status"_s].toString(), u"failed"_s);
        QVERIFY(outcome.events().last()[u"best"_s].isNull());
    }

    void aStoreThatCannotBeUsedIsOneSentence()
    {
        const Folder folder;
        QFile blocked(folder.path("share"));
        QVERIFY(blocked.open(QIODevice::WriteOnly)); // a file where the folder should be
        const auto outcome = folder.run(folder.sweep());
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QVERIFY2(outcome.err.startsWith("Warning: The sweep is not recorded: "), outcome.err.constData());
        QCOMPARE(outcome.err.count('\n'), 1);
        QVERIFY(outcome.events(u"trial"_s).at(0)[u"run"_s].isNull());
    }

    void anInterruptKeepsWhatIsDone()
    {
        const Folder folder(R"({"trials":50})");
        QProcess process;
        folder.start(process, folder.sweep());
        QByteArray out;
        while (!out.contains("\"event\":\"trial\"") && process.waitForReadyRead(60'000))
            out += process.readAllStandardOutput();
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 130);
        out += process.readAllStandardOutput();
        const auto result = Outcome{130, out, {}}.events().last();
        QCOMPARE(result[u"event"_s].toString(), u"result"_s);
        QCOMPARE(result[u"status"_s].toString(), u"stopped"_s);
        QVERIFY(!result[u"best"_s].isNull());
    }

    void aKilledSweepGoesOnWhereItWas_data()
    {
        QTest::addColumn<QString>("changes");
        QTest::newRow("random") << uR"({"trials":8})"_s;
        QTest::newRow("tpe") << uR"({"trials":16,"method":"tpe"})"_s;
        QTest::newRow("asha") << uR"({"trials":12,"scheduler":"asha"})"_s;
    }

    void aKilledSweepGoesOnWhereItWas()
    {
        QFETCH(const QString, changes);
        const Folder straight(changes.toUtf8().constData());
        const auto expected = straight.run(straight.sweep());
        QVERIFY2(expected.code == 0, expected.err.constData());

        const Folder folder(changes.toUtf8().constData());
        for (const int trials : {1, 3}) {
            QProcess process;
            folder.start(process, folder.sweep());
            int seen = 0;
            int known = -1;
            while (process.state() != QProcess::NotRunning && process.waitForReadyRead(60'000)) {
                while (process.canReadLine()) {
                    const auto line = process.readLine();
                    if (line.contains("\"event\":\"sweep\""))
                        known = QJsonDocument::fromJson(line).object()[u"known"_s].toInt();
                    seen += line.contains("\"event\":\"trial\"");
                }
                if (seen >= known + trials && known >= 0)
                    process.kill();
            }
            QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(60'000));
        }
        const auto outcome = folder.run(folder.sweep());
        QVERIFY2(outcome.code == 0, outcome.err.constData());
        QCOMPARE(trialsOf(outcome), trialsOf(expected));
    }

    /// Two processes on one store: every trial is trained by one of them.
    void twoProcessesShareASweep()
    {
        const Folder folder(R"({"trials":8})");
        QProcess one;
        QProcess two;
        folder.start(one, folder.sweep());
        folder.start(two, folder.sweep());
        QVERIFY(one.waitForFinished(120'000));
        QVERIFY(two.waitForFinished(120'000));
        const Outcome first{one.exitCode(), one.readAllStandardOutput(), one.readAllStandardError()};
        const Outcome second{two.exitCode(), two.readAllStandardOutput(), two.readAllStandardError()};
        QVERIFY2(first.code == 0, first.err.constData());
        QVERIFY2(second.code == 0, second.err.constData());
        const int trained =
            first.events().last()[u"trained_epochs"_s].toInt() + second.events().last()[u"trained_epochs"_s].toInt();
        QCOMPARE(trained, 8 * 4);
        QCOMPARE(trialsOf(first), trialsOf(second));
        const Folder alone(R"({"trials":8})");
        QCOMPARE(trialsOf(first), trialsOf(alone.run(alone.sweep())));
    }
};

QTEST_GUILESS_MAIN(TestCliSweep)
#include "tst_cli_sweep.moc"
