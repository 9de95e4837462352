#include <matinee/error.h>
#include <matinee/id_map.h>

#include <fmt/format.h>

namespace matinee {

IdMap::IdMap(std::vector<std::int64_t> ids)
    : m_ids(std::move(ids))
{
    m_index.reserve(m_ids.size());
    for (std::size_t i = 0; i < m_ids.size(); ++i) {
        if (!m_index.emplace(m_ids[i], static_cast<std::int32_t>(i)).second)
            throw Error(ErrorCode::InvalidArgument, fmt::format("The id {} stands twice in an id map.", m_ids[i]));
    }
}

std::optional<std::int32_t> IdMap::find(std::int64_t id) const
{
    const auto found = m_index.find(id);
    if (found == m_index.end())
        return std::nullopt;
    return found->second;
}

} // namespace matinee
