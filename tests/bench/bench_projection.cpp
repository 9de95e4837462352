// Draws vectors into the plane and prints a table: method, data, seconds, trustworthiness, continuity (15 neighbours).
//   bench_projection [--method NAME] [--threads N] [--repeat N] [--out FILE] [--no-quality] [FILE.npy ...]
// Files hold a float32 matrix in C order; without one, 2,000 vectors of 20 are drawn about 20 centres. --repeat prints
// the fastest; --out writes the last picture as raw float32 x, y.

#include <matinee/map_quality.h>
#include <matinee/projection.h>
#include <matinee/random.h>
#include <matinee/tsne.h>
#include <matinee/umap.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace matinee;

struct Arguments
{
    std::string method = "umap";
    int threads = 2;
    int repeat = 1;
    std::string out;
    bool quality = true;
    std::vector<std::string> files;
};

Matrix readNpy(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::uint16_t header = 0;
    constexpr std::size_t kPreamble = 10;
    if (bytes.size() < kPreamble || bytes.find("'<f4'") == std::string::npos)
        throw Error(ErrorCode::Format, path + " is not a float32 .npy file.");
    std::memcpy(&header, bytes.data() + 8, sizeof(header));
    const auto shape = bytes.find("'shape': (");
    if (shape == std::string::npos || std::sscanf(bytes.c_str() + shape, "'shape': (%zu, %zu)", &rows, &columns) != 2 ||
        bytes.size() != kPreamble + header + rows * columns * sizeof(float))
        throw Error(ErrorCode::Format, path + " does not hold a matrix.");
    Matrix points(rows, columns);
    std::memcpy(points.values.data(), bytes.data() + kPreamble + header, rows * columns * sizeof(float));
    return points;
}

Matrix generated()
{
    constexpr std::size_t kCentres = 20;
    Random random(0);
    Matrix centres(kCentres, 20);
    for (float& value : centres.values)
        value = static_cast<float>(random.normal());
    Matrix points(2000, 20);
    for (std::size_t r = 0; r < points.rows; ++r) {
        const auto centre = centres.row(random.below(kCentres));
        for (std::size_t c = 0; c < points.columns; ++c)
            points.row(r)[c] = centre[c] + 0.8F * static_cast<float>(random.normal());
    }
    return points;
}

using Method = std::function<Projection(const Matrix&, const RunContext&)>;

const std::map<std::string, Method>& methods()
{
    static const std::map<std::string, Method> all = {
        {"pca", [](const Matrix& points, const RunContext& context) { return projectPca(points, context); }},
        {"neighbours",
         [](const Matrix& points, const RunContext& context) {
             // What UMAP spends on its graph; no picture.
             nearestNeighbours(points, 14, {}, context);
             return Projection{.x = std::vector<float>(points.rows), .y = std::vector<float>(points.rows)};
         }},
        {"tsne",
         [](const Matrix& points, const RunContext& context) { return projectTsne(points, {}, context).projection; }},
        {"umap", [](const Matrix& points, const RunContext& context) { return projectUmap(points, {}, context); }},
        {"umap-pca", [](const Matrix& points,
                        const RunContext& context) { return projectUmap(points, {.start = UmapStart::Pca}, context); }},
    };
    return all;
}

void measure(const Arguments& arguments, const std::string& name, const Matrix& points)
{
    const Method& method = methods().at(arguments.method);
    const RunContext context{.threads = arguments.threads};
    double best = std::numeric_limits<double>::infinity();
    Projection picture;
    for (int i = 0; i < arguments.repeat; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        picture = method(points, context);
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::printf("%-10s %-24s %6zu x %-3zu %8.3f", arguments.method.c_str(), name.c_str(), points.rows, points.columns,
                best);
    if (arguments.quality) {
        const MapQuality quality = measureMap(points, picture, {}, context);
        std::printf(" %8.4f %8.4f%s", quality.trustworthiness, quality.continuity,
                    quality.rowsMeasured < quality.rows ? " (sample)" : "");
    }
    std::printf("\n");
    if (!arguments.out.empty()) {
        std::ofstream out(arguments.out, std::ios::binary);
        for (std::size_t r = 0; r < points.rows; ++r) {
            const float place[2] = {picture.x[r], picture.y[r]};
            out.write(reinterpret_cast<const char*>(place), sizeof(place));
        }
    }
}

Arguments parse(int count, char** values)
{
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string name = values[i];
        const auto value = [&] { return i + 1 < count ? values[++i] : ""; };
        if (name == "--method")
            arguments.method = value();
        else if (name == "--threads")
            arguments.threads = std::atoi(value());
        else if (name == "--repeat")
            arguments.repeat = std::atoi(value());
        else if (name == "--out")
            arguments.out = value();
        else if (name == "--no-quality")
            arguments.quality = false;
        else
            arguments.files.push_back(name);
    }
    if (!methods().contains(arguments.method))
        throw Error(ErrorCode::InvalidArgument, "There is no method '" + arguments.method + "'.");
    return arguments;
}

} // namespace

int main(int count, char** values)
{
    try {
        const Arguments arguments = parse(count, values);
        std::printf("%-10s %-24s %12s %8s %8s %8s\n", "method", "data", "rows", "seconds", "trust", "contin.");
        if (arguments.files.empty())
            measure(arguments, "generated", generated());
        for (const auto& file : arguments.files)
            measure(arguments, file.substr(file.rfind('/') + 1), readNpy(file));
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
