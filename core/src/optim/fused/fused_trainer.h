#pragma once

#include "optim/fused/fused_table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

/// Trains a factor model in mini-batches without autograd: forward, loss, gradient and update in one pass over a batch,
/// touching only the rows that the batch has. The mathematics is that of the dense optimisers, to rounding: rows not in
/// a batch still move by their momentum, later (FusedSteps).
///
/// A batch with at least as many examples as there are users and films touches every row and is computed on all
/// threads; smaller ones on the calling thread. Same numbers for the same number of threads.
class FusedTrainer
{
public:
    /// \param batchExamples of a whole batch.
    FusedTrainer(const FusedModel& model, std::size_t batchExamples, int threads);

    FusedSettings& settings() { return m_settings; }

    /// \param key of the epoch's dropout.
    void beginEpoch(std::uint64_t key);
    /// A batch of so many examples begins; add() them in pieces, then finishBatch().
    void beginBatch(std::size_t examples);
    /// \return the sum of their losses; of pairs, both examples bear the pair's.
    double add(const std::int32_t* users, const std::int32_t* items, const float* labels, std::size_t count);
    void finishBatch();

    /// Brings the model's own arrays up to date.
    void store();

    /// After store(): the numbers and all that the steps to come depend on.
    void saveState(StateFile& state) const;
    /// Of the same model and batches; the model's own arrays get their numbers, too. \throws Error{Format}
    void restoreState(const StateFile& state);

private:
    /// Gradients that one thread adds up; rows by place.
    struct Sums
    {
        std::vector<float> users;
        std::vector<float> items;
        std::vector<float> shared;
        double constant = 0;
        double loss = 0;
        std::vector<float> products;     ///< scratch
        std::vector<float> coefficients; ///< scratch
    };

    bool hasFeatures() const { return m_features.rows() > 0; }
    bool hasShared() const { return m_shared.rows() > 0; }
    void touch(const std::int32_t* users, const std::int32_t* items, std::size_t count);
    /// \param first of the piece's examples; places are those of touch().
    void addRange(const std::int32_t* users, const std::int32_t* items, const float* labels, std::size_t first,
                  std::size_t count, Sums& sums);
    void composeItem(std::size_t place, std::size_t item);
    void catchUpSome();
    void catchUp();
    void stepFeatures();
    void stepShared();
    void stepTable(FusedTable& table, std::vector<float> Sums::*gradients, const std::vector<float>& counts);

    FusedModel m_model;
    const kernels::FusedKernels& m_kernels;
    int m_threads;
    bool m_dense;
    FusedSettings m_settings;
    FusedSteps m_steps;
    FusedTable m_users;
    FusedTable m_items;
    FusedTable m_features;
    FusedTable m_shared;
    std::vector<Sums> m_sums;        ///< by thread
    std::vector<float> m_composed;   ///< films with their features, by place
    std::vector<float> m_userCounts; ///< examples of each place; whole numbers, exact up to 2^24
    std::vector<float> m_itemCounts;
    std::vector<std::int32_t> m_userPlaces; ///< of a piece's examples
    std::vector<std::int32_t> m_itemPlaces;
    std::uint64_t m_key = 0;
    std::uint64_t m_example = 0; ///< of the epoch
    float m_perExample = 1;      ///< one over the batch's examples
};

} // namespace matinee
