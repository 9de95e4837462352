#include "support/test_files.h"
#include "support/toy_data.h"

#include <matinee/map_frames.h>
#include <matinee/random.h>

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

using namespace matinee;

namespace {

constexpr int kFilms = 200;

/// Films that drift apart from epoch to epoch in a space whose axes turn, so that the principal axes do, too.
std::shared_ptr<const FilmVectors> drifting(int epoch, std::size_t films = kFilms, std::size_t factors = 6)
{
    auto vectors = std::make_shared<FilmVectors>();
    vectors->epoch = epoch;
    vectors->items = Matrix(films, factors);
    Random random(5);
    const double angle = 0.35 * epoch;
    for (std::size_t i = 0; i < films; ++i) {
        std::vector<double> point(factors);
        for (std::size_t f = 0; f < factors; ++f)
            point[f] = random.normal() * (f == 0 ? 1.15 : f == 1 ? 1.0 : 0.2) * (0.3 + 0.05 * epoch);
        const double x = point[0] + 0.02 * epoch * random.normal();
        const double y = point[1] + 0.02 * epoch * random.normal();
        point[0] = x * std::cos(angle) - y * std::sin(angle);
        point[1] = x * std::sin(angle) + y * std::cos(angle);
        for (std::size_t f = 0; f < factors; ++f)
            vectors->items.row(i)[f] = static_cast<float>(point[f]);
    }
    return vectors;
}

VectorHistory history(int epochs, std::size_t films = kFilms, std::size_t factors = 6)
{
    VectorHistory all;
    for (int e = 0; e <= epochs; ++e)
        all.append(drifting(e, films, factors));
    return all;
}

MapInput inputOf(std::shared_ptr<const FilmVectors> vectors, int unrated = 0)
{
    static std::map<std::size_t, std::shared_ptr<const Dataset>> known;
    const auto films = vectors->items.rows;
    auto& data = known[films];
    if (!data)
        data = test::toyData(40, static_cast<int>(films), static_cast<int>(films) * 4);
    auto counts = std::make_shared<TrainingCounts>();
    counts->items.assign(films, 10);
    for (int i = 0; i < unrated; ++i)
        counts->items[static_cast<std::size_t>(3 * i)] = i % 2 ? 1 : 0;
    return {data, counts, std::move(vectors), "made"};
}

std::vector<MapFrame> framesOf(const std::shared_ptr<const FilmMap>& map, const VectorHistory& epochs, int unrated = 0)
{
    MapFrameMaker maker(map, inputOf(drifting(map->epoch, map->rowOfItem.size()), unrated), epochs);
    while (maker.makeNext()) {
    }
    return maker.frames();
}

double medianDisplacement(const Projection& a, const Projection& b)
{
    std::vector<double> moved;
    for (std::size_t i = 0; i < a.x.size(); ++i)
        moved.push_back(std::hypot(a.x[i] - b.x[i], a.y[i] - b.y[i]));
    std::nth_element(moved.begin(), moved.begin() + static_cast<std::ptrdiff_t>(moved.size() / 2), moved.end());
    return moved[moved.size() / 2];
}

double extent(const Projection& picture)
{
    double sum = 0;
    for (std::size_t i = 0; i < picture.x.size(); ++i)
        sum += picture.x[i] * picture.x[i] + picture.y[i] * picture.y[i];
    return std::sqrt(sum / static_cast<double>(picture.x.size()));
}

} // namespace

class TestMapFrames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theMapIsItsFrame();
    void alignedFramesMoveLess();
    void distancesAreThoseOfPrincipalComponents();
    void theMapMayBeOfAnEpochInBetween();
    void filmsLeftOutAndRare();
    void otherLayoutsHaveTheScaleOfTheMap();
    void preparedAsTheMap();
    void umapFollowsItself();
    void badEpochsHaveNoFrame();
    void stopsAndGoesOn();
    void fiftyEpochsAreQuick();
};

void TestMapFrames::theMapIsItsFrame()
{
    const auto map = makeFilmMap(inputOf(drifting(12)), {});
    MapFrameMaker maker(map, inputOf(drifting(12)), history(12));
    QCOMPARE(maker.count(), 13U);
    QVERIFY(maker.makeNext());
    QCOMPARE(maker.frames().front().places.get(), &map->projection);
    QCOMPARE(maker.count(), 13U);
    while (maker.makeNext()) {
    }
    QCOMPARE(maker.frames().size(), 13U);
    for (int e = 0; e <= 12; ++e)
        QCOMPARE(maker.frames()[static_cast<std::size_t>(e)].epoch, e);
    QCOMPARE(maker.frames().back().places.get(), &map->projection);
    // Nothing stored: the map alone.
    QCOMPARE(framesOf(map, VectorHistory()).size(), 1U);
}

void TestMapFrames::alignedFramesMoveLess()
{
    const auto map = makeFilmMap(inputOf(drifting(20)), {});
    const auto epochs = history(20);
    const auto frames = framesOf(map, epochs);
    double worst = 0;
    double aligned = 0;
    double unaligned = 0;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        const double moved = medianDisplacement(*frames[i - 1].places, *frames[i].places);
        const double raw =
            medianDisplacement(projectPca(epochs.vectors(i - 1)->items), projectPca(epochs.vectors(i)->items));
        worst = std::max(worst, moved / raw);
        aligned += moved;
        unaligned += raw;
    }
    qInfo("median displacement of consecutive frames: %.4f aligned, %.4f as they come", aligned / 20, unaligned / 20);
    QVERIFY2(worst <= 1 + 1e-6, qPrintable(QString::number(worst)));
    QVERIFY(aligned < 0.5 * unaligned);
}

void TestMapFrames::distancesAreThoseOfPrincipalComponents()
{
    const auto map = makeFilmMap(inputOf(drifting(8)), {});
    const auto epochs = history(8);
    const auto frames = framesOf(map, epochs);
    const auto plain = projectPca(epochs.vectors(3)->items);
    const auto& frame = *frames[3].places;
    for (std::size_t i = 1; i < plain.x.size(); ++i) {
        const double expected = std::hypot(plain.x[i] - plain.x[0], plain.y[i] - plain.y[0]);
        const double is = std::hypot(frame.x[i] - frame.x[0], frame.y[i] - frame.y[0]);
        QVERIFY(std::abs(expected - is) < 1e-4);
    }
}

void TestMapFrames::theMapMayBeOfAnEpochInBetween()
{
    const auto epochs = history(9);
    const auto map = makeFilmMap(inputOf(drifting(4)), {});
    auto frames = framesOf(map, epochs);
    QCOMPARE(frames.size(), 10U);
    QCOMPARE(frames[4].places.get(), &map->projection);
    // Of an epoch that is not stored.
    VectorHistory sparse(4);
    for (int e = 0; e <= 9; ++e)
        sparse.append(drifting(e));
    frames = framesOf(makeFilmMap(inputOf(drifting(6)), {}), sparse);
    std::vector<int> numbers;
    for (const auto& frame : frames)
        numbers.push_back(frame.epoch);
    QCOMPARE(numbers, (std::vector<int>{0, 4, 6, 8, 9}));
}

void TestMapFrames::filmsLeftOutAndRare()
{
    const auto map = makeFilmMap(inputOf(drifting(5), 20), {.minimumRatings = 5});
    QCOMPARE(map->leftOut, 10);
    QCOMPARE(map->clustered, kFilms - 20);
    const auto frames = framesOf(map, history(5), 20);
    QCOMPARE(frames.size(), 6U);
    for (const auto& frame : frames)
        QCOMPARE(frame.places->x.size(), std::size_t(kFilms - 10));
}

void TestMapFrames::otherLayoutsHaveTheScaleOfTheMap()
{
    auto map = std::make_shared<FilmMap>(*makeFilmMap(inputOf(drifting(5)), {}));
    map->options.layout = MapLayout::Tsne;
    for (std::size_t i = 0; i < map->projection.x.size(); ++i) {
        std::swap(map->projection.x[i], map->projection.y[i]);
        map->projection.x[i] *= 40;
        map->projection.y[i] *= 40;
    }
    const auto frames = framesOf(map, history(5));
    QCOMPARE(frames.size(), 6U);
    QVERIFY(medianDisplacement(*frames[5].places, map->projection) < 1e-3);
    QVERIFY(std::abs(extent(*frames[2].places) / extent(projectPca(drifting(2)->items)) - 40) < 0.01);
}

void TestMapFrames::preparedAsTheMap()
{
    FilmMapOptions options;
    options.preparation.form = VectorForm::Normalised;
    const auto map = makeFilmMap(inputOf(drifting(4)), options);
    const auto frames = framesOf(map, history(4));
    QCOMPARE(frames.size(), 5U);
    for (const auto& frame : frames)
        QVERIFY(extent(*frame.places) < 1);
    const auto expected = makeFilmMap(inputOf(drifting(1)), options);
    QVERIFY(std::abs(extent(*frames[1].places) - extent(expected->projection)) < 1e-4);
}

void TestMapFrames::umapFollowsItself()
{
    FilmMapOptions options;
    options.layout = MapLayout::Umap;
    const auto map = makeFilmMap(inputOf(drifting(5)), options);
    const auto frames = framesOf(map, history(5));
    QCOMPARE(frames.size(), 6U);
    QCOMPARE(frames[5].places.get(), &map->projection);
    const auto anew = makeFilmMap(inputOf(drifting(4)), options);
    const double followed = medianDisplacement(*frames[4].places, map->projection);
    const double made = medianDisplacement(anew->projection, map->projection);
    qInfo("a UMAP that follows moves by %.3f, one made anew by %.3f", followed, made);
    QVERIFY(followed > 0 && followed <= made);
    const auto again = framesOf(map, history(5));
    QVERIFY(frames[0].places->x == again[0].places->x && frames[0].places->y == again[0].places->y);
}

void TestMapFrames::badEpochsHaveNoFrame()
{
    VectorHistory epochs;
    for (int e = 0; e <= 6; ++e) {
        auto vectors = std::make_shared<FilmVectors>(*drifting(e));
        if (e == 2)
            vectors->items.values[17] = std::numeric_limits<float>::quiet_NaN();
        epochs.append(std::move(vectors));
    }
    const auto map = makeFilmMap(inputOf(drifting(6)), {});
    const auto frames = framesOf(map, epochs);
    QCOMPARE(frames.size(), 6U);
    QCOMPARE(frames[2].epoch, 3);
    // Of other films altogether.
    QCOMPARE(framesOf(map, history(6, kFilms + 1)).size(), 1U);
}

void TestMapFrames::stopsAndGoesOn()
{
    const auto map = makeFilmMap(inputOf(drifting(6)), {});
    MapFrameMaker maker(map, inputOf(drifting(6)), history(6));
    QVERIFY(maker.makeNext());
    std::stop_source source;
    source.request_stop();
    RunContext stopped;
    stopped.stop = source.get_token();
    QCOMPARE(errorOf([&] { maker.makeNext(stopped); }).code(), ErrorCode::Stopped);
    QCOMPARE(maker.frames().size(), 1U);
    while (maker.makeNext()) {
    }
    QCOMPARE(maker.frames().size(), 7U);
}

/// Of MovieLens 1M's size: printed, not judged.
void TestMapFrames::fiftyEpochsAreQuick()
{
    const auto epochs = history(50, 3706, 50);
    const auto map = makeFilmMap(inputOf(epochs.vectors(50)), {});
    QElapsedTimer clock;
    clock.start();
    const auto frames = framesOf(map, epochs);
    qInfo("frames of 3,706 films x 50: %.2f ms each", static_cast<double>(clock.nsecsElapsed()) / 1e6 / 50);
    QCOMPARE(frames.size(), 51U);
}

QTEST_GUILESS_MAIN(TestMapFrames)
#include "tst_map_frames.moc"
