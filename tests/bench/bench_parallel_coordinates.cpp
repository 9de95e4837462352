// Brushing parallel coordinates of 2,000 trials at 1600 x 900: from the hand's move to the painted picture. Alone, and
// in the Sweep tab, where table, curves and heat map follow.

#include "ui/dialogs/file_chooser.h"
#include "ui/state/session.h"
#include "ui/sweep/parallel_coordinates.h"
#include "ui/sweep/sweep_panel.h"
#include "ui/sweep/sweep_session.h"

#include <matinee/random.h>
#include <matinee/sample.h>

#include <QAbstractButton>
#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QTemporaryDir>

#include <benchmark/benchmark.h>

namespace {

using namespace matinee::ui;

constexpr QSize kSize(1600, 900);

std::unique_ptr<ParallelCoordinates> makeView(int trials, int axes)
{
    auto view = std::make_unique<ParallelCoordinates>();
    view->resize(kSize);
    std::vector<ParallelAxis> titles;
    for (int i = 0; i < axes; ++i)
        titles.push_back({QString::number(i),
                          QStringLiteral("Parameter %1").arg(i),
                          {{0, QStringLiteral("0.001")}, {0.5, QStringLiteral("0.01")}, {1, QStringLiteral("0.1")}},
                          [](double place) { return QString::number(place, 'g', 3); }});
    view->setAxes(std::move(titles));
    matinee::Random random(7);
    std::vector<ParallelLine> lines;
    for (int i = 0; i < trials; ++i) {
        ParallelLine line{.id = i, .colour = QColor::fromHsvF(0.7F * static_cast<float>(i) / trials, 0.8F, 0.7F)};
        for (int axis = 0; axis < axes; ++axis)
            line.places.push_back(random.uniform());
        lines.push_back(std::move(line));
    }
    view->setLines(std::move(lines));
    view->show();
    return view;
}

/// Arguments: trials, axes, percent of an axis that is brushed. The brush moves a little each time.
void brush(benchmark::State& state)
{
    const auto view = makeView(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    const double length = static_cast<double>(state.range(2)) / 100;
    QImage picture(kSize, QImage::Format_ARGB32_Premultiplied);
    view->setBrush(0, ParallelCoordinates::Brush{0, length});
    view->render(&picture); // every line, pale: once, when the first brush begins
    int step = 0;
    for (auto _ : state) {
        const double low = (1 - length) * (++step % 20) / 20;
        view->setBrush(0, ParallelCoordinates::Brush{low, low + length * 0.99});
        view->render(&picture);
    }
}

/// All that a resize or a new trial costs.
void everyLine(benchmark::State& state)
{
    const auto view = makeView(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)));
    QImage picture(kSize, QImage::Format_ARGB32_Premultiplied);
    for (auto _ : state) {
        view->moveAxis(0, 1);
        view->render(&picture);
    }
}

/// The Sweep tab over a real sweep of 2,000 points, each trained for an epoch on a tiny data set.
class Desk
{
public:
    Desk()
        : panel(session, m_files)
    {
        matinee::writeDataset(*matinee::makeSample({.users = 40, .items = 60, .ratings = 900, .seed = 3}), "ml-100k",
                              m_folder.path().toStdString());
        auto spec = matinee::ExperimentSpec::forModel("mf");
        spec.hyperparameters.set("epochs", std::int64_t{1});
        spec.device = "cpu";
        spec.threads = 1;
        session.setSpec(spec);
        session.openSource(m_folder.path());
        while (session.isLoading())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        auto sweep = panel.sweep().spec();
        sweep.trials = 2000;
        sweep.parameters.clear();
        for (const char* key :
             {"factors", "batch_size", "learning_rate", "optimiser", "regularisation", "weight_decay", "dropout"})
            sweep.parameters.push_back(matinee::defaultSweepParameter(*spec.hyperparameters.find(key)));
        panel.sweep().setSpec(sweep);
        panel.resize(kSize);
        panel.show();
        panel.start();
        while (panel.sweep().isRunning())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        panel.findChild<QAbstractButton*>(QStringLiteral("sweepSettings"))->setChecked(false);
        QCoreApplication::processEvents();
    }

    Session session;

private:
    QTemporaryDir m_folder;
    DialogFileChooser m_files;

public:
    SweepPanel panel;
};

/// Arguments: percent of the first axis that is brushed. The whole tab is painted each time.
void linkedBrush(benchmark::State& state)
{
    static Desk desk;
    auto* view = desk.panel.findChild<ParallelCoordinates*>();
    const double length = static_cast<double>(state.range(0)) / 100;
    QImage picture(kSize, QImage::Format_ARGB32_Premultiplied);
    int step = 0;
    for (auto _ : state) {
        const double low = (1 - length) * (++step % 20) / 20;
        view->setBrush(0, ParallelCoordinates::Brush{low, low + length * 0.99});
        QCoreApplication::processEvents();
        desk.panel.render(&picture);
    }
    state.counters["trials"] = view->lineCount();
}

BENCHMARK(linkedBrush)->Arg(20)->Arg(50)->Arg(95)->Unit(benchmark::kMillisecond);
BENCHMARK(brush)->Args({2000, 8, 20})->Args({2000, 8, 50})->Args({2000, 8, 95})->Unit(benchmark::kMillisecond);
BENCHMARK(everyLine)->Args({2000, 8})->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
