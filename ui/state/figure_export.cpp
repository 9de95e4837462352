#include "ui/state/figure_export.h"

#include "ui/charts/curves_csv.h"
#include "ui/map/map_export.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

namespace matinee::ui {

namespace {

constexpr int kDotsPerInch = 96;
constexpr double kPointsPerInch = 72;

/// Where the texts below are looked up.
struct Text
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::FigureExport)
};

} // namespace

QString figureNameFilters(FigureView view)
{
    const auto drawings = Text::tr("PNG image (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)");
    return view == FigureView::Curves ? drawings + QStringLiteral(";;") + Text::tr("Every point as a table (*.csv)")
                                      : drawings;
}

QString exportFigure(const QString& file, FigureView view, const QSize& size, const CurvesFigure& curves,
                     const FilmMap* map, const MapFigure* shown)
{
    const auto& run = curves.data.run;
    const auto suffix = QFileInfo(file).suffix().toLower();
    const bool png = suffix == QLatin1String("png");
    const bool svg = suffix == QLatin1String("svg");
    const bool csv = suffix == QLatin1String("csv");
    if (!png && !svg && !csv && suffix != QLatin1String("pdf")) {
        return Text::tr("A figure is written as .png, .svg or .pdf, the curves also as .csv, not as '%1'.")
            .arg(QFileInfo(file).fileName());
    }
    if (csv && view == FigureView::Map)
        return Text::tr("A map is written as .png, .svg or .pdf: a .csv holds the points of curves.");
    if (view == FigureView::Map && !map)
        return run && modelInfo(run->spec.model).hasEmbeddings
                   ? Text::tr("There is no map of this run.")
                   : Text::tr("This run has no map: its model has no film factors.");

    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return Text::tr("Cannot write %1: %2.").arg(file, out.errorString());

    const auto title =
        run ? QStringLiteral("Matinee: %1, %2")
                  .arg(QString::fromStdString(run->dataset->name), QString::fromStdString(run->spec.model))
            : QStringLiteral("Matinee");
    const auto paint = [&](QPaintDevice& device) {
        QPainter painter;
        if (!painter.begin(&device))
            return false;
        painter.setRenderHint(QPainter::Antialiasing);
        if (view == FigureView::Curves)
            paintCurves(painter, size, curves);
        else if (shown)
            paintMap(painter, size, *shown);
        else
            paintMap(painter, size, *map, *run->dataset, *run);
        return painter.end();
    };

    bool painted = false;
    if (csv) {
        painted = writeCurvesCsv(out, curves.data);
    } else if (png) {
        QImage image(size, QImage::Format_RGB32);
        image.fill(Qt::white);
        image.setText(QStringLiteral("Title"), title);
        painted = !image.isNull() && paint(image) && image.save(&out, "PNG");
    } else if (svg) {
        QSvgGenerator generator;
        generator.setOutputDevice(&out);
        generator.setResolution(kDotsPerInch);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        generator.setTitle(title);
        painted = paint(generator);
    } else {
        QPdfWriter writer(&out);
        writer.setTitle(title);
        writer.setCreator(QStringLiteral("Matinee"));
        writer.setResolution(kDotsPerInch);
        writer.setPageSize(
            QPageSize(QSizeF(size) * kPointsPerInch / kDotsPerInch, QPageSize::Point, title, QPageSize::ExactMatch));
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        painted = paint(writer);
    }
    if (!painted || !out.commit())
        return Text::tr("Cannot write %1: %2.")
            .arg(file, out.error() == QFileDevice::NoError ? Text::tr("drawing failed") : out.errorString());
    return {};
}

} // namespace matinee::ui
