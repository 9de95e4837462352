#pragma once

#include <matinee/experiment.h>

#include <QString>

namespace matinee::ui {

/// The experiment as a line for a shell: "matinee-cli train --data ml-100k --model mf --set factors=32 --seed 7". Only
/// what is not the default is named; run on the same data, it gives the same numbers.
QString trainCommandLine(const ExperimentSpec& spec);

/// Text as one word of a POSIX shell.
QString shellWord(const QString& text);

} // namespace matinee::ui
