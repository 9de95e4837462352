#pragma once

#include "ui/charts/curves_export.h"

#include <matinee/film_map.h>
#include <matinee/trainer.h>

#include <QSize>
#include <QString>

namespace matinee::ui {

struct MapFigure;

enum class FigureView
{
    Curves,
    Map
};

/// Name filters of a file dialog: the formats that exportFigure() writes.
QString figureNameFilters(FigureView view);

/// Draws curves or a run's film map into a file: PNG, SVG or PDF, by the suffix; or writes every point of the curves as
/// CSV, see writeCurvesCsv(). The file is replaced only once it is whole. Needs no display.
/// \param size in pixels; for PDF at 96 pixels an inch.
/// \param curves as they are shown, or figureOf() a run
/// \param map of the run; may be null for the curves.
/// \param shown the map as it is seen, in place of the whole of it
/// \return empty, or one sentence that says why it could not be written.
QString exportFigure(const QString& file, FigureView view, const QSize& size, const CurvesFigure& curves,
                     const FilmMap* map, const MapFigure* shown = nullptr);

} // namespace matinee::ui
