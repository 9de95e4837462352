#include "embedding/finite.h"
#include "embedding/kmeans_points.h"
#include "embedding/row_sample.h"
#include "support/parallel.h"

#include <matinee/silhouette.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <set>

namespace matinee {

namespace {

/// Rows of one cluster, one after the other among the measured rows.
struct Segment
{
    std::int32_t label = 0;
    std::size_t begin = 0;
    std::size_t end = 0;

    double size() const { return static_cast<double>(end - begin); }
};

/// Roots whose sum in float keeps its digits.
constexpr std::size_t kSumBlock = 128;

double sumOfRoots(const kernels::DistanceKernels& kernels, const float* squared, const Segment& segment)
{
    double sum = 0;
    for (std::size_t i = segment.begin; i < segment.end; i += kSumBlock)
        sum += double(kernels.sumOfRoots(squared + i, std::min(kSumBlock, segment.end - i)));
    return sum;
}

std::vector<Segment> segmentsOf(std::span<const std::int32_t> rows, std::span<const std::int32_t> assignment)
{
    std::vector<Segment> segments;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto label = assignment[static_cast<std::size_t>(rows[i])];
        if (segments.empty() || segments.back().label != label)
            segments.push_back({label, i, i});
        ++segments.back().end;
    }
    return segments;
}

} // namespace

SilhouetteResult silhouette(const Matrix& points, std::span<const std::int32_t> assignment,
                            const SilhouetteOptions& options, const RunContext& context)
{
    if (assignment.size() != points.rows)
        throw Error(ErrorCode::InvalidArgument, "The division has another number of rows than the points.");
    requireFinite(points);
    std::vector<std::int32_t> labelled;
    for (std::size_t r = 0; r < points.rows; ++r) {
        if (assignment[r] >= 0)
            labelled.push_back(static_cast<std::int32_t>(r));
    }

    SilhouetteResult result;
    result.rows = sampleRows(labelled.size(), options.exactRows, Random(options.seed));
    result.sampled = result.rows.size() < labelled.size();
    if (result.sampled) { // a small cluster that the sample missed is there with one row
        std::set<std::int32_t> seen;
        const auto labelOf = [&](std::size_t place) { return assignment[static_cast<std::size_t>(labelled[place])]; };
        for (const auto row : result.rows)
            seen.insert(labelOf(static_cast<std::size_t>(row)));
        for (std::size_t place = 0; place < labelled.size(); ++place) {
            if (seen.insert(labelOf(place)).second)
                result.rows.push_back(static_cast<std::int32_t>(place));
        }
        std::sort(result.rows.begin(), result.rows.end());
    }
    for (auto& row : result.rows)
        row = labelled[static_cast<std::size_t>(row)];

    // Clusters one after the other, so that a row's distances to one of them lie together.
    std::vector<std::int32_t> places(result.rows.size());
    std::iota(places.begin(), places.end(), 0);
    std::stable_sort(places.begin(), places.end(), [&](std::int32_t a, std::int32_t b) {
        const auto labelOf = [&](std::int32_t place) {
            return assignment[static_cast<std::size_t>(result.rows[static_cast<std::size_t>(place)])];
        };
        return labelOf(a) < labelOf(b);
    });
    std::vector<std::int32_t> ordered(places.size());
    std::transform(places.begin(), places.end(), ordered.begin(),
                   [&](std::int32_t place) { return result.rows[static_cast<std::size_t>(place)]; });
    const auto segments = segmentsOf(ordered, assignment);
    if (segments.size() < 2)
        throw Error(ErrorCode::InvalidArgument, "Silhouettes need at least two clusters with rows.", "clusters");

    const KMeansPoints measured(takeRows(points, ordered), options.cosine);
    const auto& kernels = kernels::distanceKernels();
    const auto padded = measured.tiles().count() * kernels::kTileRows;
    std::vector<std::vector<float>> scratch(static_cast<std::size_t>(std::max(context.threads, 1)),
                                            std::vector<float>(padded));
    std::vector<std::int32_t> segmentOf(ordered.size());
    for (std::size_t s = 0; s < segments.size(); ++s)
        std::fill(segmentOf.begin() + static_cast<std::ptrdiff_t>(segments[s].begin),
                  segmentOf.begin() + static_cast<std::ptrdiff_t>(segments[s].end), static_cast<std::int32_t>(s));

    result.values.resize(ordered.size());
    parallelFor(ordered.size(), 32, context.threads, [&](std::size_t begin, std::size_t end, int worker) {
        context.throwIfStopped();
        if (worker == 0)
            context.report(static_cast<double>(begin) / static_cast<double>(ordered.size()), "Silhouettes");
        float* squared = scratch[static_cast<std::size_t>(worker)].data();
        for (std::size_t i = begin; i < end; ++i) {
            kernels.squaredDistances(measured.row(i), measured.columns(), measured.tiles().tile(0),
                                     measured.tiles().count(), squared);
            double within = 0;
            double nearest = std::numeric_limits<double>::infinity();
            bool alone = false;
            for (std::size_t s = 0; s < segments.size(); ++s) {
                const double sum = sumOfRoots(kernels, squared, segments[s]);
                if (static_cast<std::int32_t>(s) != segmentOf[i]) {
                    nearest = std::min(nearest, sum / segments[s].size());
                } else {
                    alone = segments[s].end - segments[s].begin == 1;
                    within = sum / std::max(1.0, segments[s].size() - 1);
                }
            }
            const double larger = std::max(within, nearest);
            const double value = alone || !(larger > 0) ? 0 : (nearest - within) / larger;
            result.values[static_cast<std::size_t>(places[i])] = static_cast<float>(value);
        }
    });

    const auto largest = *std::max_element(assignment.begin(), assignment.end());
    result.perCluster.assign(static_cast<std::size_t>(largest) + 1, std::numeric_limits<double>::quiet_NaN());
    double total = 0;
    for (const auto& segment : segments) {
        double sum = 0;
        for (std::size_t i = segment.begin; i < segment.end; ++i)
            sum += double(result.values[static_cast<std::size_t>(places[i])]);
        result.perCluster[static_cast<std::size_t>(segment.label)] = sum / segment.size();
        total += sum;
    }
    result.mean = total / static_cast<double>(ordered.size());
    context.report(1, "Silhouettes");
    return result;
}

} // namespace matinee
