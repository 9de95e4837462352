#include "ui/state/figure_export.h"

#include "ui/charts/curves_export.h"
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

QString figureNameFilters()
{
    return Text::tr("PNG image (*.png);;SVG drawing (*.svg);;PDF document (*.pdf)");
}

QString exportFigure(const QString& file, FigureView view, const QSize& size, const TrainedRun& run, const FilmMap* map)
{
    const auto suffix = QFileInfo(file).suffix().toLower();
    const bool png = suffix == QLatin1String("png");
    const bool svg = suffix == QLatin1String("svg");
    if (!png && !svg && suffix != QLatin1String("pdf"))
        return Text::tr("A figure is written as .png, .svg or .pdf, not as '%1'.").arg(QFileInfo(file).fileName());
    if (view == FigureView::Map && !map)
        return modelInfo(run.spec.model).hasEmbeddings
                   ? Text::tr("There is no map of this run.")
                   : Text::tr("This run has no map: its model has no film factors.");

    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly))
        return Text::tr("Cannot write %1: %2.").arg(file, out.errorString());

    const auto title = QStringLiteral("Matinee: %1, %2")
                           .arg(QString::fromStdString(run.dataset->name), QString::fromStdString(run.spec.model));
    const auto paint = [&](QPaintDevice& device) {
        QPainter painter;
        if (!painter.begin(&device))
            return false;
        painter.setRenderHint(QPainter::Antialiasing);
        if (view == FigureView::Curves)
            paintCurves(painter, size, run);
        else
            paintMap(painter, size, *map, *run.dataset, run);
        return painter.end();
    };

    bool painted = false;
    if (png) {
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
