#include "support/stored_runs.h"
#include "support/test_files.h"

#include <matinee/checkpoint.h>
#include <matinee/random.h>
#include <matinee/recorded_training.h>
#include <matinee/vector_history.h>

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>

using namespace matinee;
using namespace matinee::test;

namespace {

namespace fs = std::filesystem;

std::shared_ptr<const FilmVectors> made(int epoch, std::size_t films = 5, std::size_t factors = 3, bool biases = true)
{
    auto vectors = std::make_shared<FilmVectors>();
    Random random(static_cast<std::uint64_t>(epoch) + 1);
    vectors->epoch = epoch;
    vectors->items = Matrix(films, factors);
    for (float& value : vectors->items.values)
        value = static_cast<float>(random.normal());
    for (std::size_t i = 0; biases && i < films; ++i)
        vectors->biases.push_back(static_cast<float>(random.normal()));
    return vectors;
}

VectorHistory madeHistory(int epochs, int stride = 1)
{
    VectorHistory history(stride);
    for (int e = 0; e <= epochs; ++e)
        history.append(made(e));
    return history;
}

bool same(const FilmVectors& a, const FilmVectors& b)
{
    return a.epoch == b.epoch && a.items.rows == b.items.rows && a.items.columns == b.items.columns &&
           a.items.values == b.items.values && a.biases == b.biases;
}

std::vector<int> range(int first, int last, int step = 1)
{
    std::vector<int> numbers;
    for (int n = first; n <= last; n += step)
        numbers.push_back(n);
    return numbers;
}

std::string content(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Films x factors and biases, and the heads of record and file.
constexpr std::size_t kHead = 48;
constexpr std::size_t kRecord = 16 + (5 * 3 + 5) * sizeof(float);

/// Gives a training up after an epoch, as a kill does as far as files go.
struct GiveUp : TrainingObserver
{
    TrainingControl control;
    int after = -1;
    std::vector<std::string> problems;

    void onEpoch(const EpochStats& epoch, const Recommender&) override
    {
        if (epoch.epoch == after)
            control.abandon();
    }
    void onProblem(const std::string& sentence) override { problems.push_back(sentence); }
};

ExperimentSpec specOf(int epochs)
{
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.data = "toy";
    spec.split = plainSpec().split;
    spec.threads = 1;
    spec.device = "cpu";
    spec.hyperparameters.set("epochs", epochs);
    spec.hyperparameters.set("factors", 4);
    spec.hyperparameters.set("batch_size", 64);
    return spec;
}

/// Trains until the end, or until it is given up.
RecordedRun record(const ExperimentSpec& spec, const RecordOptions& options, int giveUpAfter = -1)
{
    GiveUp observer;
    observer.after = giveUpAfter;
    try {
        auto recorded = trainRecorded(spec, toyData(), observer.control, observer, options);
        if (!observer.problems.empty())
            qWarning("%s", observer.problems.front().c_str());
        return recorded;
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Stopped || giveUpAfter < 0)
            throw;
        return {};
    }
}

} // namespace

class TestVectorHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void staysWithinTheBudget();
    void inMemory();
    void inAFile();
    void aTornEndIsIgnored();
    void damageIsToldOrIgnored();
    void everyEpochOfARun();
    void aBudgetedRun();
    void killedAndResumed();
    void resumedWithMoreEpochs();
    void savedInAFolder();
    void modelsWithoutVectors();
    void costsLittle();
};

void TestVectorHistory::staysWithinTheBudget()
{
    const auto vectors = made(0, 100, 10, false); // 4,000 bytes
    QCOMPARE(vectorStride(*vectors, 20), 1);
    for (const int epochs : {1, 2, 3, 7, 10, 11, 50, 99, 100, 101, 1000, 12345}) {
        for (const std::uint64_t most : {2U, 3U, 4U, 10U, 11U, 60U}) {
            const int stride = vectorStride(*vectors, epochs, most * 4000 + 17);
            const auto stored = [epochs](int s) {
                return static_cast<std::uint64_t>(epochs / s + 1 + (epochs % s ? 1 : 0));
            };
            QVERIFY(stride >= 1);
            QVERIFY2(stored(stride) <= most, qPrintable(QStringLiteral("%1 %2").arg(epochs).arg(most)));
            // No smaller one would do.
            QVERIFY(stride == 1 || stored(stride - 1) > most);
        }
    }
    QCOMPARE(vectorStride(*vectors, 10, 7999), 0);
    QCOMPARE(vectorStride(*vectors, 1'000'000), 1002); // a thousand epochs are enough
}

void TestVectorHistory::inMemory()
{
    auto history = madeHistory(10, 4);
    QCOMPARE(history.epochs(), (std::vector<int>{0, 4, 8, 10}));
    QVERIFY(same(*history.vectors(3), *made(10)));
    QCOMPARE(history.nearest(-5), 0U);
    QCOMPARE(history.nearest(2), 0U);
    QCOMPARE(history.nearest(3), 1U);
    QCOMPARE(history.nearest(9), 2U);
    QCOMPARE(history.nearest(100), 3U);
    history.truncateAfter(9);
    QCOMPARE(history.epochs(), (std::vector<int>{0, 4, 8}));
    QCOMPARE(errorOf([&] { history.append(made(8)); }).code(), ErrorCode::InvalidArgument);
    QCOMPARE(errorOf([&] { history.append(made(9, 6)); }).code(), ErrorCode::InvalidArgument);
    history.append(std::make_shared<const FilmVectors>());
    QCOMPARE(history.size(), 3U);
}

void TestVectorHistory::inAFile()
{
    const TestFiles files;
    QVERIFY(loadVectorHistory(files.path()).isEmpty());
    saveVectorHistory(madeHistory(10, 4), files.path());
    QCOMPARE(fs::file_size(files.path("vectors.bin")), kHead + 4 * kRecord);
    const auto loaded = loadVectorHistory(files.path());
    QCOMPARE(loaded.epochs(), (std::vector<int>{0, 4, 8, 10}));
    QCOMPARE(loaded.stride(), 4);
    for (std::size_t i = 0; i < loaded.size(); ++i)
        QVERIFY(same(*loaded.vectors(i), *made(loaded.epoch(i))));
    saveVectorHistory(loaded, files.path()); // over itself
    QVERIFY(same(*loadVectorHistory(files.path()).vectors(3), *made(10)));
    saveVectorHistory(VectorHistory(), files.path());
    QVERIFY(!fs::exists(files.path("vectors.bin")));
    QCOMPARE(errorOf([&] { loaded.vectors(1); }).code(), ErrorCode::NotFound);
}

void TestVectorHistory::aTornEndIsIgnored()
{
    TestFiles files;
    saveVectorHistory(madeHistory(3), files.path());
    const auto whole = content(files.path("vectors.bin"));
    for (std::size_t size = kHead; size <= whole.size(); ++size) {
        files.write("vectors.bin", whole.substr(0, size));
        const auto loaded = loadVectorHistory(files.path());
        QCOMPARE(loaded.size(), (size - kHead) / kRecord);
        if (!loaded.isEmpty())
            QVERIFY(same(*loaded.vectors(loaded.size() - 1), *made(loaded.epoch(loaded.size() - 1))));
    }
    // Space that was claimed, but never written.
    files.write("vectors.bin", whole.substr(0, kHead + 2 * kRecord) + std::string(kRecord, '\0'));
    QCOMPARE(loadVectorHistory(files.path()).epochs(), range(0, 1));
    for (std::size_t size = 0; size < kHead; ++size) {
        files.write("vectors.bin", whole.substr(0, size));
        QCOMPARE(errorOf([&] { loadVectorHistory(files.path()); }).code(), ErrorCode::Format);
    }
}

void TestVectorHistory::damageIsToldOrIgnored()
{
    TestFiles files;
    saveVectorHistory(madeHistory(3), files.path());
    const auto whole = content(files.path("vectors.bin"));
    const auto look = [&](const std::string& bytes) {
        files.write("vectors.bin", bytes);
        try {
            const auto loaded = loadVectorHistory(files.path());
            for (std::size_t i = 0; i < loaded.size(); ++i) {
                try {
                    const auto vectors = loaded.vectors(i);
                    if (!same(*vectors, *made(vectors->epoch)))
                        return false;
                } catch (const Error& error) {
                    if (error.code() != ErrorCode::Format)
                        return false;
                }
            }
        } catch (const Error& error) {
            return error.code() == ErrorCode::Format && error.where().ends_with("vectors.bin");
        }
        return true;
    };
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto damaged = whole;
        damaged[at] = static_cast<char>(damaged[at] ^ 32);
        QVERIFY2(look(damaged), qPrintable(QStringLiteral("byte %1").arg(at)));
    }
    Random random(3);
    for (int round = 0; round < 300; ++round) {
        auto damaged = whole;
        for (std::uint64_t n = 1 + random.below(8); n > 0; --n)
            damaged[random.below(damaged.size())] = static_cast<char>(random.below(256));
        damaged.resize(random.below(damaged.size() + 1));
        QVERIFY(look(damaged));
    }
    files.write("vectors.bin", "MATVECS1 and then something else that is longer than the head of a file");
    const auto error = errorOf([&] { loadVectorHistory(files.path()); });
    QCOMPARE(QString::fromStdString(error.message()),
             QStringLiteral("The film vectors of the epochs cannot be read: the beginning of the file is damaged."));
}

void TestVectorHistory::everyEpochOfARun()
{
    const TestFiles files;
    const auto recorded = record(specOf(6), {.store = files.path("store")});
    const auto store = RunStore::open(files.path("store"));
    const auto history = loadVectorHistory(store.folder(recorded.id));
    QCOMPARE(history.epochs(), range(0, 6));
    QVERIFY(same(*history.vectors(6), filmVectors(*recorded.run->model, 6, false)));
    QVERIFY(history.vectors(6)->items.values != history.vectors(5)->items.values);
}

void TestVectorHistory::aBudgetedRun()
{
    const TestFiles files;
    // 30 films, 4 factors and a bias.
    const auto recorded =
        record(specOf(10), {.store = files.path("store"), .vectorBudget = 5 * 30 * 5 * sizeof(float)});
    auto store = RunStore::open(files.path("store"));
    const auto folder = store.folder(recorded.id);
    const auto history = loadVectorHistory(folder);
    QCOMPARE(history.epochs(), (std::vector<int>{0, 3, 6, 9, 10}));
    QVERIFY(same(*history.vectors(4), filmVectors(*recorded.run->model, 10, false)));
    store.remove(recorded.id);
    QVERIFY(!fs::exists(folder));
}

void TestVectorHistory::killedAndResumed()
{
    const TestFiles files;
    const auto whole = record(specOf(8), {.store = files.path("whole")});
    const auto expected = loadVectorHistory(RunStore::open(files.path("whole")).folder(whole.id));

    record(specOf(8), {.store = files.path("store")}, 5);
    const auto folder = [&] { return RunStore::open(files.path("store")).folder(1); }();
    QCOMPARE(loadVectorHistory(folder).epochs(), range(0, 5));
    const auto plan = planResume(RunStore::open(files.path("store")), 1);
    QVERIFY(plan.checkpoint && plan.checkpoint->epoch <= 5);
    // The record of the epoch after the checkpoint is torn; which one that is depends on how fast the machine was.
    const auto file = folder / "vectors.bin";
    const auto each = (fs::file_size(file) - kHead) / 6;
    const auto torn = kHead + (static_cast<std::uintmax_t>(plan.checkpoint->epoch) + 1) * each + each / 2;
    fs::resize_file(file, std::min(torn, fs::file_size(file)));
    record(plan.spec, {.store = files.path("store"), .resume = &plan});
    const auto resumed = loadVectorHistory(folder);
    QCOMPARE(resumed.epochs(), range(0, 8));
    for (std::size_t i = 0; i < resumed.size(); ++i)
        QVERIFY(same(*resumed.vectors(i), *expected.vectors(i)));

    // A file that is no use is made anew.
    record(specOf(8), {.store = files.path("store")}, 5);
    const auto second = RunStore::open(files.path("store")).folder(2);
    std::ofstream(second / "vectors.bin", std::ios::binary) << "nonsense";
    const auto again = planResume(RunStore::open(files.path("store")), 2);
    record(again.spec, {.store = files.path("store"), .resume = &again});
    const auto rest = loadVectorHistory(second);
    QCOMPARE(rest.epochs(), range(again.checkpoint->epoch + 1, 8));
    QVERIFY(same(*rest.vectors(rest.size() - 1), *expected.vectors(8)));
}

void TestVectorHistory::resumedWithMoreEpochs()
{
    const TestFiles files;
    const std::uint64_t budget = 7 * 30 * 5 * sizeof(float);
    const auto out = fs::path(files.path("run"));
    record(specOf(10), {.store = files.path("store"), .out = out, .vectorBudget = budget});
    QCOMPARE(loadVectorHistory(out).epochs(), (std::vector<int>{0, 2, 4, 6, 8, 10}));
    const auto plan = planResume(RunStore::open(files.path("store")), 1);
    record(specOf(20), {.store = files.path("store"), .resume = &plan, .vectorBudget = budget});
    const auto folder = RunStore::open(files.path("store")).folder(1);
    QCOMPARE(loadVectorHistory(folder).epochs(), (std::vector<int>{0, 4, 8, 12, 16, 20}));
    QVERIFY(fs::file_size(folder / "vectors.bin") < budget + 200);
    // What was saved elsewhere stays that of the run that was saved.
    QCOMPARE(loadVectorHistory(out).epochs(), (std::vector<int>{0, 2, 4, 6, 8, 10}));
}

void TestVectorHistory::savedInAFolder()
{
    const TestFiles files;
    const auto out = fs::path(files.path("run"));
    record(specOf(4), {.out = out});
    QCOMPARE(loadVectorHistory(out).epochs(), range(0, 4));
    const auto plan = planResume(out);
    record(specOf(6), {.out = out, .resume = &plan});
    QCOMPARE(loadVectorHistory(out).epochs(), range(0, 6));
    // Killed with both: the folder leads to the store's file.
    const auto both = fs::path(files.path("both"));
    fs::create_directories(both);
    record(specOf(6), {.store = files.path("store"), .out = both}, 3);
    QCOMPARE(loadVectorHistory(both).epochs(), range(0, 3));
    // It goes on in the folder alone, and the store's stays as it was.
    const auto rest = planResume(both);
    record(specOf(6), {.out = both, .resume = &rest});
    QCOMPARE(loadVectorHistory(both).epochs(), range(0, 6));
    QCOMPARE(loadVectorHistory(RunStore::open(files.path("store")).folder(1)).epochs(), range(0, 3));
}

void TestVectorHistory::modelsWithoutVectors()
{
    const TestFiles files;
    const auto out = fs::path(files.path("run"));
    record(specOf(2), {.out = out});
    QVERIFY(fs::exists(out / "vectors.bin"));
    auto spec = ExperimentSpec::forModel("bias");
    spec.data = "toy";
    spec.split = plainSpec().split;
    record(spec, {.out = out});
    QVERIFY(!fs::exists(out / "vectors.bin"));
    record(specOf(2), {.out = out, .vectorBudget = 0});
    QVERIFY(!fs::exists(out / "vectors.bin"));
}

/// Of MovieLens 1M's size: printed, not judged.
void TestVectorHistory::costsLittle()
{
    const TestFiles files;
    VectorHistory history;
    for (int e = 0; e < 20; ++e)
        history.append(made(e, 3706, 50));
    QElapsedTimer clock;
    clock.start();
    saveVectorHistory(history, files.path());
    const double write = static_cast<double>(clock.nsecsElapsed()) / 20e6;
    const auto loaded = loadVectorHistory(files.path());
    clock.restart();
    for (std::size_t i = 0; i < loaded.size(); ++i)
        QVERIFY(loaded.vectors(i)->items.rows == 3706);
    qInfo("vectors of 3,706 films x 50: %.2f ms an epoch to write, %.2f ms to read", write,
          static_cast<double>(clock.nsecsElapsed()) / 20e6);
}

QTEST_GUILESS_MAIN(TestVectorHistory)
#include "tst_vector_history.moc"
