#include "experiments/metrics_json.h"
#include "support/digest.h"

#include <matinee/checkpoint.h>
#include <matinee/error.h>
#include <matinee/model_file.h>
#include <matinee/sample.h>

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bit>
#include <functional>
#include <optional>

using namespace matinee;

namespace {

constexpr int kEpochs = 10;
constexpr int kFirst = 3; ///< epochs before a training goes on

using Settings = std::vector<std::pair<std::string, std::string>>;

/// A training that is cut in two.
struct Case
{
    std::string model;
    Settings settings;
    std::string engine = "auto";
    int threads = 1;
    bool large = false; ///< on enough ratings for a second thread to be used
    std::vector<std::pair<int, std::pair<std::string, double>>> live; ///< what changes after an epoch

    std::string name() const
    {
        auto text = fmt::format("{} {} {}", model, engine, threads);
        for (const auto& [key, value] : settings)
            text += fmt::format(" {}={}", key, value);
        return text;
    }
};

const std::shared_ptr<const Dataset>& dataOf(bool large)
{
    static const auto few = makeSample({.users = 60, .items = 80, .ratings = 1500, .seed = 5});
    static const auto many = makeSample({.users = 150, .items = 200, .ratings = 11'000, .seed = 6});
    return large ? many : few;
}

ExperimentSpec specOf(const Case& each)
{
    auto spec = ExperimentSpec::forModel(each.model);
    spec.threads = each.threads;
    spec.device = "cpu";
    spec.engine = each.engine;
    spec.split = SplitSpec::parse("random:0.8/0.1/0.1");
    auto& values = spec.hyperparameters;
    const Settings usual = {
        {"factors", "4"}, {"batch_size", "64"}, {"epochs", std::to_string(kEpochs)}, {"burn_in", "2"}, {"layers", "2"}};
    for (const auto& [key, value] : usual)
        if (values.has(key))
            values.setText(key, value);
    for (const auto& [key, value] : each.settings)
        values.setText(key, value);
    return spec;
}

/// Changes what a case has live, on the trainer's thread after an epoch.
struct Changer : TrainingObserver
{
    TrainingControl& control;
    const Case& each;

    Changer(TrainingControl& whose, const Case& what)
        : control(whose)
        , each(what)
    {}
    void onEpoch(const EpochStats& epoch, const Recommender&) override
    {
        for (const auto& [at, change] : each.live)
            if (epoch.epoch == at)
                control.setLive(change.first, change.second);
    }
};

std::shared_ptr<const TrainedRun> trained(const Case& each, const ExperimentSpec& spec,
                                          const TrainOptions& options = {})
{
    TrainingControl control;
    Changer changer(control, each);
    return train(spec, dataOf(each.large), control, changer, options);
}

std::shared_ptr<const TrainedRun> trained(const Case& each, const TrainOptions& options = {})
{
    return trained(each, specOf(each), options);
}

std::string bits(double value)
{
    return fmt::format("{:016x}", std::bit_cast<std::uint64_t>(value));
}

std::string bitsOf(const ModelFile& file)
{
    std::string text;
    for (const auto& [name, array] : file.arrays()) {
        Digest digest;
        digest.add(std::as_bytes(std::span(array.values)));
        text += fmt::format("{} {}\n", name, digest.text());
    }
    return text;
}

/// All that a run came to, bit by bit; times, and what they are in, are left out.
std::string figures(const TrainedRun& run)
{
    std::string text;
    for (const auto& epoch : run.history) {
        text += fmt::format("epoch {} steps {} ratings {}", epoch.epoch, epoch.steps, epoch.ratings);
        for (const auto column : {&EpochStats::trainLoss, &EpochStats::validationLoss, &EpochStats::validationRmse,
                                  &EpochStats::validationMae, &EpochStats::validationHitRatio,
                                  &EpochStats::validationNdcg, &EpochStats::objective, &EpochStats::learningRate})
            text += ' ' + bits(epoch.*column);
        text += '\n';
    }
    for (const auto& change : run.changes)
        text += fmt::format("{} {} {} -> {} after {}\n", change.step, change.key, bits(change.from), bits(change.to),
                            bits(change.position));
    const auto& result = run.result;
    text += fmt::format("status {} epochs {} best {} kept {}\n", static_cast<int>(result.status), result.epochs,
                        result.bestEpoch, result.keptEpoch);
    for (const auto* metrics : {&result.train, &result.validation, &result.test})
        text += metricsJson(*metrics).dump() + '\n';
    for (const auto* ranking : {&result.ranking, &result.rankingAll, &result.rankingSampled})
        text += rankingJson(*ranking).dump() + '\n';
    for (const auto& sample : result.samples)
        text += fmt::format("{} {} {}\n", sample.user, sample.item, bits(static_cast<double>(sample.predicted)));
    ModelFile file;
    run.model->save(file);
    return text + bitsOf(file);
}

/// The first line in which they differ; empty where there is none.
QByteArray difference(const std::string& is, const std::string& wanted)
{
    const auto left = QByteArray::fromStdString(is).split('\n');
    const auto right = QByteArray::fromStdString(wanted).split('\n');
    for (qsizetype line = 0; line < std::max(left.size(), right.size()); ++line)
        if (left.value(line) != right.value(line))
            return "is: " + left.value(line) + "\nwanted: " + right.value(line);
    return {};
}

/// Every model that learns in epochs, with every engine and optimiser that it has.
std::vector<Case> registryCases()
{
    std::vector<Case> cases;
    for (const auto& info : models()) {
        const Hyperparameters values(info.parameters);
        if (!values.has("epochs") || info.id == "bias")
            continue;
        if (!values.has("optimiser")) {
            cases.push_back({info.id, {}});
            cases.push_back({info.id, {}, "auto", 2});
            continue;
        }
        for (const auto* engine : {"auto", "autograd"}) {
            cases.push_back({info.id, {{"optimiser", "adam"}}, engine});
            cases.push_back({info.id, {{"optimiser", "sgd"}, {"momentum", "0.9"}}, engine});
            cases.push_back({info.id, {{"optimiser", "adagrad"}, {"learning_rate", "0.05"}}, engine});
        }
    }
    return cases;
}

/// What models and engines do besides.
std::vector<Case> specialCases()
{
    std::vector<Case> cases;
    // Rating by rating.
    for (const int threads : {1, 2})
        for (const auto* model : {"mf", "biased-mf"})
            for (const auto* optimiser : {"sgd", "adagrad"})
                cases.push_back({model,
                                 {{"batch_size", "1"},
                                  {"optimiser", optimiser},
                                  {"regularisation", "0.02"},
                                  {"regularisation_scaling", "sqrt"}},
                                 "auto",
                                 threads,
                                 true});
    // Full batches, on two threads.
    for (const auto* engine : {"fused", "autograd"}) {
        cases.push_back({"biased-mf-dropout", {}, engine, 2, true});
        cases.push_back({"bpr", {}, engine, 2});
        for (const auto* optimiser : {"adam", "sgd"})
            cases.push_back({"biased-mf",
                             {{"optimiser", optimiser},
                              {"weight_decay", "0.001"},
                              {"dropout", "0.2"},
                              {"regularisation", "0.01"},
                              {"batch_size", "16"}},
                             engine});
        cases.push_back({"gmf", {{"dropout", "0.2"}, {"weight_decay", "0.0001"}}, engine});
        cases.push_back({"feature-mf", {{"momentum", "0.5"}, {"optimiser", "sgd"}, {"dropout", "0.1"}}, engine});
    }
    cases.push_back({"mlp", {{"dropout", "0.2"}}});
    // The halves of NeuMF joined before, at and after the cut.
    for (const auto* epochs : {"2", "3", "5"})
        cases.push_back({"neumf", {{"pretraining_epochs", epochs}}});
    cases.push_back({"neumf", {{"pretraining", "false"}}});
    for (const auto* schedule : {"step", "cosine", "one-cycle", "plateau"}) {
        const Settings settings = {{"schedule", schedule}, {"schedule_epochs", "1"}, {"schedule_factor", "0.5"}};
        cases.push_back({"biased-mf", settings});
        cases.push_back({"svdpp", settings});
    }
    cases.push_back({"biased-mf", {{"schedule", "one-cycle"}}, "autograd"});
    cases.push_back({"biased-mf", {{"schedule", "one-cycle"}, {"batch_size", "1"}, {"optimiser", "sgd"}}, "auto", 1});
    // A plateau is only reached by what does not improve.
    cases.push_back({"biased-mf", {{"schedule", "plateau"}, {"schedule_epochs", "1"}, {"learning_rate", "0.3"}}});
    // What was changed live before the cut, and after it.
    for (const auto* engine : {"fused", "autograd"})
        cases.push_back({"biased-mf",
                         {},
                         engine,
                         1,
                         false,
                         {{1, {"learning_rate", 0.02}},
                          {2, {"weight_decay", 0.01}},
                          {3, {"dropout", 0.1}},
                          {6, {"learning_rate", 0.005}}}});
    cases.push_back({"mf",
                     {{"batch_size", "1"}, {"optimiser", "sgd"}},
                     "auto",
                     1,
                     false,
                     {{1, {"learning_rate", 0.03}}, {2, {"regularisation", 0.1}}}});
    cases.push_back({"svdpp", {}, "auto", 1, false, {{2, {"learning_rate", 0.002}}, {5, {"regularisation", 0.5}}}});
    return cases;
}

/// Each way to keep a state, once.
std::vector<Case> misfitCases()
{
    auto cases = registryCases();
    for (const auto* optimiser : {"sgd", "adagrad"})
        cases.push_back({"biased-mf", {{"batch_size", "1"}, {"optimiser", optimiser}}});
    return cases;
}

/// Those that go on in another process: one of each engine.
std::vector<Case> processCases()
{
    return {{"biased-mf", {{"dropout", "0.1"}}, "fused"},
            {"neumf", {{"pretraining_epochs", "4"}}},
            {"mf", {{"batch_size", "1"}, {"optimiser", "adagrad"}}, "auto", 2, true},
            {"bpr", {}, "autograd"},
            {"biased-mf-dropout", {}, "autograd", 2, true},
            {"als", {}, "auto", 2},
            {"ials", {}},
            {"svdpp", {}},
            {"bpmf", {}}};
}

std::string checkpointOf(const QString& folder, std::size_t number)
{
    return fmt::format("{}/{}.checkpoint", folder.toStdString(), number);
}

std::string figuresOf(const QString& folder, std::size_t number)
{
    return fmt::format("{}/{}.figures", folder.toStdString(), number);
}

/// What the other process does: everything that is begun in a folder is ended.
int goOn(const QString& folder)
{
    const auto cases = processCases();
    for (std::size_t c = 0; c < cases.size(); ++c) {
        const auto run = trained(cases[c], {.resume = readCheckpoint(checkpointOf(folder, c))});
        QFile file(QString::fromStdString(figuresOf(folder, c)));
        const auto text = QByteArray::fromStdString(figures(*run));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return 1;
    }
    return 0;
}

} // namespace

/// A training that goes on from a checkpoint comes to the same numbers, bit by bit, as one that was never interrupted.
class TestResume : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::string file(const char* name = "checkpoint") const
    {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }

    /// The first epochs of a training, as they lie on the disk.
    std::shared_ptr<const Checkpoint> begun(const Case& each, int epochs = kFirst,
                                            std::shared_ptr<const Checkpoint> from = {}) const
    {
        const auto run = trained(each, {.checkpoint = file(), .resume = std::move(from), .stopAfter = epochs});
        auto checkpoint = readCheckpoint(file());
        QTest::qVerify(checkpoint->epoch == epochs && run->result.epochs == epochs, "epochs", "", __FILE__, __LINE__);
        return checkpoint;
    }

    static void addRows(const std::vector<Case>& cases)
    {
        QTest::addColumn<std::size_t>("number");
        for (std::size_t c = 0; c < cases.size(); ++c)
            QTest::addRow("%s", cases[c].name().c_str()) << c;
    }

    void goesOn(const Case& each) const
    {
        const auto straight = figures(*trained(each));
        const auto resumed = figures(*trained(each, {.resume = begun(each)}));
        const auto differs = difference(resumed, straight);
        QVERIFY2(differs.isEmpty(), differs.constData());
    }

    /// The setting that a resumption is refused for.
    static std::string refusal(const std::function<void()>& resume)
    {
        try {
            resume();
        } catch (const Error& error) {
            return error.code() == ErrorCode::InvalidArgument ? error.where() : error.what();
        }
        return "nothing";
    }

private Q_SLOTS:
    void everyModelAndEngine_data() { addRows(registryCases()); }
    void everyModelAndEngine()
    {
        QFETCH(const std::size_t, number);
        goesOn(registryCases()[number]);
    }

    void everythingElse_data() { addRows(specialCases()); }
    void everythingElse()
    {
        QFETCH(const std::size_t, number);
        goesOn(specialCases()[number]);
    }

    void inAnotherProcess()
    {
        const QTemporaryDir folder;
        const auto cases = processCases();
        for (std::size_t c = 0; c < cases.size(); ++c)
            trained(cases[c], {.checkpoint = checkpointOf(folder.path(), c), .stopAfter = kFirst});
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--go-on"), folder.path()});
        QVERIFY(process.waitForFinished(120'000));
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        for (std::size_t c = 0; c < cases.size(); ++c) {
            QFile written(QString::fromStdString(figuresOf(folder.path(), c)));
            QVERIFY(written.open(QIODevice::ReadOnly));
            const auto differs = difference(written.readAll().toStdString(), figures(*trained(cases[c])));
            QVERIFY2(differs.isEmpty(), (cases[c].name() + '\n' + differs.toStdString()).c_str());
        }
    }

    /// What is kept in the end is the same as well, so nothing is lost however often a training is cut.
    void cutAgainAndAgain_data() { addRows(processCases()); }
    void cutAgainAndAgain()
    {
        QFETCH(const std::size_t, number);
        const auto each = processCases()[number];
        const auto plain = figures(*trained(each));
        const auto kept = figures(*trained(each, {.checkpoint = file("straight")}));
        QVERIFY2(kept == plain, difference(kept, plain).constData());
        std::shared_ptr<const Checkpoint> checkpoint;
        for (const int epochs : {1, 2, 5, 6, 9})
            checkpoint = begun(each, epochs, checkpoint);
        const auto last = figures(*trained(each, {.checkpoint = file(), .resume = checkpoint}));
        QVERIFY2(last == plain, difference(last, plain).constData());
        const auto content = [this](const std::string& from, const char* part) {
            readCheckpoint(from)->state.part(part).write(file("part"));
            QFile written(QString::fromStdString(file("part")));
            return written.open(QIODevice::ReadOnly) ? written.readAll() : QByteArray();
        };
        for (const auto* part : {"model/", "best/", "trainer/schedule", "trainer/counts"}) {
            QVERIFY(content(file(), part).size() > 0);
            QVERIFY2(content(file(), part) == content(file("straight"), part), part);
        }
    }

    /// The best epoch may lie before the cut.
    void earlyStopping_data() { addRows({{"biased-mf", {}}, {"als", {}}}); }
    void earlyStopping()
    {
        QFETCH(const std::size_t, number);
        const Settings stopping = {{"early_stopping", "true"}, {"patience", "4"}};
        Case each{"als", {{"regularisation", "0.0001"}, {"bias_regularisation", "0.0001"}}};
        if (number == 0)
            each = {"biased-mf", {{"learning_rate", "0.05"}, {"factors", "16"}}};
        each.settings.insert(each.settings.end(), stopping.begin(), stopping.end());
        const auto straight = trained(each);
        QVERIFY2(straight->result.bestEpoch < kFirst, std::to_string(straight->result.bestEpoch).c_str());
        QCOMPARE(straight->result.keptEpoch, straight->result.bestEpoch);
        const auto resumed = figures(*trained(each, {.resume = begun(each)}));
        QVERIFY2(resumed == figures(*straight), difference(resumed, figures(*straight)).constData());
    }

    /// Whoever asks for the best weights gets those of the best epoch, or none.
    void theBestIsTheBest()
    {
        const Case each{"biased-mf", {{"learning_rate", "0.01"}, {"factors", "8"}}};
        const auto straight = trained(each, {.checkpoint = file("straight")});
        QVERIFY2(straight->result.bestEpoch > kFirst && straight->result.bestEpoch < kEpochs,
                 std::to_string(straight->result.bestEpoch).c_str());
        QVERIFY(straight->best != nullptr);
        const auto checkpoint = begun(each);
        const auto kept = trained(each, {.checkpoint = file(), .resume = checkpoint});
        QVERIFY(kept->best != nullptr);
        QCOMPARE(bitsOf(*kept->best), bitsOf(*straight->best));
        QVERIFY(trained(each, {.resume = checkpoint})->best == nullptr);
    }

    /// A value that was changed while a training was stopped between two epochs is there when it goes on.
    void aChangeBeforeTheStopIsKept()
    {
        const Case each{"biased-mf", {}, "auto", 1, false, {{kFirst, {"learning_rate", 0.02}}}};
        const auto checkpoint = begun(each);
        QCOMPARE(checkpoint->changes.size(), std::size_t{1});
        QCOMPARE(checkpoint->changes[0].position, static_cast<double>(kFirst));
        QCOMPARE(checkpoint->changes[0].to, 0.02);
    }

    void moreEpochs_data() { addRows({{"biased-mf"}, {"neumf"}, {"als"}, {"ials"}, {"svdpp"}, {"bpmf"}}); }
    void moreEpochs()
    {
        QFETCH(const std::size_t, number);
        const std::vector<std::string> ids = {"biased-mf", "neumf", "als", "ials", "svdpp", "bpmf"};
        const Case each{ids[number], {}};
        auto shorter = specOf(each);
        shorter.hyperparameters.set("epochs", std::int64_t{kFirst});
        const auto first = trained(each, shorter, {.checkpoint = file()});
        QVERIFY(first->result.status == RunStatus::Completed);
        const auto longer = figures(*trained(each, {.resume = readCheckpoint(file())}));
        const auto straight = figures(*trained(each));
        QVERIFY2(longer == straight, difference(longer, straight).constData());
    }

    void anotherRunIsRefused()
    {
        const Case each{"biased-mf", {}};
        const auto checkpoint = begun(each);
        const auto resume = [&](const std::function<void(ExperimentSpec&)>& change) {
            auto spec = specOf(each);
            change(spec);
            return refusal([&] { trained(each, spec, {.resume = checkpoint}); });
        };
        QCOMPARE(resume([](auto& spec) { spec.seed = 43; }), std::string("seed"));
        QCOMPARE(resume([](auto& spec) { spec.threads = 2; }), std::string("threads"));
        QCOMPARE(resume([](auto& spec) { spec.engine = "autograd"; }), std::string("engine"));
        QCOMPARE(resume([](auto& spec) { spec.split = SplitSpec::parse("random:0.7/0.2/0.1"); }), std::string("split"));
        QCOMPARE(resume([](auto& spec) { spec.hyperparameters.setText("batch_size", "32"); }),
                 std::string("batch_size"));
        QCOMPARE(resume([](auto& spec) { spec.hyperparameters.setText("factors", "5"); }), std::string("factors"));
        QCOMPARE(resume([](auto& spec) { spec.hyperparameters.setText("schedule", "cosine"); }),
                 std::string("schedule"));
        QCOMPARE(resume([](auto& spec) { spec = specOf({"mf", {}}); }), std::string("model"));
        QCOMPARE(resume([](auto& spec) { spec.hyperparameters.setText("learning_rate", "0.01"); }),
                 std::string("nothing"));
    }

    /// A state that fits another model is an error, not a crash.
    void aStateThatDoesNotFitIsRefused_data() { addRows(misfitCases()); }
    void aStateThatDoesNotFitIsRefused()
    {
        QFETCH(const std::size_t, number);
        const auto each = misfitCases()[number];
        const auto model = [&each](const char* factors) {
            auto spec = specOf(each);
            spec.hyperparameters.setText("factors", factors);
            auto made = modelInfo(each.model).create(spec.hyperparameters);
            const auto& data = dataOf(false);
            std::vector<RowIndex> rows(data->ratings.size());
            for (std::size_t r = 0; r < rows.size(); ++r)
                rows[r] = static_cast<RowIndex>(r);
            ComputeOptions options;
            options.engine = each.engine;
            made->prepare({data, rows, TrainingCounts(*data, rows)}, options);
            return made;
        };
        StateFile state;
        QVERIFY(model("4")->saveState(state));
        model("4")->restoreState(state);
        QVERIFY_EXCEPTION_THROWN(model("5")->restoreState(state), Error);
        QVERIFY_EXCEPTION_THROWN(model("4")->restoreState({}), Error);
    }
};

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (argc == 3 && std::string_view(argv[1]) == "--go-on")
        return goOn(QString::fromLocal8Bit(argv[2]));
    TestResume test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_resume.moc"
