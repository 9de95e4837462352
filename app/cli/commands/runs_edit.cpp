#include "commands/runs_edit.h"

#include "commands/stored_run.h"
#include "output.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace matinee::cli {

namespace {

struct RunsOptions
{
    std::vector<std::string> ids;
    bool json = false;
};

struct NoteOptions
{
    std::string id;
    std::string text;
};

struct TagOptions
{
    std::string id;
    std::vector<std::string> edits; ///< "+tag", "-tag"
};

/// All of them are there, or nothing is done to any.
std::vector<std::int64_t> knownRuns(const RunStore& store, const std::vector<std::string>& names)
{
    std::vector<std::int64_t> ids;
    for (const auto& name : names)
        ids.push_back(storedRun(store, runIdNamed(name)).id);
    return ids;
}

int runDelete(const RunsOptions& options)
{
    auto store = storeToChange();
    for (const auto id : knownRuns(store, options.ids)) {
        store.remove(id);
        if (options.json)
            printJson({{"event", "deleted"}, {"run", std::to_string(id)}});
        else
            note(fmt::format("Run {} is deleted.", id));
    }
    return kDone;
}

void setArchived(const RunsOptions& options, bool archived)
{
    auto store = storeToChange();
    for (const auto id : knownRuns(store, options.ids)) {
        store.setArchived(id, archived);
        if (options.json)
            printJson(runEvent(storedRun(store, id)));
    }
}

int runArchive(const RunsOptions& options)
{
    setArchived(options, true);
    return kDone;
}

int runRestore(const RunsOptions& options)
{
    setArchived(options, false);
    return kDone;
}

int runNote(const NoteOptions& options)
{
    storeToChange().setNotes(runIdNamed(options.id), options.text);
    return kDone;
}

int runTag(const TagOptions& options)
{
    if (options.edits.empty())
        throw Error(ErrorCode::InvalidArgument, "runs tag needs a tag to add, as +TAG, or to take away, as -TAG.");
    const auto id = runIdNamed(options.id);
    auto store = storeToChange();
    auto tags = storedRun(store, id).tags;
    for (const auto& edit : options.edits) {
        if (edit.size() < 2 || (edit[0] != '+' && edit[0] != '-') || edit.starts_with("--"))
            throw Error(ErrorCode::InvalidArgument, fmt::format("runs tag takes +TAG and -TAG, not '{}'.", edit));
        const auto tag = edit.substr(1);
        if (edit[0] == '+')
            tags.push_back(tag);
        else
            std::erase(tags, tag);
    }
    store.setTags(id, tags);
    return kDone;
}

void addForRuns(CLI::App& parent, Chosen& chosen, const char* name, const char* help, int (*run)(const RunsOptions&))
{
    auto options = std::make_shared<RunsOptions>();
    auto& command = *parent.add_subcommand(name, help);
    command.add_option("ids", options->ids, "The runs' numbers")->required();
    command.add_flag("--json", options->json, "One JSON object a line");
    onParsed(command, std::move(options), chosen, run);
}

} // namespace

void addRunsEdit(CLI::App& parent, Chosen& chosen)
{
    addForRuns(parent, chosen, "delete", "Delete runs for good, with their files", runDelete);
    addForRuns(parent, chosen, "archive", "Leave runs out of the list", runArchive);
    addForRuns(parent, chosen, "restore", "Bring archived runs back into the list", runRestore);

    auto note = std::make_shared<NoteOptions>();
    auto& noteCommand = *parent.add_subcommand("note", "Write a note on a run, in the place of the one before");
    noteCommand.add_option("id", note->id, "The run's number")->required();
    noteCommand.add_option("text", note->text, "The note; empty: none")->required();
    onParsed(noteCommand, std::move(note), chosen, runNote);

    auto tag = std::make_shared<TagOptions>();
    auto& tagCommand = *parent.add_subcommand("tag", "Give a run tags, as +TAG, and take them away, as -TAG");
    tagCommand.add_option("id", tag->id, "The run's number")->required();
    tagCommand.allow_extras(); // -TAG would be an option
    tagCommand.callback([tag, &tagCommand, &chosen] {
        tag->edits = tagCommand.remaining();
        chosen = [tag] { return runTag(*tag); };
    });
}

} // namespace matinee::cli
