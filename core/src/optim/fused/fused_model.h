#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace matinee {

/// What a product of two vectors is trained to be.
enum class FusedLoss
{
    SquaredErrors,  ///< the label, a rating
    CrossEntropies, ///< the logit of the label, zero or one (He et al. 2017, eq. 7)
    Pairs,          ///< higher in the first of two examples than in the second (Rendle et al. 2009)
};

enum class FusedOptimiser
{
    Adam,
    Sgd,
};

/// Columns of a table's rows: numbers of the model, or a constant.
struct FusedColumns
{
    float* values = nullptr; ///< rows x count, row-major, the model's own; null: a constant
    std::int64_t count = 1;
    float constant = 0;
    std::string penalty; ///< key of the L2 penalty's strength in FusedSettings::penalties; empty: none
};

/// Vectors of one kind. A bias is one more column: the user's row ends in (bias, 1), the film's in (1, bias), and
/// their product holds both.
struct FusedTableSpec
{
    std::int64_t rows = 0;
    std::vector<FusedColumns> columns;
    std::vector<float> penaltyScales; ///< of each row; empty: one
};

/// A factor model as the fused engine sees it. Users, items and (where there are any) features have the same columns.
struct FusedModel
{
    FusedLoss loss = FusedLoss::SquaredErrors;
    FusedOptimiser optimiser = FusedOptimiser::Adam;
    std::int64_t factors = 0; ///< the first columns: those that dropout leaves out
    FusedTableSpec users;
    FusedTableSpec items;

    /// Rows whose shares are added to a film's: its genres and its decade.
    FusedTableSpec features;
    std::vector<std::size_t> shareBegin;                ///< of each film in shares, and one more
    std::vector<std::pair<std::int32_t, float>> shares; ///< feature and share

    /// One row: weights of the products (where weighted), then what is added to all of them (where hasConstant).
    FusedTableSpec shared;
    bool weighted = false;
    bool hasConstant = false;

    /// Gradient of a penalty: this times strength times the row's share in the batch times its numbers.
    double penaltyFactor = 2;
};

/// What may change between two batches.
struct FusedSettings
{
    double learningRate = 0.01;
    double momentum = 0; ///< SGD only
    double weightDecay = 0;
    double dropout = 0;
    std::map<std::string, double> penalties;
};

} // namespace matinee
