#include "ui/state/map_items.h"

#include "ui/state/map_session.h"
#include "ui/state/session.h"

namespace matinee::ui {

int mapRow(const Session& session, int item)
{
    const auto& map = session.films().map();
    const auto& data = session.dataset();
    if (!map || !data || item < 0 || static_cast<std::size_t>(item) >= data->items.size())
        return -1;
    const auto& its = session.films().dataset();
    const int there = its == data ? item : its->items.find(data->items.id(item)).value_or(-1);
    const auto i = static_cast<std::size_t>(there);
    return there >= 0 && i < map->rowOfItem.size() ? map->rowOfItem[i] : -1;
}

int mapItem(const Session& session, int row)
{
    const auto& map = session.films().map();
    const auto& data = session.dataset();
    if (!map || !data || row < 0 || static_cast<std::size_t>(row) >= map->items.size())
        return -1;
    const int there = map->items[static_cast<std::size_t>(row)];
    const auto& its = session.films().dataset();
    return its == data ? there : data->items.find(its->items.id(there)).value_or(-1);
}

} // namespace matinee::ui
