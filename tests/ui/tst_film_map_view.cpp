#include "map_fixture.h"
#include "ui/map/film_map_view.h"
#include "ui/map/film_scene.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QtTest>

#include <set>

using namespace matinee;
using matinee::ui::FilmMapView;

class TestFilmMapView : public QObject
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
        return view;
    }

    QPointF screenOf(const FilmMapView& view, int row) const
    {
        const auto r = static_cast<std::size_t>(row);
        return view.camera().toScreen({m_map->projection.x[r], m_map->projection.y[r]});
    }

    /// Any viewport on the map, from far out to very near.
    static void moveTo(FilmMapView& view, Random& random, double maximumZoom)
    {
        view.fit();
        const double scale = view.camera().scale * std::pow(maximumZoom, random.uniform()) * 0.7;
        view.setCamera(QPointF(random.normal(), random.normal()), scale);
    }

    /// The films whose titles are shown.
    static std::set<int> titled(FilmMapView& view)
    {
        std::set<int> rows;
        for (const auto& label : view.visibleLabels()) {
            if (view.isTitle(label))
                rows.insert(label.row);
        }
        return rows;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_data = test::madeUpDataset(1682, 300, 60000);
        m_map = test::madeUpMap(*m_data, 10, 58);
    }

    void labelsNeverOverlapAndTheirPointsAreInView()
    {
        auto view = makeView();
        Random random(1);
        for (const auto density :
             {FilmMapView::LabelDensity::Few, FilmMapView::LabelDensity::Some, FilmMapView::LabelDensity::Many}) {
            view->setLabelDensity(density);
            std::size_t total = 0;
            for (int i = 0; i < 20; ++i) {
                moveTo(*view, random, 60);
                view->setSelectedItem(i % 3 == 0 ? m_map->items[random.below(m_map->items.size())] : -1);
                const auto labels = view->visibleLabels();
                total += labels.size();
                for (std::size_t a = 0; a < labels.size(); ++a) {
                    QVERIFY(view->camera().viewport.contains(labels[a].box)); // whole
                    if (view->isTitle(labels[a]))
                        QVERIFY(view->camera().viewport.contains(screenOf(*view, labels[a].row)));
                    for (std::size_t b = 0; b < a; ++b)
                        QVERIFY(!labels[a].box.intersects(labels[b].box));
                }
            }
            QVERIFY(total > 20);
        }
        view->setLabelDensity(FilmMapView::LabelDensity::None);
        QVERIFY(titled(*view).empty());
    }

    void manyTitlesWhereFilmsAreFew()
    {
        auto view = makeView();
        view->resize(1280, 800);
        Random random(8);
        int views = 0;
        for (int i = 0; i < 200 && views < 10; ++i) {
            const auto middle = random.below(m_map->items.size());
            view->fit();
            view->setCamera(view->positions()[middle], view->camera().scale * (1.5 + 3 * random.uniform()));
            int seen = 0;
            for (int row = 0; row < static_cast<int>(m_map->items.size()); ++row)
                seen += view->camera().viewport.contains(screenOf(*view, row)) ? 1 : 0;
            if (seen < 180 || seen > 220)
                continue;
            ++views;
            const auto titles = titled(*view).size();
            QVERIFY2(titles >= 40, qPrintable(QString::number(titles)));
        }
        QVERIFY(views >= 5);
    }

    void namesOfClustersFromAfar()
    {
        auto view = makeView();
        const auto names = [&view] {
            QStringList texts;
            for (const auto& label : view->visibleLabels()) {
                if (!view->isTitle(label))
                    texts.append(view->labelText(label));
            }
            return texts;
        };
        QVERIFY(names().size() >= 8); // of ten
        QVERIFY(names().contains(ui::clusterName(3)));
        view->zoomBy(8);
        QVERIFY(names().isEmpty());
    }

    void aVisibleLabelStaysOnZoomingIn()
    {
        auto view = makeView();
        Random random(2);
        for (int path = 0; path < 10; ++path) {
            view->fit();
            const QPointF target(random.uniform() * 1000, random.uniform() * 650);
            auto before = titled(*view);
            for (int step = 0; step < 25; ++step) {
                view->zoomBy(1.3, target);
                const auto now = titled(*view);
                // A film at the very edge may find no room for its title.
                const QRectF inner = view->camera().viewport.adjusted(8, 30, -8, -8);
                for (const int row : before) {
                    if (inner.contains(screenOf(*view, row)))
                        QVERIFY2(now.contains(row), qPrintable(view->title(row)));
                }
                before = now;
            }
        }
    }

    void moreLabelsWhenNear()
    {
        auto view = makeView();
        const auto far = view->visibleLabels().size();
        QVERIFY(far > 5);
        QVERIFY(far < 120);
        // A part of the map that is an eighth as wide has far more than 1/64 of the labels.
        view->zoomBy(8);
        QVERIFY(view->visibleLabels().size() * 8 > far);
        // Near enough, every film in view has its title.
        view->setCamera(QPointF(m_map->projection.x[0], m_map->projection.y[0]), 1e9);
        QVERIFY(titled(*view).contains(0));
    }

    void theMostRatedFilmHasItsTitleFirst()
    {
        auto view = makeView();
        const auto most = std::max_element(m_map->ratings.begin(), m_map->ratings.end()) - m_map->ratings.begin();
        view->centreOn(static_cast<int>(most));
        view->zoomBy(2.1); // where no name of a cluster is in its way
        QVERIFY(titled(*view).contains(static_cast<int>(most)));
    }

    void hitTestEqualsBruteForce()
    {
        auto view = makeView();
        Random random(3);
        int found = 0;
        for (int i = 0; i < 20; ++i) {
            moveTo(*view, random, 40);
            view->setIsolatedCluster(i % 4 == 3 ? 2 : -1);
            for (int k = 0; k < 100; ++k) {
                const QPointF at(random.uniform() * 1000, random.uniform() * 640);
                int best = -1;
                double bestDistance = 10;
                for (int row = 0; row < static_cast<int>(m_map->items.size()); ++row) {
                    const QPointF d = screenOf(*view, row) - at;
                    const double distance = std::hypot(d.x(), d.y());
                    const bool allowed =
                        view->isolatedCluster() < 0 || m_map->clustering.assignment[static_cast<std::size_t>(row)] == 2;
                    if (allowed && distance < bestDistance) {
                        bestDistance = distance;
                        best = row;
                    }
                }
                QCOMPARE(view->rowAt(at), best);
                found += best >= 0 ? 1 : 0;
            }
        }
        QVERIFY(found > 50);
    }

    void clickSelectsAndSlipKeeps()
    {
        auto view = makeView();
        view->show();
        QSignalSpy selected(view.get(), &FilmMapView::itemSelected);
        view->centreOn(7);
        view->zoomBy(50);
        view->centreOn(7);
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, screenOf(*view, 7).toPoint());
        QCOMPARE(selected.count(), 1);
        QCOMPARE(selected.last().at(0).toInt(), m_map->items[7]);
        QPoint empty;
        for (int x = 5; x < 900 && (empty.isNull() || view->rowAt(empty) >= 0); x += 7)
            empty = QPoint(x, 30);
        QTest::mouseClick(view.get(), Qt::LeftButton, {}, empty);
        QCOMPARE(view->selectedItem(), m_map->items[7]);
    }

    void dragMovesAndDoubleClickFits()
    {
        auto view = makeView();
        view->show();
        view->zoomBy(200);
        view->setCamera(QPointF(0.0123, 0.0321), view->camera().scale);
        QSignalSpy selected(view.get(), &FilmMapView::itemSelected);
        const QPointF under = view->camera().toMap({400, 300});
        QTest::mousePress(view.get(), Qt::LeftButton, {}, QPoint(400, 300));
        for (const QPoint p : {QPoint(420, 310), QPoint(450, 330), QPoint(500, 340)}) {
            QMouseEvent move(QEvent::MouseMove, QPointF(p), QPointF(view->mapToGlobal(p)), Qt::NoButton, Qt::LeftButton,
                             Qt::NoModifier);
            QApplication::sendEvent(view.get(), &move);
        }
        QTest::mouseRelease(view.get(), Qt::LeftButton, {}, QPoint(500, 340));
        QCOMPARE(selected.count(), 0);
        const QPointF now = view->camera().toScreen(under);
        QVERIFY(std::hypot(now.x() - 500, now.y() - 340) < 0.01);

        QPoint empty(20, 20);
        while (view->rowAt(empty) >= 0)
            empty += QPoint(13, 7);
        QTest::mouseDClick(view.get(), Qt::LeftButton, {}, empty);
        for (int row = 0; row < static_cast<int>(m_map->items.size()); ++row)
            QVERIFY(view->camera().viewport.contains(screenOf(*view, row)));
    }

    void wheelKeepsWhatIsUnderThePointer()
    {
        auto view = makeView();
        view->show();
        const QPointF at(333, 222);
        const QPointF under = view->camera().toMap(at);
        const double scale = view->camera().scale;
        QWheelEvent wheel(at, view->mapToGlobal(at), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(view.get(), &wheel);
        QVERIFY(view->camera().scale > scale * 1.2);
        const QPointF now = view->camera().toScreen(under);
        QVERIFY(std::hypot(now.x() - at.x(), now.y() - at.y()) < 0.01);
    }

    void keyboard()
    {
        auto view = makeView();
        view->show();
        QSignalSpy selected(view.get(), &FilmMapView::itemSelected);
        QSignalSpy activated(view.get(), &FilmMapView::itemActivated);
        QSignalSpy cleared(view.get(), &FilmMapView::cleared);
        QTest::keyClick(view.get(), Qt::Key_Right);
        QCOMPARE(selected.count(), 1); // the most rated film in view
        const auto most = std::max_element(m_map->ratings.begin(), m_map->ratings.end()) - m_map->ratings.begin();
        QCOMPARE(view->selectedItem(), m_map->items[static_cast<std::size_t>(most)]);

        const auto position = [&] {
            const auto row = static_cast<std::size_t>(m_map->rowOfItem[static_cast<std::size_t>(view->selectedItem())]);
            return QPointF(m_map->projection.x[row], m_map->projection.y[row]);
        };
        for (const auto& [key, dx, dy] :
             {std::tuple{Qt::Key_Right, 1, 0}, {Qt::Key_Left, -1, 0}, {Qt::Key_Up, 0, 1}, {Qt::Key_Down, 0, -1}}) {
            const QPointF before = position();
            QTest::keyClick(view.get(), key);
            const QPointF moved = position() - before;
            QVERIFY(moved.x() * dx + moved.y() * dy > 0);
        }
        QTest::keyClick(view.get(), Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.last().at(0).toInt(), view->selectedItem());

        const double scale = view->camera().scale;
        QTest::keyClick(view.get(), Qt::Key_Plus);
        QVERIFY(view->camera().scale > scale);
        QTest::keyClick(view.get(), Qt::Key_Minus);
        QVERIFY(std::abs(view->camera().scale / scale - 1) < 1e-9);
        QTest::keyClick(view.get(), Qt::Key_Plus);
        QTest::keyClick(view.get(), Qt::Key_0);
        QVERIFY(std::abs(view->camera().scale / scale - 1) < 1e-9);

        view->setIsolatedCluster(3);
        QTest::keyClick(view.get(), Qt::Key_Escape);
        QCOMPARE(view->selectedItem(), -1);
        QCOMPARE(view->isolatedCluster(), -1);
        QCOMPARE(cleared.count(), 1);
    }

    void theKeyboardReachesEveryPartOfTheMap()
    {
        auto view = makeView();
        view->show();
        view->zoomBy(8);
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(view.get(), Qt::Key_Right);
            const int row = m_map->rowOfItem[static_cast<std::size_t>(view->selectedItem())];
            QVERIFY(view->camera().viewport.contains(screenOf(*view, row)));
        }
    }

    void hoverShowsTheFilm()
    {
        auto view = makeView();
        view->show();
        view->centreOn(4);
        view->zoomBy(30);
        view->centreOn(4);
        QTest::mouseMove(view.get(), screenOf(*view, 4).toPoint());
        QMouseEvent move(QEvent::MouseMove, screenOf(*view, 4), view->mapToGlobal(screenOf(*view, 4)), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(view.get(), &move);
        QVERIFY(view->toolTip().contains(view->title(4)));
        QVERIFY(view->toolTip().contains(QString::number(m_map->ratings[4])));
    }

    void countsAreInWords()
    {
        auto view = makeView();
        QCOMPARE(view->countText(), QStringLiteral("1,653 of 1,682 films; 29 without training ratings left out"));
    }

    void reclusteringKeepsTheCamera()
    {
        auto view = makeView();
        view->zoomBy(5);
        view->setCamera({0.3, 0.2}, view->camera().scale);
        const double scale = view->camera().scale;
        view->setIsolatedCluster(9);
        auto other = std::make_shared<FilmMap>(*m_map);
        other->clusters.resize(4);
        for (auto& c : other->clustering.assignment)
            c %= 4;
        view->setFilms(other, m_data);
        QCOMPARE(view->camera().scale, scale);
        QCOMPARE(view->isolatedCluster(), -1);
    }

    void isolatingDimsTheRest()
    {
        auto view = makeView();
        view->show();
        const QImage all = view->grab().toImage();
        view->setIsolatedCluster(1);
        const QImage some = view->grab().toImage();
        QVERIFY(all != some);
        for (const int row : titled(*view))
            QCOMPARE(m_map->clustering.assignment[static_cast<std::size_t>(row)], 1);
    }

    void emptyStates()
    {
        FilmMapView view;
        view.resize(500, 400);
        view.setEmptyText(QStringLiteral("No run yet"), QStringLiteral("Press Start."));
        view.show();
        QVERIFY(!view.grab().isNull());
        QCOMPARE(view.rowAt({20, 20}), -1);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_0);
        view.fit();
        view.zoomBy(2);
        auto* face = QAccessible::queryAccessibleInterface(&view);
        QVERIFY(face->text(QAccessible::Value).contains(QStringLiteral("Press Start.")));
        // One film, and several in one place.
        const auto data = test::madeUpDataset(3, 2, 10);
        auto map = std::make_shared<FilmMap>(*test::madeUpMap(*data, 1));
        for (auto* axis : {&map->projection.x, &map->projection.y})
            std::fill(axis->begin(), axis->end(), 0.5F);
        view.setFilms(map, data);
        QVERIFY(!view.grab().isNull());
        QCOMPARE(view.rowAt(view.camera().viewport.center()), 0);
        view.setFilms(nullptr, nullptr);
        QVERIFY(!view.grab().isNull());
    }

    void accessibility()
    {
        auto view = makeView();
        auto* face = QAccessible::queryAccessibleInterface(view.get());
        QVERIFY(face);
        QCOMPARE(face->role(), QAccessible::Chart);
        QVERIFY(!face->text(QAccessible::Name).isEmpty());
        QVERIFY(face->text(QAccessible::Description).contains(QStringLiteral("1,653 of 1,682")));
        (void)view->visibleLabels(); // all of them
        const QImage before = view->grab().toImage();
        view->setOutdated(true); // to be seen and to be heard
        QVERIFY(view->grab().toImage() != before);
        QVERIFY(face->text(QAccessible::Description).startsWith(QStringLiteral("Map of the run before: 1,653")));
        view->setOutdated(false);
        QVERIFY(view->grab().toImage() == before);
        QCOMPARE(face->text(QAccessible::Value), QStringLiteral("No film selected."));
        view->setSelectedItem(m_map->items[12]);
        const QString text = face->text(QAccessible::Value);
        QVERIFY(text.contains(view->title(12)));
        QVERIFY(text.contains(ui::clusterName(m_map->clustering.assignment[12])));
        const auto near = nearestRows(m_map->vectors, 12, 1, Similarity::Cosine);
        QVERIFY(text.contains(view->title(near.front().row)));
        // The 58th film is left out.
        view->setSelectedItem(57);
        QVERIFY(face->text(QAccessible::Value).contains(QStringLiteral("not on the map")));
    }

    void everyFilmOfTheLargestRelease()
    {
        const auto data = test::madeUpDataset(90000, 1000, 400000);
        const auto map = test::madeUpMap(*data, 20);
        FilmMapView view;
        view.resize(1600, 900);
        QElapsedTimer timer;
        timer.start();
        view.setFilms(map, data);
        const auto set = timer.restart();
        QImage image(1600, 900, QImage::Format_ARGB32_Premultiplied);
        view.render(&image);
        const auto first = timer.restart();
        qint64 worst = 0;
        qint64 sum = 0;
        constexpr int kFrames = 30;
        for (int i = 0; i < kFrames; ++i) {
            timer.restart();
            view.zoomBy(i < 15 ? 1.2 : 1 / 1.2, QPointF(700, 400));
            view.render(&image);
            worst = std::max(worst, timer.elapsed());
            sum += timer.elapsed();
        }
        timer.restart();
        for (int i = 0; i < 1000; ++i)
            view.rowAt({static_cast<double>(i), 400});
        qInfo("90,000 films at 1600x900: set %lld ms, first frame %lld ms, then %.1f ms a frame, worst %lld ms; "
              "hit test %.3f ms",
              set, first, static_cast<double>(sum) / kFrames, worst, static_cast<double>(timer.elapsed()) / 1000);
        QCOMPARE(view.countText(), QStringLiteral("90,000 of 90,000 films"));
        test::saveScreenshots(view, "map-view-90000");
    }

    void pictures()
    {
        auto view = makeView();
        view->resize(1400, 900);
        view->show();
        view->setSelectedItem(m_map->items[20]);
        test::saveScreenshots(*view, "map-view");
    }
};

QTEST_MAIN(TestFilmMapView)
#include "tst_film_map_view.moc"
