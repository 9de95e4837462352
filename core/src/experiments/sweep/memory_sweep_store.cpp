#include "experiments/sweep/memory_sweep_store.h"

#include <fmt/format.h>

#include <cstdlib>
#include <string>

namespace matinee {

MemorySweepStore::~MemorySweepStore()
{
    std::error_code code;
    if (!m_folder.empty())
        std::filesystem::remove_all(m_folder, code);
}

std::filesystem::path MemorySweepStore::checkpoint(const SweepTrial& trial)
{
    if (trial.target == 0)
        return {}; // it is not paused
    if (!m_asked) {
        m_asked = true;
        std::error_code code;
        auto name = (std::filesystem::temp_directory_path(code) / "matinee-sweep-XXXXXX").string();
        if (!code && mkdtemp(name.data()))
            m_folder = name;
    }
    return m_folder.empty() ? std::filesystem::path() : m_folder / fmt::format("{}.bin", trial.number);
}

void MemorySweepStore::recordState(const SweepTrial& trial, const TrainedRun*)
{
    if (m_folder.empty() || trial.state == TrialState::Paused)
        return;
    std::error_code code;
    std::filesystem::remove(m_folder / fmt::format("{}.bin", trial.number), code);
}

} // namespace matinee
