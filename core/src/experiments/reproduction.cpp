#include "experiments/reproduction_tools.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <chrono>
#include <numeric>

namespace matinee {

ExperimentSpec specOf(const std::string& model, const Settings& settings, const std::string& split)
{
    auto spec = ExperimentSpec::forModel(model);
    for (const auto& [key, value] : settings)
        spec.hyperparameters.setText(key, value);
    spec.split = SplitSpec::parse(split);
    return spec;
}

std::shared_ptr<const TrainedRun> trainQuietly(const ReproductionContext& context, ExperimentSpec spec,
                                               const Dataset& data, TrainingObserver* observer)
{
    spec.threads = context.threads;
    spec.device = "cpu"; // the published numbers and their bands are those of a CPU
    TrainingObserver silent;
    // The caller keeps the data set alive; the run is gone before it.
    const std::shared_ptr<const Dataset> shared(std::shared_ptr<const Dataset>(), &data);
    auto run = train(spec, shared, context.control, observer ? *observer : silent);
    if (run->result.status == RunStatus::Stopped)
        throw Error(ErrorCode::Stopped, "Stopped.");
    return run;
}

void measure(const ReproductionContext& context, bool oneSeed, std::vector<ReproductionRow>& rows,
             const std::function<std::vector<double>(std::uint64_t seed)>& work)
{
    const int seeds = oneSeed ? 1 : context.seeds;
    for (int seed = 0; seed < seeds; ++seed) {
        if (context.progress)
            context.progress(fmt::format("{}, seed {} of {}", rows.front().what, seed + 1, seeds));
        const auto begin = std::chrono::steady_clock::now();
        const auto values = work(static_cast<std::uint64_t>(seed));
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        for (std::size_t r = 0; r < rows.size(); ++r) {
            rows[r].bySeed.push_back(values.at(r));
            rows[r].seconds += seconds;
        }
    }
    for (auto& row : rows)
        row.ours = std::accumulate(row.bySeed.begin(), row.bySeed.end(), 0.0) / static_cast<double>(row.bySeed.size());
}

ReproductionRow expected(const std::string& what, const std::string& metric, double published, double low, double high,
                         const std::string& why)
{
    ReproductionRow row;
    row.what = what;
    row.metric = metric;
    row.published = published;
    row.low = low;
    row.high = high;
    row.why = why;
    return row;
}

ReproductionRow atMost(const std::string& what, const std::string& metric, double published, double bar,
                       const std::string& why)
{
    return expected(what, metric, published, -std::numeric_limits<double>::infinity(), bar, why);
}

ReproductionRow atLeast(const std::string& what, const std::string& metric, double published, double bar,
                        const std::string& why)
{
    return expected(what, metric, published, bar, std::numeric_limits<double>::infinity(), why);
}

const std::vector<Reproduction>& reproductions()
{
    static const std::vector<Reproduction> list = [] {
        auto all = notebookReproductions();
        for (auto part : {ratingReproductions(), rankingReproductions()}) {
            for (auto& reproduction : part)
                all.push_back(std::move(reproduction));
        }
        return all;
    }();
    return list;
}

std::vector<ReproductionRow> reproduce(const Reproduction& reproduction, const ReproductionContext& context)
{
    const auto data = context.data(reproduction.data);
    if (!data) {
        ReproductionRow row;
        row.what = reproduction.id;
        row.data = reproduction.data;
        row.skipped = true;
        row.why = fmt::format("The data set {} is not on this machine.", reproduction.data);
        return {row};
    }
    auto rows = reproduction.rows(context, *data);
    for (auto& row : rows)
        row.data = reproduction.data;
    return rows;
}

} // namespace matinee
