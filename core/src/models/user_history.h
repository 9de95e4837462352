#pragma once

#include <matinee/dataset.h>

#include <cstdint>
#include <span>
#include <vector>

namespace matinee {

class ModelFile;

/// The films of each user in the training rows with their ratings, ascending by film: what a model that predicts from
/// a user's other films has to keep. A film that a user rated more than once counts once, with the mean.
class UserHistory
{
public:
    UserHistory() = default;
    UserHistory(const Dataset& data, std::span<const RowIndex> rows);

    std::size_t userCount() const { return m_begin.empty() ? 0 : m_begin.size() - 1; }
    /// Pairs of a user and a film.
    std::size_t size() const { return m_items.size(); }
    /// Number of the user's first pair, where all users' pairs are counted one after the other.
    std::size_t begin(std::int32_t user) const { return m_begin[static_cast<std::size_t>(user)]; }
    std::span<const std::int32_t> items(std::int32_t user) const;
    std::span<const float> values(std::int32_t user) const; ///< stars, parallel to items()

    /// \param withValues whether the ratings are kept too, or only who has seen what.
    void save(ModelFile& file, bool withValues) const;
    /// \throws Error{Format} if it is not a history of the data set's users and films.
    static UserHistory load(const ModelFile& file, const Dataset& data, bool withValues);

private:
    std::vector<std::size_t> m_begin; ///< users + 1 offsets into m_items
    std::vector<std::int32_t> m_items;
    std::vector<float> m_values; ///< empty if loaded without
};

/// Whole numbers to and from the floats of a model file, which are exact up to 2^24.
std::vector<float> wholeNumbers(std::span<const std::int32_t> numbers);
/// \throws Error{Format} where one is not a whole number in [0, bound).
std::vector<std::int32_t> wholeNumbers(std::span<const float> numbers, std::int32_t bound);
/// Offsets of lists of these lengths that lie one after the other. \throws Error{Format} if they do not end at total.
std::vector<std::size_t> offsets(std::span<const std::int32_t> lengths, std::size_t total);

} // namespace matinee
