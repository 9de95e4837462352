#pragma once

#include <QtGlobal>

#include <span>
#include <vector>

namespace matinee::ui {

/// The rows [0, keys.size()) in ascending or descending order of their keys; rows of equal keys stay in their order.
/// A radix sort: a million rows take some ten milliseconds, so a click on a header needs no worker.
std::vector<quint32> orderByKeys(std::span<const quint32> keys, bool descending);

/// A key that sorts as the number does; NaN comes last.
quint32 sortKey(float value);
quint32 sortKey(qint64 value); ///< exact for seconds of the years 1970 to 2105, else clamped

/// Keys of texts: the rank of each in ascending order, case ignored; equal texts have equal ranks.
std::vector<quint32> textRanks(const std::vector<QString>& texts);

/// For comparing and searching: case folded, accents of letters dropped.
QString foldedText(const QString& text);

} // namespace matinee::ui
