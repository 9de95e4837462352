#include "ui/map/film_map_accessible.h"

#include "ui/map/film_map_view.h"

#include <QAccessible>
#include <QAccessibleWidget>

namespace matinee::ui {

namespace {

class FilmMapAccessible : public QAccessibleWidget
{
public:
    explicit FilmMapAccessible(FilmMapView* view)
        : QAccessibleWidget(view, QAccessible::Chart)
    {}

    QString text(QAccessible::Text kind) const override
    {
        const auto* view = static_cast<const FilmMapView*>(widget());
        switch (kind) {
        case QAccessible::Value:
            return view->scene() ? view->selectionText() : view->emptyText();
        case QAccessible::Description:
            if (!view->scene())
                return view->emptyText();
            return view->isOutdated() ? FilmMapView::tr("Map of the run before: %1").arg(view->countText())
                                      : view->countText();
        case QAccessible::Help:
            return FilmMapView::tr(
                "Arrow keys go to the nearest film in that direction, with Shift they select it as well, "
                "with Control they move the map; plus and minus zoom; 0 shows the whole map; Control "
                "and A select all films; Enter opens the film; Escape clears.");
        default:
            return QAccessibleWidget::text(kind);
        }
    }
};

QAccessibleInterface* create(const QString&, QObject* object)
{
    auto* view = qobject_cast<FilmMapView*>(object);
    return view ? new FilmMapAccessible(view) : nullptr;
}

} // namespace

void installFilmMapAccessibility()
{
    QAccessible::installFactory(create); // Qt keeps one of each
}

} // namespace matinee::ui
