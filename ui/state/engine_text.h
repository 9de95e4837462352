#pragma once

#include <QString>

#include <string>

namespace matinee::ui {

/// RunStart::engine in a word or two: "fused engine"; empty for a solver, which has no other.
QString engineText(const std::string& engine);

} // namespace matinee::ui
