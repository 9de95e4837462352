#include "embedding/finite.h"
#include "embedding/tsne_affinities.h"
#include "embedding/tsne_gradient.h"

#include <matinee/random.h>
#include <matinee/tsne.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

namespace matinee {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kUsualPerplexity = 30;
constexpr double kNeighboursPerPerplexity = 3;
constexpr double kLargestExaggeration = 1000;
constexpr auto kBetweenPictures = std::chrono::milliseconds(50);
constexpr double kShareOfNeighbours = 0.05; // of the progress: what comes before the first step

[[noreturn]] void refuse(const std::string& sentence, const char* where)
{
    throw Error(ErrorCode::InvalidArgument, sentence, where);
}

double perplexityFor(std::size_t rows, double wanted)
{
    const double others = static_cast<double>(rows) - 1;
    if (wanted == 0)
        return std::clamp(others / kNeighboursPerPerplexity, 1.0, kUsualPerplexity);
    if (!(wanted >= 1))
        refuse("The perplexity of t-SNE must be at least 1.", "perplexity");
    if (kNeighboursPerPerplexity * wanted > others)
        refuse(fmt::format("A perplexity of {:g} needs {:g} neighbours of each row, and there are only {} other rows.",
                           wanted, std::ceil(kNeighboursPerPerplexity * wanted), rows - 1),
               "perplexity");
    return wanted;
}

void check(const TsneOptions& options, std::size_t rows)
{
    if (options.iterations < 0 || options.exaggeratedIterations < 0)
        refuse("The iterations of t-SNE may not be negative.", "iterations");
    if (!(options.earlyExaggeration >= 1 && options.earlyExaggeration <= kLargestExaggeration))
        refuse(fmt::format("The early exaggeration of t-SNE must be in [1, {:g}].", kLargestExaggeration),
               "early_exaggeration");
    if (!(options.lateExaggeration >= 1 && options.lateExaggeration <= kLargestExaggeration))
        refuse(fmt::format("The late exaggeration of t-SNE must be in [1, {:g}].", kLargestExaggeration),
               "late_exaggeration");
    if (!(options.learningRate >= 0) || std::isinf(options.learningRate))
        refuse("The learning rate of t-SNE must be positive.", "learning_rate");
    if (!(options.angle >= 0 && options.angle <= 1))
        refuse("The angle of t-SNE must be in [0, 1].", "angle");
    if (options.coordinates && (options.coordinates->x.size() != rows || options.coordinates->y.size() != rows))
        refuse("The start of t-SNE needs one point for each row.", "coordinates");
}

/// Where the points begin, x and y of each in turn: as given, or the principal components made so small that no
/// distance in the plane matters yet.
std::vector<float> startOf(const Matrix& points, const TsneOptions& options, const RunContext& context)
{
    std::vector<float> positions(2 * points.rows);
    if (options.coordinates) {
        for (std::size_t i = 0; i < points.rows; ++i) {
            positions[2 * i] = options.coordinates->x[i];
            positions[2 * i + 1] = options.coordinates->y[i];
        }
        if (!std::all_of(positions.begin(), positions.end(), [](float value) { return std::isfinite(value); }))
            refuse("The start of t-SNE holds values that are not finite.", "coordinates");
        return positions;
    }
    constexpr double kDeviation = 1e-4;
    constexpr double kJitter =
        1e-2; // of that: where an axis has no extent, nothing else would ever move points along it
    const auto deviation = [](const std::vector<float>& values) {
        double squared = 0; // their mean is 0
        for (const float value : values)
            squared += static_cast<double>(value) * value;
        return std::sqrt(squared / static_cast<double>(std::max<std::size_t>(values.size(), 1)));
    };
    const Projection pca = projectPca(points, context);
    const double widest = std::max(deviation(pca.x), deviation(pca.y));
    Random random(options.seed);
    for (std::size_t axis = 0; axis < 2; ++axis) {
        const auto& values = axis == 0 ? pca.x : pca.y;
        const bool isFlat = !(deviation(values) > 1e-6 * widest);
        for (std::size_t i = 0; i < points.rows; ++i)
            positions[2 * i + axis] =
                static_cast<float>(isFlat ? kDeviation * kJitter * random.normal() : values[i] / widest * kDeviation);
    }
    return positions;
}

Projection pictureOf(const std::vector<float>& positions)
{
    const std::size_t rows = positions.size() / 2;
    double x = 0;
    double y = 0;
    for (std::size_t i = 0; i < rows; ++i) {
        x += positions[2 * i];
        y += positions[2 * i + 1];
    }
    Projection picture;
    picture.x.resize(rows);
    picture.y.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        picture.x[i] = static_cast<float>(positions[2 * i] - x / static_cast<double>(rows));
        picture.y[i] = static_cast<float>(positions[2 * i + 1] - y / static_cast<double>(rows));
    }
    return picture;
}

/// Gradient descent with momentum and a gain for each coordinate (Jacobs 1988), which grows while steps go on in one
/// direction.
class Descent
{
public:
    Descent(std::size_t coordinates, double learningRate)
        : m_rate(static_cast<float>(learningRate))
        , m_steps(coordinates, 0.0F)
        , m_gains(coordinates, 1.0F)
    {}

    void step(const std::vector<float>& gradient, float momentum, std::vector<float>& positions)
    {
        constexpr float kGrowth = 0.2F;
        constexpr float kDecay = 0.8F;
        constexpr float kSmallestGain = 0.01F;
        for (std::size_t i = 0; i < positions.size(); ++i) {
            const float gain = m_steps[i] * gradient[i] < 0 ? m_gains[i] + kGrowth : m_gains[i] * kDecay;
            m_gains[i] = std::max(gain, kSmallestGain);
            m_steps[i] = momentum * m_steps[i] - m_rate * m_gains[i] * gradient[i];
            positions[i] += m_steps[i];
        }
    }

    void restart()
    {
        std::fill(m_steps.begin(), m_steps.end(), 0.0F);
        std::fill(m_gains.begin(), m_gains.end(), 1.0F);
    }

private:
    float m_rate;
    std::vector<float> m_steps;
    std::vector<float> m_gains;
};

} // namespace

TsneResult projectTsne(const Matrix& points, const TsneOptions& options, const RunContext& context,
                       const PictureObserver& onPicture)
{
    requireFinite(points);
    check(options, points.rows);
    TsneResult result;
    result.perplexity = perplexityFor(points.rows, options.perplexity);
    std::vector<float> positions = startOf(points, options, context);
    if (points.rows < 2) {
        result.projection = pictureOf(positions);
        return result;
    }
    context.report(0, "Finding neighbours");
    const int neighbours = static_cast<int>(
        std::min(static_cast<double>(points.rows) - 1, std::floor(kNeighboursPerPerplexity * result.perplexity + 1)));
    const RunContext searching{.stop = context.stop,
                               .progress =
                                   [&context](double fraction, std::string_view what) {
                                       context.report(std::max(fraction, 0.0) * kShareOfNeighbours, what);
                                   },
                               .threads = context.threads};
    const NeighbourGraph graph =
        nearestNeighbours(points, neighbours, {.metric = options.metric, .seed = options.seed}, searching);
    const Affinities affinities = affinitiesOf(graph, result.perplexity, context);

    TsneGradient gradient(affinities, options.angle);
    const double rate = options.learningRate > 0
                            ? options.learningRate
                            : std::max(static_cast<double>(points.rows) / options.earlyExaggeration / 4, 50.0);
    Descent descent(positions.size(), rate);
    std::vector<float> slope(positions.size());
    const int exaggerated = options.coordinates ? 0 : std::min(options.exaggeratedIterations, options.iterations);
    auto shown = Clock::now() - kBetweenPictures;
    for (int iteration = 0; iteration < options.iterations; ++iteration) {
        context.throwIfStopped();
        const bool isEarly = iteration < exaggerated;
        if (iteration == exaggerated)
            descent.restart();
        gradient.compute(positions, isEarly ? options.earlyExaggeration : options.lateExaggeration, slope, context);
        descent.step(slope, isEarly ? 0.5F : 0.8F, positions);
        if (const auto now = Clock::now(); now - shown >= kBetweenPictures) {
            const double done = static_cast<double>(iteration + 1) / options.iterations;
            const double fraction = kShareOfNeighbours + (1 - kShareOfNeighbours) * done;
            context.report(fraction, "Projecting");
            if (onPicture)
                onPicture(fraction, pictureOf(positions));
            shown = now;
        }
    }
    gradient.compute(positions, 1, slope, context);
    result.divergence = gradient.divergence(positions, context);
    result.projection = pictureOf(positions);
    return result;
}

} // namespace matinee
