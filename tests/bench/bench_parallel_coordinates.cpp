// Brushing parallel coordinates of 2,000 trials at 1600 x 900: from the hand's move to the painted picture.

#include "ui/sweep/parallel_coordinates.h"

#include <matinee/random.h>

#include <QApplication>
#include <QImage>
#include <QPainter>

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
