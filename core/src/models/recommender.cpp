#include <matinee/recommender.h>

#include <algorithm>
#include <numeric>

namespace matinee {

void Recommender::scoreAll(std::span<const std::int32_t> users, std::span<float> out) const
{
    if (users.empty())
        return;
    const auto itemCount = out.size() / users.size();
    std::vector<std::int32_t> items(itemCount);
    std::iota(items.begin(), items.end(), 0);
    std::vector<std::int32_t> user(itemCount);
    for (std::size_t u = 0; u < users.size(); ++u) {
        std::fill(user.begin(), user.end(), users[u]);
        score(user, items, out.subspan(u * itemCount, itemCount));
    }
}

} // namespace matinee
