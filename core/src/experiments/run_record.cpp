#include "experiments/metrics_json.h"
#include "experiments/run_json.h"
#include "support/atomic_file.h"
#include "training/run_split.h"

#include <matinee/dataset_source.h>
#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/model_file.h>
#include <matinee/run_record.h>
#include <matinee/subset.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <sstream>

namespace matinee {

namespace {

using nlohmann::json;

constexpr int kVersion = 1;

/// A whole number that an int holds; anything else would be converted without a word.
int countFrom(const json& object, const char* field)
{
    const auto& value = object.at(field);
    // As it was read it is unsigned, as it was made it may be signed.
    if (!value.is_number_integer() || value < 0 || value > std::numeric_limits<int>::max())
        throw Error(ErrorCode::Format, fmt::format("The field '{}' must be a whole number from 0 on.", field));
    return value.get<int>();
}

json baselinesJson(const std::vector<Baseline>& baselines)
{
    auto list = json::array();
    for (const auto& baseline : baselines) {
        list.push_back({{"model", baseline.model},
                        {"name", baseline.name},
                        {"validation", metricsJson(baseline.validation)},
                        {"test", metricsJson(baseline.test)},
                        {"ranking", rankingJson(baseline.ranking)}});
    }
    return list;
}

std::vector<Baseline> baselinesFrom(const json& list)
{
    std::vector<Baseline> baselines;
    for (const auto& object : list) {
        baselines.push_back({object.at("model"), object.at("name"), metricsFrom(object.at("validation")),
                             metricsFrom(object.at("test")), rankingFrom(object.value("ranking", json()))});
    }
    return baselines;
}

/// "bias" and "global_mean", the contract's keys, hold a test RMSE; rankings stand under the model's id.
json baselineSummary(const std::vector<Baseline>& baselines)
{
    auto object = json::object();
    for (const auto& baseline : baselines) {
        const bool rated = baseline.test.count > 0 && std::isfinite(baseline.test.rmse);
        if (rated)
            object[baseline.model == "global-mean" ? "global_mean" : baseline.model] = baseline.test.rmse;
        else if (!baseline.ranking.isEmpty())
            object[baseline.model] = rankingJson(baseline.ranking);
    }
    return object;
}

} // namespace

json startJson(const RunStart& start)
{
    return {{"model", start.model},     {"device", start.device},
            {"engine", start.engine},   {"threads", start.threads},
            {"seed", start.seed},       {"parameters", start.parameters},
            {"train", start.train},     {"validation", start.validation},
            {"test", start.test},       {"epochs", start.epochs},
            {"warning", start.warning}, {"baselines", baselinesJson(start.baselines)}};
}

RunStart startFrom(const json& object)
{
    RunStart start;
    start.model = object.at("model");
    start.device = object.at("device");
    start.engine = object.at("engine");
    start.threads = countFrom(object, "threads");
    start.seed = object.at("seed");
    start.parameters = object.at("parameters");
    start.train = object.at("train");
    start.validation = object.at("validation");
    start.test = object.at("test");
    start.epochs = countFrom(object, "epochs");
    start.warning = object.at("warning");
    start.baselines = baselinesFrom(object.at("baselines"));
    return start;
}

const char* statusText(RunStatus status)
{
    return status == RunStatus::Completed ? "completed" : status == RunStatus::Diverged ? "diverged" : "stopped";
}

RunStatus statusFrom(const json& text)
{
    return text == "completed" ? RunStatus::Completed : text == "diverged" ? RunStatus::Diverged : RunStatus::Stopped;
}

EpochStats epochFrom(const json& object)
{
    EpochStats epoch;
    epoch.epoch = countFrom(object, "epoch");
    epoch.trainLoss = numberFrom(object, "train_loss");
    epoch.validationLoss = numberFrom(object, "validation_loss");
    epoch.validationRmse = numberFrom(object, "validation_rmse");
    epoch.validationMae = numberFrom(object, "validation_mae");
    epoch.validationHitRatio = numberFrom(object, "validation_hr@10");
    epoch.validationNdcg = numberFrom(object, "validation_ndcg@10");
    epoch.objective = numberFrom(object, "objective");
    epoch.seconds = object.value("seconds", 0.0);
    const double perSecond = numberFrom(object, "ratings_per_second");
    epoch.ratingsPerSecond = std::isfinite(perSecond) ? perSecond : 0;
    epoch.learningRate = numberFrom(object, "learning_rate");
    epoch.steps = object.value("steps", std::uint64_t{0});
    epoch.ratings = object.value("ratings", std::uint64_t{0});
    epoch.elapsed = object.value("elapsed", 0.0);
    epoch.time = object.value("time", 0.0);
    return epoch;
}

json resultJson(const RunResult& result)
{
    auto samples = json::array();
    for (const auto& sample : result.samples)
        samples.push_back(
            {sample.user, sample.item, number(sample.predicted), sample.actual, number(sample.deviation)});
    return {{"status", statusText(result.status)},
            {"epochs", result.epochs},
            {"best_epoch", result.bestEpoch},
            {"kept_epoch", result.keptEpoch},
            {"refit", result.refit},
            {"warning", result.warning.empty() ? json(nullptr) : json(result.warning)},
            {"seconds", result.seconds},
            {"peak_rss_mb", result.peakRssMb},
            {"train", metricsJson(result.train)},
            {"validation", metricsJson(result.validation)},
            {"test", metricsJson(result.test)},
            {"baselines", baselinesJson(result.baselines)},
            {"ranking", rankingJson(result.ranking)},
            {"ranking_all", rankingJson(result.rankingAll)},
            {"ranking_sampled", rankingJson(result.rankingSampled)},
            {"samples", std::move(samples)}};
}

RunResult resultFrom(const json& object, const Dataset& data)
{
    RunResult result;
    result.status = statusFrom(object.at("status"));
    result.epochs = countFrom(object, "epochs");
    result.bestEpoch = countFrom(object, "best_epoch");
    // Runs from before these were there kept the last epoch and ranked nothing.
    result.keptEpoch = object.contains("kept_epoch") ? countFrom(object, "kept_epoch") : result.epochs;
    result.refit = object.value("refit", false);
    if (const auto warning = object.find("warning"); warning != object.end() && warning->is_string())
        result.warning = *warning;
    result.seconds = object.at("seconds");
    result.peakRssMb = object.at("peak_rss_mb");
    result.train = metricsFrom(object.at("train"));
    result.validation = metricsFrom(object.at("validation"));
    result.test = metricsFrom(object.at("test"));
    result.baselines = baselinesFrom(object.at("baselines"));
    result.ranking = rankingFrom(object.value("ranking", json()));
    result.rankingAll = rankingFrom(object.value("ranking_all", json()));
    result.rankingSampled = rankingFrom(object.value("ranking_sampled", json()));
    for (const auto& list : object.at("samples")) {
        SamplePrediction sample;
        sample.user = list.at(0);
        sample.item = list.at(1);
        sample.predicted = list.at(2).is_number() ? list.at(2).get<float>() : std::numeric_limits<float>::quiet_NaN();
        sample.actual = list.at(3);
        if (list.size() > 4 && list.at(4).is_number())
            sample.deviation = list.at(4);
        if (sample.user < 0 || sample.user >= data.userCount() || sample.item < 0 || sample.item >= data.itemCount())
            throw Error(ErrorCode::Format, "A sample prediction names a user or film that the data set lacks.");
        result.samples.push_back(sample);
    }
    return result;
}

namespace {

json parseJson(const std::string& text, const std::string& where)
{
    auto parsed = json::parse(text, nullptr, false);
    if (parsed.is_discarded())
        throw Error(ErrorCode::Format, "It is not valid JSON.", where);
    return parsed;
}

} // namespace

json dataEvent(const Dataset& data, double seconds)
{
    const auto facts = describe(data);
    auto histogram = json::object();
    for (const auto& [value, count] : facts.histogram)
        histogram[fmt::format("{}", value)] = count;
    return {{"event", "data"},
            {"name", data.name},
            {"users", facts.users},
            {"items", facts.items},
            {"catalogue", facts.catalogue},
            {"ratings", facts.ratings},
            {"scale", {facts.minimum, facts.maximum}},
            {"density", facts.density},
            {"mean", facts.mean},
            {"deviation", facts.deviation},
            {"first_time", facts.firstTime},
            {"last_time", facts.lastTime},
            {"histogram", std::move(histogram)},
            {"digest", data.provenance.digest},
            {"layout", data.provenance.layout},
            {"skipped", data.provenance.skipped},
            {"warnings", data.provenance.warnings},
            {"seconds", seconds}};
}

json startEvent(const RunStart& start, const ExperimentSpec& spec, const std::string& run)
{
    auto event = startJson(start);
    event["event"] = "start";
    event["run"] = run.empty() ? json(nullptr) : json(run);
    event["rows"] = spec.rows.empty() ? json(nullptr) : json(spec.rows);
    event["split"] = spec.split.text();
    event["hyperparameters"] = toJson(spec.hyperparameters);
    event.erase("baselines");
    event.erase("warning");
    return event;
}

json epochEvent(const EpochStats& epoch)
{
    return {{"event", "epoch"},
            {"epoch", epoch.epoch},
            {"train_loss", number(epoch.trainLoss)},
            {"validation_loss", number(epoch.validationLoss)},
            {"validation_rmse", number(epoch.validationRmse)},
            {"validation_mae", number(epoch.validationMae)},
            {"validation_hr@10", number(epoch.validationHitRatio)},
            {"validation_ndcg@10", number(epoch.validationNdcg)},
            {"objective", number(epoch.objective)},
            {"seconds", epoch.seconds},
            {"ratings_per_second", number(epoch.ratingsPerSecond)},
            {"learning_rate", number(epoch.learningRate)},
            {"steps", epoch.steps},
            {"ratings", epoch.ratings},
            {"elapsed", epoch.elapsed},
            {"time", epoch.time}};
}

EpochStats epochFromEvent(const json& event)
{
    return epochFrom(event);
}

json changeEvent(const LiveChange& change)
{
    return {{"event", "change"}, {"position", change.position}, {"step", change.step},
            {"key", change.key}, {"from", change.from},         {"to", change.to}};
}

LiveChange changeFromEvent(const json& event)
{
    return {event.at("position"), event.at("step"), event.at("key"), event.at("from"), event.at("to")};
}

json resultEvent(const RunResult& result, const std::string& run)
{
    auto event = resultJson(result);
    event["event"] = "result";
    event["run"] = run.empty() ? json(nullptr) : json(run);
    event["baselines"] = baselineSummary(result.baselines);
    event.erase("samples");
    return event;
}

json foldEvent(const FoldResult& fold)
{
    return {{"event", "fold"},
            {"fold", fold.fold},
            {"epochs", fold.epochs},
            {"test", metricsJson(fold.test)},
            {"ranking", rankingJson(fold.ranking)}};
}

json crossValidationEvent(const CrossValidation& result)
{
    const auto summary = [](const FoldSummary& values) -> json {
        if (!std::isfinite(values.pooled))
            return nullptr;
        return {{"pooled", values.pooled}, {"mean", number(values.mean)}, {"sd", number(values.sd)}};
    };
    json ranking = nullptr;
    if (std::isfinite(result.hitRatio.pooled))
        ranking = {{"hr@10", summary(result.hitRatio)}, {"ndcg@10", summary(result.ndcg)}};
    return {{"event", "cv"},
            {"folds", result.folds},
            {"finished", result.results.size()},
            {"test", {{"rmse", summary(result.rmse)}, {"mae", summary(result.mae)}}},
            {"ranking", ranking}};
}

json predictionEvent(const SamplePrediction& sample, const Dataset& data)
{
    return {{"event", "prediction"},
            {"user", std::to_string(data.users.id(sample.user))},
            {"item", std::to_string(data.items.id(sample.item))},
            {"title", data.film(sample.item).title},
            {"predicted", number(sample.predicted)},
            {"deviation", number(sample.deviation)},
            {"actual", sample.actual}};
}

namespace {

/// A split's file may be named relative to the data set or to where the person is.
std::string absoluteUnlessInside(const std::filesystem::path& source, const std::string& file)
{
    std::error_code ignored;
    const bool inside = std::filesystem::exists(source / file, ignored) ||
                        (std::filesystem::is_regular_file(source, ignored) && file.find('/') == std::string::npos);
    if (inside || !std::filesystem::exists(file, ignored))
        return file;
    return std::filesystem::absolute(file).lexically_normal().string();
}

} // namespace

ExperimentSpec portableSpec(ExperimentSpec spec, const Dataset& dataset)
{
    spec.data = dataset.provenance.source;
    for (auto& file : spec.split.files)
        file = absoluteUnlessInside(spec.data, file);
    if (!spec.candidates.empty())
        spec.candidates = std::filesystem::absolute(spec.candidates).lexically_normal().string();
    return spec;
}

void saveRun(const TrainedRun& run, const std::filesystem::path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        throw Error(ErrorCode::Io, fmt::format("The folder could not be made: {}.", error.message()), folder.string());

    // The record goes first and comes last, so that a folder with a run.json is whole.
    std::filesystem::remove(folder / "run.json", error);

    std::string metrics;
    for (const auto& epoch : run.history)
        metrics += epochEvent(epoch).dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    writeFileAtomically(folder / "metrics.jsonl", metrics);

    ModelFile model;
    run.model->save(model);
    model.write(folder / "model.bin");
    if (run.best)
        run.best->write(folder / "best.bin");
    else
        std::filesystem::remove(folder / "best.bin", error);
    auto changes = json::array();
    for (const auto& change : run.changes)
        changes.push_back(changeEvent(change));

    const json record = {{"format", "matinee-run"},
                         {"version", kVersion},
                         {"program", MATINEE_VERSION},
                         {"spec", toJson(portableSpec(run.spec, *run.dataset))},
                         {"data", {{"name", run.dataset->name}, {"digest", run.dataset->provenance.digest}}},
                         {"start", startJson(run.start)},
                         {"changes", std::move(changes)},
                         {"result", resultJson(run.result)}};
    writeFileAtomically(folder / "run.json", record.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

std::shared_ptr<const TrainedRun> loadRun(const std::filesystem::path& folder, const RunContext& context)
{
    const auto file = folder / "run.json";
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        throw Error(ErrorCode::NotFound, "There is no run in this folder: run.json is missing.", folder.string());
    const auto record = parseJson(readWholeFile(file), file.string());
    auto run = std::make_shared<TrainedRun>();
    try {
        if (record.value("format", "") != "matinee-run")
            throw Error(ErrorCode::Format, "This is not a run of Matinee.", file.string());
        if (record.at("version").get<int>() > kVersion)
            throw Error(ErrorCode::Format, "The run was written by a newer Matinee.", file.string());
        run->spec = experimentFromJson(record.at("spec"));
        run->dataset = selectRows(loadDataset(run->spec.data, context), run->spec.rows);
        const std::string digest = record.at("data").at("digest");
        if (run->dataset->provenance.digest != digest)
            throw Error(ErrorCode::Format,
                        fmt::format("The ratings in '{}' are not those that the run was trained on.", run->spec.data),
                        file.string());
        run->start = startFrom(record.at("start"));
        for (const auto& change : record.value("changes", json::array()))
            run->changes.push_back(changeFromEvent(change));
        run->result = resultFrom(record.at("result"), *run->dataset);
        std::istringstream lines(readWholeFile(folder / "metrics.jsonl"));
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            if (!line.empty())
                run->history.push_back(epochFrom(parseJson(line, fmt::format("metrics.jsonl:{}", number))));
        }
    } catch (const json::exception&) {
        throw Error(ErrorCode::Format, "A field of the run is missing or has the wrong type.", file.string());
    }
    run->split = std::make_shared<Split>(runSplit(run->spec, *run->dataset));
    if (run->split->train.size() != run->start.train || run->split->validation.size() != run->start.validation ||
        run->split->test.size() != run->start.test)
        throw Error(ErrorCode::Format, "The split does not give the rows that the run was trained on.", file.string());
    run->counts = TrainingCounts(*run->dataset, run->result.refit ? refitRows(*run->split) : run->split->train);

    auto model = modelInfo(run->spec.model).create(run->spec.hyperparameters);
    // A run from a machine with a GPU opens on one without.
    const ComputeOptions compute{"cpu", run->spec.threads > 0 ? run->spec.threads : hardwareThreads(), run->spec.seed};
    model->load(ModelFile::read(folder / "model.bin"), *run->dataset, compute);
    run->model = std::move(model);
    if (std::filesystem::exists(folder / "best.bin", error))
        run->best = std::make_shared<const ModelFile>(ModelFile::read(folder / "best.bin"));
    return run;
}

} // namespace matinee
