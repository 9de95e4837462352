#pragma once

#include "optim/blocked/block_schedule.h"
#include "optim/blocked/padded_rows.h"
#include "optim/blocked/rating_grid.h"
#include "optim/factor_engine.h"
#include "support/instruction_set.h"

#include <cstdint>
#include <vector>

namespace matinee {

struct BlockedSgdOptions
{
    bool adaptive = false; ///< AdaGrad instead of steps of one length
    /// A rating pays n^-s of a penalty, n the ratings of its user or film: 0 for all of it, 0.5, or 1.
    double penaltyExponent = 0;
    int threads = 1;
    std::uint64_t seed = 0;
    /// The same seed and threads give the same numbers, bit by bit. If not, each thread takes what block is free.
    bool deterministic = true;
    kernels::InstructionSet instructions = kernels::bestInstructionSet();
};

/// Stochastic gradient descent rating by rating, in blocks whose rows stay in the cache and which threads share no row
/// of (Gemulla, Nijkamp, Haas, Sismanis, KDD 2011; Zhuang, Chin, Juan, Lin, RecSys 2013).
///
/// For a rating x of user u and film i with error e = r(u,i) - x, the loss is
///     e^2 + l n(u)^-s |p(u)|^2 + l n(i)^-s |q(i)|^2 + m n(u)^-s b(u)^2 + m n(i)^-s b(i)^2,
/// l and m the two regularisations, n the training ratings. Its gradients, all at the values before the update:
///     g(p(u)) = 2 e q(i) + 2 l n(u)^-s p(u)     g(b(u)) = 2 e + 2 m n(u)^-s b(u)     (q and b(i) likewise)
///     g(mu)   = 2 e
///
/// SGD: w -= rate g(w), but for mu. Blocks are not alike (popular films are liked better), and a mu that every rating
/// pushes would run after the block at hand. It waits for the end of the round, and then goes where the n steps would
/// have taken it, had their errors come evenly mixed: mu -= (1 - e^(-2 rate n)) mean(e).
///
/// Adaptive: AdaGrad (Duchi, Hazan, Singer, JMLR 2011) with one accumulator for all factors of a row (Chin, Zhuang,
/// Juan, Lin, PAKDD 2015), one for each bias and one for mu, all 0 at first:
///     G += mean over the row's factors of g^2 (for a bias or mu: g^2);  w -= rate g / (sqrt(G) + 1e-10)
/// mu alone steps before its G grows, and stays at its very first rating: each rating waits for the mu of the one
/// before, and would wait for its root and quotient too.
///
/// Weight decay, momentum and dropout of the settings are not looked at. AdaGrad's mu is trained by each thread from
/// where the round began, and is the mean of theirs after it; what its accumulator grew by is added up.
class BlockedSgd : public FactorEngine
{
public:
    /// \throws Error{InvalidArgument} where the memory does not suffice
    BlockedSgd(const FactorArrays& start, const FactorRows& rows, const BlockedSgdOptions& options,
               const FactorSettings& settings);
    BlockedSgd(const BlockedSgd&) = delete; // its parts point at each other
    BlockedSgd& operator=(const BlockedSgd&) = delete;

    bool trainEpoch(const EngineHooks& hooks) override;
    void store(const FactorArrays& arrays) override;
    void saveState(StateFile& state) const override;
    void restoreState(const StateFile& state) override;

    const RatingGrid& grid() const { return m_grid; }
    const BlockSchedule& schedule() const { return m_schedule; }

private:
    class Epoch;

    /// The global bias and its accumulator on one thread's way.
    struct GlobalBias
    {
        float value = 0;
        double squares = 0;        ///< every rating adds to it: a float would stop growing after some ten million
        double errors = 0;         ///< of the ratings since its last step (SGD)
        std::uint64_t ratings = 0; ///< how many they were
    };

    /// \return the sum of the squared errors
    double trainBlock(std::uint32_t block, GlobalBias& bias, const FactorSettings& settings);
    void stepGlobalBias();
    bool trainRounds(Epoch& epoch);
    bool trainFreeBlocks(Epoch& epoch);

    int m_threads;
    bool m_deterministic;
    bool m_biases;
    bool m_adaptive;
    int m_factors;
    RatingGrid m_grid;
    BlockSchedule m_schedule;
    PaddedRows m_userRows;
    PaddedRows m_itemRows;
    std::vector<kernels::RowState> m_userStates; ///< none where nothing in them is needed
    std::vector<kernels::RowState> m_itemStates;
    kernels::BlockKernel m_kernel;
    GlobalBias m_globalBias;
    std::uint64_t m_epoch = 0;
};

} // namespace matinee
