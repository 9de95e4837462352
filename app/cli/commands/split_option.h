#pragma once

namespace matinee::cli {

// --split and --rows; SplitSpec::parse() and checkRowsText() read them.

inline constexpr const char* kDefaultSplit = "random:0.8/0.1/0.1";
inline constexpr const char* kSplitHelp =
    "random:0.8/0.1/0.1, sklearn:0.8/0.1/0.1@42, pandas:0.8/0.2@42, leave-one-out[:validation=0.1|last][@42], "
    "temporal:0.8/0.1/0.1, folds:5/2[:validation=0.1][@42] or files:TRAIN,TEST[,VALIDATION][:validation=0.1], all";
inline constexpr const char* kRowsHelp =
    "A part of the data set, taken before splitting: first:N, users:N or random:N@SEED";

} // namespace matinee::cli
