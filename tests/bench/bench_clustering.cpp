// Clusterings as the film map asks for them, on points as scikit-learn is measured with: Gaussians around 60 centres.
//   bench_clustering [FILTER]                              prints a line for each measurement, the best of some
//   bench_clustering --points FILE ROWS COLUMNS CLUSTERS   k-means of raw floats: one JSON object
// What scikit-learn takes for the same: clustering_side_by_side.py.

#include <matinee/agglomerate.h>
#include <matinee/cluster_choice.h>
#include <matinee/clustering.h>
#include <matinee/random.h>
#include <matinee/silhouette.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <limits>
#include <string>
#include <thread>

namespace {

using namespace matinee;

RunContext allThreads()
{
    RunContext context;
    context.threads = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return context;
}

/// Sixty centres from N(0, 1), points around them from N(0, 0.64).
Matrix mixture(std::size_t rows, std::size_t columns)
{
    Random random(0);
    Matrix centres(60, columns);
    for (auto& value : centres.values)
        value = static_cast<float>(random.normal());
    Matrix points(rows, columns);
    for (std::size_t r = 0; r < rows; ++r) {
        const auto centre = centres.row(random.below(60));
        for (std::size_t c = 0; c < columns; ++c)
            points.row(r)[c] = centre[c] + static_cast<float>(0.8 * random.normal());
    }
    return points;
}

/// Seconds on the wall, and of all threads' processor time: what can be told where the machine is shared.
struct Seconds
{
    double wall = std::numeric_limits<double>::infinity();
    double processor = std::numeric_limits<double>::infinity();

    void improve(const std::function<void()>& call)
    {
        const auto begin = std::chrono::steady_clock::now();
        const auto clock = std::clock();
        call();
        processor = std::min(processor, static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC);
        wall = std::min(wall, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
};

int clusterFile(char** arguments)
{
    Matrix points(std::strtoull(arguments[1], nullptr, 10), std::strtoull(arguments[2], nullptr, 10));
    std::ifstream file(arguments[0], std::ios::binary);
    const auto bytes = static_cast<std::streamsize>(points.values.size() * sizeof(float));
    if (!file.read(reinterpret_cast<char*>(points.values.data()), bytes)) {
        std::fprintf(stderr, "%s: fewer numbers than rows times columns\n", arguments[0]);
        return 1;
    }
    const int clusters = std::atoi(arguments[3]);
    Clustering found;
    Seconds best;
    for (int repeat = 0; repeat < 9; ++repeat)
        best.improve([&] { found = kMeans(points, {.clusters = clusters}, allThreads()); });
    std::printf("{\"wall\": %.6f, \"processor\": %.6f, \"inertia\": %.6f}\n", best.wall, best.processor, found.inertia);
    return 0;
}

void measure(const std::string& filter, const char* name, int repeats, const std::function<double()>& call)
{
    if (std::string(name).find(filter) == std::string::npos)
        return;
    double result = 0;
    Seconds best;
    for (int repeat = 0; repeat < repeats; ++repeat)
        best.improve([&] { result = call(); });
    std::printf("%-60s %10.2f ms, processor %10.2f ms   %.6g\n", name, best.wall * 1e3, best.processor * 1e3, result);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc == 6 && std::string(argv[1]) == "--points")
        return clusterFile(argv + 2);

    const std::string filter = argc > 1 ? argv[1] : "";
    const auto context = allThreads();
    const Matrix all = mixture(87'585, 20);
    const Matrix middle = mixture(62'423, 20);
    const Matrix small = mixture(1'682, 8);
    const Matrix exact = mixture(10'000, 20);
    const Matrix merged = mixture(20'000, 20);

    measure(filter, "k-means 87585 x 20, k = 50: inertia", 5,
            [&] { return kMeans(all, {.clusters = 50}, context).inertia; });
    measure(filter, "k-means 87585 x 20, k = 50, one start: inertia", 5,
            [&] { return kMeans(all, {.clusters = 50, .starts = 1}, context).inertia; });
    measure(filter, "k-means 87585 x 20, k = 50, cosine: inertia", 5,
            [&] { return kMeans(all, {.clusters = 50, .cosine = true}, context).inertia; });
    measure(filter, "k-means 1682 x 8, k = 10: inertia", 20,
            [&] { return kMeans(small, {.clusters = 10}, context).inertia; });
    const auto division = kMeans(exact, {.clusters = 20}, context).assignment;
    measure(filter, "silhouette 10000 x 20, exact: mean", 3,
            [&] { return silhouette(exact, division, {}, context).mean; });
    measure(filter, "agglomerate 10000 x 20, Ward: inertia", 1,
            [&] { return agglomerate(exact, {.clusters = 20}, context).inertia; });
    measure(filter, "agglomerate 20000 x 20, Ward: inertia", 1,
            [&] { return agglomerate(merged, {.clusters = 20}, context).inertia; });
    measure(filter, "agglomerate 10000 x 20, average: inertia", 1,
            [&] { return agglomerate(exact, {.clusters = 20, .linkage = Linkage::Average}, context).inertia; });
    measure(filter, "agglomerate 87585 x 20, Ward, 2000 micro-clusters: inertia", 1,
            [&] { return agglomerate(all, {.clusters = 50}, context).inertia; });
    measure(filter, "choose from 2 to 20, 62423 x 20: by stability", 1,
            [&] { return chooseClusters(middle, {}, context).byStability; });
    return 0;
}
