#pragma once

#include <matinee/film_map.h>
#include <matinee/trainer.h>

#include <QSize>
#include <QString>

namespace matinee::ui {

enum class FigureView
{
    Curves,
    Map
};

/// Name filters of a file dialog: the formats that exportFigure() writes.
QString figureNameFilters();

/// Draws a run's curves or its film map into a file: PNG, SVG or PDF, by the suffix. The file is replaced only once it
/// is whole. Needs no display.
/// \param size in pixels; for PDF at 96 pixels an inch.
/// \param map of the run; may be null for the curves.
/// \return empty, or one sentence that says why it could not be written.
QString exportFigure(const QString& file, FigureView view, const QSize& size, const TrainedRun& run,
                     const FilmMap* map);

} // namespace matinee::ui
