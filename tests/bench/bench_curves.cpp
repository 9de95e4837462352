// Fifty curves of a million points each, every one with a spike of a single point: whether all the spikes are seen, and
// how long a frame takes while the chart is zoomed and moved. Painted by software into an image of 1600 x 900 pixels.
//   QT_QPA_PLATFORM=offscreen bench_curves [frames]
#include "ui/charts/curve_chart.h"

#include <matinee/random.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QGraphicsScene>
#include <QPainter>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

using namespace matinee;
using namespace matinee::ui;

namespace {

constexpr int kSeries = 50;
constexpr int kPoints = 1'000'000;
constexpr double kEpochs = 100;
constexpr QSize kSize(1600, 900);

/// Where the spike of a series is; each has a pixel of its own when all is shown.
int spikeIndex(int series)
{
    return (2 * series + 1) * kPoints / (2 * kSeries) + 137 * series;
}

float spikeValue(int series)
{
    return 6 + 0.05F * static_cast<float>(series);
}

LineSeries makeSeries(int number)
{
    Random random(static_cast<std::uint64_t>(number) + 1);
    auto points = std::make_shared<StepCurve>();
    std::uint64_t step = 0;
    for (int i = 0; i < kPoints; ++i) {
        step += 1 + static_cast<std::uint64_t>(random.uniform() * 4); // reports do not come like clockwork
        const double loss = 0.7 + 0.01 * number + 2.5 / (1 + 1e-4 * i) +
                            0.06 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
        points->append(step, i == spikeIndex(number) ? spikeValue(number) : static_cast<float>(loss));
    }
    LineSeries series{
        .name = QStringLiteral("run %1").arg(number + 1), .colour = QColor::fromHsv(number * 7, 220, 180), .width = 1};
    series.scale.add(0, 0);
    series.scale.add(static_cast<double>(step), kEpochs);
    series.points = std::move(points);
    return series;
}

/// Processor time of this thread: what a frame costs on a machine that is busy with other things as well.
double processorMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

class Stopwatch
{
public:
    double processor() const { return processorMilliseconds() - m_processor; }
    double wall() const { return static_cast<double>(m_wall.nsecsElapsed()) * 1e-6; }
    Stopwatch() { m_wall.start(); }

private:
    QElapsedTimer m_wall;
    double m_processor = processorMilliseconds();
};

struct Times
{
    std::vector<double> wall;
    std::vector<double> processor;

    void add(const Stopwatch& watch)
    {
        wall.push_back(watch.wall());
        processor.push_back(watch.processor());
    }

    void print(const char* what)
    {
        std::ranges::sort(wall);
        std::ranges::sort(processor);
        const auto at = [](const std::vector<double>& times, double share) {
            return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
        };
        std::printf("%-36s ms: p50 %5.1f, p95 %5.1f, most %5.1f   processor: p50 %5.1f, p95 %5.1f\n", what,
                    at(wall, 0.5), at(wall, 0.95), at(wall, 1), at(processor, 0.5), at(processor, 0.95));
    }
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const int frames = argc > 1 ? std::atoi(argv[1]) : 240;
    std::printf("%u cores; %d series of %d points, %d x %d pixels, software rendering\n",
                std::thread::hardware_concurrency(), kSeries, kPoints, kSize.width(), kSize.height());

    QGraphicsScene scene;
    auto* plot = new CurvePlot;
    scene.addItem(plot);
    plot->setColours(ChartColours::paper());
    plot->setAxisTitles(QStringLiteral("Epoch"), QStringLiteral("Loss"));
    plot->resize(kSize);
    std::vector<LineSeries> all;
    for (int s = 0; s < kSeries; ++s) {
        all.push_back(makeSeries(s));
        all.back().inLegend = s < 12;
    }
    plot->setSeries(std::move(all));
    plot->setExtent(0, kEpochs);
    plot->refresh();

    QImage image(kSize, QImage::Format_ARGB32_Premultiplied);
    const auto paintItem = [&] {
        plot->item().invalidate();
        image.fill(Qt::white);
        QPainter painter(&image);
        plot->item().paint(&painter, nullptr, nullptr);
    };
    const auto paintAll = [&] {
        QPainter painter(&image);
        scene.render(&painter, QRectF(QPointF(), kSize), QRectF(QPointF(), kSize));
    };

    // Every spike: the pixel of its column at the height of its value, or one beside it, is painted.
    paintItem();
    int seen = 0;
    for (int s = 0; s < kSeries; ++s) {
        const auto& series = plot->data().series[static_cast<std::size_t>(s)];
        const auto index = static_cast<std::size_t>(spikeIndex(s));
        const QPoint at = plot->item().position(series.xAt(index), series.yAt(index)).toPoint();
        bool painted = false;
        for (int dy = -1; dy <= 1; ++dy) {
            for (int dx = -1; dx <= 0; ++dx)
                painted = painted || image.pixelColor(at.x() + dx, at.y() + dy) != QColor(Qt::white);
        }
        seen += painted ? 1 : 0;
    }
    std::printf("spikes seen with everything shown: %d of %d\n", seen, kSeries);

    for (const bool logarithmic : {false, true}) {
        plot->setLogarithmic(logarithmic);
        plot->showAll();
        Times item;
        Times frame;
        Random random(9);
        double centre = kEpochs / 2;
        double span = kEpochs;
        for (int f = 0; f < frames; ++f) {
            // In to a hundred-thousandth and out again, in steps of the wheel; then moved along.
            const int phase = f % 120;
            if (phase < 50)
                span = std::max(kEpochs * 1e-5, span * 0.8);
            else if (phase < 100)
                span = std::min(kEpochs * 0.99, span / 0.8);
            else
                span = kEpochs * 0.3;
            centre = std::clamp(centre + (random.uniform() - 0.5) * 0.4 * span, span / 2, kEpochs - span / 2);
            const Stopwatch frameWatch;
            plot->showX(centre - span / 2, centre + span / 2);
            paintAll();
            frame.add(frameWatch);
            const Stopwatch itemWatch;
            paintItem();
            item.add(itemWatch);
        }
        item.print(logarithmic ? "painted item, logarithmic" : "painted item");
        frame.print(logarithmic ? "whole frame with axes, logarithmic" : "whole frame with axes and legend");
    }
    plot->showAll();
    Times crosshair;
    for (int f = 0; f < frames; ++f) {
        const Stopwatch watch;
        plot->setCrosshair(kEpochs * f / frames);
        paintAll();
        crosshair.add(watch);
    }
    crosshair.print("crosshair moved");
    return seen == kSeries ? 0 : 1;
}
