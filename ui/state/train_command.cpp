#include "ui/state/train_command.h"

#include <QRegularExpression>
#include <QStringList>

namespace matinee::ui {

namespace {

QString fromUtf8(const std::string& text)
{
    return QString::fromStdString(text);
}

} // namespace

QString shellWord(const QString& text)
{
    static const QRegularExpression kPlain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (kPlain.match(text).hasMatch())
        return text;
    QString quoted = text;
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

QString trainCommandLine(const ExperimentSpec& spec)
{
    const ExperimentSpec standard = ExperimentSpec::forModel(spec.model);
    QStringList words = {QStringLiteral("matinee-cli"), QStringLiteral("train")};
    const auto add = [&words](const char* option, const QString& value) {
        words.append(QString::fromLatin1(option));
        words.append(shellWord(value));
    };
    add("--data", fromUtf8(spec.data));
    add("--model", fromUtf8(spec.model));
    for (const auto& parameter : spec.hyperparameters.parameters()) {
        const auto& value = spec.hyperparameters.value(parameter.key);
        if (value != parameter.defaultValue)
            add("--set", fromUtf8(parameter.key + "=" + toText(value)));
    }
    if (spec.split != standard.split)
        add("--split", fromUtf8(spec.split.text()));
    if (spec.rows != standard.rows)
        add("--rows", fromUtf8(spec.rows));
    if (spec.seed != standard.seed)
        add("--seed", QString::number(spec.seed));
    if (spec.device != standard.device)
        add("--device", fromUtf8(spec.device));
    if (spec.threads != standard.threads)
        add("--threads", QString::number(spec.threads));
    if (spec.engine != standard.engine)
        add("--engine", fromUtf8(spec.engine));
    if (spec.candidates != standard.candidates)
        add("--candidates", fromUtf8(spec.candidates));
    return words.join(QLatin1Char(' '));
}

} // namespace matinee::ui
