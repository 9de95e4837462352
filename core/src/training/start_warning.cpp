#include "training/start_warning.h"

#include <fmt/format.h>

namespace matinee {

namespace {

/// Rows of a batch below which starting a GPU's programs takes longer than running them.
constexpr std::int64_t kLeastGpuBatch = 4096;
/// Rows of a batch below which autograd's own work is most of the work.
constexpr std::int64_t kLeastAutogradBatch = 16;

} // namespace

std::string startWarning(const ModelInfo& info, const Hyperparameters& settings, const std::string& device,
                         const std::string& engine, const Dataset& data, const std::vector<RowIndex>& rows, double loss)
{
    const auto batch = settings.has("batch_size") ? settings.integer("batch_size") : 0;
    if (device != "cpu" && batch > 0 && batch < kLeastGpuBatch)
        return fmt::format("Batches of {} leave a GPU waiting most of the time: {} or more keep it busy.", batch,
                           kLeastGpuBatch);
    if (device == "cpu" && engine == "autograd" && batch > 0 && batch < kLeastAutogradBatch)
        return fmt::format("Batches of {} are slow with autograd: {} or more are not, and the fused engine takes "
                           "any (it has AdaGrad only without dropout and weight decay).",
                           batch, kLeastAutogradBatch);
    if (info.isImplicit())
        return {};
    // Predicting zero costs the mean square of the ratings; a start far above it comes from wild initial vectors.
    double squares = 0;
    for (const auto row : rows)
        squares += static_cast<double>(data.ratings.value[row]) * data.ratings.value[row];
    const double zeroLoss = squares / static_cast<double>(rows.size());
    if (!(loss > 2 * zeroLoss))
        return {};
    return fmt::format(
        "Before training the loss is {:.1f}, worse than predicting zero ({:.1f}): the initial scale is too large.",
        loss, zeroLoss);
}

} // namespace matinee
