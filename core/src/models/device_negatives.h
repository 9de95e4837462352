#pragma once

#include "data/user_items.h"

#include <torch/torch.h>

namespace matinee {

/// NegativeSampler on tensors, for devices whose programs must not wait for the host: films that a user has no
/// training row of, uniformly, without rejection, by a binary search of all rows at once.
class DeviceNegatives
{
public:
    /// \param users how many there are; itemCount: films to draw from
    DeviceNegatives(const UserItems& positives, std::int64_t users, std::int64_t itemCount,
                    const torch::Device& device);

    /// \param users (n) on the device. \return int32, n x perUser. Of a user who has every film any film is drawn.
    torch::Tensor draw(const torch::Tensor& users, std::int64_t perUser, const torch::Generator& generator) const;

private:
    std::int64_t m_itemCount;
    torch::Tensor m_keys;  ///< user * itemCount + (positive - its place), ascending
    torch::Tensor m_begin; ///< of each user in m_keys
    torch::Tensor m_left;  ///< films that a user does not have
};

} // namespace matinee
