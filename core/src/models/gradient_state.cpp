#include "models/gradient_recommender.h"
#include "models/torch_guard.h"
#include "optim/tensor_state.h"

#include <matinee/error.h>
#include <matinee/state_file.h>

#include <utility>

namespace matinee {

namespace {

void putGenerator(StateFile& state, const torch::Generator& generator)
{
    const auto bytes = generator.get_state().contiguous();
    state.put("generator",
              std::span<const std::uint8_t>(bytes.data_ptr<std::uint8_t>(), static_cast<std::size_t>(bytes.numel())));
}

void readGenerator(const StateFile& state, torch::Generator& generator)
{
    const auto bytes = generator.get_state().contiguous();
    state.read("generator",
               std::span<std::uint8_t>(bytes.data_ptr<std::uint8_t>(), static_cast<std::size_t>(bytes.numel())));
    try {
        generator.set_state(bytes);
    } catch (const c10::Error&) {
        throw Error(ErrorCode::Format, "The checkpoint's random numbers have a state that does not exist.");
    }
}

} // namespace

bool GradientRecommender::saveState(StateFile& state) const
{
    guarded([&] {
        state.putNumber("epoch", std::int32_t{m_epoch});
        state.putNumber("steps", m_steps);
        putGenerator(state, m_deviceGenerator);
        // Where an engine has the numbers, the parameters are its copies.
        StateFile part;
        if (m_fused) {
            m_fused->saveState(part);
        } else if (m_blocked) {
            m_blocked->saveState(part);
        } else {
            m_optimiser->saveState(part);
            for (const auto& [name, tensor] : m_parameters)
                putTensor(state, "parameters/" + name, tensor);
        }
        state.putPart(engineName(), std::move(part));
    });
    return true;
}

void GradientRecommender::restoreState(const StateFile& state)
{
    guarded([&] {
        m_epoch = state.number<std::int32_t>("epoch");
        if (m_epoch < 0)
            throw Error(ErrorCode::Format, "The checkpoint's epoch is below zero.");
        m_steps = state.number<std::uint64_t>("steps");
        readGenerator(state, m_deviceGenerator);
        const auto part = state.part(engineName());
        if (m_fused) {
            m_fused->restoreState(part);
        } else if (m_blocked) {
            m_blocked->restoreState(part);
            m_blocked->store(*factorArrays());
        } else {
            m_optimiser->restoreState(part);
            for (const auto& [name, tensor] : m_parameters)
                readTensor(state, "parameters/" + name, tensor);
        }
    });
}

std::string GradientRecommender::engineName() const
{
    return m_fused ? "fused/" : m_blocked ? "blocked/" : "optimiser/";
}

} // namespace matinee
