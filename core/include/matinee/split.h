#pragma once

#include <matinee/dataset.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace matinee {

/// Row numbers for training, validation and test, in the splitter's own order; disjoint.
struct Split
{
    std::vector<RowIndex> train;
    std::vector<RowIndex> validation; ///< may be empty
    std::vector<RowIndex> test;
};

/// How the rows are divided; the text form is the contract's SPEC.
struct SplitSpec
{
    enum class Kind
    {
        Random,  ///< shuffled with the run's seed
        Sklearn, ///< the very rows of scikit-learn's train_test_split (nested for three parts)
        Files,   ///< fixed files in the format of the source
    };

    Kind kind = Kind::Random;
    std::vector<double> parts = {0.8, 0.1, 0.1}; ///< two: train/test; three: train/validation/test; sum 1
    std::optional<std::uint32_t> seed;           ///< after "@"; Random falls back on the run's seed
    std::vector<std::string> files;              ///< TRAIN, TEST[, VALIDATION]
    double validationFraction = 0;               ///< of each user's rows in TRAIN, for Files

    /// Parses "random:0.8/0.1/0.1", "sklearn:0.8/0.1/0.1@42", "files:TRAIN,TEST[,VALIDATION][:validation=0.1]".
    /// \throws Error{InvalidArgument} with one sentence that says what was expected.
    static SplitSpec parse(const std::string& text);
    std::string text() const;

    bool operator==(const SplitSpec&) const = default;
};

/// Divides the rows of a data set. Same data, spec and seed: the same rows, on every machine.
/// \throws Error{InvalidArgument} if a part would be empty; Error{Format} if a file names a rating that the data
/// set does not have.
Split makeSplit(const Dataset& data, const SplitSpec& spec, std::uint64_t seed);

/// Number of training rows of each user and film; zero means that the id is cold.
struct TrainingCounts
{
    std::vector<std::int32_t> users;
    std::vector<std::int32_t> items;

    TrainingCounts() = default;
    TrainingCounts(const Dataset& data, const std::vector<RowIndex>& train);

    bool isCold(std::int32_t user, std::int32_t item) const
    {
        return users[static_cast<std::size_t>(user)] == 0 || items[static_cast<std::size_t>(item)] == 0;
    }
};

} // namespace matinee
