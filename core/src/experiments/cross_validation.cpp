#include <matinee/cross_validation.h>
#include <matinee/error.h>

#include <fmt/format.h>

#include <cmath>

namespace matinee {

namespace {

/// Mean and spread of the folds, and the mean over all rows; each fold has a mean and a number of rows.
class Pool
{
public:
    void add(double mean, std::size_t count)
    {
        if (!std::isfinite(mean))
            return;
        m_means.push_back(mean);
        m_sum += mean * static_cast<double>(count);
        m_count += static_cast<double>(count);
    }

    double pooled() const { return m_count > 0 ? m_sum / m_count : std::numeric_limits<double>::quiet_NaN(); }

    FoldSummary summary() const
    {
        FoldSummary summary;
        if (m_means.empty())
            return summary;
        summary.pooled = pooled();
        const auto n = static_cast<double>(m_means.size());
        double sum = 0;
        for (const double mean : m_means)
            sum += mean;
        summary.mean = sum / n;
        double squares = 0;
        for (const double mean : m_means)
            squares += (mean - summary.mean) * (mean - summary.mean);
        if (m_means.size() > 1)
            summary.sd = std::sqrt(squares / (n - 1));
        return summary;
    }

private:
    std::vector<double> m_means;
    double m_sum = 0;
    double m_count = 0;
};

void summarise(CrossValidation& result)
{
    Pool squares;
    Pool rmse;
    Pool mae;
    Pool hitRatio;
    Pool ndcg;
    for (const auto& fold : result.results) {
        squares.add(fold.test.rmse * fold.test.rmse, fold.test.count);
        rmse.add(fold.test.rmse, fold.test.count);
        mae.add(fold.test.mae, fold.test.count);
        hitRatio.add(fold.ranking.hitRatio, fold.ranking.count);
        ndcg.add(fold.ranking.ndcg, fold.ranking.count);
    }
    result.rmse = rmse.summary();
    result.rmse.pooled = std::sqrt(squares.pooled());
    result.mae = mae.summary();
    result.hitRatio = hitRatio.summary();
    result.ndcg = ndcg.summary();
}

} // namespace

CrossValidation crossValidate(const ExperimentSpec& spec, const std::shared_ptr<const Dataset>& dataset, int folds,
                              TrainingControl& control, FoldObserver& observer)
{
    if (folds < 2)
        throw Error(ErrorCode::InvalidArgument, "Cross-validation needs two folds at least.", "folds");
    const auto isSet = [&spec](const char* key) {
        return spec.hyperparameters.has(key) && spec.hyperparameters.flag(key);
    };
    const std::string validation = isSet("early_stopping") || isSet("refit") ? ":validation=0.1" : "";
    CrossValidation result;
    result.folds = folds;
    for (int fold = 1; fold <= folds && !result.stopped; ++fold) {
        auto foldSpec = spec;
        foldSpec.split = SplitSpec::parse(fmt::format("folds:{}/{}{}", folds, fold, validation));
        const auto run = train(foldSpec, dataset, control, observer);
        result.stopped = run->result.status == RunStatus::Stopped;
        if (result.stopped)
            break;
        result.results.push_back({fold, run->result.test, run->result.ranking, run->result.keptEpoch});
        observer.onFold(result.results.back());
    }
    summarise(result);
    return result;
}

} // namespace matinee
