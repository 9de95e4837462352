#include "ui/map/film_map_view.h"

#include "ui/map/film_map_accessible.h"
#include "ui/map/film_scene.h"
#include "ui/state/number_text.h"

#include <matinee/error.h>

#include <QAccessible>
#include <QLocale>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

constexpr double kHitRadius = 10;      // pixels; the largest marker has 9
constexpr double kFitMargin = 40;      // room for the titles of the outermost films
constexpr double kFarthestWidth = 150; // pixels of the whole map at the farthest level of labels
constexpr double kNearest = 4096;      // times the farthest
constexpr int kRestMilliseconds = 300; // between two layouts of the titles of a map that moves

void check(const MapScene& scene)
{
    const std::size_t rows = scene.size();
    const auto fits = [rows](std::size_t size) { return size == 0 || size == rows; };
    if (scene.y.size() != rows || static_cast<std::size_t>(scene.titles.size()) != rows ||
        scene.weight.size() != rows || scene.colour.size() != rows || !fits(scene.category.size()) ||
        !fits(scene.cluster.size()) || !fits(scene.flags.size()) || !fits(scene.item.size()))
        throw Error(ErrorCode::InvalidArgument, "A map's scene needs a value of each kind for every point.");
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
    setAttribute(Qt::WA_AcceptTouchEvents);
    grabGesture(Qt::PinchGesture);
    layOut();
    setRenderer(Renderer::Automatic);
}

FilmMapView::~FilmMapView() = default;

void FilmMapView::setFilms(std::shared_ptr<const FilmMap> map, std::shared_ptr<const Dataset> dataset)
{
    setScene(map ? std::make_shared<const MapScene>(makeFilmScene(map, std::move(dataset))) : nullptr);
    m_map = std::move(map);
}

void FilmMapView::setScene(std::shared_ptr<const MapScene> scene)
{
    if (scene)
        check(*scene);
    const auto before = std::move(m_scene);
    const std::vector<QPointF> placesBefore = std::move(m_points);
    m_scene = std::move(scene);
    m_map.reset();
    m_points.clear();
    m_labels = m_scene ? MapLabels(*m_scene) : MapLabels();
    m_radii = m_scene ? markerRadii(*m_scene) : std::vector<float>();
    m_moving = false;
    m_restTimer.stop();
    if (m_scene)
        takePositions(m_scene->x, m_scene->y);
    const bool samePoints = m_scene && before && m_scene->size() == before->size() && m_scene->item == before->item;
    const bool samePlaces = samePoints && m_points == placesBefore;
    m_hovered = -1;
    m_hits.clear();
    if (!samePoints) {
        m_trails.clear();
        setSelection({});
    }
    m_dimmed.clear(); // of other rows
    if (!samePlaces || m_isolated >= static_cast<int>(m_scene->clusters.size()))
        setIsolatedCluster(-1);
    const auto categories = m_scene ? static_cast<int>(m_scene->categories.size()) : 0;
    const bool sameLegend = samePlaces && m_scene->legendTitle == before->legendTitle &&
                            m_scene->categories.size() == before->categories.size();
    if (!sameLegend || (!m_isolatedCategories.empty() && *m_isolatedCategories.rbegin() >= categories))
        setIsolatedCategories({});
    dim();
    m_current = rowOfItem(m_selectedItem); // the film stays the current one, wherever it is now
    if (!samePlaces)
        m_fitted = true;
    layOut(); // before the first show there was no resize event
    m_hullsValid = m_hullsValid && samePlaces && m_scene->cluster == before->cluster;
    dropLabels();
    dropMarkers();
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void FilmMapView::takePositions(const std::vector<float>& x, const std::vector<float>& y)
{
    m_points.resize(x.size());
    for (std::size_t row = 0; row < x.size(); ++row)
        m_points[row] = QPointF(static_cast<double>(x[row]), static_cast<double>(y[row]));
    m_bounds = boundsOf(m_points);
    m_gridValid = false;
}

void FilmMapView::setPositions(std::vector<float> x, std::vector<float> y)
{
    if (!m_scene)
        return;
    if (x.size() != m_scene->size() || y.size() != m_scene->size())
        throw Error(ErrorCode::InvalidArgument, "A frame of the map needs a place for every point.");
    takePositions(x, y);
    if (m_markersValid)
        m_markers.move(x, y);
    m_raster.invalidate();
    m_moving = true;
    if (!m_restTimer.isActive())
        m_restTimer.start(kRestMilliseconds, this);
    if (m_fitted) {
        // Followed in steps: a camera that breathes with every frame hides what the points do.
        MapCamera camera = m_camera;
        camera.fit(m_bounds, fitMargin());
        const QRectF box =
            QRectF(m_camera.toScreen(m_bounds.topLeft()), m_camera.toScreen(m_bounds.bottomRight())).normalized();
        if (camera.scale > 1.3 * m_camera.scale || !m_camera.viewport.adjusted(8, 8, -8, -8).contains(box))
            fit();
    }
    refresh();
}

const PointGrid& FilmMapView::grid() const
{
    if (!m_gridValid)
        m_grid = PointGrid(m_points);
    m_gridValid = true;
    return m_grid;
}

void FilmMapView::setTrails(std::vector<MapTrail> trails)
{
    m_trails = std::move(trails);
    std::erase_if(m_trails, [this](const MapTrail& trail) {
        return trail.row < 0 || trail.row >= static_cast<int>(m_points.size()) || trail.points.empty();
    });
    refresh();
}

void FilmMapView::setEmptyText(const QString& title, const QString& hint)
{
    m_emptyTitle = title;
    m_emptyHint = hint;
    if (!m_scene)
        refresh();
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
    refresh();
    QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&changed);
}

void FilmMapView::setCurrentRow(int row)
{
    if (row != m_current)
        showCurrent(row, row < 0 ? -1 : m_scene->itemOf(row));
}

void FilmMapView::setSelectedItem(int item)
{
    if (item != m_selectedItem)
        showCurrent(rowOfItem(item), item);
}

int FilmMapView::rowOfItem(int item) const
{
    if (!m_scene || item < 0)
        return -1;
    const auto found = std::ranges::find(m_scene->item, item);
    return found == m_scene->item.end() ? -1 : static_cast<int>(found - m_scene->item.begin());
}

void FilmMapView::showCurrent(int row, int item)
{
    m_current = row;
    m_selectedItem = item;
    refresh();
    QAccessibleValueChangeEvent changed(this, selectionText());
    QAccessible::updateAccessibility(&changed);
}

void FilmMapView::setSelection(std::vector<std::int32_t> rows)
{
    std::ranges::sort(rows);
    const auto twice = std::ranges::unique(rows);
    rows.erase(twice.begin(), twice.end());
    if (rows == m_selection)
        return;
    m_selection = std::move(rows);
    dropMarkers();
    Q_EMIT selectionChanged();
}

std::vector<std::int32_t> FilmMapView::rowsIn(const QPolygonF& polygon) const
{
    std::vector<std::int32_t> rows;
    if (polygon.size() < 3 || m_points.empty())
        return rows;
    QPolygonF area;
    for (const QPointF& p : polygon)
        area << m_camera.toMap(p);
    const QRectF box = area.boundingRect();
    for (const std::int32_t row : grid().candidates(box)) {
        const QPointF& p = m_points[static_cast<std::size_t>(row)];
        if (!isDimmed(row) && p.x() >= box.left() && p.x() <= box.right() && p.y() >= box.top() &&
            p.y() <= box.bottom() && area.containsPoint(p, Qt::OddEvenFill))
            rows.push_back(row);
    }
    std::ranges::sort(rows);
    return rows;
}

void FilmMapView::setSearchHits(std::vector<std::int32_t> rows)
{
    m_hits = std::move(rows);
    refresh();
}

void FilmMapView::setIsolatedCluster(int cluster)
{
    if (cluster == m_isolated)
        return;
    m_isolated = cluster;
    dim();
    Q_EMIT isolatedClusterChanged(cluster);
}

void FilmMapView::setIsolatedCategories(std::set<int> categories)
{
    if (categories == m_isolatedCategories)
        return;
    m_isolatedCategories = std::move(categories);
    dim();
    Q_EMIT isolatedCategoriesChanged();
}

void FilmMapView::dim()
{
    m_dimmed.clear();
    if (m_scene && (m_isolated >= 0 || !m_isolatedCategories.empty())) {
        m_dimmed.resize(m_scene->size());
        for (std::size_t r = 0; r < m_dimmed.size(); ++r) {
            const int row = static_cast<int>(r);
            m_dimmed[r] = (m_isolated >= 0 && m_scene->clusterOf(row) != m_isolated) ||
                          (!m_isolatedCategories.empty() && !m_isolatedCategories.contains(m_scene->categoryOf(row)));
        }
    }
    dropLabels();
    dropMarkers();
}

void FilmMapView::setLabelDensity(LabelDensity density)
{
    m_density = density;
    dropLabels();
    refresh();
}

// Camera

int FilmMapView::footerHeight() const
{
    return fontMetrics().height() + 12;
}

double FilmMapView::baseScale() const
{
    return kFarthestWidth / qMax(m_bounds.width(), m_bounds.height());
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
    camera.fit(m_bounds, fitMargin());
    return camera.scale;
}

double FilmMapView::leastScale() const
{
    return qMax(baseScale(), fitScale() / 2);
}

void FilmMapView::layOut()
{
    const double before = markerScale();
    m_camera.viewport = QRectF(0, 0, width(), qMax(1, height() - footerHeight()));
    if (markerScale() != before) {
        dropLabels();
        dropMarkers();
    }
    if (m_points.empty())
        return;
    const double fitted = fitScale();
    if (std::max(fitted, m_laidFitScale) > 1.25 * std::min(fitted, m_laidFitScale))
        dropLabels(); // names are for the size of the whole map
    if (m_fitted)
        fit();
}

void FilmMapView::fit()
{
    m_fitted = true;
    if (!m_points.empty())
        m_camera.fit(m_bounds, fitMargin());
    refresh();
}

void FilmMapView::fitRows(const std::vector<std::int32_t>& rows)
{
    std::vector<QPointF> points;
    for (const std::int32_t row : rows)
        points.push_back(m_points[static_cast<std::size_t>(row)]);
    if (points.empty())
        return;
    MapCamera camera = m_camera;
    camera.fit(boundsOf(points), fitMargin());
    setCamera(camera.centre, camera.scale);
}

void FilmMapView::fitCluster(int cluster)
{
    std::vector<std::int32_t> rows;
    for (int row = 0; row < static_cast<int>(m_points.size()); ++row) {
        if (m_scene->clusterOf(row) == cluster)
            rows.push_back(row);
    }
    fitRows(rows);
}

void FilmMapView::revealCluster(int cluster)
{
    int size = 0;
    int seen = 0;
    for (int row = 0; row < static_cast<int>(m_points.size()); ++row) {
        if (m_scene->clusterOf(row) == cluster) {
            ++size;
            seen += m_camera.viewport.contains(m_camera.toScreen(m_points[static_cast<std::size_t>(row)])) ? 1 : 0;
        }
    }
    if (2 * seen < size)
        fitCluster(cluster);
}

void FilmMapView::setCamera(const QPointF& centre, double scale)
{
    if (m_points.empty())
        return;
    const double least = leastScale();
    m_camera.scale = std::clamp(scale, least, qMax(least, baseScale() * kNearest));
    m_camera.centre = {std::clamp(centre.x(), m_bounds.left(), m_bounds.right()),
                       std::clamp(centre.y(), m_bounds.top(), m_bounds.bottom())};
    m_fitted = false;
    refresh();
}

void FilmMapView::zoomBy(double factor)
{
    zoomBy(factor, m_camera.viewport.center());
}

void FilmMapView::zoomBy(double factor, const QPointF& around)
{
    if (m_points.empty())
        return;
    const double least = leastScale();
    m_camera.zoom(std::clamp(m_camera.scale * factor, least, qMax(least, baseScale() * kNearest)), around);
    setCamera(m_camera.centre, m_camera.scale);
}

void FilmMapView::centreOn(int row)
{
    if (row < 0 || row >= static_cast<int>(m_points.size()))
        return;
    setCamera(m_points[static_cast<std::size_t>(row)], qMax(m_camera.scale, 2 * fitScale()));
}

void FilmMapView::reveal(int row)
{
    const QPointF at = m_camera.toScreen(m_points[static_cast<std::size_t>(row)]);
    if (!m_camera.viewport.adjusted(24, 24, -24, -24).contains(at) && !m_fitted)
        setCamera(m_points[static_cast<std::size_t>(row)], m_camera.scale);
}

// Films

int FilmMapView::rowAt(const QPointF& position) const
{
    if (!m_camera.viewport.contains(position) || m_points.empty())
        return -1;
    const auto accepts = [this](int row) { return !isDimmed(row); };
    return grid().nearest(m_camera.toMap(position), kHitRadius / m_camera.scale, accepts);
}

void FilmMapView::selectRow(int row)
{
    const int item = row < 0 ? -1 : m_scene->itemOf(row);
    if (row == m_current && item == m_selectedItem)
        return;
    const bool isOther = item != m_selectedItem;
    showCurrent(row, item);
    Q_EMIT currentRowChanged(row);
    if (isOther)
        Q_EMIT itemSelected(item);
}

void FilmMapView::selectTowards(const QPointF& direction, bool extend)
{
    const int from = m_current;
    int best = -1;
    if (from < 0) {
        for (const std::int32_t row : m_labels.byWeight()) {
            const QPointF at = m_camera.toScreen(m_points[static_cast<std::size_t>(row)]);
            if (!isDimmed(row) && m_camera.viewport.contains(at)) {
                best = row;
                break;
            }
        }
    } else {
        // In the quarter that the key points to, or else in that half; what lies aside counts double.
        double bestCost = std::numeric_limits<double>::infinity();
        bool bestInQuarter = false;
        const QPointF start = m_points[static_cast<std::size_t>(from)];
        for (int row = 0; row < static_cast<int>(m_points.size()); ++row) {
            const QPointF d = m_points[static_cast<std::size_t>(row)] - start;
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
    if (best < 0)
        return;
    if (extend) {
        std::vector<std::int32_t> rows = m_selection;
        rows.push_back(best);
        if (from >= 0)
            rows.push_back(from);
        setSelection(std::move(rows));
    }
    selectRow(best);
    reveal(best);
}

QString FilmMapView::countText() const
{
    if (!m_scene)
        return {};
    if (m_selection.empty())
        return m_scene->countText;
    return tr("%1; %2 selected")
        .arg(m_scene->countText, QLocale().toString(static_cast<qlonglong>(m_selection.size())));
}

QString FilmMapView::filmFacts(int row) const
{
    return m_scene->facts ? m_scene->facts(row) : QString();
}

QString FilmMapView::selectionText() const
{
    if (!m_scene)
        return {};
    if (m_current < 0 && m_selectedItem >= 0)
        return tr("The selected film has no training ratings and is not on the map.");
    if (m_current < 0)
        return tr("No film selected.");
    const QPointF& at = m_points[static_cast<std::size_t>(m_current)];
    const QString place =
        tr("%1, %2, at %3, %4.")
            .arg(title(m_current), filmFacts(m_current), numberText(at.x(), 'f', 2), numberText(at.y(), 'f', 2));
    const QString near = m_scene->neighbours ? m_scene->neighbours(m_current) : QString();
    return near.isEmpty() ? place : tr("%1 Nearest films: %2.").arg(place, near);
}

std::vector<bool> FilmMapView::selectedRows() const
{
    std::vector<bool> selected;
    if (!m_selection.empty())
        selected.resize(m_points.size());
    for (const std::int32_t row : m_selection)
        selected[static_cast<std::size_t>(row)] = true;
    return selected;
}

void FilmMapView::coordinates(std::vector<float>& x, std::vector<float>& y) const
{
    x.resize(m_points.size());
    y.resize(m_points.size());
    for (std::size_t row = 0; row < m_points.size(); ++row) {
        x[row] = static_cast<float>(m_points[row].x());
        y[row] = static_cast<float>(m_points[row].y());
    }
}

MapFigure FilmMapView::figure() const
{
    MapFigure figure{m_scene, {}, m_dimmed, selectedRows()};
    if (!m_scene)
        return figure;
    auto scene = std::make_shared<MapScene>(*m_scene);
    coordinates(scene->x, scene->y);
    figure.scene = std::move(scene);
    if (!m_fitted)
        figure.area =
            QRectF(m_camera.toMap(m_camera.viewport.bottomLeft()), m_camera.toMap(m_camera.viewport.topRight()));
    return figure;
}

std::vector<LabelPyramid::Label> FilmMapView::visibleLabels()
{
    if (!m_scene)
        return {};
    prepareMarkers();
    prepareLabels(true);
    return m_labels.placed();
}

} // namespace matinee::ui
