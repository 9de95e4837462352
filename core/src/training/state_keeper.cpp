#include "training/state_keeper.h"

#include <matinee/error.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace matinee {

namespace {

/// Between two checkpoints are so many seconds, or so many times as long as writing takes.
constexpr double kSeconds = 0.25;
constexpr double kShare = 20;

} // namespace

StateKeeper::StateKeeper(const TrainingControl& control)
    : m_watch(control)
{}

void StateKeeper::begin(std::filesystem::path file, int epoch)
{
    m_file = std::move(file);
    m_epoch = epoch;
    m_watch.restart();
}

bool StateKeeper::isDue() const
{
    return isOn() && (m_due || m_epoch == 0 || m_watch.seconds() >= std::max(kSeconds, kShare * m_cost));
}

std::string StateKeeper::write(const Checkpoint& checkpoint)
{
    const auto begin = std::chrono::steady_clock::now();
    try {
        writeCheckpoint(checkpoint, m_file);
    } catch (const Error& error) {
        m_failed = true;
        return fmt::format("The state of the run could not be kept, so that it cannot go on after a crash. {}",
                           error.what());
    }
    m_epoch = checkpoint.epoch;
    m_due = false;
    m_cost = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    m_watch.restart();
    return {};
}

std::shared_ptr<const Checkpoint> StateKeeper::newest() const
{
    std::error_code ignored;
    if (m_epoch == 0 || !std::filesystem::exists(m_file, ignored))
        return nullptr;
    return readCheckpoint(m_file);
}

StateFile stateFrom(const ModelFile& file)
{
    StateFile state;
    std::string names;
    for (const auto& [name, array] : file.arrays()) {
        names += name + '\n';
        state.put("shape/" + name, array.shape);
        state.put("values/" + name, array.values);
    }
    state.putText("names", names);
    return state;
}

ModelFile modelFileFrom(const StateFile& state)
{
    ModelFile file;
    const auto names = state.text("names");
    for (std::size_t begin = 0; begin < names.size();) {
        const auto end = std::min(names.find('\n', begin), names.size());
        const auto name = names.substr(begin, end - begin);
        try {
            file.put(name, state.get<std::uint64_t>("shape/" + name), state.get<float>("values/" + name));
        } catch (const Error& error) {
            throw Error(ErrorCode::Format, error.message());
        }
        begin = end + 1;
    }
    return file;
}

} // namespace matinee
