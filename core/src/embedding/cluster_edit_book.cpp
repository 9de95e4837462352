#include "support/atomic_file.h"
#include "support/digest.h"

#include <matinee/cluster_edits.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace matinee {

using nlohmann::json;

namespace {

constexpr const char* kFile = "map.json";
constexpr const char* kFormat = "matinee-map";
constexpr int kVersion = 1;

// The names of the values in the file, in the order of the enumerations.
constexpr const char* kMethods[] = {"k-means", "agglomerative"};
constexpr const char* kForms[] = {"raw", "centred", "normalised"};
constexpr const char* kEdits[] = {"rename", "merge", "split"};

template <class Value, std::size_t count>
Value valueNamed(const char* const (&names)[count], const std::string& name)
{
    const auto found = std::find(std::begin(names), std::end(names), name);
    if (found == std::end(names))
        throw Error(ErrorCode::Format, fmt::format("'{}' is not known here.", name));
    return static_cast<Value>(found - std::begin(names));
}

json toJson(const ClusterEdit& edit)
{
    json object = {{"edit", kEdits[static_cast<std::size_t>(edit.kind)]}, {"clusters", edit.clusters}};
    if (edit.kind == ClusterEdit::Kind::Rename)
        object["name"] = edit.name;
    return object;
}

ClusterEdit editFrom(const json& object)
{
    ClusterEdit edit;
    edit.kind = valueNamed<ClusterEdit::Kind>(kEdits, object.at("edit").get<std::string>());
    edit.clusters = object.at("clusters").get<std::vector<std::int32_t>>();
    if (edit.kind == ClusterEdit::Kind::Rename)
        edit.name = object.at("name").get<std::string>();
    return edit;
}

} // namespace

ClusterEditBook::Division ClusterEditBook::divisionOf(const FilmMapOptions& options, int epoch)
{
    std::string films;
    if (!options.only.empty()) {
        auto items = options.only;
        std::sort(items.begin(), items.end());
        Digest digest;
        for (const auto item : items)
            digest.addWord(static_cast<std::uint64_t>(item));
        films = digest.text();
    }
    return {options.clusters, options.method, options.preparation, options.minimumRatings, options.seed, epoch, films};
}

const ClusterEdits& ClusterEditBook::editsOf(const FilmMapOptions& options, int epoch) const
{
    static const ClusterEdits kNone;
    const auto division = divisionOf(options, epoch);
    const auto found = std::ranges::find_if(m_divisions, [&](const auto& entry) { return entry.first == division; });
    return found == m_divisions.end() ? kNone : found->second;
}

void ClusterEditBook::setEdits(const FilmMapOptions& options, int epoch, ClusterEdits edits)
{
    const auto division = divisionOf(options, epoch);
    const auto found = std::ranges::find_if(m_divisions, [&](const auto& entry) { return entry.first == division; });
    if (edits.empty()) {
        if (found != m_divisions.end())
            m_divisions.erase(found);
    } else if (found != m_divisions.end()) {
        found->second = std::move(edits);
    } else {
        m_divisions.emplace_back(division, std::move(edits));
    }
}

std::shared_ptr<const FilmMap> ClusterEditBook::apply(std::shared_ptr<const FilmMap> map, const Dataset& data,
                                                      const RunContext& context) const
{
    const auto& edits = editsOf(map->options, map->epoch);
    return edits.empty() ? map : applyEdits(*map, data, edits, context);
}

ClusterEditBook ClusterEditBook::load(const std::filesystem::path& folder)
{
    const auto file = folder / kFile;
    std::error_code code;
    if (!std::filesystem::exists(file, code))
        return {};
    const auto object = json::parse(readWholeFile(file), nullptr, false);
    if (!object.is_object() || object.value("format", json()) != kFormat)
        throw Error(ErrorCode::Format, "This is not a file of what was done to the clusters of a map.", file.string());
    const auto version = object.value("version", json());
    if (!version.is_number_integer() || version > kVersion)
        throw Error(ErrorCode::Format, "The names of the clusters were written by a newer Matinee.", file.string());
    ClusterEditBook book;
    try {
        for (const auto& entry : object.at("divisions")) {
            Division division;
            division.clusters = entry.at("clusters").get<int>();
            division.method = valueNamed<ClusterMethod>(kMethods, entry.at("method").get<std::string>());
            division.preparation.form = valueNamed<VectorForm>(kForms, entry.at("vectors").get<std::string>());
            division.preparation.removePopularity = entry.at("popularity_removed").get<bool>();
            division.minimumRatings = entry.at("minimum_ratings").get<int>();
            division.seed = entry.at("seed").get<std::uint64_t>();
            division.epoch = entry.at("epoch").get<int>();
            division.films = entry.at("films").get<std::string>();
            ClusterEdits edits;
            for (const auto& edit : entry.at("edits"))
                edits.push_back(editFrom(edit));
            book.m_divisions.emplace_back(std::move(division), std::move(edits));
        }
    } catch (const json::exception&) {
        throw Error(ErrorCode::Format, "A field is missing or has the wrong type.", file.string());
    } catch (const Error& error) {
        throw Error(ErrorCode::Format, error.message(), file.string());
    }
    return book;
}

void ClusterEditBook::save(const std::filesystem::path& folder) const
{
    const auto file = folder / kFile;
    if (m_divisions.empty()) {
        std::error_code code;
        std::filesystem::remove(file, code);
        if (code)
            throw Error(ErrorCode::Io, fmt::format("It could not be removed: {}.", code.message()), file.string());
        return;
    }
    auto divisions = json::array();
    for (const auto& [division, edits] : m_divisions) {
        auto list = json::array();
        for (const auto& edit : edits)
            list.push_back(toJson(edit));
        divisions.push_back({{"clusters", division.clusters},
                             {"method", kMethods[static_cast<std::size_t>(division.method)]},
                             {"vectors", kForms[static_cast<std::size_t>(division.preparation.form)]},
                             {"popularity_removed", division.preparation.removePopularity},
                             {"minimum_ratings", division.minimumRatings},
                             {"seed", division.seed},
                             {"epoch", division.epoch},
                             {"films", division.films},
                             {"edits", std::move(list)}});
    }
    const json object = {{"format", kFormat}, {"version", kVersion}, {"divisions", std::move(divisions)}};
    writeFileAtomically(file, object.dump(1, ' ', false, json::error_handler_t::replace) + '\n');
}

} // namespace matinee
