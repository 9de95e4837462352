#include "ui/panels/models/row_order.h"

#include <QString>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>

namespace matinee::ui {

std::vector<quint32> orderByKeys(std::span<const quint32> keys, bool descending)
{
    std::vector<quint32> order(keys.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<quint32> next(keys.size());
    const quint32 flip = descending ? 0xFFFFFFFFU : 0;
    std::vector<std::size_t> starts(1 << 16);
    for (const int shift : {0, 16}) {
        const auto digit = [&](quint32 row) { return ((keys[row] ^ flip) >> shift) & 0xFFFFU; };
        std::fill(starts.begin(), starts.end(), 0);
        for (const quint32 row : order)
            ++starts[digit(row)];
        std::exclusive_scan(starts.begin(), starts.end(), starts.begin(), std::size_t(0));
        for (const quint32 row : order)
            next[starts[digit(row)]++] = row;
        order.swap(next);
    }
    return order;
}

quint32 sortKey(float value)
{
    if (std::isnan(value))
        return std::numeric_limits<quint32>::max();
    const auto bits = std::bit_cast<quint32>(value);
    return bits & 0x80000000U ? ~bits : bits | 0x80000000U;
}

quint32 sortKey(qint64 value)
{
    return static_cast<quint32>(std::clamp<qint64>(value, 0, std::numeric_limits<quint32>::max()));
}

QString foldedText(const QString& text)
{
    const QString parts = text.normalized(QString::NormalizationForm_KD);
    QString folded;
    folded.reserve(parts.size());
    for (const QChar c : parts) {
        if (!c.isMark())
            folded.append(c);
    }
    return folded.toCaseFolded();
}

std::vector<quint32> textRanks(const std::vector<QString>& texts)
{
    std::vector<QString> folded;
    folded.reserve(texts.size());
    for (const auto& text : texts)
        folded.push_back(foldedText(text));
    std::vector<quint32> order(texts.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](quint32 a, quint32 b) { return folded[a] < folded[b]; });

    std::vector<quint32> ranks(texts.size());
    quint32 rank = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (i > 0 && folded[order[i]] != folded[order[i - 1]])
            ++rank;
        ranks[order[i]] = rank;
    }
    return ranks;
}

} // namespace matinee::ui
