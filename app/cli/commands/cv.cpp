#include "commands/cv.h"

#include "commands/experiment_options.h"
#include "interrupt.h"
#include "output.h"
#include "whole_number.h"
#include "work.h"

#include <matinee/cross_validation.h>
#include <matinee/run_record.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace matinee::cli {

namespace {

constexpr auto kRight = Table::Align::Right;

struct Options
{
    ExperimentOptions experiment;
    int folds = 5;
    bool json = false;
};

/// A row or an object for each fold, and a bar below them.
class FoldReport : public FoldObserver
{
public:
    FoldReport(int folds, bool json, bool ranked, ProgressBar& bar)
        : m_folds(folds)
        , m_json(json)
        , m_bar(bar)
        , m_table(columns(ranked))
        , m_ranked(ranked)
    {}

    void onStart(const RunStart& start) override { m_epochs = start.epochs; }

    void onBatch(const BatchStats& batch) override
    {
        const double done = (m_done + batch.position / std::max(1, m_epochs)) / m_folds;
        m_bar.show(done, fmt::format("fold {}/{}", m_done + 1, m_folds),
                   fmt::format("loss {}", decimals(batch.loss, 4)));
    }

    void onFold(const FoldResult& fold) override
    {
        m_bar.clear();
        if (m_json) {
            printJson(foldEvent(fold));
        } else {
            if (m_done == 0)
                m_table.printTitles();
            m_table.printRow(row(std::to_string(fold.fold), fold.test.rmse, fold.test.mae, fold.ranking.hitRatio,
                                 fold.ranking.ndcg, fold.test.count));
        }
        ++m_done;
    }

    void finish(const CrossValidation& result) const
    {
        m_bar.clear();
        if (m_json) {
            printJson(crossValidationEvent(result));
            return;
        }
        std::size_t count = 0;
        for (const auto& fold : result.results)
            count += fold.test.count;
        m_table.printRow(
            row("pooled", result.rmse.pooled, result.mae.pooled, result.hitRatio.pooled, result.ndcg.pooled, count));
        m_table.printRow(row("mean", result.rmse.mean, result.mae.mean, result.hitRatio.mean, result.ndcg.mean, 0));
        m_table.printRow(row("sd", result.rmse.sd, result.mae.sd, result.hitRatio.sd, result.ndcg.sd, 0));
    }

private:
    static std::vector<Table::Column> columns(bool ranked)
    {
        std::vector<Table::Column> columns = {
            {"fold", Table::Align::Left, 6}, {"RMSE", kRight, 7}, {"MAE", kRight, 7}, {"rows", kRight, 9}};
        if (ranked) {
            columns.push_back({"HR@10", kRight, 7});
            columns.push_back({"NDCG@10", kRight, 7});
        }
        return columns;
    }

    std::vector<std::string> row(const std::string& name, double rmse, double mae, double hitRatio, double ndcg,
                                 std::size_t count) const
    {
        std::vector<std::string> cells = {name, decimals(rmse, 4), decimals(mae, 4), count ? grouped(count) : ""};
        if (m_ranked) {
            cells.push_back(decimals(hitRatio, 4));
            cells.push_back(decimals(ndcg, 4));
        }
        return cells;
    }

    int m_folds;
    bool m_json;
    ProgressBar& m_bar;
    Table m_table;
    bool m_ranked;
    int m_epochs = 1;
    int m_done = 0;
};

int runCv(const Options& options)
{
    const auto spec = specFrom(options.experiment, "cv");
    Work work;
    const auto loaded = openDataset(spec.data, work);
    if (options.json)
        printJson(dataEvent(*loaded.data, loaded.seconds));
    const bool ranked =
        modelInfo(spec.model).isImplicit() || spec.hyperparameters.flag("ranking") || !spec.candidates.empty();
    TrainingControl control;
    FoldReport report(options.folds, options.json, ranked, work.bar());
    const auto result = [&] {
        const InterruptStops stops(control);
        return crossValidate(spec, loaded.data, options.folds, control, report);
    }();
    report.finish(result);
    return result.stopped ? kInterrupted : kDone;
}

} // namespace

void addCv(CLI::App& parent, Chosen& chosen)
{
    auto options = std::make_shared<Options>();
    auto& command = *parent.add_subcommand("cv", "Cross-validate: train on all folds but one, test on that one");
    addExperimentOptions(command, options->experiment, false);
    addWholeNumber(command, "--folds", options->folds, "Number of folds", 2, 1000)->required();
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, runCv);
}

} // namespace matinee::cli
