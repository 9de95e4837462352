#pragma once

#include <matinee/dataset.h>
#include <matinee/training_control.h>

#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace matinee {

/// One number held against the published one.
struct ReproductionRow
{
    std::string what;   ///< "notebook-000-mf", with the metric where a system has several
    std::string data;   ///< "ml-100k"
    std::string metric; ///< "test RMSE"
    double published = std::numeric_limits<double>::quiet_NaN(); ///< NaN where there is only a bar
    double ours = std::numeric_limits<double>::quiet_NaN();      ///< mean over the seeds
    double low = -std::numeric_limits<double>::infinity();       ///< accepted from
    double high = std::numeric_limits<double>::infinity();       ///< accepted to
    std::vector<double> bySeed;                                  ///< ours, one by one
    double seconds = 0;                                          ///< of the computation that gave it
    std::string why;                                             ///< how it was got or why it was skipped, in words

    bool skipped = false;
    bool isOk() const { return !skipped && ours >= low && ours <= high; }
};

/// What a reproduction may use.
struct ReproductionContext
{
    /// The data set of an id ("ml-100k"), or null where the machine has none.
    std::function<std::shared_ptr<const Dataset>(const std::string& id)> data;
    TrainingControl& control;
    int seeds = 3;
    int threads = 0; ///< 0: all
    /// What is being computed, in words; may be empty.
    std::function<void(const std::string& what)> progress;
};

/// A published system or a bar, and how to compute it.
struct Reproduction
{
    std::string id;    ///< what --only names
    std::string data;  ///< the data set that it needs
    bool quick = true; ///< in the set that runs when nothing is named
    std::function<std::vector<ReproductionRow>(const ReproductionContext& context, const Dataset& data)> rows;
};

/// All of them, the notebooks first.
const std::vector<Reproduction>& reproductions();

/// Runs one. Rows are marked skipped, with the reason, where the data set is not there. \throws Error{Stopped}
std::vector<ReproductionRow> reproduce(const Reproduction& reproduction, const ReproductionContext& context);

} // namespace matinee
