#include "ui/panels/models/run_swatch.h"

#include "ui/state/colours.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>

namespace matinee::ui {

namespace {

constexpr QSize kSize(28, 14);
constexpr double kWidth = 3;
constexpr double kRound = 3;
constexpr double kMargin = 3;

QPixmap linePixmap(const QColor& colour, Qt::PenStyle dash, const QColor& back)
{
    const double scale = qGuiApp->devicePixelRatio();
    const auto key = QStringLiteral("run-swatch-%1-%2-%3-%4")
                         .arg(colour.name(), back.name(QColor::HexArgb))
                         .arg(static_cast<int>(dash))
                         .arg(scale);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(kSize * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(back);
    painter.drawRoundedRect(QRectF(QPointF(0, 0), kSize), kRound, kRound);
    painter.setPen(QPen(colour, kWidth, dash, Qt::FlatCap));
    const double middle = kSize.height() / 2.0;
    painter.drawLine(QPointF(kMargin, middle), QPointF(kSize.width() - kMargin, middle));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace

QSize swatchSize()
{
    return kSize;
}

QIcon runSwatch(qint64 run, bool shown)
{
    const auto palette = QGuiApplication::palette();
    const auto colour = shown ? runColour(run, isDark(palette)) : gridColour(palette);
    QIcon icon(linePixmap(colour, runDash(run), Qt::transparent));
    // The colours are made for the base: that a row is selected must not change them.
    icon.addPixmap(linePixmap(colour, runDash(run), palette.color(QPalette::Base)), QIcon::Selected);
    return icon;
}

} // namespace matinee::ui
