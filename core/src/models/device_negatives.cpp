#include "models/device_negatives.h"

namespace matinee {

DeviceNegatives::DeviceNegatives(const UserItems& positives, std::int64_t users, std::int64_t itemCount,
                                 const torch::Device& device)
    : m_itemCount(itemCount)
{
    std::vector<std::int64_t> keys;
    std::vector<std::int64_t> begin;
    std::vector<std::int64_t> left;
    for (std::int64_t user = 0; user < users; ++user) {
        const auto own = positives.of(static_cast<std::int32_t>(user));
        begin.push_back(static_cast<std::int64_t>(keys.size()));
        left.push_back(itemCount - static_cast<std::int64_t>(own.size()));
        // Before own[j], own[j] - j films are missing.
        for (std::size_t j = 0; j < own.size(); ++j)
            keys.push_back(user * itemCount + own[j] - static_cast<std::int64_t>(j));
    }
    m_keys = torch::tensor(keys, torch::kLong).to(device);
    m_begin = torch::tensor(begin, torch::kLong).to(device);
    m_left = torch::tensor(left, torch::kLong).to(device);
}

torch::Tensor DeviceNegatives::draw(const torch::Tensor& users, std::int64_t perUser,
                                    const torch::Generator& generator) const
{
    const auto rows = users.to(torch::kLong).unsqueeze(1);
    const auto left = m_left.index({rows});
    const auto drawn = torch::randint(std::int64_t{1} << 62, {users.size(0), perUser}, generator,
                                      torch::TensorOptions(torch::kLong).device(m_keys.device()));
    // The r-th missing film lies behind all positives before which at most r are missing.
    const auto r = drawn.remainder(left.clamp_min(1));
    const auto behind = torch::searchsorted(m_keys, rows * m_itemCount + r, false, true) - m_begin.index({rows});
    return torch::where(left > 0, r + behind, drawn.remainder(m_itemCount)).to(torch::kInt);
}

} // namespace matinee
