#include "experiments/event_file.h"

#include <matinee/tensorboard.h>

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

namespace matinee {

namespace {

ProtoMessage scalar(const std::string& tag, double value)
{
    const auto entry = ProtoMessage().text(1, tag).single(2, static_cast<float>(value)); // Summary.Value
    return ProtoMessage().message(1, entry);
}

/// A summary of the HParams plugin: the data is in the metadata (summary.proto, plugin_data.proto).
ProtoMessage pluginSummary(const std::string& tag, int field, const ProtoMessage& content)
{
    const auto data = ProtoMessage().message(field, content); // HParamsPluginData
    const auto plugin = ProtoMessage().text(1, "hparams").text(2, data.bytes());
    const auto metadata = ProtoMessage().message(1, plugin);
    return ProtoMessage().message(1, ProtoMessage().text(1, tag).message(9, metadata));
}

/// A hyperparameter as the plugin wants it: a description, and a google.protobuf.Value.
struct HParam
{
    std::string name;
    ParameterValue value;
    std::string label;
    std::string help;

    /// HParamInfo; a type is 1 for text, 2 for yes or no, 3 for a number.
    ProtoMessage info() const
    {
        ProtoMessage message;
        message.text(1, name);
        if (!label.empty())
            message.text(2, label);
        if (!help.empty())
            message.text(3, help);
        int type = 3;
        if (std::holds_alternative<std::string>(value))
            type = 1;
        else if (std::holds_alternative<bool>(value))
            type = 2;
        return message.integer(4, type);
    }

    /// An entry of SessionStartInfo.hparams.
    ProtoMessage entry() const
    {
        ProtoMessage plain;
        if (const auto* text = std::get_if<std::string>(&value))
            plain.text(3, *text);
        else if (const auto* flag = std::get_if<bool>(&value))
            plain.integer(4, *flag ? 1 : 0);
        else if (const auto* whole = std::get_if<std::int64_t>(&value))
            plain.real(2, static_cast<double>(*whole));
        else
            plain.real(2, std::get<double>(value));
        return ProtoMessage().text(1, name).message(2, plain);
    }
};

std::vector<HParam> hparams(const ExperimentSpec& spec)
{
    std::vector<HParam> list = {
        {"model", spec.model, "Model", {}},
        {"data", spec.data, "Data set", {}},
        {"split", spec.split.text(), "Split", {}},
        {"seed", static_cast<double>(spec.seed), "Seed", {}},
    };
    if (!spec.rows.empty())
        list.push_back({"rows", spec.rows, "Rows", {}});
    for (const auto& parameter : spec.hyperparameters.parameters())
        list.push_back({parameter.key, spec.hyperparameters.value(parameter.key), parameter.label, parameter.help});
    return list;
}

/// What the run will be judged by: names of the plugin's metrics.
std::vector<std::string> metricNames(const ExperimentSpec& spec)
{
    const bool implicit = modelInfo(spec.model).isImplicit();
    const auto& settings = spec.hyperparameters;
    std::vector<std::string> names;
    if (!implicit)
        names = {"hparam/test_rmse", "hparam/test_mae"};
    if (implicit || !spec.candidates.empty() || (settings.has("ranking") && settings.flag("ranking"))) {
        names.emplace_back("hparam/test_hr@10");
        names.emplace_back("hparam/test_ndcg@10");
    }
    return names;
}

double secondsNow()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace

struct TensorBoardObserver::Parts
{
    EventFile file;
    ExperimentSpec spec;
    std::string problem;

    void add(const std::string& tag, std::int64_t step, double value)
    {
        if (std::isfinite(value))
            file.addSummary(step, scalar(tag, value));
    }

    void flush()
    {
        if (problem.empty() && !file.flush())
            problem = fmt::format("TensorBoard's file {} could not be written to the end.", file.path().string());
    }
};

TensorBoardObserver::TensorBoardObserver(const std::filesystem::path& folder, const ExperimentSpec& spec,
                                         TrainingObserver& next)
    : ForwardingObserver(next)
    , m_parts(new Parts{EventFile(folder), spec, {}})
{}

TensorBoardObserver::~TensorBoardObserver() = default;

void TensorBoardObserver::onStart(const RunStart& start)
{
    ProtoMessage experiment;
    ProtoMessage session;
    for (const auto& hparam : hparams(m_parts->spec)) {
        experiment.message(4, hparam.info());
        session.message(1, hparam.entry());
    }
    for (const auto& name : metricNames(m_parts->spec)) {
        const auto metricName = ProtoMessage().text(2, name);
        experiment.message(5, ProtoMessage().message(1, metricName));
    }
    session.real(5, secondsNow());
    m_parts->file.addSummary(0, pluginSummary("_hparams_/experiment", 2, experiment));
    m_parts->file.addSummary(0, pluginSummary("_hparams_/session_start_info", 3, session));
    m_parts->flush();
    ForwardingObserver::onStart(start);
}

void TensorBoardObserver::onBatch(const BatchStats& batch)
{
    m_parts->add("Loss/batch", static_cast<std::int64_t>(batch.step), batch.loss);
    ForwardingObserver::onBatch(batch);
}

void TensorBoardObserver::onEpoch(const EpochStats& epoch, const Recommender& model)
{
    for (const auto& [tag, value] :
         {std::pair("Loss/train", epoch.trainLoss), std::pair("Loss/validation", epoch.validationLoss),
          std::pair("RMSE/validation", epoch.validationRmse), std::pair("MAE/validation", epoch.validationMae),
          std::pair("HR@10/validation", epoch.validationHitRatio),
          std::pair("NDCG@10/validation", epoch.validationNdcg), std::pair("Objective", epoch.objective)})
        m_parts->add(tag, epoch.epoch, value);
    m_parts->flush();
    ForwardingObserver::onEpoch(epoch, model);
}

void TensorBoardObserver::onFinish(const RunResult& result)
{
    // Of a stopped run the plugin knows no status of its own: it stays unknown.
    ProtoMessage session;
    session.integer(1, result.status == RunStatus::Completed ? 1 : 0).real(2, secondsNow());
    m_parts->file.addSummary(0, pluginSummary("_hparams_/session_end_info", 4, session));
    m_parts->add("hparam/test_rmse", 0, result.test.rmse);
    m_parts->add("hparam/test_mae", 0, result.test.mae);
    m_parts->add("hparam/test_hr@10", 0, result.ranking.hitRatio);
    m_parts->add("hparam/test_ndcg@10", 0, result.ranking.ndcg);
    m_parts->flush();
    ForwardingObserver::onFinish(result);
}

const std::string& TensorBoardObserver::problem() const
{
    return m_parts->problem;
}

} // namespace matinee
