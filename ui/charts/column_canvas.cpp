#include "ui/charts/column_canvas.h"

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// So many columns are painted side by side before they are written to the image: a cache line of pixels.
constexpr int kStrip = 16;

/// colour * share / 255, all four channels.
QRgb scaled(QRgb colour, unsigned share)
{
    // Two channels at a time in one number, rounded: (x + x / 256 + 1/2) / 256 is x / 255.
    const auto pair = [share](unsigned channels) {
        const unsigned product = channels * share + 0x00800080U;
        return ((product + ((product >> 8) & 0x00FF00FFU)) >> 8) & 0x00FF00FFU;
    };
    return pair(colour & 0x00FF00FFU) | (pair((colour >> 8) & 0x00FF00FFU) << 8);
}

QRgb over(QRgb colour, QRgb below)
{
    return colour + scaled(below, 255U - static_cast<unsigned>(qAlpha(colour)));
}

/// Paints a span into a column of so many pixels; the pixels at its ends by how much of them it covers.
void paintSpan(QRgb* column, int rows, const ColumnSpan& span, QRgb colour)
{
    const float top = std::clamp(span.top, 0.0F, static_cast<float>(rows));
    const float bottom = std::clamp(span.bottom, 0.0F, static_cast<float>(rows));
    if (!(top < bottom))
        return;
    const auto first = static_cast<int>(top);
    const auto last = static_cast<int>(bottom); // may be one below the column
    const auto blend = [&](int row, float share) {
        if (row < rows && share > 0)
            column[row] = over(scaled(colour, static_cast<unsigned>(share * 255 + 0.5F)), column[row]);
    };
    if (first == last) {
        blend(first, bottom - top);
        return;
    }
    blend(first, static_cast<float>(first + 1) - top);
    if (qAlpha(colour) == 255)
        std::fill(column + first + 1, column + last, colour);
    else
        std::for_each(column + first + 1, column + last, [colour](QRgb& pixel) { pixel = over(colour, pixel); });
    blend(last, bottom - static_cast<float>(last));
}

/// A line of this width around the spans: as if a disc were drawn along it.
std::vector<ColumnSpan> thicken(std::vector<ColumnSpan> spans, double width)
{
    const auto radius = static_cast<float>(width / 2);
    const auto count = static_cast<std::ptrdiff_t>(spans.size());
    std::vector<ColumnSpan> thin;
    const auto reach = static_cast<std::ptrdiff_t>(radius - 0.25F); // a neighbour's half covered column is no gain
    if (reach > 0)
        thin = spans;
    for (auto& span : spans) {
        span.top -= radius;
        span.bottom += radius;
    }
    for (std::ptrdiff_t distance = 1; distance <= reach; ++distance) {
        const auto length = static_cast<float>(distance);
        const float extent = std::sqrt(std::max(0.0F, radius * radius - length * length));
        for (std::ptrdiff_t c = 0; c < count; ++c) {
            for (const std::ptrdiff_t other : {c - distance, c + distance}) {
                if (other < 0 || other >= count)
                    continue;
                const auto& neighbour = thin[static_cast<std::size_t>(other)];
                auto& span = spans[static_cast<std::size_t>(c)];
                span.top = std::min(span.top, neighbour.top - extent);
                span.bottom = std::max(span.bottom, neighbour.bottom + extent);
            }
        }
    }
    return spans;
}

} // namespace

ColumnCanvas::ColumnCanvas(int columns, int rows)
    : m_columns(std::max(0, columns))
    , m_rows(std::max(0, rows))
{}

void ColumnCanvas::add(std::vector<ColumnSpan> spans, const QColor& colour, double width)
{
    spans.resize(static_cast<std::size_t>(m_columns));
    m_layers.push_back({thicken(std::move(spans), std::max(1.0, width)), qPremultiply(colour.rgba())});
}

QImage ColumnCanvas::paint() const
{
    QImage image(m_columns, m_rows, QImage::Format_ARGB32_Premultiplied);
    if (image.isNull())
        return image;
    const auto rows = static_cast<std::size_t>(m_rows);
    uchar* const bits = image.bits(); // once: it looks every time whether the pixels are shared
    const auto bytesPerLine = static_cast<std::ptrdiff_t>(image.bytesPerLine());
    std::vector<QRgb> strip(rows * kStrip);
    for (int first = 0; first < m_columns; first += kStrip) {
        const int count = std::min(kStrip, m_columns - first);
        std::ranges::fill(strip, 0U);
        for (int c = 0; c < count; ++c) {
            QRgb* column = strip.data() + static_cast<std::size_t>(c) * rows;
            for (const auto& layer : m_layers)
                paintSpan(column, m_rows, layer.spans[static_cast<std::size_t>(first + c)], layer.colour);
        }
        for (int row = 0; row < m_rows; ++row) {
            auto* line = reinterpret_cast<QRgb*>(bits + row * bytesPerLine) + first;
            for (int c = 0; c < count; ++c)
                line[c] = strip[static_cast<std::size_t>(c) * rows + static_cast<std::size_t>(row)];
        }
    }
    return image;
}

} // namespace matinee::ui
