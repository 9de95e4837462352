#include "commands/split_option.h"

#include "command.h"

#include <fmt/format.h>

namespace matinee::cli {

SplitSpec splitFrom(const std::string& text)
{
    const std::string kind = text.substr(0, text.find_first_of(":@"));
    if (kind == "pandas" || kind == "leave-one-out" || kind == "temporal" || kind == "folds")
        refuseNotYet(fmt::format("The split '{}'", kind));
    return SplitSpec::parse(text);
}

} // namespace matinee::cli
