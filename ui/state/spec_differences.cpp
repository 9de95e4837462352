#include "ui/state/spec_differences.h"

#include <matinee/recommender.h>

#include <QCoreApplication>

namespace matinee::ui {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::SpecDifferences)
};

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

/// As the form shows it: a choice by its name.
QString valueText(const Parameter& parameter, const ParameterValue& value)
{
    if (const auto* on = std::get_if<bool>(&value))
        return *on ? Texts::tr("on") : Texts::tr("off");
    if (const auto* chosen = std::get_if<std::string>(&value)) {
        for (const auto& choice : parameter.choices) {
            if (choice.value == *chosen)
                return fromUtf8(choice.label);
        }
    }
    return fromUtf8(toText(value));
}

} // namespace

QStringList specDifferences(const ExperimentSpec& before, const ExperimentSpec& after)
{
    QStringList phrases;
    if (before.model != after.model) {
        phrases.append(fromUtf8(modelInfo(before.model).name));
    } else {
        for (const auto& parameter : before.hyperparameters.parameters()) {
            const auto& value = before.hyperparameters.value(parameter.key);
            if (value != after.hyperparameters.value(parameter.key))
                phrases.append(QStringLiteral("%1 %2").arg(fromUtf8(parameter.label), valueText(parameter, value)));
        }
    }
    if (before.split != after.split)
        phrases.append(Texts::tr("split %1").arg(fromUtf8(before.split.text())));
    if (before.rows != after.rows)
        phrases.append(before.rows.empty() ? Texts::tr("all rows") : Texts::tr("rows %1").arg(fromUtf8(before.rows)));
    if (before.seed != after.seed)
        phrases.append(Texts::tr("seed %1").arg(before.seed));
    if (before.engine != after.engine)
        phrases.append(Texts::tr("engine “%1”").arg(fromUtf8(before.engine)));
    if (before.device != after.device)
        phrases.append(Texts::tr("device “%1”").arg(fromUtf8(before.device)));
    return phrases;
}

} // namespace matinee::ui
