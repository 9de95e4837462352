// What the live map takes from a training: biased-mf on a data set (MovieLens 1M in MATINEE_TEST_DATA, or the first
// argument) in the whole window, offscreen, with the Map tab in front, live on and off in turn. An epoch counts with
// its training alone, as the window shows it. Usage: bench_live_map [DATA [ROUNDS [EPOCHS [FACTORS]]]]

#include "ui/dialogs/file_chooser.h"
#include "ui/main_window.h"
#include "ui/state/map_session.h"
#include "ui/state/map_timeline.h"
#include "ui/state/session.h"

#include <QApplication>
#include <QEventLoop>
#include <QSettings>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <vector>

namespace {

using namespace matinee;
using namespace matinee::ui;

template <class Until>
void wait(Until until)
{
    while (!until())
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Training
{
    std::vector<double> seconds; ///< of each epoch but the first
    double processor = 0;        ///< seconds that the process took, each epoch
    std::size_t frames = 0;      ///< that the map had while it went on
};

Training train(Session& session, bool live)
{
    session.films().setFollowsTraining(live);
    Training training;
    auto& frames = training.frames;
    const auto count = QObject::connect(&session.films().timeline(), &MapTimeline::framesChanged, &session, [&] {
        if (session.isTraining())
            frames = std::max(frames, session.films().timeline().frames().size());
    });
    const auto begin = std::clock();
    session.start();
    wait([&] { return !session.isTraining(); });
    training.processor = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
    wait([&] { return !session.isTraining() && session.run() && session.films().isReady(); });
    wait([&] { return !session.films().timeline().isMaking(); });
    QObject::disconnect(count);
    training.processor /= static_cast<double>(session.epochs().size() - 1);
    for (const auto& epoch : session.epochs())
        if (epoch.epoch > 1)
            training.seconds.push_back(epoch.seconds);
    return training;
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    const QTemporaryDir folder;
    qputenv("XDG_DATA_HOME", folder.path().toUtf8());
    const QApplication app(argc, argv);
    const QString data = argc > 1 ? QString::fromLocal8Bit(argv[1])
                                  : qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-1m");
    const int rounds = argc > 2 ? std::atoi(argv[2]) : 5;
    MainWindow window(std::make_unique<QSettings>(folder.filePath(QStringLiteral("ini")), QSettings::IniFormat));
    window.resize(1600, 900);
    window.show();
    window.findChild<QTabWidget*>(QStringLiteral("tabs"))->setCurrentIndex(1);
    auto& session = window.session();
    session.openSource(data);
    wait([&] { return session.dataset() && !session.isLoading(); });
    auto spec = ExperimentSpec::forModel("biased-mf");
    spec.data = data.toStdString();
    spec.device = "cpu";
    spec.hyperparameters.set("epochs", std::int64_t{argc > 3 ? std::atoi(argv[3]) : 12});
    if (argc > 4)
        spec.hyperparameters.set("factors", std::int64_t{std::atoi(argv[4])});
    session.setSpec(spec);
    std::vector<double> with;
    std::vector<double> without;
    std::vector<double> processorWith;
    std::vector<double> processorWithout;
    train(session, true); // warm
    for (int round = 0; round < rounds; ++round) {
        const auto off = train(session, false);
        const auto on = train(session, true);
        without.insert(without.end(), off.seconds.begin(), off.seconds.end());
        with.insert(with.end(), on.seconds.begin(), on.seconds.end());
        processorWithout.push_back(off.processor);
        processorWith.push_back(on.processor);
        std::printf(
            "round %d: an epoch takes %.1f ms, with the live map %.1f ms (%zu frames); of the processors %.1f and "
            "%.1f ms\n",
            round + 1, 1e3 * median(off.seconds), 1e3 * median(on.seconds), on.frames, 1e3 * off.processor,
            1e3 * on.processor);
        std::fflush(stdout);
    }
    const auto compare = [](const char* what, double off, double on) {
        std::printf("%s: %.1f ms an epoch, with the live map %.1f ms: %+.1f %%\n", what, 1e3 * off, 1e3 * on,
                    100 * (on / off - 1));
    };
    compare("median", median(without), median(with));
    compare("fastest", *std::ranges::min_element(without), *std::ranges::min_element(with));
    compare("processor time, median", median(processorWithout), median(processorWith));
    compare("processor time, least", *std::ranges::min_element(processorWithout),
            *std::ranges::min_element(processorWith));
    return 0;
}
