#pragma once

#include <matinee/film_vectors.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace matinee {

/// How many bytes the stored vectors of a run may take.
inline constexpr std::uint64_t kVectorBudget = std::uint64_t{256} << 20;

/// Every how many epochs the vectors are stored, so that those of epoch 0, of every such epoch and of the last one stay
/// within the budget, and are no more than a thousand. 0: not even two fit, and none are stored.
/// \param vectors of any epoch: they all have the same size
/// \param epochs that are to be trained
int vectorStride(const FilmVectors& vectors, int epochs, std::uint64_t budget = kVectorBudget);

/// The film vectors of a run as they were after some of its epochs: in memory, or in a file that is read epoch by epoch
/// when they are asked for. Copies are cheap and share what is in memory.
class VectorHistory
{
public:
    /// Nothing yet. \param stride see vectorStride(); 1: every epoch
    explicit VectorHistory(int stride = 1)
        : m_stride(stride)
    {}

    bool isEmpty() const { return m_entries.empty(); }
    std::size_t size() const { return m_entries.size(); }
    int stride() const { return m_stride; }
    /// Ascending with the index.
    int epoch(std::size_t index) const { return m_entries[index].epoch; }
    std::vector<int> epochs() const;
    /// Index of the stored epoch that is nearest to this one, of two the earlier. Not of an empty history.
    std::size_t nearest(int epoch) const;

    /// \throws Error{NotFound, Io, Format} if the file is not there any more, cannot be read or is damaged there
    std::shared_ptr<const FilmVectors> vectors(std::size_t index) const;

    /// Adds the vectors of a later epoch; they take the place of the last ones if those were of an epoch between two
    /// that are stored. Without film vectors nothing is added.
    /// \throws Error{InvalidArgument} if the epoch is not later or the size is another one
    void append(std::shared_ptr<const FilmVectors> vectors);
    /// Drops the epochs after this one.
    void truncateAfter(int epoch);

private:
    friend VectorHistory loadVectorHistory(const std::filesystem::path& folder);

    struct Entry
    {
        int epoch = 0;
        std::shared_ptr<const FilmVectors> vectors; ///< null: in the file
        std::size_t record = 0;                     ///< there
    };

    std::vector<Entry> m_entries;
    std::filesystem::path m_file;
    int m_stride;
};

/// What trainRecorded() has stored in the folder of a run (vectors.bin). Empty where there is no such file. A last
/// record that was not written to its end, as when the process was killed, counts as not there.
/// \throws Error{Format} if it is no such file or its beginning is damaged; Error{Io}
VectorHistory loadVectorHistory(const std::filesystem::path& folder);

/// Writes vectors.bin into the folder of a run; an empty history removes the one that is there. Epochs that cannot be
/// read are left out. \throws Error{Io}
void saveVectorHistory(const VectorHistory& history, const std::filesystem::path& folder);

} // namespace matinee
