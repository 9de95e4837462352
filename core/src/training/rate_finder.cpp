#include "training/materials_store.h"
#include "training/run_evaluator.h"
#include "training/run_split.h"

#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/random.h>
#include <matinee/rate_finder.h>
#include <matinee/recommender.h>
#include <matinee/schedule.h>
#include <matinee/subset.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <limits>
#include <numeric>
#include <stop_token>
#include <utility>

namespace matinee {

namespace {

constexpr std::uint64_t kFinderStream = 0x66696E646572;
/// A ramp as long as a run rises by so many decades: as a rule it has exploded by then.
constexpr double kDecades = 5;
/// Of all that the loss falls, where its bottom begins: that may be flat and noisy.
constexpr double kFallen = 0.98;
/// Of the rate there, for a run on average.
constexpr double kShare = 1.0 / 4;
constexpr double kSmoothing = 0.7;
/// A loss so many times the lowest has exploded.
constexpr double kExploded = 4;
/// Rows that a search trains on, and is judged by, at most.
constexpr std::size_t kMostRows = 400'000;
constexpr std::size_t kMostJudged = 10'000;
constexpr std::size_t kMostJudgedAgainstNegatives = 2000;
/// Examples that a search sees, at most: what takes a few seconds with each engine.
constexpr double kMostExamples = 2'000'000;
constexpr double kMostExamplesOfAutograd = 300'000;

/// The exponential mean, debiased: the first value counts fully (Kingma, Ba, Adam, ICLR 2015, section 3).
class Smoothed
{
public:
    double add(double value)
    {
        m_mean = kSmoothing * m_mean + (1 - kSmoothing) * value;
        m_weight = kSmoothing * m_weight + (1 - kSmoothing);
        return m_mean / m_weight;
    }

private:
    double m_mean = 0;
    double m_weight = 0;
};

/// Two digits: more would promise too much.
double rounded(double rate)
{
    const double unit = std::pow(10.0, std::floor(std::log10(rate)) - 1);
    return std::round(rate / unit) * unit;
}

/// A part of some rows, in their order.
void keepSome(std::vector<RowIndex>& rows, std::size_t most, std::uint64_t seed)
{
    if (rows.size() <= most)
        return;
    Random random(seed);
    random.shuffle(rows.begin(), rows.end());
    rows.resize(most);
    std::sort(rows.begin(), rows.end());
}

/// The model that the rates are tried on, with its rows.
class Trial
{
public:
    Trial(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset, const RunContext& context)
        : m_spec(spec)
        , m_context(context)
        , m_data(dataset->fileRows.empty() ? selectRows(dataset, spec.rows) : dataset)
        , m_split(runSplit(spec, *m_data))
        , m_stop(context.stop, [this] { m_control.stop(); })
    {
        keepSome(m_split.train, kMostRows, spec.seed ^ kFinderStream);
        keepSome(m_split.validation, modelInfo(spec.model).isImplicit() ? kMostJudgedAgainstNegatives : kMostJudged,
                 spec.seed ^ kFinderStream);
        m_counts = TrainingCounts(*m_data, m_split.train);
        context.throwIfStopped();
        if (!m_split.validation.empty()) {
            m_store.setDataset(m_data);
            m_evaluator = std::make_unique<RunEvaluator>(m_spec, *m_data, m_split, m_counts, std::string(),
                                                         context.stop, m_store, std::string());
        }
        auto settings = spec.hyperparameters;
        settings.set("learning_rate", 1.0); // the factor is the rate
        ComputeOptions compute;
        compute.device = resolveDevice(spec.device);
        compute.threads = spec.threads > 0 ? spec.threads : hardwareThreads();
        compute.seed = spec.seed ^ kFinderStream;
        compute.engine = spec.engine;
        m_model = modelInfo(spec.model).create(settings);
        m_model->prepare({m_data, m_split.train, m_counts}, compute);
    }

    std::string engine() const { return m_model->engine(); }

    /// What is trained at each rate.
    struct Portion
    {
        int batches = 1;
        double examples = 0; ///< of so many batches
    };
    Portion portion(int perDecade) const
    {
        const auto& settings = m_spec.hyperparameters;
        const auto number = [&settings](const char* key) {
            return settings.has(key) ? static_cast<double>(settings.integer(key)) : 0.0;
        };
        const auto rows = static_cast<double>(m_split.train.size());
        const double batch = number("batch_size") > 0 ? std::min(rows, number("batch_size")) : rows;
        const double group = 1 + number("negatives");
        const double most = engine() == "autograd" ? kMostExamplesOfAutograd : kMostExamples;
        const double ramp = std::min(rows * number("epochs"), most / group);
        const int batches = std::max(1, static_cast<int>(ramp / batch / (kDecades * perDecade)));
        return {batches, batches * batch * group};
    }

    /// Mean loss of some batches at a rate, and what the validation rows say then. \throws Error{Stopped}
    RatePoint measure(double rate, const Portion& portion)
    {
        int asked = 0;
        const EpochContext epoch{m_control, {}, [&](double) {
                                     if (asked++ == portion.batches)
                                         m_control.endEpoch();
                                     return rate;
                                 }};
        double loss = 0;
        double seen = 0;
        do {
            const auto outcome = m_model->trainEpoch(epoch);
            m_control.beginEpoch();
            m_context.throwIfStopped();
            loss += outcome.loss * static_cast<double>(outcome.ratings);
            seen += static_cast<double>(outcome.ratings);
        } while (asked < portion.batches && seen < portion.examples && std::isfinite(loss));
        RatePoint point;
        point.rate = rate;
        point.loss = loss / seen;
        if (m_evaluator && std::isfinite(point.loss))
            point.validation = m_evaluator->validation(*m_model).loss;
        return point;
    }

private:
    const ExperimentSpec& m_spec;
    const RunContext& m_context;
    std::shared_ptr<const Dataset> m_data;
    Split m_split;
    TrainingCounts m_counts;
    RunMaterials::Store m_store;
    TrainingControl m_control;
    std::stop_callback<std::function<void()>> m_stop;
    std::unique_ptr<RunEvaluator> m_evaluator;
    std::unique_ptr<Recommender> m_model;
};

} // namespace

void requireLearningRate(const ExperimentSpec& spec)
{
    if (!spec.hyperparameters.has("learning_rate"))
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("The model '{}' has no learning rate to look for.", spec.model), "model");
}

RateCurve findRate(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset,
                   const RateFinderOptions& options, const RunContext& context)
{
    requireLearningRate(spec);
    const auto began = std::chrono::steady_clock::now();
    context.report(0, "preparing");
    Trial trial(spec, dataset, context);
    RateCurve curve;
    curve.engine = trial.engine();
    Smoothed smoothed;
    double best = std::numeric_limits<double>::infinity();
    const double decades = std::log10(options.highest / options.lowest);
    const int steps = std::max(1, static_cast<int>(std::lround(decades * options.perDecade)));
    const auto portion = trial.portion(options.perDecade);
    for (int step = 0; step <= steps && !curve.exploded; ++step) {
        context.report(static_cast<double>(step) / (steps + 1), "trying learning rates");
        const double rate = options.lowest * std::pow(10.0, static_cast<double>(step) / options.perDecade);
        auto point = trial.measure(rate, portion);
        point.smoothed = smoothed.add(point.loss);
        curve.points.push_back(point);
        best = std::min(best, point.smoothed);
        curve.exploded = !std::isfinite(point.loss) || point.smoothed > kExploded * best;
    }
    curve.suggestion = suggestedRate(curve.points, spec.hyperparameters);
    curve.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    context.report(1, "done");
    return curve;
}

double suggestedRate(const std::vector<RatePoint>& points, const Hyperparameters& hyperparameters)
{
    const bool validated = std::ranges::any_of(points, [](const RatePoint& p) { return std::isfinite(p.validation); });
    const auto value = [validated](const RatePoint& point) {
        const double loss = validated ? point.validation : point.smoothed;
        return std::isfinite(loss) ? loss : std::numeric_limits<double>::infinity();
    };
    if (points.empty() || !std::isfinite(value(points.front())))
        return std::numeric_limits<double>::quiet_NaN();
    const double first = value(points.front());
    const double lowest = value(*std::ranges::min_element(points, {}, value));
    const double enough = lowest + (1 - kFallen) * (first - lowest);
    const auto bottom = std::ranges::find_if(points, [&](const RatePoint& point) { return value(point) <= enough; });
    if (bottom == points.begin())
        return std::numeric_limits<double>::quiet_NaN();
    // Between two points along a straight line over the logarithm of the rate.
    const auto& before = *std::prev(bottom);
    const double share = (value(before) - enough) / (value(before) - value(*bottom));
    const double rate = before.rate * std::pow(bottom->rate / before.rate, share);
    const auto factors = scheduleCurve(hyperparameters, 1000);
    const double mean = std::accumulate(factors.begin(), factors.end(), 0.0) / static_cast<double>(factors.size());
    return rounded(rate * kShare / mean);
}

} // namespace matinee
