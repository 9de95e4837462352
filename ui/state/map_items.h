#pragma once

namespace matinee::ui {

class Session;

/// A run on a part of the rows has a data set, and so indices, of its own, and the map is of that one. Row on the map
/// that is shown of a film of Session::dataset(); -1: it is not on it, or there is no map.
int mapRow(const Session& session, int item);
/// Dense item of Session::dataset() of a row of the map that is shown; -1: it is not there.
int mapItem(const Session& session, int row);

} // namespace matinee::ui
