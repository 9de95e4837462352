#include "ui/map/map_export.h"

#include "ui/map/film_scene.h"
#include "ui/map/map_colouring.h"
#include "ui/map/map_labels.h"
#include "ui/map/map_legend.h"
#include "ui/map/map_painter.h"
#include "ui/map/point_grid.h"

#include <QCoreApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

QFont fontOf(double pixels, bool bold = false)
{
    QFont font;
    font.setPixelSize(std::max(6, static_cast<int>(std::lround(pixels))));
    font.setBold(bold);
    return font;
}

void paintPlot(QPainter& painter, const QRectF& plot, const MapFigure& figure, const MapStyle& style, double unit)
{
    const MapScene& scene = *figure.scene;
    std::vector<QPointF> points(scene.size());
    for (std::size_t row = 0; row < points.size(); ++row)
        points[row] = QPointF(static_cast<double>(scene.x[row]), static_cast<double>(scene.y[row]));
    MapCamera whole;
    whole.viewport = plot;
    whole.fit(boundsOf(points), unit * 3);
    MapCamera camera = whole;
    if (!figure.area.isNull())
        camera.fit(figure.area, 0);
    const double scale = unit / 14; // of what has a size in pixels on the screen

    painter.setPen(QPen(style.grid, std::max(1.0, scale)));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(plot);
    painter.setClipRect(plot);
    const QPointF origin = camera.toScreen({0, 0});
    paintAxes(painter, origin, plot, style);
    std::vector<MapHull> hulls;
    if (scene.hulls)
        hulls = findHulls(scene.x, scene.y, scene.cluster, static_cast<int>(scene.clusters.size()));
    if (const double opacity = hullOpacity(camera.scale / whole.scale); opacity > 0)
        paintHulls(painter, scene, hulls, origin, camera.scale, opacity, scale, {}, style);
    paintMarkers(painter, scene, camera, style, scale, figure.dimmed, figure.selected);

    MapLabels::Layout layout;
    layout.font = fontOf(unit * 0.9);
    layout.spacing = {unit * 3, unit * 1.4};
    layout.baseScale = whole.scale / 4;
    layout.fitScale = whole.scale;
    layout.markerScale = scale;
    MapLabels labels(scene);
    labels.lay(points, markerRadii(scene), figure.dimmed, hulls, layout);
    labels.prepare(camera.scale);
    labels.place(camera, {});
    labels.write(painter, camera, style);
}

} // namespace

void paintMap(QPainter& painter, const QSize& size, const MapFigure& figure)
{
    const MapScene& scene = *figure.scene;
    const MapStyle style = MapStyle::forExport();
    const double unit = std::clamp(std::min(size.width() / 110.0, size.height() / 62.0), 7.0, 40.0);
    const double margin = unit * 2;

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF({0, 0}, QSizeF(size)), style.background);

    const QRectF page = QRectF({0, 0}, QSizeF(size)).adjusted(margin, margin * 0.8, -margin, -margin * 0.6);
    QRectF line(page.left(), page.top(), page.width(), unit * 2);
    painter.setFont(fontOf(unit * 1.5, true));
    painter.setPen(style.text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, scene.title);
    line.translate(0, unit * 2);
    line.setHeight(unit * 1.5);
    painter.setFont(fontOf(unit));
    painter.setPen(style.mutedText);
    QStringList facts{scene.countText};
    if (!scene.axesTexts.isEmpty())
        facts.append(scene.axesTexts.front());
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, facts.join(QStringLiteral(" · ")));

    const QRectF footer(page.left(), page.bottom() - unit * 1.4, page.width(), unit * 1.4);
    painter.setFont(fontOf(unit * 0.85));
    painter.drawText(footer, Qt::AlignLeft | Qt::AlignVCenter, scene.provenanceText);

    const QRectF body(page.left(), line.bottom() + unit, page.width(), footer.top() - line.bottom() - unit * 2);
    const double legendWidth = std::min(unit * 24, page.width() * 0.3);
    const QRectF plot(body.left(), body.top(), body.width() - legendWidth - unit * 2, body.height());
    paintLegend(painter, {plot.right() + unit * 2, body.top(), legendWidth, body.height()}, scene, style, unit);
    if (scene.size() > 0)
        paintPlot(painter, plot, figure, style, unit);
    painter.restore();
}

void paintMap(QPainter& painter, const QSize& size, const FilmMap& map, const Dataset&, const TrainedRun& run)
{
    // Shared for as long as this call: the caller's map outlives it.
    const std::shared_ptr<const FilmMap> borrowed(std::shared_ptr<const FilmMap>(), &map);
    const auto described = makeFilmScene(borrowed, run);
    auto scene = *MapSceneMaker().make(borrowed, run.dataset, {}, map.projection, map.userProjection);
    scene.title = described.title;
    scene.provenanceText = described.provenanceText;
    paintMap(painter, size, MapFigure{std::make_shared<const MapScene>(std::move(scene)), {}, {}, {}});
}

} // namespace matinee::ui
