#include "tests/ui/window_test.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/run_curves.h"
#include "ui/main_window.h"
#include "ui/state/session.h"

#include <QAction>
#include <QElapsedTimer>
#include <QLabel>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTabWidget>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

namespace {

/// An application that tells when a window has been repainted and flushed.
class WatchedApplication : public QApplication
{
public:
    using QApplication::QApplication;

    std::function<void(QObject* receiver)> painting;
    std::function<void()> shown;

    bool notify(QObject* receiver, QEvent* event) override
    {
        const auto type = event->type();
        if (type == QEvent::Paint && painting)
            painting(receiver);
        const bool done = QApplication::notify(receiver, event);
        const bool flushed = type == QEvent::UpdateRequest || type == QEvent::Expose;
        if (flushed && shown)
            shown();
        return done;
    }

    static WatchedApplication& instance() { return *static_cast<WatchedApplication*>(QCoreApplication::instance()); }
};

/// What of the curves has reached the screen.
class ScreenWatch
{
public:
    explicit ScreenWatch(MainWindow& window)
        : m_chart(*find<CurveChart>(window, "curveChart"))
    {
        QObject::connect(&window.session(), &Session::trainingPrepared, &m_context, [this] { ++m_run; });
        auto& app = WatchedApplication::instance();
        app.painting = [this](QObject* receiver) {
            if (receiver != m_chart.viewport())
                return;
            m_paintedRun = m_run;
            m_paintedPoints = m_chart.plot().data().series[kTrainSeries].x.size();
        };
        app.shown = [this] {
            shownRun = m_paintedRun;
            shownPoints = m_paintedPoints;
        };
    }
    ~ScreenWatch()
    {
        WatchedApplication::instance().painting = {};
        WatchedApplication::instance().shown = {};
    }

    int run() const { return m_run; }

    int shownRun = 0;
    std::size_t shownPoints = 0;

private:
    CurveChart& m_chart;
    QObject m_context;
    int m_run = 0;
    int m_paintedRun = 0;
    std::size_t m_paintedPoints = 0;
};

/// A training that takes so long to 20 epochs is not timed further.
constexpr double kTooLong = 8000;

double milliseconds(const QElapsedTimer& timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

double quantile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(std::ceil(share * last))];
}

/// Handles events until it is so, without sleeping between them as QTest does.
bool waitUntil(const std::function<bool()>& isSo)
{
    QElapsedTimer timer;
    timer.start();
    while (!isSo()) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        if (timer.elapsed() > kLong)
            return false;
    }
    return true;
}

/// Wakes the event loop of a waiting test, so that its timeout is looked at.
class Heartbeat : public QTimer
{
public:
    Heartbeat()
    {
        setInterval(100);
        start();
    }
};

/// An input of a person, with the moment at which it was made.
class Input : public QEvent
{
public:
    static constexpr auto kType = QEvent::Type(QEvent::User + 7);

    Input(int which, qint64 nanoseconds)
        : QEvent(kType)
        , number(which)
        , made(nanoseconds)
    {}

    int number;
    qint64 made;
};

/// Does to a window what a person does, and measures the time from the input to the end of the repaint that it caused.
class Hand : public QObject
{
public:
    static constexpr int kKinds = 5;
    static constexpr const char* kNames[kKinds] = {"hover", "slider", "typing", "tabs", "resize"};

    explicit Hand(MainWindow& window)
        : m_window(window)
    {
        m_clock.start();
        WatchedApplication::instance().shown = [this] {
            for (const auto& [kind, made] : m_waiting) {
                all.push_back(static_cast<double>(m_clock.nsecsElapsed() - made) / 1e6);
                of[static_cast<std::size_t>(kind)].push_back(all.back());
            }
            m_waiting.clear();
        };
    }
    ~Hand() override { WatchedApplication::instance().shown = {}; }

    qint64 now() const { return m_clock.nsecsElapsed(); }

    std::vector<double> all;
    std::array<std::vector<double>, kKinds> of;

protected:
    bool event(QEvent* event) override
    {
        if (event->type() != Input::kType)
            return QObject::event(event);
        const auto* input = static_cast<Input*>(event);
        const int kind = input->number % kKinds;
        m_waiting.emplace_back(kind, input->made);
        act(kind, input->number);
        return true;
    }

private:
    void act(int kind, int number)
    {
        const bool odd = number / kKinds % 2;
        switch (kind) {
        case 0: { // the crosshair follows the mouse
            auto* chart = find<CurveChart>(m_window, "curveChart");
            find<QTabWidget>(m_window, "tabs")->setCurrentIndex(0);
            const QPointF at(chart->width() * (odd ? 0.4 : 0.6), chart->height() * 0.5);
            QMouseEvent move(QEvent::MouseMove, at, chart->viewport()->mapToGlobal(at), Qt::NoButton, Qt::NoButton,
                             Qt::NoModifier);
            QCoreApplication::sendEvent(chart->viewport(), &move);
            chart->viewport()->update(); // without a point nearby nothing would move
            break;
        }
        case 1:
            find<QSlider>(m_window, "learning_rateSlider")->setValue(odd ? 400 : 500);
            break;
        case 2: {
            auto* seed = find<QSpinBox>(m_window, "patience");
            seed->setFocus();
            seed->selectAll();
            QTest::keyClick(seed, odd ? Qt::Key_3 : Qt::Key_4);
            seed->update();
            break;
        }
        case 3:
            find<QTabWidget>(m_window, "tabs")->setCurrentIndex(odd ? 0 : 2);
            break;
        default:
            m_window.resize(odd ? QSize(1280, 800) : QSize(1300, 820));
            break;
        }
    }

    MainWindow& m_window;
    QElapsedTimer m_clock;
    std::vector<std::pair<int, qint64>> m_waiting;
};

} // namespace

/// How long live tuning takes to the screen, and how long the window takes to answer beside it. Figures are printed; no
/// test fails because a machine is slow. On the offscreen platform: the repaint is the whole of it, without the way to
/// a display.
class TestLiveTiming : public WindowTest
{
    Q_OBJECT

private:
    Heartbeat m_heartbeat;

    static QString movieLens()
    {
        const auto folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-100k");
        return QFile::exists(folder) ? folder : QString();
    }

    /// \param stochastic with a step after each rating
    static ExperimentSpec experiment(const QString& model, bool stochastic)
    {
        auto spec = ExperimentSpec::forModel(model.toStdString());
        auto& settings = spec.hyperparameters;
        if (settings.has("factors"))
            settings.set("factors", std::int64_t{50});
        settings.set("epochs", std::int64_t{20});
        if (stochastic) {
            settings.set("optimiser", std::string("sgd"));
            settings.set("batch_size", std::int64_t{1});
            settings.set("learning_rate", 0.01);
        }
        return spec;
    }

private Q_SLOTS:
    void initTestCase() { setUp(); }
    void init() { beginTest(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void fromChangeToScreen_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("slider");
        QTest::addColumn<bool>("stochastic");
        QTest::addColumn<int>("changes");
        QTest::newRow("bias") << QStringLiteral("bias") << QStringLiteral("item_dampingSlider") << false << 20;
        for (const bool stochastic : {false, true})
            QTest::addRow("biased-mf, k = 50, %s", stochastic ? "stochastic" : "mini-batches")
                << QStringLiteral("biased-mf") << QStringLiteral("learning_rateSlider") << stochastic << 5;
    }

    void fromChangeToScreen()
    {
        const auto folder = movieLens();
        if (folder.isEmpty())
            QSKIP("MATINEE_TEST_DATA names no folder with ml-100k in it.");
        QFETCH(const QString, model);
        QFETCH(const QString, slider);
        QFETCH(const bool, stochastic);
        QFETCH(const int, changes);
        const auto window = makeWindow();
        window->resize(1280, 800);
        openAndWait(*window, folder);
        auto& session = window->session();
        session.setSpec(experiment(model, stochastic));
        session.setLiveTuning(true);
        ScreenWatch watch(*window);
        auto* moved = find<QSlider>(*window, slider.toLatin1().constData());
        const QSignalSpy restarts(&session, &Session::trainingRestarted);
        const auto move = [&] {
            // Values are rounded: some steps of the slider change nothing.
            for (const auto count = restarts.size(); restarts.size() == count;)
                moved->setValue(moved->value() < 600 ? moved->value() + 10 : 300);
        };
        const auto isShown = [&](std::size_t points) {
            return watch.run() > 0 && watch.shownRun == watch.run() && !session.isPreparing() &&
                   watch.shownPoints >= points;
        };
        std::vector<double> handling;
        std::vector<double> first;
        std::vector<double> twenty;
        std::vector<double> interrupting;
        for (int change = 0; change < changes; ++change) {
            QElapsedTimer timer;
            timer.start();
            const int before = watch.run();
            move();
            handling.push_back(milliseconds(timer));
            QVERIFY(waitUntil([&] { return watch.run() > before && isShown(1); }));
            first.push_back(milliseconds(timer));
            QVERIFY(waitUntil([&] { return isShown(21) || milliseconds(timer) > kTooLong; }));
            if (!isShown(21)) {
                qInfo("20 epochs are not there after %.0f ms", milliseconds(timer));
                break;
            }
            twenty.push_back(milliseconds(timer));
        }
        // Each change cancels the training before it.
        for (int change = 0; change < changes; ++change) {
            QElapsedTimer timer;
            timer.start();
            const int before = watch.run();
            move();
            QVERIFY(waitUntil([&] { return watch.run() > before && isShown(1); }));
            interrupting.push_back(milliseconds(timer));
        }
        const auto print = [](const char* what, const std::vector<double>& values) {
            if (values.empty())
                return;
            qInfo("%s: least %.1f ms, median %.1f ms, most %.1f ms", what, quantile(values, 0), quantile(values, 0.5),
                  quantile(values, 1));
        };
        print("in the slot of the slider", handling);
        print("change to first point on the screen", first);
        print("change to 20 epochs on the screen", twenty);
        print("change within a training to first point", interrupting);
        qInfo("engine: %s, threads: %d", session.runStart()->engine.c_str(), session.runStart()->threads);
        window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), kLong);
    }

    void theWindowAnswersWhileAllCoresTrain()
    {
        const auto folder = movieLens();
        if (folder.isEmpty())
            QSKIP("MATINEE_TEST_DATA names no folder with ml-100k in it.");
        const auto window = makeWindow();
        window->resize(1280, 800);
        openAndWait(*window, folder);
        auto& session = window->session();
        auto spec = ExperimentSpec::forModel("biased-mf");
        spec.hyperparameters.set("epochs", std::int64_t{2000});
        session.setSpec(spec);
        find<QAbstractButton>(*window, "advancedToggle")->setChecked(true);
        session.setLiveTuning(true);
        session.start();
        QVERIFY(waitUntil([&] { return session.epochs().size() > 1; }));

        constexpr int kInputs = 300;
        Hand hand(*window);
        std::thread person([&hand] {
            for (int i = 0; i < kInputs; ++i) {
                QCoreApplication::postEvent(&hand, new Input(i, hand.now()));
                std::this_thread::sleep_for(std::chrono::milliseconds(17 + i * 7 % 13));
            }
        });
        const bool all = waitUntil([&hand] { return hand.all.size() == kInputs; });
        person.join();
        QVERIFY(all);
        QVERIFY(session.isTraining());
        qInfo("%d inputs while %d of %d cores train, on the offscreen platform, from input to the end of the repaint: "
              "p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, most %.1f ms",
              kInputs, session.runStart()->threads, hardwareThreads(), quantile(hand.all, 0.5),
              quantile(hand.all, 0.95), quantile(hand.all, 0.99), quantile(hand.all, 1));
        for (std::size_t kind = 0; kind < hand.of.size(); ++kind)
            qInfo("  %s: p50 %.1f ms, most %.1f ms", Hand::kNames[kind], quantile(hand.of[kind], 0.5),
                  quantile(hand.of[kind], 1));
        window->close();
        QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), kLong);
    }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    WatchedApplication app(argc, argv);
    TestLiveTiming test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_live_timing.moc"
