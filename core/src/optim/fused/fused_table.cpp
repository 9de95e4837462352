#include "optim/fused/fused_table.h"

#include <matinee/error.h>
#include <matinee/state_file.h>

#include <algorithm>
#include <numeric>

namespace matinee {

FusedTable::FusedTable(const FusedTableSpec& spec, std::size_t states, bool dense)
    : m_spec(spec)
    , m_dense(dense)
    , m_marks(static_cast<std::size_t>(spec.rows))
{
    std::size_t columns = 0;
    for (const auto& part : spec.columns)
        columns += static_cast<std::size_t>(part.count);
    m_width = (columns + kernels::kRowUnit - 1) / kernels::kRowUnit * kernels::kRowUnit;
    m_stride = m_width * states;
    m_values.resize(rows() * m_stride);
    m_trainable.resize(m_width);
    m_decay.resize(m_width);
    std::size_t column = 0;
    for (const auto& part : spec.columns) {
        const auto count = static_cast<std::size_t>(part.count);
        for (std::size_t r = 0; r < rows(); ++r) {
            if (part.values)
                std::copy_n(part.values + r * count, count, row(r) + column);
            else
                std::fill_n(row(r) + column, count, part.constant);
        }
        std::fill_n(m_trainable.data() + column, count, part.values ? 1.0F : 0.0F);
        column += count;
    }
    if (dense) {
        m_touched.resize(rows());
        std::iota(m_touched.begin(), m_touched.end(), 0);
    }
}

void FusedTable::beginBatch(const FusedSettings& settings, double penaltyFactor)
{
    std::size_t column = 0;
    m_hasPenalty = false;
    for (const auto& part : m_spec.columns) {
        const auto strength = settings.penalties.find(part.penalty);
        const double decay = strength == settings.penalties.end() ? 0 : penaltyFactor * strength->second;
        m_hasPenalty = m_hasPenalty || decay > 0;
        std::fill_n(m_decay.data() + column, part.count, static_cast<float>(decay));
        column += static_cast<std::size_t>(part.count);
    }
    if (m_dense)
        return;
    m_touched.clear();
    if (++m_batch == 0) {
        // After 2^32 batches old marks would look new.
        for (auto& mark : m_marks)
            mark.batch = 0;
        m_batch = 1;
    }
}

std::int32_t FusedTable::touchFirst(std::int32_t index, FusedSteps& steps)
{
    auto& mark = m_marks[static_cast<std::size_t>(index)];
    mark.batch = m_batch;
    mark.slot = static_cast<std::int32_t>(m_touched.size());
    m_touched.push_back(index);
    steps.catchUp(row(static_cast<std::size_t>(index)), mark.seen, m_trainable.data(), m_width);
    mark.seen = steps.count();
    return mark.slot;
}

void FusedTable::step(std::size_t begin, std::size_t end, float* gradients, const float* counts, float perExample,
                      const FusedSteps& steps)
{
    kernels::FusedPull pull{m_trainable.data(), m_decay.data(), 0};
    for (std::size_t slot = begin; slot < end; ++slot) {
        const auto index = static_cast<std::size_t>(m_touched[slot]);
        if (m_hasPenalty)
            pull.scale =
                counts[slot] * perExample * (m_spec.penaltyScales.empty() ? 1.0F : m_spec.penaltyScales[index]);
        steps.step(row(index), gradients + slot * m_width, pull, m_width);
        m_marks[index].seen = steps.count();
    }
}

void FusedTable::catchUpNext(std::size_t count, FusedSteps& steps)
{
    for (count = std::min(count, rows()); count > 0; --count) {
        steps.catchUp(row(m_next), m_marks[m_next].seen, m_trainable.data(), m_width);
        m_marks[m_next].seen = steps.count();
        m_next = m_next + 1 < rows() ? m_next + 1 : 0;
    }
}

void FusedTable::store() const
{
    std::size_t column = 0;
    for (const auto& part : m_spec.columns) {
        const auto count = static_cast<std::size_t>(part.count);
        for (std::size_t r = 0; r < rows() && part.values; ++r)
            std::copy_n(m_values.data() + r * m_stride + column, count, part.values + r * count);
        column += count;
    }
}

void FusedTable::saveState(StateFile& state) const
{
    state.put("columns", m_trainable);
    state.put("values", m_values);
    state.putNumber("next", std::uint64_t{m_next});
}

void FusedTable::restoreState(const StateFile& state, std::uint64_t steps)
{
    // Rows of other widths may be padded to the same one.
    if (state.get<float>("columns") != m_trainable)
        throw Error(ErrorCode::Format, "The vectors of the checkpoint have other columns.");
    const auto next = state.number<std::uint64_t>("next");
    if (next > 0 && next >= rows())
        throw Error(ErrorCode::Format, "The checkpoint names a row that the data set does not have.");
    state.read("values", m_values);
    m_next = next;
    for (auto& mark : m_marks)
        mark.seen = steps;
}

} // namespace matinee
