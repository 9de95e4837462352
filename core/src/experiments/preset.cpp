#include "experiments/preset_files.h"

#include <matinee/error.h>
#include <matinee/preset.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace matinee {

using nlohmann::json;

Preset presetFromJson(const std::string& text, const std::string& where)
{
    const auto object = json::parse(text, nullptr, false);
    if (!object.is_object())
        throw Error(ErrorCode::Format, "A preset must be a JSON object.", where);
    Preset preset;
    try {
        preset.id = object.at("id");
        preset.name = object.at("name");
        preset.summary = object.at("summary");
        preset.notes = object.at("notes").get<std::vector<std::string>>();
        preset.spec = experimentFromJson(object.at("experiment"));
    } catch (const json::exception&) {
        throw Error(ErrorCode::Format, "A field of the preset is missing or has the wrong type.", where);
    } catch (const Error& error) {
        throw Error(ErrorCode::Format, error.message(), where);
    }
    return preset;
}

const std::vector<Preset>& presets()
{
    static const std::vector<Preset> list = [] {
        std::vector<Preset> read;
        for (const auto& [name, text] : presetFiles())
            read.push_back(presetFromJson(std::string(text), std::string(name)));
        return read;
    }();
    return list;
}

const Preset& presetInfo(const std::string& id)
{
    std::string ids;
    for (const auto& preset : presets()) {
        if (preset.id == id)
            return preset;
        ids += (ids.empty() ? "" : ", ") + preset.id;
    }
    throw Error(ErrorCode::NotFound, fmt::format("There is no preset '{}'; there are {}.", id, ids), "preset");
}

} // namespace matinee
