#include "embedding/vector_file.h"

#include <matinee/error.h>
#include <matinee/vector_history.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace matinee {

namespace {

/// More are neither told apart on a scrubber nor worth their memory.
constexpr std::uint64_t kMostEpochs = 1000;

} // namespace

int vectorStride(const FilmVectors& vectors, int epochs, std::uint64_t budget)
{
    const std::uint64_t bytes = (vectors.items.values.size() + vectors.biases.size()) * sizeof(float);
    const std::uint64_t most = std::min(kMostEpochs, budget / std::max<std::uint64_t>(1, bytes));
    if (most < 2)
        return 0;
    // Epoch 0, epochs / stride of the others, and the last one.
    const auto all = static_cast<std::uint64_t>(std::max(1, epochs));
    if (all + 1 <= most)
        return 1;
    if (most == 2)
        return static_cast<int>(all);
    std::uint64_t stride = (all + most - 3) / (most - 2);
    while (stride > 1 && (all / (stride - 1)) + 1 + (all % (stride - 1) != 0 ? 1 : 0) <= most)
        --stride;
    return static_cast<int>(stride);
}

std::vector<int> VectorHistory::epochs() const
{
    std::vector<int> epochs;
    for (const auto& entry : m_entries)
        epochs.push_back(entry.epoch);
    return epochs;
}

std::size_t VectorHistory::nearest(int epoch) const
{
    const auto after = std::ranges::lower_bound(m_entries, epoch, {}, &Entry::epoch);
    if (after == m_entries.begin())
        return 0;
    const auto before = after - 1;
    const bool isEarlier = after == m_entries.end() || epoch - before->epoch <= after->epoch - epoch;
    return static_cast<std::size_t>((isEarlier ? before : after) - m_entries.begin());
}

std::shared_ptr<const FilmVectors> VectorHistory::vectors(std::size_t index) const
{
    const auto& entry = m_entries[index];
    return entry.vectors ? entry.vectors
                         : std::make_shared<const FilmVectors>(readVectors(m_file, entry.record, entry.epoch));
}

void VectorHistory::append(std::shared_ptr<const FilmVectors> vectors)
{
    if (!vectors || vectors->items.values.empty() || m_stride < 1)
        return;
    if (!m_entries.empty()) {
        const auto& last = m_entries.back();
        if (vectors->epoch <= last.epoch)
            throw Error(ErrorCode::InvalidArgument, "The vectors of an epoch come after those of a later one.");
        if (last.vectors && vectorFileShape(*last.vectors, 1) != vectorFileShape(*vectors, 1))
            throw Error(ErrorCode::InvalidArgument, "The vectors of all epochs of a run must have one size.");
        if (last.epoch % m_stride != 0)
            m_entries.pop_back();
    }
    const int epoch = vectors->epoch;
    m_entries.push_back({epoch, std::move(vectors), 0});
}

void VectorHistory::truncateAfter(int epoch)
{
    std::erase_if(m_entries, [epoch](const Entry& entry) { return entry.epoch > epoch; });
}

VectorHistory loadVectorHistory(const std::filesystem::path& folder)
{
    const auto file = folder / kVectorFile;
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return VectorHistory();
    const auto index = readVectorIndex(file);
    VectorHistory history(static_cast<int>(index.shape.stride));
    history.m_file = file;
    for (std::size_t r = 0; r < index.epochs.size(); ++r)
        history.m_entries.push_back({index.epochs[r], nullptr, r});
    return history;
}

void saveVectorHistory(const VectorHistory& history, const std::filesystem::path& folder)
{
    const auto file = folder / kVectorFile;
    std::error_code error;
    if (history.isEmpty()) {
        std::filesystem::remove(file, error);
        return;
    }
    // Under another name until it is whole: the history may be of this very file.
    auto temporary = file;
    temporary += ".part";
    std::unique_ptr<VectorFileWriter> writer;
    for (std::size_t i = 0; i < history.size(); ++i) {
        std::shared_ptr<const FilmVectors> vectors;
        try {
            vectors = history.vectors(i);
        } catch (const Error&) {
            continue;
        }
        if (!writer)
            writer = std::make_unique<VectorFileWriter>(temporary, vectorFileShape(*vectors, history.stride()), 0);
        writer->append(*vectors);
    }
    if (!writer)
        return;
    std::filesystem::rename(temporary, file, error);
    if (error)
        throw Error(ErrorCode::Io, "It could not be written: " + error.message() + ".", file.string());
}

} // namespace matinee
