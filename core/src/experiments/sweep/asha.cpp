#include "experiments/sweep/asha.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace matinee {

namespace {

/// Those that reached a rung, the best first.
std::vector<const HalvingTrial*> reached(std::span<const HalvingTrial> trials, std::size_t rung)
{
    std::vector<const HalvingTrial*> list;
    for (const auto& trial : trials) {
        if (trial.losses.size() > rung)
            list.push_back(&trial);
    }
    std::sort(list.begin(), list.end(), [rung](const auto* a, const auto* b) {
        return a->losses[rung] != b->losses[rung] ? a->losses[rung] < b->losses[rung] : a->number < b->number;
    });
    return list;
}

bool mayGoOn(const HalvingTrial& trial, std::size_t rung)
{
    return trial.waits && trial.losses.size() == rung + 1 && std::isfinite(trial.losses[rung]);
}

} // namespace

Asha::Asha(int minEpochs, int maxEpochs, int reduction)
    : m_reduction(reduction)
{
    for (std::int64_t epochs = minEpochs; epochs < maxEpochs; epochs *= reduction)
        m_rungs.push_back(static_cast<int>(epochs));
    m_rungs.push_back(maxEpochs);
}

std::optional<int> Asha::promotion(std::span<const HalvingTrial> trials) const
{
    for (auto rung = m_rungs.size() - 1; rung-- > 0;) {
        const auto list = reached(trials, rung);
        for (std::size_t place = 0; place < list.size() / static_cast<std::size_t>(m_reduction); ++place) {
            if (mayGoOn(*list[place], rung))
                return list[place]->number;
        }
    }
    return std::nullopt;
}

std::optional<int> Asha::lastPromotion(std::span<const HalvingTrial> trials) const
{
    for (const auto* trial : reached(trials, m_rungs.size() - 1)) {
        if (std::isfinite(trial->losses.back()))
            return std::nullopt;
    }
    for (auto rung = m_rungs.size() - 1; rung-- > 0;) {
        for (const auto* trial : reached(trials, rung)) {
            if (mayGoOn(*trial, rung))
                return trial->number;
        }
    }
    return std::nullopt;
}

} // namespace matinee
