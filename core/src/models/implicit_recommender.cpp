#include "models/implicit_recommender.h"

#include "models/torch_guard.h"
#include "support/parallel.h"

#include <matinee/state_file.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace matinee {

namespace {

/// Negatives have a stream of their own, beside the initial values and the shuffles.
constexpr std::uint64_t kNegativeStream = 0x6E65676174697665;
/// Rows between two looks at the control.
constexpr std::size_t kRowsPerLook = 8192;

} // namespace

void ImplicitRecommender::prepare(const TrainingData& data, const ComputeOptions& options)
{
    UserItems positives(*data.dataset, data.rows);
    if (options.device == "cpu") {
        m_sampler = std::make_unique<NegativeSampler>(std::move(positives), data.dataset->itemCount());
    } else {
        m_deviceSampler = std::make_unique<DeviceNegatives>(positives, data.dataset->userCount(),
                                                            data.dataset->itemCount(), torch::Device(options.device));
    }
    m_seed = options.seed ^ kNegativeStream;
    m_drawn = 0;
    GradientRecommender::prepare(data, options);
}

bool ImplicitRecommender::saveState(StateFile& state) const
{
    state.putNumber("drawn", m_drawn);
    return GradientRecommender::saveState(state);
}

void ImplicitRecommender::restoreState(const StateFile& state)
{
    m_drawn = state.number<std::uint64_t>("drawn");
    GradientRecommender::restoreState(state);
}

GradientRecommender::Examples ImplicitRecommender::examples(const torch::Tensor& rows, TrainingControl& control)
{
    const auto negatives = negativesPerRow();
    const auto users = rowUsers().index_select(0, rows);
    const auto positives = rowItems().index_select(0, rows);
    if (device().is_cpu())
        return lined(users, positives, drawn(users, control));
    auto labels = torch::zeros({rows.size(0), 1 + negatives}, torch::TensorOptions(torch::kFloat).device(device()));
    labels.select(1, 0).fill_(1);
    return {users.repeat_interleave(1 + negatives),
            torch::cat({positives.unsqueeze(1), m_deviceSampler->draw(users, negatives, generator())}, 1).flatten(),
            labels.flatten()};
}

torch::Tensor ImplicitRecommender::drawn(const torch::Tensor& users, TrainingControl& control)
{
    const auto per = static_cast<std::size_t>(negativesPerRow());
    auto drawn = torch::empty({users.size(0), negativesPerRow()}, torch::kInt);
    const std::span<const std::int32_t> usersIn(users.data_ptr<std::int32_t>(),
                                                static_cast<std::size_t>(users.size(0)));
    const std::span<std::int32_t> out(drawn.data_ptr<std::int32_t>(), usersIn.size() * per);
    const auto before = m_drawn;
    parallelFor(
        usersIn.size(), kRowsPerLook, threads(),
        [&](std::size_t begin, std::size_t end, int) {
            m_sampler->draw(usersIn.subspan(begin, end - begin), static_cast<int>(per), m_seed, before + begin * per,
                            out.subspan(begin * per, (end - begin) * per));
        },
        [&](std::size_t) { return control.proceed(); });
    m_drawn += out.size();
    return drawn;
}

/// The same as the tensor operations of examples() make, in one pass.
GradientRecommender::Examples ImplicitRecommender::lined(const torch::Tensor& users, const torch::Tensor& positives,
                                                         const torch::Tensor& negatives)
{
    const auto count = users.size(0);
    const auto group = 1 + negatives.size(1);
    Examples examples{torch::empty({count * group}, torch::kInt), torch::empty({count * group}, torch::kInt),
                      torch::zeros({count * group}, torch::kFloat)};
    const auto* user = users.data_ptr<std::int32_t>();
    const auto* positive = positives.data_ptr<std::int32_t>();
    const auto* negative = negatives.data_ptr<std::int32_t>();
    auto* outUser = examples.users.data_ptr<std::int32_t>();
    auto* outItem = examples.items.data_ptr<std::int32_t>();
    auto* outLabel = examples.labels.data_ptr<float>();
    for (std::int64_t row = 0; row < count; ++row) {
        *outItem++ = positive[row];
        outLabel[row * group] = 1;
        outItem = std::copy_n(negative, group - 1, outItem);
        negative += group - 1;
        outUser = std::fill_n(outUser, group, user[row]);
    }
    return examples;
}

torch::Tensor ImplicitRecommender::loss(const torch::Tensor& users, const torch::Tensor& items,
                                        const torch::Tensor& labels) const
{
    return torch::binary_cross_entropy_with_logits(forward(users, items, true), labels);
}

void ImplicitRecommender::scoreAll(std::span<const std::int32_t> users, std::span<float> out) const
{
    guarded([&] {
        useThreads();
        const torch::NoGradGuard noGrad;
        const auto items = static_cast<std::size_t>(itemCount());
        const auto step = static_cast<std::size_t>(scoredUsers());
        for (std::size_t begin = 0; begin < users.size(); begin += step) {
            const auto count = std::min(step, users.size() - begin);
            const auto scores = scoreBatch(onDevice(users.subspan(begin, count))).to(torch::kCPU).contiguous();
            std::memcpy(out.data() + begin * items, scores.data_ptr<float>(), count * items * sizeof(float));
        }
    });
}

torch::Tensor ImplicitRecommender::userRows(const torch::Tensor& table, const torch::Tensor& users, bool training) const
{
    auto rows = table.index_select(0, users);
    if (training)
        return rows;
    const auto known = knownUsers().index_select(0, users).unsqueeze(1);
    if (known.min().item<float>() > 0)
        return rows;
    const auto mean = (knownUsers().unsqueeze(0).mm(table)) / knownUsers().sum();
    return known * rows + (1 - known) * mean;
}

torch::Tensor ImplicitRecommender::penalty(const std::vector<torch::Tensor>& vectors) const
{
    const double strength = hyperparameters().real("regularisation");
    auto sum = torch::zeros({}, vectors.front().options());
    if (strength <= 0)
        return sum;
    for (const auto& vector : vectors)
        sum = sum + vector.square().sum() * (strength / 2 / static_cast<double>(vector.size(0)));
    return sum - sum.detach();
}

torch::Tensor ImplicitRecommender::initialOutput(std::int64_t weights, std::int64_t inputs)
{
    const auto& kind = hyperparameters().text("output_init");
    if (kind == "ones")
        return torch::ones({weights});
    return kind == "normal" ? normal({weights}, 1) : lecunUniform({weights}, inputs);
}

torch::Tensor ImplicitRecommender::lecunUniform(std::vector<std::int64_t> shape, std::int64_t inputs)
{
    return uniform(std::move(shape), std::sqrt(3.0 / static_cast<double>(inputs)));
}

} // namespace matinee
