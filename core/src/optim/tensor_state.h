#pragma once

#include <matinee/state_file.h>

#include <torch/torch.h>

#include <span>
#include <string>
#include <vector>

namespace matinee {

/// The numbers of a float tensor, on whatever device.
inline void putTensor(StateFile& state, const std::string& name, const torch::Tensor& tensor)
{
    const auto host = tensor.detach().to(torch::kCPU).contiguous();
    state.put(name, std::span<const float>(host.data_ptr<float>(), static_cast<std::size_t>(host.numel())));
}

/// Into a tensor that is there, and stays where it is. \throws Error{Format} if it is missing or of another length
inline void readTensor(const StateFile& state, const std::string& name, const torch::Tensor& tensor)
{
    const torch::NoGradGuard noGrad;
    const auto host = torch::empty(tensor.sizes(), torch::kFloat);
    state.read(name, std::span<float>(host.data_ptr<float>(), static_cast<std::size_t>(host.numel())));
    tensor.copy_(host);
}

/// Several of them, by their place behind the name.
inline void putTensors(StateFile& state, const std::string& name, const std::vector<torch::Tensor>& tensors)
{
    for (std::size_t t = 0; t < tensors.size(); ++t)
        putTensor(state, name + '/' + std::to_string(t), tensors[t]);
}

inline void readTensors(const StateFile& state, const std::string& name, const std::vector<torch::Tensor>& tensors)
{
    for (std::size_t t = 0; t < tensors.size(); ++t)
        readTensor(state, name + '/' + std::to_string(t), tensors[t]);
}

} // namespace matinee
