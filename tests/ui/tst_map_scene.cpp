// What a view makes of a scene: selection, isolation, movement, hulls, and that pictures do not depend on how one came
// to see them.
#include "map_fixture.h"
#include "ui/map/contour.h"
#include "ui/map/film_map_view.h"
#include "ui/map/film_scene.h"
#include "ui/map/map_hulls.h"

#include <matinee/error.h>

#include <QSignalSpy>
#include <QtTest>

using namespace matinee;
using namespace matinee::ui;

class TestMapScene : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data;
    std::shared_ptr<const FilmMap> m_map;

    std::unique_ptr<FilmMapView> makeView()
    {
        auto view = std::make_unique<FilmMapView>();
        view->resize(1000, 700);
        view->setFilms(m_map, m_data);
        view->show();
        return view;
    }

    static QPointF screenOf(const FilmMapView& view, int row)
    {
        return view.camera().toScreen(view.positions()[static_cast<std::size_t>(row)]);
    }

    static void drag(FilmMapView& view, const QPolygonF& path, Qt::KeyboardModifiers modifiers)
    {
        const auto send = [&](QEvent::Type type, const QPointF& at, Qt::MouseButton button, Qt::MouseButtons buttons) {
            QMouseEvent event(type, at, view.mapToGlobal(at), button, buttons, modifiers);
            QApplication::sendEvent(&view, &event);
        };
        send(QEvent::MouseButtonPress, path.first(), Qt::LeftButton, Qt::LeftButton);
        for (qsizetype i = 1; i < path.size(); ++i)
            send(QEvent::MouseMove, path[i], Qt::NoButton, Qt::LeftButton);
        send(QEvent::MouseButtonRelease, path.last(), Qt::LeftButton, Qt::NoButton);
    }

    /// Winding by the sum of angles: another way than the view's.
    static bool isInside(const QPolygonF& polygon, const QPointF& p)
    {
        double sum = 0;
        for (qsizetype i = 0; i < polygon.size(); ++i) {
            const QPointF a = polygon[i] - p;
            const QPointF b = polygon[(i + 1) % polygon.size()] - p;
            sum += std::atan2(a.x() * b.y() - a.y() * b.x(), QPointF::dotProduct(a, b));
        }
        return std::abs(sum) > M_PI;
    }

    static std::vector<std::int32_t> rowsInside(const FilmMapView& view, const QPolygonF& polygon)
    {
        std::vector<std::int32_t> rows;
        for (int row = 0; row < static_cast<int>(view.positions().size()); ++row) {
            if (isInside(polygon, screenOf(view, row)))
                rows.push_back(row);
        }
        return rows;
    }

    /// A closed curve that does not cross itself.
    static QPolygonF star(Random& random, const QPointF& middle)
    {
        QPolygonF polygon;
        for (int i = 0; i < 24; ++i) {
            const double angle = i * 2 * M_PI / 24;
            const double radius = 60 + 180 * random.uniform();
            polygon << middle + QPointF(radius * std::cos(angle), radius * std::sin(angle));
        }
        return polygon;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_data = test::madeUpDataset(1682, 300, 60000);
        m_map = test::madeUpMap(*m_data, 10, 58);
    }

    void aLassoSelectsWhatLiesInside()
    {
        auto view = makeView();
        Random random(1);
        for (int i = 0; i < 20; ++i) {
            view->fit();
            view->zoomBy(0.8 + 3 * random.uniform(), {500, 300});
            const QPolygonF polygon = star(random, {300 + 400 * random.uniform(), 250 + 150 * random.uniform()});
            QCOMPARE(view->rowsIn(polygon), rowsInside(*view, polygon));
        }
        view->fit();
        const QPolygonF polygon = star(random, {480, 330});
        QSignalSpy changed(view.get(), &FilmMapView::selectionChanged);
        drag(*view, polygon, Qt::AltModifier);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(view->selection(), rowsInside(*view, polygon));
        QVERIFY(view->selection().size() > 50);
        QVERIFY(view->countText().contains(QStringLiteral("selected")));
        test::saveScreenshots(*view, "map-lasso");
    }

    void aRectangleSelectsAddsAndRemoves()
    {
        auto view = makeView();
        const QPolygonF left{{200, 200}, {350, 300}, {450, 450}};
        const QPolygonF right{{430, 200}, {500, 300}, {700, 450}};
        const auto corners = [](const QPolygonF& path) {
            return QPolygonF{
                path.first(), {path.last().x(), path.first().y()}, path.last(), {path.first().x(), path.last().y()}};
        };
        drag(*view, left, Qt::ShiftModifier);
        const auto first = rowsInside(*view, corners(left));
        QCOMPARE(view->selection(), first);
        view->setTool(FilmMapView::Tool::Rectangle);
        drag(*view, right, Qt::ControlModifier);
        auto both = first;
        for (const auto row : rowsInside(*view, corners(right)))
            both.push_back(row);
        std::ranges::sort(both);
        both.erase(std::ranges::unique(both).begin(), both.end());
        QCOMPARE(view->selection(), both);
        QVERIFY(both.size() > first.size());
        drag(*view, right, Qt::ControlModifier); // all of it is selected: it goes
        QVERIFY(view->selection().size() < first.size() + 1);
        view->setTool(FilmMapView::Tool::Pan);
        const QPointF centre = view->camera().centre;
        drag(*view, right, Qt::NoModifier);
        QVERIFY(view->camera().centre != centre);
    }

    void selectionByKeyboard()
    {
        auto view = makeView();
        QTest::keyClick(view.get(), Qt::Key_Right);
        QVERIFY(view->selection().empty());
        QTest::keyClick(view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(view->selection().size(), std::size_t{3});
        QVERIFY(std::ranges::binary_search(view->selection(), view->currentRow()));
        QTest::keyClick(view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view->selection().size(), m_map->items.size());
        view->setIsolatedCluster(2);
        QTest::keyClick(view.get(), Qt::Key_A, Qt::ControlModifier);
        QCOMPARE(view->selection().size(), static_cast<std::size_t>(m_map->clustering.sizes[2]));
        const QPointF centre = view->camera().centre;
        QTest::keyClick(view.get(), Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(view->camera().centre.x() > centre.x());
        QTest::keyClick(view.get(), Qt::Key_Escape);
        QVERIFY(view->selection().empty());
        QCOMPARE(view->currentRow(), -1);
    }

    void isolatedCategories()
    {
        auto view = makeView();
        QSignalSpy changed(view.get(), &FilmMapView::isolatedCategoriesChanged);
        view->setIsolatedCategories({1, 4});
        QCOMPARE(changed.count(), 1);
        for (const auto& label : view->visibleLabels()) {
            if (view->isTitle(label)) {
                const int category = view->scene()->categoryOf(label.row);
                QVERIFY(category == 1 || category == 4);
            }
        }
        const QPolygonF all{{0, 0}, {1000, 0}, {1000, 700}, {0, 700}};
        QCOMPARE(view->rowsIn(all).size(),
                 static_cast<std::size_t>(m_map->clustering.sizes[1] + m_map->clustering.sizes[4]));
    }

    void pictureDoesNotDependOnTheWayThere()
    {
        auto moved = makeView();
        auto fresh = makeView();
        MapScene scene = makeFilmScene(m_map, m_data);
        scene.hulls = false; // smooth lines are cut at the edge of what is drawn anew, and may differ by a shade
        moved->setScene(std::make_shared<const MapScene>(scene));
        fresh->setScene(moved->scene());
        moved->clearFocus(); // no frame around either
        fresh->clearFocus();
        Random random(4);
        for (const double zoom : {1.0, 2.5, 9.0}) {
            moved->fit();
            moved->zoomBy(zoom);
            (void)moved->visibleLabels();
            (void)moved->grab();
            for (int i = 0; i < 8; ++i) {
                const QPointF step(random.normal() * 90, random.normal() * 60);
                moved->setCamera(moved->camera().centre + step / moved->camera().scale, moved->camera().scale);
                (void)moved->visibleLabels();
                const QImage there = moved->grab().toImage();
                fresh->fit();
                (void)fresh->grab(); // what it kept is of no use now
                fresh->setCamera(moved->camera().centre, moved->camera().scale);
                (void)fresh->visibleLabels();
                const QImage here = fresh->grab().toImage();
                QRect different;
                for (int y = 0; y < here.height(); ++y) {
                    for (int x = 0; x < here.width(); ++x) {
                        if (here.pixel(x, y) != there.pixel(x, y))
                            different |= QRect(x, y, 1, 1);
                    }
                }
                QCOMPARE(different, QRect());
            }
        }
    }

    void pointsMove()
    {
        auto view = makeView();
        view->setCurrentRow(5);
        view->setTrails({{5, {{0, 0}, {0.5, 0.2}}}});
        const QImage before = view->grab().toImage();
        std::vector<float> x = m_map->projection.x;
        std::vector<float> y = m_map->projection.y;
        for (int frame = 0; frame < 5; ++frame) {
            for (std::size_t row = 0; row < x.size(); ++row) {
                const float turned = x[row] * 0.98F - y[row] * 0.2F;
                y[row] = x[row] * 0.2F + y[row] * 0.98F;
                x[row] = turned;
            }
            view->setPositions(x, y);
            QVERIFY(!view->grab().isNull());
            QCOMPARE(view->positions()[7], QPointF(static_cast<double>(x[7]), static_cast<double>(y[7])));
            QVERIFY(view->camera().viewport.contains(screenOf(*view, 5)));
        }
        QVERIFY(view->grab().toImage() != before);
        const auto labels = view->visibleLabels();
        for (std::size_t a = 0; a < labels.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b)
                QVERIFY(!labels[a].box.intersects(labels[b].box));
        }
        test::saveScreenshots(*view, "map-moving");
        x.pop_back();
        QVERIFY_EXCEPTION_THROWN(view->setPositions(x, y), Error);
    }

    void anotherColouringKeepsSelectionAndCamera()
    {
        auto view = makeView();
        view->setCurrentRow(9);
        view->setSelection({3, 2, 2});
        QCOMPARE(view->selection(), (std::vector<std::int32_t>{2, 3}));
        view->zoomBy(3);
        const double scale = view->camera().scale;
        MapScene scene = makeFilmScene(m_map, m_data);
        scene.categories.clear();
        scene.category.clear();
        scene.legendTitle = QStringLiteral("Mean rating");
        scene.colours.clear();
        for (int i = 0; i < 64; ++i)
            scene.colours.push_back({QColor::fromHsv(i * 3, 200, 170).rgb(), QColor::fromHsv(i * 3, 170, 230).rgb()});
        for (const MapCluster& cluster : scene.clusters)
            QVERIFY(cluster.colour < scene.colours.size());
        for (std::size_t row = 0; row < scene.size(); ++row)
            scene.colour[row] = static_cast<std::uint16_t>(row % 64);
        scene.flags.assign(scene.size(), 0);
        for (std::size_t row = 0; row < scene.size(); row += 5)
            scene.flags[row] = MapScene::Hollow;
        for (std::size_t row = 1; row < scene.size(); row += 5)
            scene.flags[row] = MapScene::User;
        view->setScene(std::make_shared<const MapScene>(scene));
        QCOMPARE(view->currentRow(), 9);
        QCOMPARE(view->selection(), (std::vector<std::int32_t>{2, 3}));
        QCOMPARE(view->camera().scale, scale);
        view->fit();
        for (const auto& label : view->visibleLabels())
            QVERIFY(!view->isTitle(label) || !view->scene()->has(label.row, MapScene::User) || label.row == 9);
        test::saveScreenshots(*view, "map-hollow-users");
        scene.weight.pop_back();
        QVERIFY_EXCEPTION_THROWN(view->setScene(std::make_shared<const MapScene>(scene)), Error);
    }

    void contourOfABellIsACircle()
    {
        ScalarGrid grid(101, 101);
        constexpr double kSigma = 14;
        for (int line = 0; line < 101; ++line) {
            for (int column = 0; column < 101; ++column) {
                const double square = (column - 50) * (column - 50) + (line - 50) * (line - 50);
                grid.at(column, line) = static_cast<float>(std::exp(-square / (2 * kSigma * kSigma)));
            }
        }
        const double radius = 23.7;
        const auto loops = contours(grid, static_cast<float>(std::exp(-radius * radius / (2 * kSigma * kSigma))));
        QCOMPARE(loops.size(), std::size_t{1});
        QVERIFY(std::abs(signedArea(loops[0]) / (M_PI * radius * radius) - 1) < 2e-3);
        for (const QPointF& p : loops[0])
            QVERIFY(std::abs(std::hypot(p.x() - 50, p.y() - 50) - radius) < 0.02);
        // All of the grid: the border closes it.
        std::ranges::fill(grid.values, 1.0F);
        QCOMPARE(contours(grid, 0.5F).size(), std::size_t{1});
        QVERIFY(contours(grid, 2.0F).empty());
    }

    void blurIsGaussian()
    {
        ScalarGrid grid(121, 121);
        grid.at(60, 60) = 1;
        blur(grid, std::sqrt(20.0)); // three boxes nine wide
        double sum = 0;
        double variance = 0;
        for (int line = 0; line < 121; ++line) {
            for (int column = 0; column < 121; ++column) {
                const auto v = static_cast<double>(grid.at(column, line));
                sum += v;
                variance += v * (column - 60) * (column - 60);
            }
        }
        QVERIFY(std::abs(sum - 1) < 1e-4);
        QVERIFY(std::abs(variance - 20) < 0.01);
    }

    void hullsHoldTheDensePart()
    {
        Random random(6);
        std::vector<float> x;
        std::vector<float> y;
        std::vector<std::int32_t> cluster;
        const QPointF middles[] = {{-4, 0}, {4, 1}, {0, 30}};
        for (int i = 0; i < 3000; ++i) {
            // The third cluster is four films far away: too few and too far for the grid.
            const int c = i < 2996 ? i % 2 : 2;
            x.push_back(static_cast<float>(middles[c].x() + random.normal()));
            y.push_back(static_cast<float>(middles[c].y() + random.normal()));
            cluster.push_back(c);
        }
        const auto hulls = findHulls(x, y, cluster, 3);
        QVERIFY(hulls.size() >= 2);
        for (std::size_t c = 0; c < 2; ++c) {
            QCOMPARE(hulls[c].cluster, static_cast<int>(c));
            QVERIFY(hulls[c].share > 0.6 && hulls[c].share < 0.9);
            QVERIFY(hulls[c].outlines.front().containsPoint(middles[c], Qt::OddEvenFill));
            QVERIFY(!hulls[c].outlines.front().containsPoint(middles[1 - c], Qt::OddEvenFill));
            const QPointF off = hulls[c].anchors.front() - middles[c];
            QVERIFY(std::hypot(off.x(), off.y()) < 0.5);
        }
        QVERIFY(findHulls({}, {}, {}, 3).empty());
        QCOMPARE(findHulls({1, 1, 1, 1}, {2, 2, 2, 2}, {0, 0, 0, 0}, 1).size(), std::size_t{1});
    }
};

QTEST_MAIN(TestMapScene)
#include "tst_map_scene.moc"
