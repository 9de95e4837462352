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

/// How the rows are divided; the text form is the contract's SPEC. "@SEED" may follow every kind but temporal and
/// files.
struct SplitSpec
{
    enum class Kind
    {
        Random,      ///< shuffled with the seed
        Sklearn,     ///< the very rows of scikit-learn's train_test_split (nested for three parts)
        Pandas,      ///< the very rows of DataFrame.sample(frac=1, random_state), cut in order: each part begins at
                     ///< int(what the parts before it add up to * rows), as numpy.split is mostly used
        LeaveOneOut, ///< each user's newest rating is the test row
        Temporal,    ///< oldest to newest over all users; ratings of one second stay in file order
        Folds,       ///< one of K random folds of equal size (give or take a row) is the test part
        Files,       ///< fixed files in the format of the source
        All,         ///< every row trains; nothing is validated or tested
    };

    Kind kind = Kind::Random;
    std::vector<double> parts = {0.8, 0.1, 0.1}; ///< two: train/test; three: train/validation/test; sum 1
    std::optional<std::uint32_t> seed;           ///< after "@"; absent: the run's seed
    std::vector<std::string> files;              ///< TRAIN, TEST[, VALIDATION]
    double validationFraction = 0;               ///< of what else would train: of each user's rows; for Folds, of all
    bool validationNewest = false;               ///< LeaveOneOut: the newest of the rest, instead of a fraction
    int folds = 0;                               ///< for Folds: how many, at least 2
    int fold = 0;                                ///< for Folds: the one to test on, from 1

    /// Parses "random:0.8/0.1/0.1", "sklearn:0.8/0.1/0.1@42", "pandas:0.8/0.2@42",
    /// "leave-one-out[:validation=0.1|last][@42]", "temporal:0.8/0.1/0.1", "folds:5/2[:validation=0.1][@42]",
    /// "files:TRAIN,TEST[,VALIDATION][:validation=0.1]", "all".
    /// \throws Error{InvalidArgument} with one sentence that says what was expected.
    static SplitSpec parse(const std::string& text);
    std::string text() const;

    bool operator==(const SplitSpec&) const = default;
};

/// Divides the rows of a data set. Same data, spec and seed: the same rows, on every machine.
///
/// Parts drawn by the rules of NumPy, scikit-learn or pandas (Sklearn, Pandas, LeaveOneOut with a seed) come in the
/// order those give; the others ascend. Per user, rows count by time, then by their place in the file; where the data
/// set has no times, the place alone decides. A user's validation rows are ceil(fraction * the user's rows) in double,
/// drawn with NumPy's legacy RandomState user after user in ascending external id where LeaveOneOut has a seed, else
/// with Matinee's own generator. Whatever is taken, a user keeps one training row: whoever rated one film is in
/// training alone.
///
/// Of a subset (Dataset::fileRows) a split by files keeps what the subset has.
/// \throws Error{InvalidArgument} if a part would be empty or a temporal split has no times to go by; Error{Format} if
/// a file names a rating that the data set does not have.
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
