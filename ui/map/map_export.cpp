#include "ui/map/map_export.h"

#include "ui/map/map_painter.h"
#include "ui/map/point_grid.h"
#include "ui/state/colours.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

QString tr(const char* text, const char* comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("matinee::ui::MapExport", text, comment, n);
}

QFont fontOf(double pixels, bool bold = false)
{
    QFont font;
    font.setPixelSize(std::max(6, static_cast<int>(std::lround(pixels))));
    font.setBold(bold);
    return font;
}

/// The model's name; its id where the registry does not have it (a run of a newer version).
QString modelName(const std::string& id)
{
    const auto found = std::find_if(models().begin(), models().end(), [&id](const auto& m) { return m.id == id; });
    return QString::fromStdString(found == models().end() ? id : found->name);
}

void paintLegend(QPainter& painter, const QRectF& area, const FilmMap& map, const Dataset& data, const MapStyle& style,
                 double unit)
{
    // As many titles a cluster as there is room for.
    const auto clusters = static_cast<double>(std::max<std::size_t>(1, map.clusters.size()));
    double lineHeight = unit * 1.35;
    const double block = area.height() / clusters;
    const int titles = std::clamp(static_cast<int>((block - lineHeight * 1.5) / lineHeight), 0, 4);
    lineHeight = std::min(lineHeight, block);
    const double pixels = std::min(unit, lineHeight / 1.2);
    const double step = std::min(block, lineHeight * (titles + 1.6));
    const QLocale locale;
    double top = area.top();
    for (const FilmCluster& cluster : map.clusters) {
        const double swatch = pixels * 0.45;
        painter.save();
        painter.translate(area.left() + swatch, top + lineHeight / 2);
        painter.fillPath(markerPath(cluster.cluster, swatch), categoryColour(cluster.cluster, false));
        painter.restore();
        QRectF line(area.left() + pixels * 1.4, top, area.width() - pixels * 1.4, lineHeight);
        painter.setFont(fontOf(pixels, true));
        painter.setPen(style.text);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, clusterName(cluster.cluster));
        painter.setFont(fontOf(pixels));
        painter.setPen(style.mutedText);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter, locale.toString(cluster.size));
        const QFontMetricsF metrics(painter.font());
        for (int i = 0; i < titles && i < static_cast<int>(cluster.topItems.size()); ++i) {
            line.translate(0, lineHeight);
            const auto& film = data.film(cluster.topItems[static_cast<std::size_t>(i)]);
            painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                             metrics.elidedText(QString::fromStdString(film.title), Qt::ElideRight, line.width()));
        }
        top += step;
    }
}

} // namespace

void paintMap(QPainter& painter, const QSize& size, const FilmMap& map, const Dataset& data, const TrainedRun& run)
{
    const MapStyle style = MapStyle::forExport();
    const double unit = std::clamp(std::min(size.width() / 110.0, size.height() / 62.0), 7.0, 40.0);
    const double margin = unit * 2;
    const QLocale locale;
    const auto percent = [&locale](double share) { return locale.toString(share * 100, 'f', 1); };

    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(QRectF({0, 0}, QSizeF(size)), style.background);

    const QRectF page = QRectF({0, 0}, QSizeF(size)).adjusted(margin, margin * 0.8, -margin, -margin * 0.6);
    QRectF line(page.left(), page.top(), page.width(), unit * 2);
    painter.setFont(fontOf(unit * 1.5, true));
    painter.setPen(style.text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Films of %1, %2").arg(QString::fromStdString(data.name), modelName(run.spec.model)));
    line.translate(0, unit * 2);
    line.setHeight(unit * 1.5);
    painter.setFont(fontOf(unit));
    painter.setPen(style.mutedText);
    const auto shown = static_cast<qlonglong>(map.items.size());
    QString count = tr("%1 of %2 films").arg(locale.toString(shown), locale.toString(shown + map.leftOut));
    if (map.leftOut > 0)
        count = tr("%1; %2 without training ratings left out").arg(count, locale.toString(map.leftOut));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                     tr("%1. PCA: %2 % of the variance along x, %3 % along y; k-means with k = %4.")
                         .arg(count, percent(map.projection.explained[0]), percent(map.projection.explained[1]))
                         .arg(map.clusters.size()));

    const QRectF footer(page.left(), page.bottom() - unit * 1.4, page.width(), unit * 1.4);
    painter.setFont(fontOf(unit * 0.85));
    painter.drawText(footer, Qt::AlignLeft | Qt::AlignVCenter,
                     tr("Data %1 · model %2 · seed %3 · k = %4 · Matinee %5")
                         .arg(QString::fromStdString(data.provenance.digest), QString::fromStdString(run.spec.model))
                         .arg(run.spec.seed)
                         .arg(map.clusters.size())
                         .arg(QStringLiteral(MATINEE_VERSION)));

    const QRectF body(page.left(), line.bottom() + unit, page.width(), footer.top() - line.bottom() - unit * 2);
    const double legendWidth = std::min(unit * 24, page.width() * 0.3);
    const QRectF plot(body.left(), body.top(), body.width() - legendWidth - unit * 2, body.height());
    paintLegend(painter, {plot.right() + unit * 2, body.top(), legendWidth, body.height()}, map, data, style, unit);

    const MapPainter films(map, data);
    const PointGrid grid(films.points());
    MapCamera camera;
    camera.viewport = plot;
    if (!films.points().empty()) {
        camera.fit(grid.bounds(), unit * 3);
        painter.setPen(QPen(style.grid, std::max(1.0, unit / 14)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(plot);
        painter.setClipRect(plot);
        MapPainter::paintAxes(painter, camera, style);
        films.paintMarkers(painter, camera, style, -1, unit / 14);
        painter.setFont(fontOf(unit * 0.9));
        auto labels = films.labels(painter.font(), {unit * 3, unit * 1.4}, camera.scale, -1, unit / 14);
        films.paintLabels(painter, labels.visible(camera), style);
    }
    painter.restore();
}

} // namespace matinee::ui
