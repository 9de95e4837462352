#include "tests/ui/made_up_runs.h"
#include "tests/ui/window_support.h"
#include "ui/state/run_differences.h"
#include "ui/state/run_library.h"
#include "ui/state/shown_runs.h"
#include "ui/state/train_command.h"

#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::test;
using matinee::ui::testing::kLong;

namespace {

void openAndWait(RunLibrary& library)
{
    library.open();
    QTRY_COMPARE_WITH_TIMEOUT(library.state(), RunLibrary::State::Open, kLong);
}

QStringList labels(const std::vector<RunDifference>& differences)
{
    QStringList texts;
    for (const auto& row : differences)
        texts.append(QStringLiteral("%1: %2").arg(row.key, row.values.join(QStringLiteral(" | "))));
    return texts;
}

StoredRun storedRun(const ExperimentSpec& spec)
{
    StoredRun run;
    run.id = 1;
    run.model = spec.model;
    run.data = "toy";
    run.digest = "0123456789abcdef";
    run.rows = spec.rows;
    run.split = spec.split.text();
    run.seed = spec.seed;
    run.hyperparameters = toJson(spec.hyperparameters).dump();
    run.spec = toJson(spec).dump();
    return run;
}

/// The words that a shell makes of a line.
QStringList shellWords(const QString& line)
{
    QProcess shell;
    shell.start(QStringLiteral("sh"),
                {QStringLiteral("-c"), QStringLiteral("printf '%s\\n' ") + line}); // no word has a line break
    if (!shell.waitForFinished(kLong))
        return {};
    auto words = QString::fromUtf8(shell.readAllStandardOutput()).split(QLatin1Char('\n'));
    words.removeLast();
    return words;
}

/// What matinee-cli makes of such words.
ExperimentSpec specOf(const QStringList& words)
{
    ExperimentSpec spec;
    for (int i = 2; i + 1 < words.size(); i += 2) {
        const auto value = words[i + 1].toStdString();
        if (words[i] == QLatin1String("--model")) {
            const auto data = spec.data;
            spec = ExperimentSpec::forModel(value);
            spec.data = data;
        } else if (words[i] == QLatin1String("--data")) {
            spec.data = value;
        } else if (words[i] == QLatin1String("--set")) {
            const auto equals = value.find('=');
            spec.hyperparameters.setText(value.substr(0, equals), value.substr(equals + 1));
        } else if (words[i] == QLatin1String("--split")) {
            spec.split = SplitSpec::parse(value);
        } else if (words[i] == QLatin1String("--rows")) {
            spec.rows = value;
        } else if (words[i] == QLatin1String("--seed")) {
            spec.seed = words[i + 1].toULongLong();
        } else if (words[i] == QLatin1String("--device")) {
            spec.device = value;
        } else if (words[i] == QLatin1String("--threads")) {
            spec.threads = words[i + 1].toInt();
        } else if (words[i] == QLatin1String("--engine")) {
            spec.engine = value;
        } else if (words[i] == QLatin1String("--candidates")) {
            spec.candidates = value;
        } else {
            return {};
        }
    }
    return spec;
}

} // namespace

class TestRunLibrary : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void listsNewestFirst()
    {
        const MadeUpRuns made;
        made.add(MadeUpRuns::spec(), 0.95);
        made.add(MadeUpRuns::spec("mf"), 0.97);
        RunLibrary library(made.folder());
        QCOMPARE(library.state(), RunLibrary::State::Closed);
        QSignalSpy changed(&library, &RunLibrary::runsChanged);
        openAndWait(library);
        QCOMPARE(changed.size(), 1);
        QCOMPARE(library.runs()->size(), std::size_t{2});
        QCOMPARE(library.runs()->front().run.id, std::int64_t{2});
        QVERIFY(library.find(1));
        QVERIFY(!library.find(3));
        QVERIFY(library.folder(2).endsWith(QStringLiteral("/runs/2")));
        QCOMPARE(runName(library.find(2)->run), QStringLiteral("#2 ") + modelName("mf"));
    }

    void seesWhatOthersWrite()
    {
        const MadeUpRuns made;
        made.add(MadeUpRuns::spec(), 0.95);
        RunLibrary library(made.folder());
        openAndWait(library);
        library.setWatching(true);
        made.add(MadeUpRuns::spec(), 0.94);
        QTRY_COMPARE_WITH_TIMEOUT(library.runs()->size(), std::size_t{2}, kLong);
        {
            auto store = made.store();
            const auto run = MadeUpRuns::begin(store, made, MadeUpRuns::spec(), 0.93, 2, 2);
            QTRY_VERIFY_WITH_TIMEOUT(library.find(run) && library.find(run)->run.epochs == 2, kLong);
            QCOMPARE(library.find(run)->run.status, StoredStatus::Running);
        }
        // Its process is gone, and said nothing.
        QTRY_COMPARE_WITH_TIMEOUT(library.find(3)->run.status, StoredStatus::Interrupted, kLong);
    }

    void editsAreSeenAtOnceAndWritten()
    {
        const MadeUpRuns made;
        const auto first = made.add(MadeUpRuns::spec(), 0.95);
        const auto second = made.add(MadeUpRuns::spec(), 0.94);
        RunLibrary library(made.folder());
        openAndWait(library);
        library.setNotes(first, QStringLiteral("größer"));
        QCOMPARE(library.find(first)->run.notes, std::string("größer"));
        QVERIFY(library.find(first)->search.contains(QStringLiteral("größer")));
        library.setTags(first, {QStringLiteral("a"), QStringLiteral("b")});
        library.setArchived({first, second}, true);
        QVERIFY(library.find(second)->run.archived);
        QTRY_VERIFY_WITH_TIMEOUT(made.store().find(second)->archived, kLong);
        const auto stored = *made.store().find(first);
        QCOMPARE(stored.notes, std::string("größer"));
        QCOMPARE(stored.tags, (std::vector<std::string>{"a", "b"}));
        QVERIFY(stored.archived);
        library.remove({second});
        QVERIFY(!library.find(second));
        QTRY_VERIFY_WITH_TIMEOUT(!made.store().find(second), kLong);
    }

    void whatCannotBeWrittenIsTakenBack()
    {
        const MadeUpRuns made;
        const auto first = made.add(MadeUpRuns::spec(), 0.95);
        RunLibrary library(made.folder());
        openAndWait(library);
        QSignalSpy failed(&library, &RunLibrary::failed);
        made.store().remove(first);
        library.setNotes(first, QStringLiteral("too late"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
        QVERIFY(!failed.front().front().toString().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(library.runs()->empty(), kLong);
    }

    void aBrokenStoreIsOneSentence()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(QStringLiteral("runs.sqlite")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        RunLibrary library(folder.path().toStdString());
        library.open();
        QTRY_COMPARE_WITH_TIMEOUT(library.state(), RunLibrary::State::Failed, kLong);
        QVERIFY(library.problem().contains(QStringLiteral("runs.sqlite")));
        QVERIFY(library.runs()->empty());
        // A file can be opened all the same; its curves cannot be kept.
        const auto path = folder.filePath(QStringLiteral("experiment.json"));
        QFile experiment(path);
        QVERIFY(experiment.open(QIODevice::WriteOnly));
        experiment.write(R"({"spec":{"model":"mf","data":"sample","seed":3},"epochs":[{"epoch":0}]})");
        experiment.close();
        QSignalSpy imported(&library, &RunLibrary::imported);
        library.importFile(path);
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kLong);
        const auto got = imported.front().front().value<ImportedExperiment>();
        QCOMPARE(got.spec.seed, std::uint64_t{3});
        QCOMPARE(got.run, 0);
        QVERIFY(!got.problem.isEmpty());
    }

    void exportAndImportRoundTrip()
    {
        const MadeUpRuns made;
        auto spec = MadeUpRuns::spec("mf", 7);
        spec.hyperparameters.set("factors", std::int64_t{24});
        const auto run = made.add(spec, 0.95);
        RunLibrary library(made.folder());
        openAndWait(library);
        library.setNotes(run, QStringLiteral("the good one"));
        QSignalSpy exported(&library, &RunLibrary::exported);
        const auto path = made.path(QStringLiteral("exported.json"));
        library.exportRuns({run}, path);
        QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 1, kLong);
        // The same run again, in a folder: nothing is overwritten.
        const QTemporaryDir folder;
        library.exportRuns({run, run}, folder.path());
        QTRY_COMPARE_WITH_TIMEOUT(exported.size(), 2, kLong);
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files),
                 (QStringList{QStringLiteral("mf-run-1-2.json"), QStringLiteral("mf-run-1.json")}));

        const QTemporaryDir elsewhere;
        RunLibrary other(elsewhere.path().toStdString());
        openAndWait(other);
        QSignalSpy imported(&other, &RunLibrary::imported);
        other.importFile(path);
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 1, kLong);
        const auto got = imported.front().front().value<ImportedExperiment>();
        QCOMPARE(toJson(got.spec).dump(), toJson(experimentOf(library.find(run)->run)).dump());
        QCOMPARE(got.digest, made.data()->provenance.digest);
        QVERIFY(got.isNew);
        QVERIFY(got.problem.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(other.find(got.run), kLong);
        QCOMPARE(other.find(got.run)->run.notes, std::string("the good one"));
        QCOMPARE(other.find(got.run)->group, library.find(run)->group);
        QCOMPARE(other.find(got.run)->run.metric(RunMetric::ValidationRmse).best, 0.95);
        // Bit by bit.
        std::vector<RunCurves> curves;
        other.fetchCurves({got.run}, this, [&curves](std::vector<RunCurves> fetched) { curves = std::move(fetched); },
                          {});
        QTRY_COMPARE_WITH_TIMEOUT(curves.size(), std::size_t{1}, kLong);
        const auto epochs = made.store().epochs(run);
        QCOMPARE(curves.front().epochs->size(), epochs.size());
        for (std::size_t i = 0; i < epochs.size(); ++i) {
            QCOMPARE((*curves.front().epochs)[i].validationRmse, epochs[i].validationRmse);
            QCOMPARE((*curves.front().epochs)[i].trainLoss, epochs[i].trainLoss);
        }
        // A second time it is recognised.
        other.importFile(path);
        QTRY_COMPARE_WITH_TIMEOUT(imported.size(), 2, kLong);
        QVERIFY(!imported.back().front().value<ImportedExperiment>().isNew);
        QCOMPARE(imported.back().front().value<ImportedExperiment>().run, got.run);
    }

    void whatIsNoExperimentIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no JSON") << QByteArray("userId,movieId,rating\n1,2,3\n");
        QTest::newRow("a list") << QByteArray("[1,2,3]");
        QTest::newRow("something else") << QByteArray(R"({"name":"matinee"})");
        QTest::newRow("an unknown model") << QByteArray(R"({"spec":{"model":"oracle"}})");
        QTest::newRow("a spec that is no object") << QByteArray(R"({"spec":3})");
    }

    void whatIsNoExperimentIsRefused()
    {
        QFETCH(QByteArray, text);
        const QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("some.json"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        RunLibrary library(folder.path().toStdString());
        QSignalSpy failed(&library, &RunLibrary::failed);
        library.importFile(path);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kLong);
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("some.json")));
    }

    void differencesAreExact()
    {
        const auto first = storedRun(MadeUpRuns::spec());
        auto second = first;
        second.id = 2;
        QVERIFY(runDifferences({&first, &second}).empty());

        auto spec = MadeUpRuns::spec("biased-mf", 43);
        spec.hyperparameters.set("learning_rate", 0.03);
        spec.split = SplitSpec::parse("temporal:0.8/0.1/0.1");
        const auto third = storedRun(spec);
        const auto standard = QString::fromStdString(toText(MadeUpRuns::spec().hyperparameters.value("learning_rate")));
        QCOMPARE(labels(runDifferences({&first, &second, &third})),
                 (QStringList{QStringLiteral("split: random:0.8/0.1/0.1 | random:0.8/0.1/0.1 | temporal:0.8/0.1/0.1"),
                              QStringLiteral("learning_rate: %1 | %1 | 0.03").arg(standard),
                              QStringLiteral("seed: 42 | 42 | 43")}));
        QCOMPARE(differenceText(first, third),
                 QStringLiteral("Split temporal:0.8/0.1/0.1, Learning rate 0.03, Seed 43"));
        QVERIFY(settingsText(first).isEmpty());
        QCOMPARE(settingsText(third), QStringLiteral("Learning rate 0.03"));

        // Of the same name, but with other ratings in it.
        second.digest = "fedcba9876543210";
        QCOMPARE(labels(runDifferences({&first, &second})), QStringList{QStringLiteral("digest: 01234567 | fedcba98")});
        second.data = "other";
        QCOMPARE(labels(runDifferences({&first, &second})), QStringList{QStringLiteral("data: toy | other")});

        // What only one of the models has.
        const auto knn = storedRun(MadeUpRuns::spec("item-knn"));
        const auto mixed = labels(runDifferences({&first, &knn}));
        QVERIFY(mixed.front().startsWith(QStringLiteral("model: ")));
        QVERIFY(mixed.contains(QStringLiteral("learning_rate: %1 | –").arg(standard)));
        QCOMPARE(differenceText(first, knn), modelName("item-knn"));
    }

    void repetitionsHaveOneGroup()
    {
        const auto group = [](const ExperimentSpec& spec) { return makeRunEntry(storedRun(spec)).group; };
        QCOMPARE(group(MadeUpRuns::spec("mf", 1)), group(MadeUpRuns::spec("mf", 2)));
        auto other = MadeUpRuns::spec("mf", 1);
        other.hyperparameters.set("factors", std::int64_t{3});
        QVERIFY(group(other) != group(MadeUpRuns::spec("mf", 1)));
        QVERIFY(group(MadeUpRuns::spec("biased-mf")) != group(MadeUpRuns::spec("mf")));
    }

    void shownRunsAreFetched()
    {
        const MadeUpRuns made;
        for (const std::uint64_t seed : {1, 2, 3})
            made.add(MadeUpRuns::spec("mf", seed), 0.95);
        const auto other = made.add(MadeUpRuns::spec("biased-mf"), 0.9);
        RunLibrary library(made.folder());
        openAndWait(library);
        ShownRuns shown(library);
        shown.setShown({2, other}, true);
        QTRY_COMPARE_WITH_TIMEOUT(shown.runs().size(), std::size_t{2}, kLong);
        QCOMPARE(shown.runs().front().id, 2);
        QCOMPARE(shown.runs().front().epochs->size(), std::size_t{6});
        QVERIFY(shown.runs().front().line && !shown.runs().front().band);
        QCOMPARE(shown.runs().front().group, library.find(1)->group);

        // The band counts every repetition, whichever is shown.
        shown.setGrouped(true);
        QTRY_COMPARE_WITH_TIMEOUT(shown.runs().size(), std::size_t{4}, kLong);
        for (std::size_t i = 0; i < 3; ++i)
            QVERIFY(shown.runs()[i].band && !shown.runs()[i].line);
        QVERIFY(shown.runs()[3].line && !shown.runs()[3].band);

        library.remove({2});
        QCOMPARE(shown.ids(), QSet<qint64>{other});
        shown.clear();
        QVERIFY(shown.runs().empty());
    }

    void aGrowingRunIsFetchedAgain()
    {
        const MadeUpRuns made;
        auto store = made.store();
        const auto run = MadeUpRuns::begin(store, made, MadeUpRuns::spec(), 0.93, 1, 1);
        store.appendChange(run, {1.5, 40, "learning_rate", 0.01, 0.001});
        RunLibrary library(made.folder());
        openAndWait(library);
        library.setWatching(true);
        ShownRuns shown(library);
        shown.setShown({run}, true);
        QTRY_COMPARE_WITH_TIMEOUT(shown.runs().size(), std::size_t{1}, kLong);
        QCOMPARE(shown.runs().front().epochs->size(), std::size_t{2});
        QCOMPARE(shown.runs().front().changes.front().text, QStringLiteral("Learning rate 0.01 → 0.001"));
        store.appendEpoch(run, MadeUpRuns::epoch(2, 0.93, 1));
        QTRY_COMPARE_WITH_TIMEOUT(shown.runs().front().epochs->size(), std::size_t{3}, kLong);
    }

    void commandLinesMeanTheSame_data()
    {
        QTest::addColumn<QString>("spec");
        const auto add = [](const char* name, const ExperimentSpec& spec) {
            QTest::newRow(name) << QString::fromStdString(toJson(spec).dump());
        };
        add("defaults", MadeUpRuns::spec());
        for (const auto& model : models())
            add(model.id.c_str(), MadeUpRuns::spec(model.id));
        auto spec = MadeUpRuns::spec("mf", 18'446'744'073'709'551'615ULL);
        spec.data = "/tmp/some folder/it's \"$HOME\" `data`; *.zip";
        spec.rows = "random:1000@7";
        spec.split = SplitSpec::parse("leave-one-out:validation=last@42");
        spec.device = "cuda:1";
        spec.threads = 3;
        spec.engine = "autograd";
        spec.candidates = "/tmp/a b.negative";
        for (const auto& parameter : spec.hyperparameters.parameters()) {
            if (parameter.kind == ParameterKind::Choice)
                spec.hyperparameters.set(parameter.key, parameter.choices.back().value);
            else if (parameter.kind == ParameterKind::Boolean)
                spec.hyperparameters.set(parameter.key, !std::get<bool>(parameter.defaultValue));
        }
        spec.hyperparameters.set("learning_rate", 0.1 / 3);
        add("everything", spec);
    }

    void commandLinesMeanTheSame()
    {
        QFETCH(QString, spec);
        const auto expected = experimentFromJson(nlohmann::json::parse(spec.toStdString()));
        const auto line = trainCommandLine(expected);
        const auto words = shellWords(line);
        QCOMPARE(words.value(0), QStringLiteral("matinee-cli"));
        QCOMPARE(words.value(1), QStringLiteral("train"));
        QCOMPARE(toJson(specOf(words)).dump(), toJson(expected).dump());
    }

    void onlyWhatIsNotTheDefaultIsNamed()
    {
        auto spec = MadeUpRuns::spec("mf");
        QCOMPARE(trainCommandLine(spec), QStringLiteral("matinee-cli train --data toy --model mf"));
        spec.hyperparameters.set("factors", std::int64_t{33});
        spec.seed = 7;
        QCOMPARE(trainCommandLine(spec),
                 QStringLiteral("matinee-cli train --data toy --model mf --set factors=33 --seed 7"));
    }
};

QTEST_GUILESS_MAIN(TestRunLibrary)

#include "tst_run_library.moc"
