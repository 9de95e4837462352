#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace matinee {

/// External ids (those of the data set's files) to dense indices and back. Built once over the whole data set, never
/// over a part of it: a second map for the test rows is the mistake that makes a test loss meaningless.
class IdMap
{
public:
    IdMap() = default;
    /// \param ids distinct external ids; the position becomes the dense index.
    /// \throws Error{InvalidArgument} if an id stands twice.
    explicit IdMap(std::vector<std::int64_t> ids);

    std::size_t size() const { return m_ids.size(); }
    /// External id of a dense index in [0, size()).
    std::int64_t id(std::int32_t index) const { return m_ids[static_cast<std::size_t>(index)]; }
    std::optional<std::int32_t> find(std::int64_t id) const;
    const std::vector<std::int64_t>& ids() const { return m_ids; }

private:
    std::vector<std::int64_t> m_ids;
    std::unordered_map<std::int64_t, std::int32_t> m_index;
};

} // namespace matinee
