#include "ui/map/film_map_view.h"

#include "ui/map/film_map_accessible.h"
#include "ui/state/count_text.h"
#include "ui/state/number_text.h"

#include <QAccessible>
#include <QApplication>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionFocusRect>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kHitRadius = 10;      // pixels; the largest marker has 9
constexpr double kFitMargin = 40;      // room for the titles of the outermost films
constexpr double kFarthestWidth = 150; // pixels of the whole map at the farthest level of labels
constexpr int kNeighboursTold = 5;

QSizeF labelSpacing(FilmMapView::LabelDensity density)
{
    switch (density) {
    case FilmMapView::LabelDensity::Few:
        return {140, 56};
    case FilmMapView::LabelDensity::Many:
        return {6, 0};
    default:
        return {36, 18};
    }
}

} // namespace

FilmMapView::FilmMapView(QWidget* parent)
    : QWidget(parent)
{
    installFilmMapAccessibility();
    setObjectName(QStringLiteral("filmMapView"));
    setAccessibleName(tr("Map of the films"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_grid = PointGrid();
    layOut();
}

void FilmMapView::setFilms(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset)
{
    const bool samePlace = map && m_map && map->items == m_map->items && map->projection.x == m_map->projection.x &&
                           map->projection.y == m_map->projection.y;
    m_map = std::move(map);
    m_data = std::move(dataset);
    m_hovered = -1;
    m_hits.clear();
    m_painter = m_map ? MapPainter(*m_map, *m_data) : MapPainter();
    m_grid = PointGrid(m_painter.points());
    if (!m_map || m_isolated >= static_cast<int>(m_map->clusters.size()) || !samePlace)
        setIsolatedCluster(-1);
    if (!samePlace)
        m_fitted = true;
    layOut(); // before the first show there was no resize event
    invalidate(true);
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void FilmMapView::setEmptyText(const QString& title, const QString& hint)
{
    m_emptyTitle = title;
    m_emptyHint = hint;
    if (!m_map)
        update();
}

QString FilmMapView::emptyText() const
{
    return m_emptyHint.isEmpty() ? m_emptyTitle : m_emptyTitle + QLatin1Char('\n') + m_emptyHint;
}

void FilmMapView::setOutdated(bool outdated)
{
    if (outdated == m_outdated)
        return;
    m_outdated = outdated;
    update();
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void FilmMapView::setSelectedItem(int item)
{
    if (item == m_selectedItem)
        return;
    m_selectedItem = item;
    invalidate();
    QAccessibleValueChangeEvent changed(this, selectionText());
    QAccessible::updateAccessibility(&changed);
}

void FilmMapView::setSearchHits(std::vector<std::int32_t> rows)
{
    m_hits = std::move(rows);
    update();
}

void FilmMapView::setIsolatedCluster(int cluster)
{
    if (cluster == m_isolated)
        return;
    m_isolated = cluster;
    invalidate(true);
    Q_EMIT isolatedClusterChanged(cluster);
}

void FilmMapView::setLabelDensity(LabelDensity density)
{
    m_density = density;
    invalidate(true);
}

// Camera

int FilmMapView::footerHeight() const
{
    return fontMetrics().height() + 12;
}

double FilmMapView::baseScale() const
{
    const QRectF& bounds = m_grid.bounds();
    return kFarthestWidth / qMax(bounds.width(), bounds.height());
}

double FilmMapView::fitMargin() const
{
    return std::clamp(m_camera.viewport.width() / 20, 12.0, kFitMargin);
}

double FilmMapView::markerScale() const
{
    // In steps: the titles' places depend on it.
    const double side = std::min(m_camera.viewport.width(), m_camera.viewport.height());
    return std::clamp(std::floor(side / 75) / 8, 0.5, 1.0);
}

double FilmMapView::fitScale() const
{
    MapCamera camera = m_camera;
    camera.fit(m_grid.bounds(), fitMargin());
    return camera.scale;
}

void FilmMapView::layOut()
{
    const double before = markerScale();
    m_camera.viewport = QRectF(0, 0, width(), qMax(1, height() - footerHeight()));
    if (markerScale() != before)
        m_pyramidValid = false;
    if (m_fitted)
        fit();
}

void FilmMapView::fit()
{
    m_fitted = true;
    if (!m_grid.points().empty())
        m_camera.fit(m_grid.bounds(), fitMargin());
    invalidate();
}

void FilmMapView::fitCluster(int cluster)
{
    std::vector<QPointF> points;
    for (std::size_t row = 0; m_map && row < m_painter.points().size(); ++row) {
        if (m_map->clustering.assignment[row] == cluster)
            points.push_back(m_painter.points()[row]);
    }
    if (points.empty())
        return;
    m_camera.fit(PointGrid(std::move(points)).bounds(), fitMargin());
    setCamera(m_camera.centre, m_camera.scale);
}

void FilmMapView::revealCluster(int cluster)
{
    int size = 0;
    int seen = 0;
    for (std::size_t row = 0; m_map && row < m_painter.points().size(); ++row) {
        if (m_map->clustering.assignment[row] == cluster) {
            ++size;
            seen += m_camera.viewport.contains(m_camera.toScreen(m_painter.points()[row])) ? 1 : 0;
        }
    }
    if (2 * seen < size)
        fitCluster(cluster);
}

void FilmMapView::setCamera(const QPointF& centre, double scale)
{
    if (m_grid.points().empty())
        return;
    const double least = qMax(baseScale(), fitScale() / 2);
    m_camera.scale = std::clamp(scale, least, qMax(least, baseScale() * 4096));
    const QRectF& b = m_grid.bounds();
    m_camera.centre = {std::clamp(centre.x(), b.left(), b.right()), std::clamp(centre.y(), b.top(), b.bottom())};
    m_fitted = false;
    invalidate();
}

void FilmMapView::zoomBy(double factor)
{
    zoomBy(factor, m_camera.viewport.center());
}

void FilmMapView::zoomBy(double factor, const QPointF& around)
{
    if (m_grid.points().empty())
        return;
    const double least = qMax(baseScale(), fitScale() / 2);
    m_camera.zoom(std::clamp(m_camera.scale * factor, least, qMax(least, baseScale() * 4096)), around);
    setCamera(m_camera.centre, m_camera.scale);
}

void FilmMapView::centreOn(int row)
{
    if (row < 0 || row >= static_cast<int>(m_painter.points().size()))
        return;
    setCamera(m_painter.points()[static_cast<std::size_t>(row)], qMax(m_camera.scale, 2 * fitScale()));
}

void FilmMapView::reveal(int row)
{
    const QPointF at = m_camera.toScreen(m_painter.points()[static_cast<std::size_t>(row)]);
    if (!m_camera.viewport.adjusted(24, 24, -24, -24).contains(at) && !m_fitted)
        setCamera(m_painter.points()[static_cast<std::size_t>(row)], m_camera.scale);
}

// Films

int FilmMapView::rowAt(const QPointF& position) const
{
    if (!m_camera.viewport.contains(position))
        return -1;
    const auto accepts = [this](int row) { return !isDimmed(row); };
    return m_grid.nearest(m_camera.toMap(position), kHitRadius / m_camera.scale, accepts);
}

bool FilmMapView::isDimmed(int row) const
{
    return m_isolated >= 0 && m_map->clustering.assignment[static_cast<std::size_t>(row)] != m_isolated;
}

int FilmMapView::selectedRow() const
{
    if (!m_map || m_selectedItem < 0 || m_selectedItem >= static_cast<int>(m_map->rowOfItem.size()))
        return -1;
    return m_map->rowOfItem[static_cast<std::size_t>(m_selectedItem)];
}

void FilmMapView::selectRow(int row)
{
    const int item = row < 0 ? -1 : m_map->items[static_cast<std::size_t>(row)];
    if (item == m_selectedItem)
        return;
    setSelectedItem(item);
    Q_EMIT itemSelected(item);
}

void FilmMapView::selectTowards(const QPointF& direction)
{
    const int from = selectedRow();
    int best = -1;
    if (from < 0) {
        for (const std::int32_t row : m_painter.byPopularity()) {
            const QPointF at = m_camera.toScreen(m_painter.points()[static_cast<std::size_t>(row)]);
            if (!isDimmed(row) && m_camera.viewport.contains(at)) {
                best = row;
                break;
            }
        }
    } else {
        // In the quarter that the key points to, or else in that half; what lies aside counts double.
        double bestCost = std::numeric_limits<double>::infinity();
        bool bestInQuarter = false;
        const QPointF start = m_painter.points()[static_cast<std::size_t>(from)];
        for (int row = 0; row < static_cast<int>(m_painter.points().size()); ++row) {
            const QPointF d = m_painter.points()[static_cast<std::size_t>(row)] - start;
            const double along = QPointF::dotProduct(d, direction);
            const double aside = std::abs(d.x() * direction.y() - d.y() * direction.x());
            const bool inQuarter = aside <= along;
            if (row == from || along <= 0 || inQuarter < bestInQuarter || isDimmed(row))
                continue;
            const double cost = along + 2 * aside;
            if (inQuarter > bestInQuarter || cost < bestCost) {
                best = row;
                bestCost = cost;
                bestInQuarter = inQuarter;
            }
        }
    }
    if (best >= 0) {
        selectRow(best);
        reveal(best);
    }
}

QString FilmMapView::countText() const
{
    if (!m_map)
        return {};
    const QLocale locale;
    const auto shown = static_cast<qlonglong>(m_map->items.size());
    const QString count = tr("%1 of %2 films").arg(locale.toString(shown), locale.toString(shown + m_map->leftOut));
    if (m_map->leftOut == 0)
        return count;
    return tr("%1; %2 without training ratings left out").arg(count, locale.toString(m_map->leftOut));
}

QString FilmMapView::filmFacts(int row) const
{
    const auto r = static_cast<std::size_t>(row);
    return tr("%1 · %2").arg(ratingCountText(m_map->ratings[r]), clusterName(m_map->clustering.assignment[r]));
}

QString FilmMapView::selectionText() const
{
    if (!m_map)
        return {};
    if (m_selectedItem < 0)
        return tr("No film selected.");
    const int row = selectedRow();
    if (row < 0)
        return tr("The selected film has no training ratings and is not on the map.");
    const auto r = static_cast<std::size_t>(row);
    QStringList near;
    for (const Neighbour& n : nearestRows(m_map->vectors, row, kNeighboursTold, Similarity::Cosine))
        near.append(title(n.row));
    return tr("%1, %2, at %3, %4. Nearest films: %5.")
        .arg(title(row), filmFacts(row), numberText(m_map->projection.x[r], 'f', 2),
             numberText(m_map->projection.y[r], 'f', 2), near.join(QStringLiteral("; ")));
}

std::vector<LabelPyramid::Label> FilmMapView::visibleLabels()
{
    renderImage();
    return m_labels;
}

// Painting

void FilmMapView::invalidate(bool labelsToo)
{
    m_imageValid = false;
    if (labelsToo)
        m_pyramidValid = false;
    update();
}

void FilmMapView::renderImage()
{
    const double ratio = devicePixelRatioF();
    const QSize pixels = QSizeF(QSizeF(size()) * ratio).toSize();
    if (!m_map || (m_imageValid && m_image.size() == pixels && m_image.devicePixelRatio() == ratio))
        return;
    const MapStyle style = MapStyle::of(palette());
    const QFont font = m_painter.labelFont(this->font());
    if (!m_pyramidValid) {
        m_pyramid = m_painter.labels(font, labelSpacing(m_density), baseScale(), m_isolated, markerScale());
        m_pyramidValid = true;
    }
    m_labels.clear();
    if (m_density != LabelDensity::None)
        m_labels = m_pyramid.visible(m_camera, selectedRow());

    if (m_image.size() != pixels)
        m_image = QImage(pixels, QImage::Format_ARGB32_Premultiplied);
    m_image.setDevicePixelRatio(ratio);
    m_image.fill(style.background);
    {
        QPainter painter(&m_image);
        MapPainter::paintAxes(painter, m_camera, style);
    }
    m_painter.blitMarkers(m_image, m_camera, style, m_isolated, markerScale());
    m_painter.blitLabels(m_image, m_labels, font, style);
    m_imageValid = true;
}

void FilmMapView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    if (m_map) {
        renderImage();
        painter.drawImage(QPoint(0, 0), m_image);
        if (m_outdated)
            paintOutdated(painter);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.save();
        painter.setClipRect(m_camera.viewport);
        paintOverlays(painter);
        painter.restore();
        paintFooter(painter);
        paintHover(painter);
    } else {
        painter.fillRect(rect(), palette().color(QPalette::Base));
        paintEmpty(painter);
    }
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(MapStyle::of(palette()).accent, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(1, 1, -1, -1));
    }
}

// Events

bool FilmMapView::event(QEvent* event)
{
    // The map shows its own label at the pointer; the tool tip is there for assistive technology only.
    if (event->type() == QEvent::ToolTip)
        return true;
    return QWidget::event(event);
}

void FilmMapView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange) {
        layOut();
        invalidate(true);
    }
}

void FilmMapView::resizeEvent(QResizeEvent*)
{
    layOut();
    invalidate();
}

void FilmMapView::setHovered(int row)
{
    if (row == m_hovered)
        return;
    m_hovered = row;
    setToolTip(row < 0 ? QString() : title(row) + QLatin1Char('\n') + filmFacts(row));
    if (!m_dragging)
        setCursor(row < 0 ? Qt::ArrowCursor : Qt::PointingHandCursor);
    update();
}

void FilmMapView::leaveEvent(QEvent*)
{
    setHovered(-1);
}

void FilmMapView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_map)
        return;
    m_pressed = event->position();
    m_lastDrag = m_pressed;
    m_dragging = false;
}

void FilmMapView::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_map)
        return;
    const QPointF position = event->position();
    if (!(event->buttons() & Qt::LeftButton)) {
        setHovered(rowAt(position));
        return;
    }
    if (!m_dragging && (position - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
        m_dragging = true;
        setHovered(-1);
        setCursor(Qt::ClosedHandCursor);
    }
    if (m_dragging) {
        const QPointF moved = (position - m_lastDrag) / m_camera.scale;
        setCamera(m_camera.centre - QPointF(moved.x(), -moved.y()), m_camera.scale);
        m_lastDrag = position;
    }
}

void FilmMapView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_map)
        return;
    if (!m_dragging && m_camera.viewport.contains(event->position())) {
        // A click beside every film keeps the selection: a slip of the hand should not lose it.
        if (const int row = rowAt(event->position()); row >= 0)
            selectRow(row);
    }
    m_dragging = false;
    m_hovered = -1;
    unsetCursor();
    setHovered(rowAt(event->position()));
}

void FilmMapView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || !m_map)
        return;
    m_pressed = m_lastDrag = event->position();
    if (const int row = rowAt(event->position()); row >= 0) {
        selectRow(row);
        Q_EMIT itemActivated(m_selectedItem);
    } else {
        fit();
    }
}

void FilmMapView::wheelEvent(QWheelEvent* event)
{
    if (!m_map || !m_camera.viewport.contains(event->position()))
        return;
    zoomBy(std::pow(2.0, event->angleDelta().y() / 240.0), event->position());
    setHovered(rowAt(event->position()));
    event->accept();
}

void FilmMapView::keyPressEvent(QKeyEvent* event)
{
    if (!m_map) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        return selectTowards({-1, 0});
    case Qt::Key_Right:
        return selectTowards({1, 0});
    case Qt::Key_Up:
        return selectTowards({0, 1});
    case Qt::Key_Down:
        return selectTowards({0, -1});
    case Qt::Key_Plus:
    case Qt::Key_Equal:
    case Qt::Key_Minus: {
        const int row = selectedRow();
        const QPointF at =
            row < 0 ? m_camera.viewport.center() : m_camera.toScreen(m_painter.points()[static_cast<std::size_t>(row)]);
        const double factor = event->key() == Qt::Key_Minus ? M_SQRT1_2 : M_SQRT2;
        return zoomBy(factor, m_camera.viewport.contains(at) ? at : m_camera.viewport.center());
    }
    case Qt::Key_0:
    case Qt::Key_Home:
        return fit();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (selectedRow() >= 0)
            Q_EMIT itemActivated(m_selectedItem);
        return;
    case Qt::Key_Escape:
        selectRow(-1);
        setIsolatedCluster(-1);
        setSearchHits({});
        Q_EMIT cleared();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace matinee::ui
