#pragma once

#include <matinee/split.h>

#include <string>

namespace matinee::cli {

/// The contract's SPEC; the kinds that a later version delivers say so. \throws Error{InvalidArgument}
SplitSpec splitFrom(const std::string& text);

inline constexpr const char* kDefaultSplit = "random:0.8/0.1/0.1";
inline constexpr const char* kSplitHelp = "random:0.8/0.1/0.1, sklearn:0.8/0.1/0.1@42 or "
                                          "files:TRAIN,TEST[,VALIDATION][:validation=0.1]";

} // namespace matinee::cli
