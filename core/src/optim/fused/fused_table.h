#pragma once

#include "optim/fused/fused_steps.h"

#include <cstdint>
#include <vector>

namespace matinee {

class StateFile;

/// The rows of one kind of vector with the optimiser's states, padded to whole vectors of kernels::kRowUnit; which of
/// them a batch has touched; and when each was last up to date.
class FusedTable
{
public:
    /// Reads the model's numbers. \param states as FusedSteps has them; dense: every batch touches every row.
    FusedTable(const FusedTableSpec& spec, std::size_t states, bool dense);

    std::size_t rows() const { return m_marks.size(); }
    std::size_t width() const { return m_width; } ///< floats, without the states
    std::size_t stride() const { return m_stride; }
    const float* weights() const { return m_values.data(); }
    float* row(std::size_t row) { return m_values.data() + row * m_stride; }
    const float* trainable() const { return m_trainable.data(); }

    /// Starts a batch; the penalties' strengths may have changed.
    void beginBatch(const FusedSettings& settings, double penaltyFactor);
    /// The place of a row among those that the batch touches; it is brought up to date when first touched.
    std::int32_t touch(std::int32_t row, FusedSteps& steps)
    {
        auto& mark = m_marks[static_cast<std::size_t>(row)];
        if (mark.batch != m_batch)
            return touchFirst(row, steps);
        return mark.slot;
    }
    /// Rows by place.
    const std::vector<std::int32_t>& touched() const { return m_touched; }

    /// The begun step for the touched rows [begin, end). \param gradients by place; counts: examples (or shares of
    /// them) of each place, which times perExample scale the penalty.
    void step(std::size_t begin, std::size_t end, float* gradients, const float* counts, float perExample,
              const FusedSteps& steps);
    /// Brings every row up to date.
    void catchUp(FusedSteps& steps) { catchUpNext(rows(), steps); }
    /// Brings the next so many rows up to date, going round: what is spread over the batches need not be done at once.
    void catchUpNext(std::size_t count, FusedSteps& steps);
    /// Writes the rows into the model's arrays; they must be up to date.
    void store() const;
    bool hasPenalty() const { return m_hasPenalty; }

    /// The rows with the optimiser's states; they must be up to date.
    void saveState(StateFile& state) const;
    /// Of a table with the same columns and rows. \param steps that the rows have seen. \throws Error{Format}
    void restoreState(const StateFile& state, std::uint64_t steps);

private:
    struct Mark
    {
        std::uint32_t batch = 0;
        std::int32_t slot = 0;
        std::uint64_t seen = 0;
    };

    std::int32_t touchFirst(std::int32_t row, FusedSteps& steps);

    FusedTableSpec m_spec;
    std::size_t m_width = 0;
    std::size_t m_stride = 0;
    bool m_dense = false;
    bool m_hasPenalty = false;
    std::uint32_t m_batch = 0;
    std::size_t m_next = 0;      ///< for catchUpNext()
    std::vector<float> m_values; ///< rows x stride
    std::vector<float> m_trainable;
    std::vector<float> m_decay; ///< by column
    std::vector<Mark> m_marks;
    std::vector<std::int32_t> m_touched;
};

} // namespace matinee
