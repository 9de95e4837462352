#include "embedding/edit_distance.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace matinee {

EditDistance editDistance(std::string_view typed, std::string_view word, int limit)
{
    const EditDistance far{limit + 1, limit + 1};
    if (typed.size() > kLongestEdited || word.size() > kLongestEdited)
        return far;
    const auto rows = typed.size();
    // No beginning longer than this can be within the limit, and the whole word only if it is not longer either.
    const auto columns = std::min(word.size(), rows + static_cast<std::size_t>(limit));
    using Row = std::array<int, kLongestEdited + 1>;
    Row before{}; // two rows back
    Row above{};
    Row here{};
    for (std::size_t j = 0; j <= columns; ++j)
        here[j] = static_cast<int>(j);
    for (std::size_t i = 1; i <= rows; ++i) {
        before = above;
        above = here;
        here[0] = static_cast<int>(i);
        int least = here[0];
        for (std::size_t j = 1; j <= columns; ++j) {
            int cost = above[j - 1] + (typed[i - 1] == word[j - 1] ? 0 : 1);
            cost = std::min({cost, above[j] + 1, here[j - 1] + 1});
            if (i > 1 && j > 1 && typed[i - 1] == word[j - 2] && typed[i - 2] == word[j - 1])
                cost = std::min(cost, before[j - 2] + 1);
            here[j] = cost;
            least = std::min(least, cost);
        }
        // A swap reaches back two rows, and costs one.
        if (least > limit + 1)
            return far;
    }
    EditDistance distance = far;
    if (columns == word.size())
        distance.whole = std::min(here[columns], limit + 1);
    for (std::size_t j = 0; j <= columns; ++j)
        distance.beginning = std::min(distance.beginning, here[j]);
    return distance;
}

} // namespace matinee
