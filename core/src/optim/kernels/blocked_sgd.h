#pragma once

#include "support/instruction_set.h"

#include <cstddef>
#include <cstdint>

namespace matinee::kernels {

/// A rating within a block: where its user's and its film's rows are among the block's.
struct BlockedRating
{
    std::uint16_t user;
    std::uint16_t item;
    float value;
};

/// What a row has besides its numbers.
struct RowState
{
    float squares[2]; ///< AdaGrad: sums over its ratings of the mean square of the factors' gradient and of its bias's
    float penaltyScale; ///< what one rating pays of the row's penalty; 1 for all of it
    float unused;
};

/// The same for all ratings of a call.
struct UpdateSettings
{
    float learningRate;
    float regularisation;
    float biasRegularisation;
    int factors;
    bool biases; ///< a user's row begins with (bias, 1), a film's with (1, bias); the ones stay
};

/// A block, and the global bias on its way through it.
struct BlockUpdate
{
    const BlockedRating* ratings; ///< count, and kPrefetched more that are not used but read
    std::size_t count;
    float* users; ///< the block's first row; a row has vectors x 8 numbers at a multiple of 32 bytes, 0 at its end
    float* items;
    std::size_t vectors;
    RowState* userStates; ///< may be null for plainSgd
    RowState* itemStates;
    float globalBias;
    double globalBiasSquares;
    double errorSum; ///< of plain SGD, whose mu stays: errors, each before its update, are added here
    double lossSum;  ///< squared errors, each before its update, are added here
};

/// How many ratings ahead their rows are fetched.
constexpr std::size_t kPrefetched = 6;

/// Goes through a block rating by rating, in order. The mathematics are in optim/blocked/blocked_sgd.h.
using BlockKernel = void (*)(BlockUpdate& block, const UpdateSettings& settings);

struct BlockKernels
{
    BlockKernel plainSgd;  ///< every penalty scale is 1
    BlockKernel scaledSgd; ///< penalty scales as in the row states
    BlockKernel adaptive;
};

BlockKernels portableBlockKernels();
BlockKernels avx2BlockKernels();

inline BlockKernels blockKernels(InstructionSet set)
{
    return set == InstructionSet::Avx2 ? avx2BlockKernels() : portableBlockKernels();
}

} // namespace matinee::kernels
