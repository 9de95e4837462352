#include "map_fixture.h"
#include "tiny_run.h"
#include "ui/charts/curve_chart.h"
#include "ui/map/film_map_view.h"
#include "ui/panels/curves_panel.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/map_scrubber.h"
#include "ui/state/map_session.h"
#include "ui/state/map_timeline.h"
#include "ui/state/session.h"

#include <matinee/run_store.h>
#include <matinee/vector_history.h>

#include <QCheckBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QSignalSpy>
#include <QSlider>
#include <QToolButton>
#include <QtTest>

#include <filesystem>

using namespace matinee;
using namespace matinee::ui;

namespace {

constexpr int kLong = 60000; // for hangs only
constexpr int kEpochs = 12;

/// The Map tab and the curves of one session.
struct Desk
{
    Session session;
    MapPanel map{session};
    CurvesPanel curves{session};
    FilmMapView* view = map.view();
    MapScrubber* strip = map.findChild<MapScrubber*>();

    Desk()
    {
        map.resize(1100, 700);
        map.show();
        curves.resize(900, 600);
        curves.show();
    }

    MapTimeline& timeline() { return session.films().timeline(); }
    CurveChart& chart() { return *curves.findChild<CurveChart*>(QStringLiteral("curveChart")); }
    template <class Widget>
    Widget* child(const char* name) const
    {
        auto* found = strip->findChild<Widget*>(QLatin1String(name));
        if (!found)
            qFatal("there is no %s", name);
        return found;
    }
    QString text() const { return child<QLabel>("epochText")->text(); }

    void load(const QString& data)
    {
        session.openSource(data);
        QTRY_VERIFY_WITH_TIMEOUT(session.dataset() && !session.isLoading(), kLong);
        auto spec = ExperimentSpec::forModel("biased-mf");
        spec.data = data.toStdString();
        spec.threads = 1;
        spec.device = "cpu";
        spec.hyperparameters.set("epochs", std::int64_t{kEpochs});
        session.setSpec(spec);
        session.films().setClusterCount(4);
    }

    void awaitFrames()
    {
        QTRY_VERIFY_WITH_TIMEOUT(session.run() && session.films().isReady(), kLong);
        QTRY_VERIFY_WITH_TIMEOUT(!timeline().isMaking(), kLong);
    }

    void train(const QString& data)
    {
        load(data);
        session.start();
        awaitFrames();
    }
};

std::vector<int> epochsOf(const MapTimeline& timeline)
{
    std::vector<int> epochs;
    for (const auto& frame : timeline.frames())
        epochs.push_back(frame.epoch);
    return epochs;
}

std::vector<int> allEpochs()
{
    std::vector<int> epochs;
    for (int e = 0; e <= kEpochs; ++e)
        epochs.push_back(e);
    return epochs;
}

bool liesAt(const FilmMapView& view, const Projection& places)
{
    for (std::size_t r = 0; r < view.positions().size(); ++r) // the rare films are not in the picture
        if (std::abs(view.positions()[r].x() - static_cast<double>(places.x[r])) > 1e-6 ||
            std::abs(view.positions()[r].y() - static_cast<double>(places.y[r])) > 1e-6)
            return false;
    return !view.positions().empty() && view.positions().size() <= places.x.size();
}

} // namespace

class TestMapScrubber : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_data;
    std::unique_ptr<Desk> m_desk; ///< with a run that was trained and is recorded nowhere

private Q_SLOTS:
    void initTestCase()
    {
        test::writeTinyDataset(m_data.path());
        m_desk = std::make_unique<Desk>();
        QVERIFY(m_desk->strip->isHidden());
        m_desk->train(m_data.path());
    }

    void cleanupTestCase() { m_desk.reset(); }

    void cleanup()
    {
        if (!m_desk)
            return;
        m_desk->timeline().setShowsTrails(false);
        m_desk->timeline().setLoops(false);
        m_desk->timeline().showNewest();
        m_desk->session.selectItem(-1);
        m_desk->session.films().setSelection({});
    }

    void everyEpochCanBeShown()
    {
        auto& timeline = m_desk->timeline();
        QVERIFY(!m_desk->strip->isHidden());
        QCOMPARE(epochsOf(timeline), allEpochs());
        QCOMPARE(timeline.shownEpoch(), kEpochs);
        QVERIFY(!timeline.chosenEpoch());
        const auto& map = m_desk->session.films().map();
        QCOMPARE(timeline.frames().back().places->x, map->projection.x);
        QCOMPARE(m_desk->text(), QStringLiteral("Epoch 12 of 12"));
        QSignalSpy moved(&m_desk->session.films(), &MapSession::mapMoved);
        m_desk->session.films().showEpoch(5);
        QCOMPARE(moved.size(), 1);
        QCOMPARE(m_desk->session.films().shownEpoch(), 5);
        QVERIFY(liesAt(*m_desk->view, *timeline.frames()[5].places));
        QCOMPARE(m_desk->child<QSlider>("epochSlider")->value(), 5);
        QCOMPARE(m_desk->text(), QStringLiteral("Epoch 5 of 12"));
        test::saveScreenshots(m_desk->map, "map-scrubber");
        m_desk->session.films().showEpoch(999);
        QCOMPARE(timeline.shownEpoch(), kEpochs);
        QVERIFY(liesAt(*m_desk->view, map->projection));
    }

    void theSliderHasKeys()
    {
        auto& timeline = m_desk->timeline();
        auto* slider = m_desk->child<QSlider>("epochSlider");
        slider->setFocus();
        QTest::keyClick(slider, Qt::Key_Home);
        QCOMPARE(timeline.shownEpoch(), 0);
        QTest::keyClick(slider, Qt::Key_Right);
        QTest::keyClick(slider, Qt::Key_Right);
        QCOMPARE(timeline.shownEpoch(), 2);
        QTest::keyClick(slider, Qt::Key_Left);
        QCOMPARE(timeline.shownEpoch(), 1);
        QTest::keyClick(slider, Qt::Key_End);
        QCOMPARE(timeline.shownEpoch(), kEpochs);
        QTest::mouseClick(m_desk->child<QToolButton>("epochPrevious"), Qt::LeftButton);
        QCOMPARE(timeline.shownEpoch(), kEpochs - 1);
        QTest::mouseClick(m_desk->child<QToolButton>("epochNext"), Qt::LeftButton);
        QTest::mouseClick(m_desk->child<QToolButton>("epochNext"), Qt::LeftButton);
        QCOMPARE(timeline.shownEpoch(), kEpochs);
        for (const auto* control : m_desk->strip->findChildren<QWidget*>())
            QVERIFY2(control->focusPolicy() == Qt::NoFocus || !control->accessibleName().isEmpty(),
                     qPrintable(control->objectName()));
    }

    void spacePlaysThemAll()
    {
        auto& timeline = m_desk->timeline();
        timeline.setSpeed(MapTimeline::Speed::Fast);
        auto* slider = m_desk->child<QSlider>("epochSlider");
        QSignalSpy moved(&timeline, &MapTimeline::moved);
        std::vector<int> shown;
        const auto watch =
            connect(&timeline, &MapTimeline::shownEpochChanged, this, [&] { shown.push_back(timeline.shownEpoch()); });
        QTest::keyClick(slider, Qt::Key_Space);
        QVERIFY(timeline.isPlaying());
        QCOMPARE(m_desk->child<QToolButton>("epochPlay")->accessibleName(), QStringLiteral("Pause the epochs"));
        QTRY_VERIFY(moved.size() > 2);
        QTest::keyClick(slider, Qt::Key_Space);
        QVERIFY(!timeline.isPlaying());
        QTest::keyClick(slider, Qt::Key_Space);
        QTRY_VERIFY_WITH_TIMEOUT(!timeline.isPlaying(), kLong);
        disconnect(watch);
        QCOMPARE(timeline.shownEpoch(), kEpochs);
        QVERIFY(std::ranges::is_sorted(shown));
        QVERIFY(liesAt(*m_desk->view, m_desk->session.films().map()->projection));
        // Around and around.
        timeline.setLoops(true);
        timeline.setPlaying(true);
        bool isBack = false;
        const auto again = connect(&timeline, &MapTimeline::shownEpochChanged, this, [&] {
            isBack = isBack || (timeline.shownEpoch() == 0 && !shown.empty() && shown.back() > 6);
            shown.push_back(timeline.shownEpoch());
        });
        QTRY_VERIFY_WITH_TIMEOUT(isBack, kLong);
        disconnect(again);
        timeline.setPlaying(false);
    }

    void betweenTwoEpochsTheFilmsAreOnTheirWay()
    {
        auto& timeline = m_desk->timeline();
        timeline.setSpeed(MapTimeline::Speed::Slow);
        timeline.showEpoch(3);
        bool isBetween = false;
        const auto watch = connect(&timeline, &MapTimeline::moved, this, [&] {
            const auto& from = *timeline.frames()[3].places;
            const auto& to = *timeline.frames()[4].places;
            const auto& now = timeline.places();
            const float low = std::min(from.x[0], to.x[0]);
            const float high = std::max(from.x[0], to.x[0]);
            isBetween = isBetween || (now.x[0] > low && now.x[0] < high);
        });
        timeline.setPlaying(true);
        QTRY_VERIFY(isBetween);
        disconnect(watch);
    }

    void theCrosshairGoesAlong()
    {
        auto& timeline = m_desk->timeline();
        auto& chart = m_desk->chart();
        m_desk->child<QSlider>("epochSlider")->setValue(4);
        QCOMPARE(chart.crosshair(), std::optional(4.0));
        timeline.step(1);
        QCOMPARE(chart.crosshair(), std::optional(5.0));
        timeline.showNewest();
        QVERIFY(!chart.crosshair());
    }

    void theMapGoesWhereTheCrosshairIsPut()
    {
        auto& timeline = m_desk->timeline();
        auto& chart = m_desk->chart();
        QTRY_VERIFY(chart.plot().item().area().width() > 100);
        const auto& item = chart.plot().item();
        const double middle = item.area().center().y();
        const QPointF at = chart.mapFromScene(chart.plot().mapToScene(QPointF(item.position(7, 1).x(), middle)));
        QTest::mouseClick(chart.viewport(), Qt::LeftButton, Qt::NoModifier, at.toPoint());
        QCOMPARE(timeline.chosenEpoch(), std::optional(7));
        QCOMPARE(m_desk->child<QSlider>("epochSlider")->value(), 7);
        QVERIFY(liesAt(*m_desk->view, *timeline.frames()[7].places));
        // It stays when the pointer goes.
        QEvent leave(QEvent::Leave);
        QApplication::sendEvent(&chart, &leave);
        QVERIFY(chart.crosshair() && std::abs(*chart.crosshair() - 7) < 0.5);
        m_desk->session.films().showEpoch(7);
        QTest::keyClick(&chart, Qt::Key_Left);
        QCOMPARE(timeline.chosenEpoch(), std::optional(6));
        // From point to point, batches included, and not back to the epoch.
        QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
        const auto first = chart.crosshair();
        QTest::keyClick(&chart, Qt::Key_Right, Qt::ControlModifier);
        QVERIFY(first && chart.crosshair() && *chart.crosshair() > *first);
        QTest::keyClick(&chart, Qt::Key_Escape);
        QVERIFY(!timeline.chosenEpoch() && !chart.crosshair());
        QCOMPARE(timeline.shownEpoch(), kEpochs);
    }

    void trailsOfSelectedFilms()
    {
        auto& films = m_desk->session.films();
        auto& timeline = m_desk->timeline();
        timeline.showEpoch(6);
        films.setSelection({films.map()->items[3], films.map()->items[8]});
        QVERIFY(m_desk->view->trails().empty());
        m_desk->child<QCheckBox>("epochTrails")->click();
        QCOMPARE(m_desk->view->trails().size(), 2U);
        const auto& trail = m_desk->view->trails().front();
        QCOMPARE(trail.row, 3);
        QCOMPARE(trail.points.size(), 6U);
        QCOMPARE(static_cast<float>(trail.points[2].x()), timeline.frames()[2].places->x[3]);
        test::saveScreenshots(m_desk->map, "map-trails");
        timeline.showEpoch(1);
        QCOMPARE(m_desk->view->trails().front().points.size(), 1U);
        m_desk->session.selectItem(films.map()->items[5]);
        QCOMPARE(m_desk->view->trails().size(), 3U);
        timeline.setShowsTrails(false);
        QVERIFY(m_desk->view->trails().empty());
    }

    void otherClustersKeepTheFrames()
    {
        auto& films = m_desk->session.films();
        const auto before = m_desk->timeline().frames();
        m_desk->timeline().showEpoch(3);
        films.setClusterCount(5);
        QTRY_VERIFY(films.map()->clusters.size() == 5 && !films.isWorking());
        QCOMPARE(m_desk->timeline().frames()[4].places, before[4].places);
        QCOMPARE(films.shownEpoch(), 3);
        QVERIFY(liesAt(*m_desk->view, *before[3].places));
    }

    void aRecordedRunOpensWithItsEpochs()
    {
        QTemporaryDir store;
        QString saved = store.filePath(QStringLiteral("saved"));
        Desk desk;
        desk.session.setStore(store.path());
        desk.train(m_data.path());
        QCOMPARE(epochsOf(desk.timeline()), allEpochs());
        QVERIFY(desk.timeline().kept().isEmpty()); // they are in the store
        QSignalSpy isSaved(&desk.session, &Session::runSaved);
        desk.session.saveRun(saved);
        QTRY_COMPARE_WITH_TIMEOUT(isSaved.size(), 1, kLong);
        const auto frame = *desk.timeline().frames()[4].places;

        Desk opened;
        opened.session.films().setClusterCount(4);
        opened.session.openRun(saved);
        opened.awaitFrames();
        QCOMPARE(epochsOf(opened.timeline()), allEpochs());
        QCOMPARE(opened.timeline().frames()[4].places->x, frame.x);

        // Without them the strip says so; with a damaged file as well.
        const auto file = std::filesystem::path(saved.toStdString()) / "vectors.bin";
        std::filesystem::resize_file(file, 20);
        opened.session.openRun(saved);
        QTRY_VERIFY_WITH_TIMEOUT(opened.timeline().frames().size() == 1 && !opened.timeline().isMaking(), kLong);
        QCOMPARE(opened.text(), QStringLiteral("The stored epochs cannot be read"));
        QVERIFY2(opened.timeline().problem().contains(QStringLiteral("vectors.bin")),
                 qPrintable(opened.timeline().problem()));
        QVERIFY(!opened.child<QSlider>("epochSlider")->isEnabled());
        std::filesystem::remove(file);
        opened.session.openRun(saved);
        QTRY_COMPARE_WITH_TIMEOUT(opened.text(), QStringLiteral("No epochs are stored of this run"), kLong);
        test::saveScreenshots(opened.map, "map-scrubber-empty");
    }

    void aTrainingIsFollowedOnlyWhereSomebodyLooks()
    {
        Desk desk;
        desk.load(m_data.path());
        auto spec = desk.session.spec();
        spec.hyperparameters.set("epochs", std::int64_t{100000});
        desk.session.setSpec(spec);
        desk.map.hide();
        desk.session.start();
        QTRY_VERIFY_WITH_TIMEOUT(desk.session.epochs().size() > 3, kLong);
        QVERIFY(!desk.session.films().map());
        QVERIFY(!desk.strip->isHidden());
        desk.map.show();
        QTRY_VERIFY_WITH_TIMEOUT(desk.timeline().frames().size() > 2, kLong);
        QVERIFY(desk.session.films().isLive());
        QVERIFY(desk.child<QCheckBox>("mapLive")->isChecked());
        // Back in time the map stays where it is, until it is live again.
        const int first = desk.timeline().frames().front().epoch;
        desk.timeline().showEpoch(first);
        QVERIFY(!desk.child<QCheckBox>("mapLive")->isChecked());
        const auto count = desk.session.epochs().size();
        QTRY_VERIFY_WITH_TIMEOUT(desk.session.epochs().size() > count + 2, kLong);
        QCOMPARE(desk.timeline().shownEpoch(), first);
        desk.child<QCheckBox>("mapLive")->click();
        QVERIFY(desk.child<QCheckBox>("mapLive")->isChecked());
        QTRY_VERIFY_WITH_TIMEOUT(desk.timeline().shownEpoch() > count, kLong);
        // Off, no frame comes any more.
        desk.child<QCheckBox>("mapLive")->click();
        QVERIFY(!desk.session.films().followsTraining());
        QTest::qWait(50);
        const auto frames = desk.timeline().frames().size();
        const auto later = desk.session.epochs().size();
        QTRY_VERIFY_WITH_TIMEOUT(desk.session.epochs().size() > later + 3, kLong);
        QVERIFY(desk.timeline().frames().size() <= frames + 1);
        desk.session.stop();
        desk.awaitFrames();
        QVERIFY(desk.timeline().frames().size() > 3);
        QVERIFY(desk.timeline().frames().size() <= 1001);
    }

    /// Fifty epochs of MovieLens 1M's size: printed, not judged.
    void scrubbingIsSmooth()
    {
        const auto data = test::madeUpDataset(3706, 500, 30000);
        QTemporaryDir folder;
        VectorHistory history;
        Random random(3);
        auto base = std::make_shared<FilmVectors>();
        base->items = Matrix(3706, 50);
        for (float& value : base->items.values)
            value = static_cast<float>(random.normal());
        for (int e = 0; e <= 50; ++e) {
            auto vectors = std::make_shared<FilmVectors>(*base);
            vectors->epoch = e;
            for (float& value : vectors->items.values)
                value += static_cast<float>(0.02 * e * random.normal());
            base->items.values = vectors->items.values;
            history.append(std::move(vectors));
        }
        auto counts = std::make_shared<TrainingCounts>();
        counts->items.assign(3706, 5);
        saveVectorHistory(history, folder.path().toStdString());
        const MapInput input{data, counts, history.vectors(50), "biased-mf"};
        const auto map = makeFilmMap(input, {});
        FilmMapView view;
        view.resize(1200, 800);
        view.show();
        view.setFilms(map, data);
        MapTimeline timeline;
        QElapsedTimer clock;
        clock.start();
        timeline.setMap(map, input, folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(!timeline.isMaking(), kLong);
        qInfo("51 frames of 3,706 films x 50: %lld ms on the worker", clock.elapsed());
        QCOMPARE(timeline.frames().size(), 51U);
        connect(&timeline, &MapTimeline::moved, &view,
                [&] { view.setPositions(timeline.places().x, timeline.places().y); });
        QImage canvas(view.size(), QImage::Format_ARGB32_Premultiplied);
        clock.restart();
        for (int e = 0; e < 50; ++e) {
            timeline.showEpoch(e);
            view.render(&canvas);
        }
        qInfo("scrubbing 50 epochs of 3,706 films at 1200 x 800: %.1f frames a second",
              50000.0 / static_cast<double>(std::max<qint64>(1, clock.elapsed())));
    }
};

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    TestMapScrubber test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_map_scrubber.moc"
