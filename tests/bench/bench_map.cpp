// A map of 100,000 films with titles, in 20 clusters: how long a frame takes while it is moved, zoomed, and while its
// points move. Painted by software into an image of 1600 x 900 pixels. "Processor" is what the frame costs on a machine
// that is busy with other things as well.
//   QT_QPA_PLATFORM=offscreen bench_map [frames] [films]
#include "ui/map/film_map_view.h"
#include "ui/map/film_scene.h"

#include <matinee/random.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <thread>

using namespace matinee;
using namespace matinee::ui;

namespace {

constexpr QSize kSize(1600, 900);
constexpr int kClusters = 20;

std::shared_ptr<const MapScene> makeScene(int films)
{
    static const char* const kWords[] = {"Silent",  "Last",   "Crimson", "Midnight", "Broken",
                                         "Golden",  "Paper",  "Iron",    "Harbour",  "Letter",
                                         "Orchard", "Signal", "Parade",  "Winter",   "Mirror"};
    MapScene scene;
    Random random(3);
    scene.colours = categoryMapColours(kClusters);
    std::vector<QPointF> middles;
    for (int c = 0; c < kClusters; ++c) {
        middles.emplace_back(random.normal() * 2.2, random.normal() * 1.6);
        const auto name = QStringLiteral("Cluster %1").arg(c);
        scene.clusters.push_back({name, static_cast<std::uint16_t>(c)});
        scene.categories.push_back({name, static_cast<std::uint16_t>(c), categoryMarker(c), films / kClusters, {}});
    }
    for (int i = 0; i < films; ++i) {
        const auto c = static_cast<int>(random.below(kClusters));
        const QPointF& middle = middles[static_cast<std::size_t>(c)];
        scene.x.push_back(static_cast<float>(middle.x() + 0.6 * random.normal()));
        scene.y.push_back(static_cast<float>(middle.y() + 0.6 * random.normal()));
        scene.titles.append(QStringLiteral("The %1 %2 %3 (%4)")
                                .arg(QLatin1String(kWords[random.below(15)]), QLatin1String(kWords[random.below(15)]))
                                .arg(i)
                                .arg(1930 + random.below(90)));
        scene.weight.push_back(static_cast<float>(60000 * std::pow(random.uniform(), 8)));
        scene.colour.push_back(static_cast<std::uint16_t>(c));
        scene.category.push_back(c);
        scene.cluster.push_back(c);
        scene.item.push_back(i);
    }
    scene.countText = QStringLiteral("%1 films").arg(films);
    return std::make_shared<const MapScene>(std::move(scene));
}

double processorMilliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

class Times
{
public:
    template <class Frame>
    void measure(const Frame& frame)
    {
        QElapsedTimer wall;
        wall.start();
        const double before = processorMilliseconds();
        frame();
        m_processor.push_back(processorMilliseconds() - before);
        m_wall.push_back(static_cast<double>(wall.nsecsElapsed()) * 1e-6);
    }

    void print(const char* what)
    {
        std::ranges::sort(m_wall);
        std::ranges::sort(m_processor);
        const auto at = [](const std::vector<double>& times, double share) {
            return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
        };
        std::printf("%-34s ms: p50 %5.1f, p95 %5.1f, most %5.1f   processor: p50 %5.1f, p95 %5.1f, most %5.1f\n", what,
                    at(m_wall, 0.5), at(m_wall, 0.95), at(m_wall, 1), at(m_processor, 0.5), at(m_processor, 0.95),
                    at(m_processor, 1));
        std::fflush(stdout);
    }

private:
    std::vector<double> m_wall;
    std::vector<double> m_processor;
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const int frames = argc > 1 ? std::atoi(argv[1]) : 240;
    const int films = argc > 2 ? std::atoi(argv[2]) : 100'000;
    std::printf("%u cores; %d films with titles, %d x %d pixels, software rendering\n",
                std::thread::hardware_concurrency(), films, kSize.width(), kSize.height());
    const auto scene = makeScene(films);
    FilmMapView view;
    view.resize(kSize);
    QImage image(kSize, QImage::Format_RGB32);
    const auto paint = [&] { view.render(&image); };

    Times first;
    first.measure([&] {
        view.setScene(scene);
        paint();
    });
    first.print("first picture");

    Random random(9);
    for (const double zoom : {1.0, 4.0, 30.0}) {
        view.fit();
        view.zoomBy(zoom);
        paint();
        Times pan;
        for (int f = 0; f < frames; ++f) {
            // A drag, as fast as a hand moves.
            const QPointF step(14 * std::cos(f * 0.05) + 4 * random.normal(), 9 * std::sin(f * 0.07));
            pan.measure([&] {
                view.setCamera(view.camera().centre + step / view.camera().scale, view.camera().scale);
                paint();
            });
        }
        char what[64];
        std::snprintf(what, sizeof what, "moved, %g times enlarged", zoom);
        pan.print(what);
    }
    view.fit();
    Times zoom;
    for (int f = 0; f < frames; ++f) {
        // In and out in steps of the wheel, at different places.
        const double factor = f % 60 < 30 ? 1.19 : 1 / 1.19;
        const QPointF at(500 + 30.0 * (f / 60), 300 + 20.0 * (f / 60));
        zoom.measure([&] {
            view.zoomBy(factor, at);
            paint();
        });
    }
    zoom.print("zoomed");
    view.fit();
    std::vector<float> x = scene->x;
    std::vector<float> y = scene->y;
    Times moving;
    for (int f = 0; f < frames; ++f) {
        for (std::size_t i = 0; i < x.size(); ++i) {
            const float turned = x[i] - 0.004F * y[i];
            y[i] += 0.004F * x[i];
            x[i] = turned;
        }
        moving.measure([&] {
            view.setPositions(x, y);
            paint();
        });
    }
    moving.print("points move");
    Times rest;
    rest.measure([&] {
        view.setScene(scene);
        paint();
        (void)view.visibleLabels();
    });
    rest.print("titles and hulls anew");
    return 0;
}
