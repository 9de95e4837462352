#include <matinee/dataset_source.h>
#include <matinee/error.h>
#include <matinee/trainer.h>

#include <QFile>
#include <QTest>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

using namespace matinee;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

/// No machine is so slow, and no epoch of these is over so soon that nothing was asked.
constexpr double kAbsurd = 5000;

double milliseconds(Clock::duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Tells when the first epoch has begun, and when training has ended.
class Beginning : public TrainingObserver
{
public:
    void onEpoch(const EpochStats&, const Recommender&) override { tell(); } // epoch 0
    void onBatch(const BatchStats&) override { tell(); }

    void ended()
    {
        m_ended = true;
        tell();
    }
    bool hasEnded() const { return m_ended; }
    void wait()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_begun; });
    }

private:
    void tell()
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_begun = true;
        }
        m_changed.notify_all();
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_begun = false;
    std::atomic<bool> m_ended = false;
};

/// A training on a thread of its own that is paused at some moments and then stopped.
struct Asked
{
    std::vector<double> pauses; ///< milliseconds until training rests
    double stop = -1;           ///< until train() has come back, tested on the way; -1: it was over before
};

Asked ask(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& data, bool abandon)
{
    TrainingControl control;
    Beginning beginning;
    std::thread training([&] {
        try {
            train(spec, data, control, beginning);
        } catch (const Error& error) {
            if (error.code() != ErrorCode::Stopped)
                qWarning("%s", error.what());
        }
        beginning.ended();
    });
    beginning.wait();
    Asked asked;
    for (int i = 0; i < 7 && !beginning.hasEnded(); ++i) {
        std::this_thread::sleep_for((37 + i * 23) * 1ms); // whatever training is at then
        const auto waited = control.pausedTime();
        const auto begin = Clock::now();
        control.pause();
        std::this_thread::sleep_for(600ms);
        const auto end = Clock::now();
        control.resume();
        // The time that training rested is known once it goes on.
        for (int look = 0; look < 50 && control.pausedTime() == waited && !beginning.hasEnded(); ++look)
            std::this_thread::sleep_for(1ms);
        if (!beginning.hasEnded())
            asked.pauses.push_back(milliseconds(end - begin - (control.pausedTime() - waited)));
    }
    std::this_thread::sleep_for(61ms);
    const bool running = !beginning.hasEnded();
    const auto begin = Clock::now();
    if (abandon)
        control.abandon();
    else
        control.stop();
    training.join();
    if (running)
        asked.stop = milliseconds(Clock::now() - begin);
    return asked;
}

} // namespace

/// How soon a training on MovieLens 1M answers in the middle of an epoch. The figures are printed; what fails here is
/// only what hangs.
class TestAnswerTimes : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data;

private Q_SLOTS:
    void initTestCase()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-1m");
        if (!qEnvironmentVariableIsSet("MATINEE_TEST_DATA") || !QFile::exists(folder))
            QSKIP("MATINEE_TEST_DATA names no folder with ml-1m in it.");
        m_data = loadDataset(folder.toStdString());
    }

    void answers_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("engine");
        QTest::addColumn<QStringList>("settings");
        const auto row = [](const char* name, const char* model, const char* engine, const QStringList& settings) {
            QTest::newRow(name) << QString::fromLatin1(model) << QString::fromLatin1(engine) << settings;
        };
        row("biased-mf, fused", "biased-mf", "fused", {});
        row("biased-mf, fused, all at once", "biased-mf", "fused", {QStringLiteral("batch_size=0")});
        row("biased-mf, autograd", "biased-mf", "autograd", {});
        row("biased-mf, autograd, all at once", "biased-mf", "autograd", {QStringLiteral("batch_size=0")});
        row("biased-mf, rating by rating", "biased-mf", "auto",
            {QStringLiteral("batch_size=1"), QStringLiteral("optimiser=sgd")});
        for (const auto& info : models())
            if (info.id != "biased-mf")
                row(info.id.c_str(), info.id.c_str(), "auto", {});
    }

    void answers()
    {
        QFETCH(QString, model);
        QFETCH(QString, engine);
        QFETCH(QStringList, settings);
        auto spec = ExperimentSpec::forModel(model.toStdString());
        spec.device = "cpu";
        spec.split = SplitSpec::parse("random:0.8/0.1/0.1");
        spec.engine = engine.toStdString();
        if (spec.hyperparameters.has("epochs"))
            spec.hyperparameters.set("epochs", std::int64_t{1000});
        for (const auto& setting : settings)
            spec.hyperparameters.setText(setting.section(QLatin1Char('='), 0, 0).toStdString(),
                                         setting.section(QLatin1Char('='), 1).toStdString());
        auto asked = ask(spec, m_data, false);
        const auto abandoned = ask(spec, m_data, true);
        asked.pauses.insert(asked.pauses.end(), abandoned.pauses.begin(), abandoned.pauses.end());
        if (asked.pauses.empty() && asked.stop < 0 && abandoned.stop < 0)
            QSKIP("It is over before anybody could ask.");
        std::ranges::sort(asked.pauses);
        const double worst = asked.pauses.empty() ? -1 : asked.pauses.back();
        qInfo("pause: median %.1f ms, worst %.1f ms of %zu; stop, with the test: %.1f ms; abandon: %.1f ms",
              asked.pauses.empty() ? -1 : asked.pauses[asked.pauses.size() / 2], worst, asked.pauses.size(), asked.stop,
              abandoned.stop);
        QVERIFY2(worst < kAbsurd && asked.stop < kAbsurd && abandoned.stop < kAbsurd, "Training does not answer.");
    }
};

QTEST_GUILESS_MAIN(TestAnswerTimes)
#include "tst_answer_times.moc"
