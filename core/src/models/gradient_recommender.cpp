#include "models/gradient_recommender.h"

#include "models/torch_guard.h"
#include "optim/kernels/dropout_bits.h"
#include "support/compute_threads.h"
#include "support/flush_denormals.h"

#include <matinee/error.h>
#include <matinee/model_file.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>

namespace matinee {

namespace {

using Clock = std::chrono::steady_clock;

/// A full batch is cut into chunks of this many rows, so that a stop or a pause is answered within it.
constexpr std::int64_t kChunkRows = 65'536;
/// Reading the loss makes a GPU wait, so it is read after so many batches and so much time, whichever is later.
constexpr int kBatchesPerReport = 16;
constexpr std::chrono::milliseconds kReportInterval{20};
constexpr std::uint64_t kDropoutStream = 0x64726F706F7574;

torch::Generator seededGenerator(const torch::Device& device, std::uint64_t seed)
{
    if (device.is_cpu())
        return at::detail::createCPUGenerator(seed); // clone() leaks one in LibTorch 1.13
    auto generator = at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    return generator;
}

template <class Value>
torch::Tensor gather(const Column<Value>& column, const std::vector<RowIndex>& rows, torch::ScalarType type)
{
    auto tensor = torch::empty({static_cast<std::int64_t>(rows.size())}, type);
    auto* out = tensor.template data_ptr<Value>();
    for (const auto row : rows)
        *out++ = column[row];
    return tensor;
}

torch::Tensor knownMask(const std::vector<std::int32_t>& counts)
{
    auto mask = torch::empty({static_cast<std::int64_t>(counts.size())}, torch::kFloat);
    std::transform(counts.begin(), counts.end(), mask.data_ptr<float>(), [](auto n) { return n > 0 ? 1.0F : 0.0F; });
    return mask;
}

/// An id without training rows keeps its first values for ever; zero makes its terms vanish.
/// \param values rows or rows x factors; known: rows
torch::Tensor withoutCold(const torch::Tensor& values, const torch::Tensor& known)
{
    return values * (values.dim() == 1 ? known : known.unsqueeze(1));
}

} // namespace

GradientRecommender::GradientRecommender(const Hyperparameters& hyperparameters)
    : m_hyperparameters(hyperparameters)
{}

void GradientRecommender::setUp(const ComputeOptions& options, std::int64_t users, std::int64_t items)
{
    m_device = torch::Device(options.device);
    m_threads = options.threads;
    m_userCount = users;
    m_itemCount = items;
    m_dropout = m_hyperparameters.has("dropout") ? m_hyperparameters.real("dropout") : 0;
    m_hostGenerator = seededGenerator(torch::kCPU, options.seed);
    m_deviceGenerator = seededGenerator(m_device, options.seed);
    m_dropoutSeed = options.seed ^ kDropoutStream;
    m_fused.reset();
    m_blocked.reset();
    m_parameters.clear();
    m_penalties.clear();
    m_strengths.clear();
    m_penaltyScales.clear();
    useThreads();
}

void GradientRecommender::useThreads() const
{
    setComputeThreads(m_threads);
}

void GradientRecommender::prepare(const TrainingData& data, const ComputeOptions& options)
{
    guarded([&] {
        setUp(options, data.dataset->userCount(), data.dataset->itemCount());
        const auto& ratings = data.dataset->ratings;
        double sum = 0;
        for (const auto row : data.rows)
            sum += ratings.value[row];
        m_mean = sum / static_cast<double>(data.rows.size());
        m_rows = static_cast<std::int64_t>(data.rows.size());

        const auto knownUsers = knownMask(data.counts.users);
        const auto knownItems = knownMask(data.counts.items);
        m_knownUsers = knownUsers.to(m_device);
        m_knownItems = knownItems.to(m_device);
        declareParameters();
        for (auto& [name, tensor] : m_parameters) {
            auto host = tensor;
            if (name.starts_with("user"))
                host = withoutCold(host, knownUsers);
            else if (name.starts_with("item"))
                host = withoutCold(host, knownItems);
            tensor = host.to(m_device).contiguous().set_requires_grad(true);
        }

        m_settings = {m_hyperparameters.real("learning_rate"), m_hyperparameters.real("momentum"),
                      m_hyperparameters.real("weight_decay")};
        if (makeBlocked(data, options))
            return;
        m_users = gather(ratings.user, data.rows, torch::kInt).to(m_device);
        m_items = gather(ratings.item, data.rows, torch::kInt).to(m_device);
        m_values = gather(ratings.value, data.rows, torch::kFloat).to(m_device);
        for (const auto& penalty : m_penalties)
            if (penaltyExponent() != 0)
                m_penaltyScales[penalty.rated] =
                    ratingCounts(penalty.rated, m_users, m_items).clamp_min(1).pow_(-penaltyExponent());
        makeFused(options.engine);
        if (m_fused)
            return;
        std::vector<torch::Tensor> tensors;
        for (const auto& [name, tensor] : m_parameters)
            tensors.push_back(tensor);
        m_optimiser = makeOptimiser(m_hyperparameters.text("optimiser"), tensors, m_settings);
    });
}

std::int64_t GradientRecommender::batchRows() const
{
    const auto rows = m_rows;
    const auto batchSize = m_hyperparameters.integer("batch_size");
    return batchSize == 0 ? rows : std::min(batchSize, rows);
}

void GradientRecommender::applyLiveValues(const TrainingControl& control, double rateFactor)
{
    const auto version = control.liveVersion();
    if (version == m_liveVersion && rateFactor == m_rateFactor)
        return;
    m_liveVersion = version;
    m_rateFactor = rateFactor;
    for (const auto& [key, value] : control.liveValues()) {
        if (key == "learning_rate")
            m_settings.learningRate = value;
        else if (key == "momentum")
            m_settings.momentum = value;
        else if (key == "weight_decay")
            m_settings.weightDecay = value;
        else if (key == "dropout")
            m_dropout = value;
        else if (m_strengths.contains(key))
            m_strengths[key] = value;
    }
    if (m_fused || m_blocked)
        updateFusedSettings();
    else
        m_optimiser->settings() = scheduledSettings();
}

OptimiserSettings GradientRecommender::scheduledSettings() const
{
    auto settings = m_settings;
    settings.learningRate *= m_rateFactor;
    return settings;
}

void GradientRecommender::penalise(std::size_t parameter, Rated rated, const std::string& key)
{
    m_penalties.push_back({parameter, rated, key});
    m_strengths[key] = m_hyperparameters.real(key);
}

bool GradientRecommender::hasPenalties() const
{
    return std::any_of(m_strengths.begin(), m_strengths.end(), [](const auto& entry) { return entry.second > 0; });
}

torch::Tensor GradientRecommender::ratingCounts(Rated rated, const torch::Tensor& users,
                                                const torch::Tensor& items) const
{
    if (rated == Rated::Features)
        return featureCounts(items);
    return rated == Rated::Users ? occurrences(users, m_userCount) : occurrences(items, m_itemCount);
}

torch::Tensor GradientRecommender::occurrences(const torch::Tensor& ids, std::int64_t size)
{
    if (ids.is_cpu())
        return torch::bincount(ids, {}, size).to(torch::kFloat);
    // bincount() makes the host wait for the largest id.
    const auto options = torch::TensorOptions(torch::kFloat).device(ids.device());
    return torch::zeros({size}, options).index_add_(0, ids, torch::ones({ids.size(0)}, options));
}

torch::Tensor GradientRecommender::penaltyWeights(Rated rated, const torch::Tensor& users,
                                                  const torch::Tensor& items) const
{
    auto weights = ratingCounts(rated, users, items) / static_cast<double>(users.size(0));
    if (const auto scale = m_penaltyScales.find(rated); scale != m_penaltyScales.end())
        weights.mul_(scale->second);
    return weights;
}

torch::Tensor GradientRecommender::penalty(const torch::Tensor& users, const torch::Tensor& items) const
{
    auto sum = torch::zeros({}, torch::TensorOptions(torch::kDouble).device(m_device));
    for (const auto& [index, rated, key] : m_penalties) {
        const auto& values = parameter(index);
        const auto squares = values.dim() == 1 ? values.square() : values.square().sum(1);
        sum = sum + m_strengths.at(key) * (squares * penaltyWeights(rated, users, items)).sum();
    }
    return sum;
}

void GradientRecommender::addPenaltyGradients(const torch::Tensor& users, const torch::Tensor& items)
{
    if (!hasPenalties())
        return;
    // One dense pass a parameter, as the optimiser makes; through autograd the vectors would be gathered once more.
    const torch::NoGradGuard noGrad;
    std::map<Rated, torch::Tensor> weights;
    for (const auto& [index, rated, key] : m_penalties) {
        const double strength = m_strengths.at(key);
        auto& values = m_parameters[index].second;
        if (strength <= 0 || !values.grad().defined())
            continue;
        auto& weight = weights[rated];
        if (!weight.defined())
            weight = penaltyWeights(rated, users, items).to(values.scalar_type());
        values.mutable_grad().addcmul_(values.detach(), values.dim() == 1 ? weight : weight.unsqueeze(1), 2 * strength);
    }
}

/// A row with n ratings has n^-this of a penalty for each of them, so that all of them make n^(1 - this).
double GradientRecommender::penaltyExponent() const
{
    if (!m_hyperparameters.has("regularisation_scaling"))
        return 0;
    const auto& scaling = m_hyperparameters.text("regularisation_scaling");
    return scaling == "constant" ? 1 : scaling == "sqrt" ? 0.5 : 0;
}

EpochOutcome GradientRecommender::trainEpoch(const EpochContext& context)
{
    if (m_blocked)
        return trainBlocked(context);
    return guarded([&] {
        const auto rows = m_rows;
        const auto batchRows = this->batchRows();
        const auto group = examplesPerRow();
        const auto chunkRowsMost = std::max<std::int64_t>(1, kChunkRows / group);
        setComputeThreads(!m_fused && batchRows * group >= parallelExamples() ? m_threads : 1);
        const FlushDenormals flushDenormals;
        beginEpoch(++m_epoch);
        m_dropoutKey = kernels::dropoutDraw(m_dropoutSeed, static_cast<std::uint64_t>(m_epoch));
        if (m_fused)
            m_fused->beginEpoch(m_dropoutKey);

        // Where all rows are one batch their order changes nothing.
        const auto options = torch::TensorOptions(torch::kLong).device(m_device);
        const auto order =
            batchRows == rows ? torch::arange(rows, options) : torch::randperm(rows, m_deviceGenerator, options);
        // Examples are laid out for a block of whole batches at a time.
        const auto blockRows = std::max<std::int64_t>(1, this->blockRows() / batchRows) * batchRows;
        Examples block;

        EpochOutcome outcome;
        outcome.objective = std::numeric_limits<double>::quiet_NaN();
        auto lossSum = torch::zeros({}, torch::TensorOptions(torch::kDouble).device(m_device));
        double fusedSum = 0;
        double reportedSum = 0;
        std::uint64_t reportedRatings = 0;
        const auto allRatings = static_cast<double>(rows * group);
        std::vector<float> stepLosses; // since the last report
        int batches = 0;
        auto reportedAt = Clock::now();
        const auto report = [&] {
            const double sum = m_fused ? fusedSum : lossSum.item<double>();
            // Where only their mean is known, the few batches left at an epoch's end would make a point of its own
            // noise; a first one is shown anyway.
            const bool enough = batches >= kBatchesPerReport || reportedRatings == 0 || !stepLosses.empty();
            if (context.onBatch && enough && outcome.ratings > reportedRatings) {
                context.onBatch(m_steps, static_cast<double>(outcome.ratings) / allRatings,
                                (sum - reportedSum) / static_cast<double>(outcome.ratings - reportedRatings),
                                stepLosses);
            }
            stepLosses.clear();
            reportedSum = sum;
            reportedRatings = outcome.ratings;
            reportedAt = Clock::now();
            batches = 0;
        };

        for (std::int64_t begin = 0; begin < rows && outcome.complete; begin += batchRows) {
            const auto count = std::min(batchRows, rows - begin);
            applyLiveValues(context.control,
                            context.rateFactorAt(static_cast<double>(begin) / static_cast<double>(rows)));
            if (begin % blockRows == 0) {
                if (context.control.proceed())
                    block = examples(order.narrow(0, begin, std::min(blockRows, rows - begin)), context.control);
                if (context.control.isStopped()) {
                    outcome.complete = false;
                    break;
                }
            }
            if (m_fused)
                m_fused->beginBatch(static_cast<std::size_t>(count * group));
            else
                m_optimiser->clearGradients();
            const double sumBefore = m_fused ? fusedSum : m_device.is_cpu() ? lossSum.item<double>() : 0;
            for (std::int64_t chunk = 0; chunk < count; chunk += chunkRowsMost) {
                if (!context.control.proceed()) {
                    outcome.complete = false;
                    break;
                }
                const auto chunkRows = std::min(chunkRowsMost, count - chunk);
                const auto first = (begin % blockRows + chunk) * group;
                const auto length = chunkRows * group;
                if (m_fused) {
                    fusedSum += m_fused->add(block.users.data_ptr<std::int32_t>() + first,
                                             block.items.data_ptr<std::int32_t>() + first,
                                             block.labels.data_ptr<float>() + first, static_cast<std::size_t>(length));
                    continue;
                }
                m_dropoutFirst = (begin + chunk) * group;
                m_dropoutExamples = length;
                m_dropoutCalls = 0;
                auto chunkLoss = loss(block.users.narrow(0, first, length), block.items.narrow(0, first, length),
                                      block.labels.narrow(0, first, length));
                lossSum.add_(chunkLoss.detach(), static_cast<double>(length));
                if (chunkRows != count)
                    chunkLoss = chunkLoss * (static_cast<double>(chunkRows) / static_cast<double>(count));
                chunkLoss.backward();
            }
            if (!outcome.complete) {
                if (m_fused)
                    fusedSum = sumBefore; // of whole batches, as the ratings are counted
                break;
            }
            if (m_fused) {
                m_fused->finishBatch();
            } else {
                const auto first = begin % blockRows * group;
                addPenaltyGradients(block.users.narrow(0, first, count * group),
                                    block.items.narrow(0, first, count * group));
                m_optimiser->step();
            }
            ++m_steps;
            outcome.ratings += static_cast<std::uint64_t>(count * group);
            if (m_fused || m_device.is_cpu())
                stepLosses.push_back(static_cast<float>(((m_fused ? fusedSum : lossSum.item<double>()) - sumBefore) /
                                                        static_cast<double>(count * group)));
            if (++batches >= kBatchesPerReport && Clock::now() - reportedAt >= kReportInterval)
                report();
        }
        report();
        if (m_fused)
            m_fused->store();
        outcome.steps = m_steps;
        outcome.loss = outcome.ratings ? reportedSum / static_cast<double>(outcome.ratings)
                                       : std::numeric_limits<double>::quiet_NaN();
        return outcome;
    });
}

GradientRecommender::Examples GradientRecommender::examples(const torch::Tensor& rows, TrainingControl&)
{
    return {m_users.index_select(0, rows), m_items.index_select(0, rows), m_values.index_select(0, rows)};
}

torch::Tensor GradientRecommender::loss(const torch::Tensor& users, const torch::Tensor& items,
                                        const torch::Tensor& labels) const
{
    return torch::mse_loss(forward(users, items, true), labels);
}

void GradientRecommender::compute(BatchFunction batch, std::span<const std::int32_t> users,
                                  std::span<const std::int32_t> items, std::span<float> out) const
{
    guarded([&] {
        useThreads();
        const torch::NoGradGuard noGrad;
        for (std::size_t begin = 0; begin < out.size(); begin += kChunkRows) {
            const auto count = std::min<std::size_t>(kChunkRows, out.size() - begin);
            const auto predicted =
                (this->*batch)(onDevice(users.subspan(begin, count)), onDevice(items.subspan(begin, count)))
                    .to(torch::kCPU)
                    .contiguous();
            std::memcpy(out.data() + begin, predicted.data_ptr<float>(), count * sizeof(float));
        }
    });
}

torch::Tensor GradientRecommender::onDevice(std::span<const std::int32_t> indices) const
{
    // from_blob wants a pointer to non-const; nothing writes through it.
    auto* data = const_cast<std::int32_t*>(indices.data());
    return torch::from_blob(data, {static_cast<std::int64_t>(indices.size())}, torch::kInt).to(m_device);
}

std::uint64_t GradientRecommender::parameterCount() const
{
    std::uint64_t count = 0;
    for (const auto& [name, tensor] : m_parameters)
        count += static_cast<std::uint64_t>(tensor.numel());
    return count;
}

void GradientRecommender::save(ModelFile& file) const
{
    guarded([&] {
        const auto put = [&file](const std::string& name, const torch::Tensor& tensor) {
            const auto host = tensor.detach().to(torch::kCPU).contiguous();
            const auto* data = host.data_ptr<float>();
            file.put(name, {host.sizes().begin(), host.sizes().end()}, {data, data + host.numel()});
        };
        for (const auto& [name, tensor] : m_parameters)
            put(name, tensor);
        put("known_users", m_knownUsers);
        put("known_items", m_knownItems);
        file.put("mean", {1}, {static_cast<float>(m_mean)});
    });
}

void GradientRecommender::load(const ModelFile& file, const Dataset& data, const ComputeOptions& options)
{
    guarded([&] {
        setUp(options, data.userCount(), data.itemCount());
        m_mean = file.get("mean", {1}).values[0];
        const auto get = [&file](const std::string& name, const std::vector<std::int64_t>& shape) {
            const auto& array = file.get(name, {shape.begin(), shape.end()});
            auto tensor = torch::empty(shape, torch::kFloat);
            std::copy(array.values.begin(), array.values.end(), tensor.data_ptr<float>());
            return tensor;
        };
        m_knownUsers = get("known_users", {m_userCount}).to(m_device);
        m_knownItems = get("known_items", {m_itemCount}).to(m_device);
        // The declaration knows the shapes; its values are thrown away.
        declareParameters();
        for (auto& [name, tensor] : m_parameters)
            tensor = get(name, tensor.sizes().vec()).to(m_device);
    });
}

std::size_t GradientRecommender::declare(const std::string& name, torch::Tensor initial)
{
    m_parameters.emplace_back(name, std::move(initial));
    return m_parameters.size() - 1;
}

torch::Tensor GradientRecommender::initialFactors(std::int64_t rows)
{
    return initialFactors(rows, m_hyperparameters.integer("factors"));
}

torch::Tensor GradientRecommender::initialFactors(std::int64_t rows, std::int64_t factors)
{
    const auto scale = m_hyperparameters.real("init_scale");
    if (m_hyperparameters.text("init") == "uniform")
        return torch::empty({rows, factors}).uniform_(0, scale, m_hostGenerator);
    return normal({rows, factors}, scale);
}

torch::Tensor GradientRecommender::normal(std::vector<std::int64_t> shape, double deviation)
{
    return torch::empty(shape).normal_(0, deviation, m_hostGenerator);
}

torch::Tensor GradientRecommender::uniform(std::vector<std::int64_t> shape, double bound)
{
    return torch::empty(shape).uniform_(-bound, bound, m_hostGenerator);
}

torch::Tensor GradientRecommender::dropout(const torch::Tensor& input) const
{
    if (m_dropout <= 0)
        return input;
    const auto mask = torch::empty_like(input.detach(), torch::MemoryFormat::Contiguous);
    if (!m_device.is_cpu() || mask.scalar_type() != torch::kFloat)
        return input * mask.bernoulli_(1 - m_dropout, m_deviceGenerator).div_(1 - m_dropout);
    // torch draws a double for each number, ten times as slowly as the rest of the step.
    const auto limit = kernels::dropoutLimit(m_dropout);
    const auto kept = static_cast<float>(1 / (1 - m_dropout));
    const auto side = m_dropoutCalls++ * kernels::kDropoutSide;
    const auto rows = mask.size(0);
    const auto columns = static_cast<std::uint32_t>(mask.numel() / std::max<std::int64_t>(rows, 1));
    // Examples may come in pairs, a row for each pair.
    const auto first = static_cast<std::uint64_t>(m_dropoutFirst * rows / m_dropoutExamples);
    auto* values = mask.data_ptr<float>();
    for (std::int64_t row = 0; row < rows; ++row) {
        const auto draw = kernels::dropoutDraw(m_dropoutKey, first + static_cast<std::uint64_t>(row)) + side;
        for (std::uint32_t column = 0; column < columns; ++column)
            *values++ = kernels::dropoutWords(column, draw) < limit ? 0.0F : kept;
    }
    return input * mask;
}

Matrix GradientRecommender::toMatrix(const torch::Tensor& tensor)
{
    return guarded([&] {
        const auto host = tensor.detach().to(torch::kCPU).contiguous();
        Matrix matrix(static_cast<std::size_t>(host.size(0)), static_cast<std::size_t>(host.size(1)));
        std::memcpy(matrix.values.data(), host.data_ptr<float>(), matrix.values.size() * sizeof(float));
        return matrix;
    });
}

std::vector<float> GradientRecommender::toVector(const torch::Tensor& tensor)
{
    return guarded([&] {
        const auto host = tensor.detach().to(torch::kCPU).contiguous();
        return std::vector<float>(host.data_ptr<float>(), host.data_ptr<float>() + host.numel());
    });
}

} // namespace matinee
