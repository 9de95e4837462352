#pragma once

#include <matinee/ratings.h>

#include <QCryptographicHash>

#include <vector>

namespace matinee::test {

/// SHA-256 of the row numbers as little-endian int64, in the order given: the reference's own digest.
inline QByteArray rowDigest(const std::vector<RowIndex>& rows)
{
    const std::vector<std::int64_t> wide(rows.begin(), rows.end());
    return QCryptographicHash::hash(
               QByteArrayView(reinterpret_cast<const char*>(wide.data()), static_cast<qsizetype>(wide.size() * 8)),
               QCryptographicHash::Sha256)
        .toHex();
}

} // namespace matinee::test
