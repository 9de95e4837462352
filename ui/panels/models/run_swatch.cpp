#include "ui/panels/models/run_swatch.h"

#include "ui/state/colours.h"

#include <QGuiApplication>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>

namespace matinee::ui {

namespace {

constexpr QSize kSize(24, 12);
constexpr double kWidth = 2.5;

} // namespace

QPixmap runSwatch(qint64 run, bool shown)
{
    const auto palette = QGuiApplication::palette();
    const auto colour = shown ? runColour(run, isDark(palette)) : gridColour(palette);
    const auto dash = runDash(run);
    const double scale = qGuiApp->devicePixelRatio();
    const auto key = QStringLiteral("run-swatch-%1-%2-%3").arg(colour.name()).arg(static_cast<int>(dash)).arg(scale);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(kSize * scale);
    pixmap.setDevicePixelRatio(scale);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    QPen pen(colour, kWidth, dash, Qt::FlatCap);
    painter.setPen(pen);
    painter.drawLine(QPointF(0, kSize.height() / 2.0), QPointF(kSize.width(), kSize.height() / 2.0));
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

} // namespace matinee::ui
