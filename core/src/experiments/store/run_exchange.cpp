#include "experiments/run_json.h"
#include "experiments/store/run_rows.h"
#include "experiments/store/run_store_parts.h"
#include "support/atomic_file.h"

#include <matinee/error.h>
#include <matinee/run_record.h>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace matinee {

using nlohmann::json;

namespace {

constexpr const char* kFormat = "matinee-experiment";
constexpr int kVersion = 1;

[[noreturn]] void refuse(const std::string& sentence)
{
    throw Error(ErrorCode::Format, sentence);
}

bool isUuid(const std::string& text)
{
    return text.size() == 32 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isxdigit(c); });
}

/// All that a file of a run says, checked, before anything is written.
struct ExportedRun
{
    RunOrigin origin;
    RunDescription description;
    StoredStatus status = StoredStatus::Interrupted;
    std::string problem;
    std::int64_t ended = 0;
    std::optional<RunStart> start;
    std::vector<EpochStats> epochs;
    std::vector<LiveChange> changes;
    std::optional<RunResult> result;
    std::string notes;
    std::string tags;
};

std::vector<EpochStats> epochsFrom(const json& list)
{
    std::vector<EpochStats> epochs;
    for (const auto& object : list) {
        epochs.push_back(epochFromEvent(object));
        if (epochs.size() > 1 && epochs.back().epoch <= epochs[epochs.size() - 2].epoch)
            refuse(fmt::format("The epochs of the run are not in order: {} comes after {}.", epochs.back().epoch,
                               epochs[epochs.size() - 2].epoch));
    }
    return epochs;
}

std::vector<LiveChange> changesFrom(const json& list)
{
    std::vector<LiveChange> changes;
    for (const auto& object : list)
        changes.push_back(changeFromEvent(object));
    return changes;
}

ExportedRun exportedFrom(const json& object)
{
    ExportedRun run;
    run.origin = {object.at("uuid"), object.at("program"), object.at("started")};
    if (!isUuid(run.origin.uuid))
        refuse("The field 'uuid' must be 32 hexadecimal digits.");
    const auto& data = object.at("data");
    run.description = {experimentFromJson(object.at("spec")), data.at("name"), data.at("digest")};
    run.status = statusNamed(object.at("status"));
    run.problem = object.value("problem", std::string());
    run.ended = object.at("ended");
    if (const auto found = object.find("start"); found != object.end() && !found->is_null())
        run.start = startFrom(*found);
    run.epochs = epochsFrom(object.at("epochs"));
    run.changes = changesFrom(object.value("changes", json::array()));
    if (const auto found = object.find("result"); found != object.end() && !found->is_null()) {
        auto result = *found;
        result["samples"] = json::array();
        run.result = resultFrom(result, Dataset());
    }
    run.notes = object.value("notes", std::string());
    run.tags = tagLines(object.value("tags", std::vector<std::string>()));
    return run;
}

} // namespace

json RunStore::exportRun(std::int64_t run) const
{
    return m_parts->database.read([&]() -> json {
        auto query = m_parts->database.query("SELECT " + runColumns() + " FROM runs WHERE id = ?");
        if (!query.add(run).step())
            m_parts->refuseUnknown(run);
        const auto stored = m_parts->read(query);
        auto epochs = json::array();
        for (const auto& epoch : m_parts->epochs(run))
            epochs.push_back(epochEvent(epoch));
        auto changes = json::array();
        for (const auto& change : m_parts->changes(run))
            changes.push_back(changeEvent(change));
        auto result = m_parts->document("result", run);
        if (result.is_object())
            result.erase("samples");
        auto spec = json::parse(stored.spec, nullptr, false);
        const auto source = spec.is_object() ? spec.value("data", json()) : json();
        return {{"format", kFormat},
                {"version", kVersion},
                {"uuid", stored.uuid},
                {"program", stored.program},
                {"spec", std::move(spec)},
                {"data", {{"name", stored.data}, {"digest", stored.digest}, {"source", source}}},
                {"status", nameOf(stored.status)},
                {"problem", stored.problem},
                {"started", stored.started},
                {"ended", stored.ended},
                {"start", m_parts->document("start", run)},
                {"epochs", std::move(epochs)},
                {"changes", std::move(changes)},
                {"result", std::move(result)},
                {"notes", stored.notes},
                {"tags", stored.tags}};
    });
}

void RunStore::exportRun(std::int64_t run, const std::filesystem::path& file) const
{
    writeFileAtomically(file, exportRun(run).dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

RunStore::Imported RunStore::importRun(const std::filesystem::path& file)
{
    const auto exported = json::parse(readWholeFile(file), nullptr, false);
    try {
        return importRun(exported);
    } catch (const Error& error) {
        if (error.code() != ErrorCode::Format)
            throw;
        throw Error(error.code(), error.message(), file.string());
    }
}

RunStore::Imported RunStore::importRun(const json& exported)
{
    if (!exported.is_object() || exported.value("format", json()) != kFormat)
        refuse("This is not a run that Matinee exported.");
    const auto version = exported.value("version", json());
    if (!version.is_number_integer() || version > kVersion)
        refuse("The run was exported by a newer Matinee.");
    const auto run = [&] {
        try {
            return exportedFrom(exported);
        } catch (const json::exception&) {
            refuse("A field of the exported run is missing or has the wrong type.");
        } catch (const Error& error) {
            throw Error(ErrorCode::Format, error.message(), error.where());
        }
    }();
    return m_parts->database.write([&]() -> Imported {
        auto known = m_parts->database.query("SELECT id FROM runs WHERE uuid = ?");
        if (known.add(run.origin.uuid).step())
            return {known.whole(), false};
        const auto id = m_parts->insert(run.origin, run.description);
        if (run.start)
            m_parts->setStart(id, *run.start);
        for (const auto& epoch : run.epochs)
            m_parts->addEpoch(id, epoch, run.ended);
        for (const auto& change : run.changes)
            m_parts->addChange(id, change);
        if (run.result)
            m_parts->setResult(id, *run.result);
        const bool ended = run.status != StoredStatus::Running && run.status != StoredStatus::Interrupted;
        auto query = m_parts->database.query(
            "UPDATE runs SET status = ?, problem = ?, ended = ?, notes = ?, tags = ? WHERE id = ?");
        if (ended)
            query.add(nameOf(run.status));
        else
            query.addNull();
        m_parts->change(query.add(run.problem).add(run.ended).add(run.notes).add(run.tags), id);
        return {id, true};
    });
}

} // namespace matinee
