#include "ui/state/run_differences.h"

#include "ui/state/run_entry.h"

#include <matinee/recommender.h>

#include <QCoreApplication>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace matinee::ui {

namespace {

constexpr std::size_t kDigestShown = 8;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::RunDifferences)
};

struct Property
{
    QString key;
    QString label;
    QString value;
};

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

const ModelInfo* findModel(const std::string& id)
{
    const auto found = std::ranges::find(models(), id, &ModelInfo::id);
    return found == models().end() ? nullptr : &*found;
}

/// As the form shows it: a choice by its name.
QString valueText(const Parameter* parameter, const nlohmann::json& value)
{
    if (value.is_boolean())
        return value.get<bool>() ? Texts::tr("on") : Texts::tr("off");
    if (value.is_number_integer())
        return fromUtf8(toText(value.get<std::int64_t>()));
    if (value.is_number())
        return fromUtf8(toText(value.get<double>()));
    if (!value.is_string())
        return fromUtf8(value.dump());
    const auto text = value.get<std::string>();
    if (parameter) {
        for (const auto& choice : parameter->choices) {
            if (choice.value == text)
                return fromUtf8(choice.label);
        }
    }
    return fromUtf8(text);
}

nlohmann::json settings(const StoredRun& run)
{
    auto object = nlohmann::json::parse(run.hyperparameters, nullptr, false);
    return object.is_object() ? object : nlohmann::json::object();
}

/// In the model's order; those that this version does not know come last.
void addHyperparameters(const StoredRun& run, std::vector<Property>& properties)
{
    auto object = settings(run);
    if (const auto* info = findModel(run.model)) {
        for (const auto& parameter : info->parameters) {
            const auto found = object.find(parameter.key);
            if (found == object.end())
                continue;
            properties.push_back({fromUtf8(parameter.key), fromUtf8(parameter.label), valueText(&parameter, *found)});
            object.erase(found);
        }
    }
    for (const auto& [key, value] : object.items())
        properties.push_back({fromUtf8(key), fromUtf8(key), valueText(nullptr, value)});
}

QString candidates(const StoredRun& run)
{
    const auto spec = nlohmann::json::parse(run.spec, nullptr, false);
    const auto found = spec.is_object() ? spec.find("candidates") : spec.end();
    return spec.is_object() && found != spec.end() && found->is_string() ? fromUtf8(found->get<std::string>())
                                                                         : QString();
}

std::vector<Property> propertiesOf(const StoredRun& run)
{
    std::vector<Property> properties;
    const auto add = [&properties](const char* key, const QString& label, const QString& value) {
        properties.push_back({QString::fromLatin1(key), label, value});
    };
    add("model", Texts::tr("Model"), modelName(run.model));
    add("data", Texts::tr("Data"), fromUtf8(run.data));
    add("digest", Texts::tr("Data (digest)"), fromUtf8(run.digest.substr(0, kDigestShown)));
    add("rows", Texts::tr("Rows"), run.rows.empty() ? Texts::tr("all") : fromUtf8(run.rows));
    add("split", Texts::tr("Split"), fromUtf8(run.split));
    addHyperparameters(run, properties);
    add("seed", Texts::tr("Seed"), QString::number(run.seed));
    add("engine", Texts::tr("Engine"), fromUtf8(run.engine));
    add("device", Texts::tr("Device"), fromUtf8(run.device));
    add("threads", Texts::tr("Threads"), run.threads > 0 ? QString::number(run.threads) : QString());
    add("candidates", Texts::tr("Candidates"), candidates(run));
    add("program", Texts::tr("Matinee"), fromUtf8(run.program));
    return properties;
}

bool differs(const RunDifference& property)
{
    return std::ranges::any_of(property.values, [&](const QString& value) { return value != property.values.front(); });
}

} // namespace

std::vector<RunDifference> runDifferences(const std::vector<const StoredRun*>& runs)
{
    const auto nothing = QStringLiteral("–");
    std::vector<RunDifference> all;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        auto place = all.begin(); // a setting that only a later run has stands behind the one before it there
        for (const auto& property : propertiesOf(*runs[run])) {
            auto found = std::ranges::find(all, property.key, &RunDifference::key);
            if (found == all.end()) {
                RunDifference fresh{property.key, property.label, {}};
                for (std::size_t other = 0; other < runs.size(); ++other)
                    fresh.values.append(nothing);
                found = all.insert(place, std::move(fresh));
            }
            if (!property.value.isEmpty())
                found->values[static_cast<qsizetype>(run)] = property.value;
            place = std::next(found);
        }
    }
    std::erase_if(all, [](const RunDifference& property) { return !differs(property); });
    // Data sets of different names differ in their content as well: once is enough.
    const auto hasKey = [&all](const char* key) {
        return std::ranges::any_of(all, [key](const auto& row) { return row.key == QLatin1String(key); });
    };
    if (hasKey("data"))
        std::erase_if(all, [](const auto& row) { return row.key == QLatin1String("digest"); });
    return all;
}

QString differenceText(const StoredRun& baseline, const StoredRun& run)
{
    const auto all = runDifferences({&baseline, &run});
    const bool anotherModel = baseline.model != run.model;
    const auto* info = findModel(run.model);
    QStringList phrases;
    for (const auto& row : all) {
        const auto isSetting = [&] {
            return info && std::ranges::any_of(info->parameters, [&](const Parameter& parameter) {
                       return row.key == QLatin1String(parameter.key.c_str());
                   });
        };
        if (row.key == QLatin1String("model"))
            phrases.append(row.values.back());
        // The settings of another model are another list: its name stands for all of them.
        else if (!anotherModel || (!isSetting() && row.values.back() != QStringLiteral("–")))
            phrases.append(QStringLiteral("%1 %2").arg(row.label, row.values.back()));
    }
    return phrases.join(QStringLiteral(", "));
}

QString settingsText(const StoredRun& run)
{
    const auto* info = findModel(run.model);
    if (!info)
        return {};
    const auto object = settings(run);
    QStringList phrases;
    for (const auto& parameter : info->parameters) {
        const auto found = object.find(parameter.key);
        if (found == object.end())
            continue;
        nlohmann::json standard;
        std::visit([&standard](const auto& plain) { standard = plain; }, parameter.defaultValue);
        if (*found != standard)
            phrases.append(QStringLiteral("%1 %2").arg(fromUtf8(parameter.label), valueText(&parameter, *found)));
    }
    return phrases.join(QStringLiteral(", "));
}

} // namespace matinee::ui
