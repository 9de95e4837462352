#include "made_up_data.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/curves_csv.h"
#include "ui/charts/curves_export.h"
#include "ui/panels/curves_view.h"
#include "ui/panels/data_table.h"
#include "ui/state/colours.h"
#include "ui/state/figure_export.h"

#include <matinee/random.h>

#include <QApplication>
#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QHeaderView>
#include <QPainter>
#include <QSlider>
#include <QSvgGenerator>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>

#include <bit>
#include <charconv>
#include <limits>
#include <numeric>

using namespace matinee;
using namespace matinee::ui;

namespace {

constexpr int kPerEpoch = 60;
constexpr double kStarted = 1'764'000'000; // some time in November 2025
constexpr std::uint64_t kTrainRows = 800;

/// With all that a run says of its progress: 60 steps, 800 ratings and half a second an epoch.
EpochStats makeEpoch(int epoch, double shift = 0)
{
    auto stats = madeup::makeEpoch(epoch, 1.3);
    stats.trainLoss += shift;
    stats.validationLoss += shift;
    stats.learningRate = epoch < 5 ? 0.01 : 0.001;
    stats.steps = static_cast<std::uint64_t>(epoch) * kPerEpoch;
    stats.ratings = static_cast<std::uint64_t>(epoch) * kTrainRows;
    stats.elapsed = 0.1 + 0.5 * epoch;
    stats.time = kStarted + stats.elapsed;
    return stats;
}

BatchStats makeBatch(int index)
{
    auto batch = madeup::makeBatch(index, kPerEpoch, 1.3);
    batch.step = static_cast<std::uint64_t>(index) + 1;
    batch.elapsed = 0.1 + 0.5 * batch.position;
    return batch;
}

CurvesData makeData(int epochs = 10)
{
    CurvesData data;
    data.start = madeup::makeStart(epochs);
    for (int epoch = 0; epoch <= epochs; ++epoch)
        data.epochs.append(makeEpoch(epoch));
    for (int index = 0; index < epochs * kPerEpoch; ++index) {
        const auto batch = makeBatch(index);
        data.batches->append({&batch, 1});
    }
    data.changes = {{.position = 5, .step = 5 * kPerEpoch, .key = "learning_rate", .from = 0.01, .to = 0.001}};
    return data;
}

ShownRun makeRun(qint64 id, const QString& group, int epochs = 10)
{
    ShownRun run{.id = id, .name = QStringLiteral("run %1").arg(id), .group = group, .seed = std::uint64_t(id)};
    Random random(static_cast<std::uint64_t>(id));
    auto list = std::make_shared<std::vector<EpochStats>>();
    for (int epoch = 0; epoch <= epochs; ++epoch)
        list->push_back(makeEpoch(epoch, 0.02 * static_cast<double>(id % 7) + 0.02 * random.normal()));
    run.epochs = std::move(list);
    return run;
}

const LineSeries* find(const CurvesPicture& picture, const QString& name)
{
    const auto found = std::ranges::find(picture.series, name, &LineSeries::name);
    return found == picture.series.end() ? nullptr : &*found;
}

struct CsvLine
{
    QByteArray run;
    QByteArray series;
    QList<QByteArray> numbers; ///< step, epoch, ratings, seconds, value
};

/// A plain reader of the format, which knows nothing of the writer.
std::vector<CsvLine> readCsv(const QByteArray& bytes)
{
    std::vector<CsvLine> lines;
    for (const auto& line : bytes.split('\n')) {
        if (line.isEmpty())
            continue;
        QList<QByteArray> cells = {{}};
        bool quoted = false;
        for (qsizetype i = 0; i < line.size(); ++i) {
            if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"')
                cells.back() += line[++i];
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
                cells.append(QByteArray());
            else
                cells.back() += line[i];
        }
        lines.push_back({cells.value(0), cells.value(1), cells.mid(2)});
    }
    return lines;
}

template <class Value>
Value parse(const QByteArray& text)
{
    Value value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

} // namespace

class CurvesOverlaysTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init() { madeup::failOnWarnings(); }

    void runsAlongEveryAxis()
    {
        const auto data = makeData();
        const double batchesHalf[] = {5, 300, 4000, 2.6, kStarted + 2.6}; // after half of the epochs
        for (const auto axis : kXAxes) {
            CurvesOptions options{.axis = axis};
            const auto picture = composeCurves(data, options);
            const auto& train = picture.series[kTrainSeries];
            QCOMPARE(train.x.size(), std::size_t(11));
            QCOMPARE(train.x[5], xOf(data.epochs[5], axis));
            const auto& batches = picture.series[kBatchSeries];
            QVERIFY(batches.visible);
            const double wanted = batchesHalf[static_cast<int>(axis)];
            QVERIFY2(std::abs(batches.xAt(299) - wanted) < 0.03,
                     qPrintable(QString::number(batches.xAt(299), 'g', 12)));
            QCOMPARE(picture.changes.size(), std::size_t(1));
            QVERIFY(std::abs(picture.changes[0].x - wanted) < 0.03);
            QCOMPARE(picture.changes[0].text, QStringLiteral("Learning rate 0.01 → 0.001"));
        }
        // Run folders of before know epochs alone: no place elsewhere.
        auto old = data;
        for (auto& epoch : old.epochs) {
            epoch.steps = epoch.ratings = 0;
            epoch.elapsed = epoch.time = 0;
        }
        QVERIFY(!hasAxis({old.epochs.constData(), 11}, XAxis::WallTime));
        QVERIFY(hasAxis({data.epochs.constData(), 11}, XAxis::WallTime));
        QVERIFY(composeCurves(old, {.axis = XAxis::Ratings}).series[kTrainSeries].x.size() <= 1);
    }

    void batchesKnowTheirRatingsInTheFirstEpoch()
    {
        auto data = makeData(1);
        data.epochs.resize(1); // epoch 0 alone
        const auto picture = composeCurves(data, {.axis = XAxis::Ratings});
        QVERIFY(std::abs(picture.series[kBatchSeries].xAt(29) - 400) < 1);
    }

    void showsRunsInTheirOwnColours()
    {
        auto data = makeData();
        for (qint64 id = 3; id < 6; ++id)
            data.overlays.push_back(makeRun(id, QString::number(id)));
        const auto picture = composeCurves(data, {});
        for (const auto& run : data.overlays) {
            const auto* line = find(picture, run.name);
            QVERIFY(line);
            QCOMPARE(line->colour, runColour(run.id, false));
            QCOMPARE(line->dash, runDash(run.id));
            QCOMPARE(line->y.back(), run.epochs->back().validationLoss);
        }
        // Hiding one changes nothing of the others.
        data.overlays[0].line = false;
        const auto fewer = composeCurves(data, {});
        QVERIFY(!find(fewer, QStringLiteral("run 3")));
        QCOMPARE(find(fewer, QStringLiteral("run 4"))->colour, find(picture, QStringLiteral("run 4"))->colour);

        // Without validation rows a run is shown by its training loss.
        auto& blind = data.overlays[1];
        auto epochs = std::make_shared<std::vector<EpochStats>>(*blind.epochs);
        for (auto& epoch : *epochs)
            epoch.validationLoss = std::numeric_limits<double>::quiet_NaN();
        blind.epochs = epochs;
        QCOMPARE(find(composeCurves(data, {}), QStringLiteral("run 4"))->y.back(), epochs->back().trainLoss);
    }

    void bandCountsTheWholeGroup()
    {
        CurvesData data;
        for (qint64 id = 1; id <= 5; ++id)
            data.overlays.push_back(makeRun(id, QStringLiteral("a"), id == 5 ? 6 : 10));
        data.overlays.push_back(makeRun(9, QStringLiteral("b")));
        data.overlays[0].band = true;
        const auto all = composeCurves(data, {});
        QCOMPARE(all.bands.size(), std::size_t(1));
        const auto& band = all.bands[0];
        QCOMPARE(band.x.size(), std::size_t(11));
        for (const std::size_t epoch : {0U, 6U, 10U}) {
            std::vector<double> values;
            for (std::size_t r = 0; r < 5; ++r) {
                if (epoch < data.overlays[r].epochs->size())
                    values.push_back((*data.overlays[r].epochs)[epoch].validationLoss);
            }
            const double n = static_cast<double>(values.size());
            const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
            double squares = 0;
            for (const double value : values)
                squares += (value - mean) * (value - mean);
            QVERIFY(std::abs((band.low[epoch] + band.high[epoch]) / 2 - mean) < 1e-12);
            QVERIFY(std::abs((band.high[epoch] - band.low[epoch]) / 2 - std::sqrt(squares / (n - 1))) < 1e-12);
        }
        QVERIFY(find(all, QStringLiteral("run 1: mean ± sd, n = 5")));

        // Nothing that is shown or hidden beside it moves the band, nor does smoothing.
        for (auto& run : data.overlays)
            run.line = false;
        data.overlays.pop_back();
        const auto alone = composeCurves(data, {.smoothing = 3});
        QCOMPARE(alone.bands[0].low, band.low);
        QCOMPARE(alone.bands[0].high, band.high);
        QCOMPARE(find(alone, QStringLiteral("run 1: mean ± sd, n = 5"))->y,
                 find(all, QStringLiteral("run 1: mean ± sd, n = 5"))->y);
    }

    void smoothsWithTheRawCurveBehind()
    {
        auto data = makeData();
        data.overlays.push_back(makeRun(3, QString()));
        const auto plain = composeCurves(data, {});
        const auto smooth = composeCurves(data, {.smoothing = 2});
        QCOMPARE(smooth.series.size(), plain.series.size() + 4); // batches, training, validation, the run beside
        for (const auto& series : smooth.series) {
            if (series.raw < 0)
                continue;
            const auto& raw = smooth.series[static_cast<std::size_t>(series.raw)];
            QVERIFY(!raw.inLegend && !raw.inReadout && raw.visible);
            QVERIFY(series.inLegend && series.inReadout);
            QVERIFY(raw.colour != series.colour);
            QCOMPARE(series.name, raw.name);
            QCOMPARE(series.size(), raw.size());
        }
        const auto& raw = smooth.series[kTrainSeries];
        QCOMPARE(raw.y, plain.series[kTrainSeries].y);
        const auto wanted = smoothCurve(raw.x, raw.y, 2);
        const auto found = std::ranges::find(smooth.series, kTrainSeries, &LineSeries::raw);
        QCOMPARE(found->y, wanted);
        // Whatever it is drawn along, a curve is the same.
        const auto byTime = composeCurves(data, {.axis = XAxis::WallTime, .smoothing = 2});
        QCOMPARE(std::ranges::find(byTime.series, kTrainSeries, &LineSeries::raw)->y, wanted);

        // The batches, point by point as they come or all at once.
        BatchCurves growing;
        for (int index = 0; index < 10 * kPerEpoch; ++index) {
            const auto batch = makeBatch(index);
            growing.append({&batch, 1});
            growing.smoothCurve(false, 2);
        }
        const auto& whole = *data.batches->smoothCurve(false, 2);
        const auto& grown = *growing.smoothCurve(false, 2);
        for (std::size_t i = 0; i < whole.size(); ++i)
            QVERIFY(std::abs(whole.value(i) - grown.value(i)) < 1e-6F);
    }

    void readsOutSmoothedAndMeasured()
    {
        CurvesView view;
        view.resize(1200, 700);
        view.show();
        view.setStart(madeup::makeStart());
        const auto data = makeData();
        QList<BatchStats> batches;
        for (int index = 0; index < 600; ++index)
            batches.append(makeBatch(index));
        view.setStats(data.epochs, batches);
        auto* table = view.findChild<DataTable*>(QStringLiteral("curvesReadout"));
        QCOMPARE(table->model()->columnCount(), 3);
        view.findChild<QDoubleSpinBox*>(QStringLiteral("curvesSmoothingLength"))->setValue(2);
        QVERIFY(view.findChild<QSlider*>(QStringLiteral("curvesSmoothing"))->value() > 40);
        QCOMPARE(table->model()->columnCount(), 4);
        view.findChild<CurveChart*>()->setCrosshair(3);
        QCOMPARE(table->model()->index(1, 0).data().toString(), QStringLiteral("Training loss (epoch mean)"));
        QCOMPARE(table->model()->headerData(2, Qt::Horizontal).toString(), QStringLiteral("Smoothed"));
        QCOMPARE(table->model()->index(1, 3).data().toString(), QString::number(data.epochs[3].trainLoss, 'f', 4));
        QVERIFY(table->model()->index(1, 2).data() != table->model()->index(1, 3).data());

        // Sorted by value, numbers as numbers; Ctrl+C without a selection takes all of it.
        table->sortByColumn(2, Qt::AscendingOrder);
        double before = -1;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const double value = table->model()->index(row, 2).data().toString().toDouble();
            QVERIFY(value >= before);
            before = value;
        }
        table->clearSelection();
        table->copySelection();
        QCOMPARE(QApplication::clipboard()->text().count(QLatin1Char('\n')), table->model()->rowCount() + 1);

        auto* axis = view.findChild<QComboBox*>(QStringLiteral("curvesXAxis"));
        axis->setCurrentIndex(3);
        QCOMPARE(table->model()->headerData(1, Qt::Horizontal).toString(), QStringLiteral("Time since start"));
    }

    void zoomsBothChartsTogether()
    {
        CurvesView view;
        view.resize(1200, 900);
        view.show();
        view.setStart(madeup::makeStart());
        view.setStats(makeData().epochs, {});
        auto* first = view.findChild<CurveChart*>(QStringLiteral("curveChart"));
        auto* second = view.findChild<CurveChart*>(QStringLiteral("curveChartSecond"));
        QVERIFY(!second->isVisible());
        auto* choice = view.findChild<QComboBox*>(QStringLiteral("curvesSecond"));
        choice->setCurrentIndex(choice->findText(QStringLiteral("Learning rate")));
        QVERIFY(second->isVisible());
        QCOMPARE(second->plot().data().series[kObjectiveSeries].y.front(), 0.01);
        first->plot().showX(2, 5);
        QCOMPARE(second->plot().data().x, first->plot().data().x);
        second->plot().showX(3, 4);
        QCOMPARE(first->plot().data().x, second->plot().data().x);
        first->setCrosshair(4);
        QCOMPARE(second->crosshair(), std::optional(4.0));
        second->plot().showAll();
        QVERIFY(!first->plot().isZoomed());
        QTRY_VERIFY_WITH_TIMEOUT(std::abs(first->plot().plotArea().left() - second->plot().plotArea().left()) < 2,
                                 30000);
        QCOMPARE(second->plot().data().x, first->plot().data().x);
        choice->setCurrentIndex(0);
        QVERIFY(!second->isVisible());
    }

    void zoomsAlongALogarithmicAxis()
    {
        CurvesView view;
        view.resize(1000, 700);
        view.show();
        view.setStart(madeup::makeStart());
        view.setStats(makeData().epochs, {});
        auto& plot = view.findChild<CurveChart*>()->plot();
        view.findChild<QCheckBox*>(QStringLiteral("curvesLogarithmX"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(plot.data().x.logarithmic, 30000);
        QVERIFY(plot.data().x.minimum > 0.9 && plot.data().x.minimum < 1 && plot.data().x.maximum > 10);
        const double ratio = plot.data().x.maximum / plot.data().x.minimum;
        QTest::keyClick(view.findChild<CurveChart*>(), Qt::Key_Plus);
        QVERIFY(std::abs(std::log(plot.data().x.maximum / plot.data().x.minimum) / std::log(ratio) - 0.8) < 1e-9);
        view.grab(); // epoch 0 has no place there
        plot.showAll();
        QVERIFY(!plot.isZoomed());
    }

    void axesWithoutNumbersCannotBeChosen()
    {
        CurvesView view;
        view.setRun(madeup::makeRun(madeup::makeDataset())); // knows epochs alone
        auto* axis = view.findChild<QComboBox*>(QStringLiteral("curvesXAxis"));
        const auto isEnabled = [axis](int row) { return axis->model()->index(row, 0).flags() & Qt::ItemIsEnabled; };
        QVERIFY(isEnabled(0) && !isEnabled(1) && !isEnabled(4));
        view.setOverlays({makeRun(3, QString())});
        QVERIFY(isEnabled(1) && isEnabled(4));
    }

    void showsRunsWithoutOneOfItsOwn()
    {
        CurvesView view;
        view.resize(1000, 700);
        view.show();
        auto* chart = view.findChild<CurveChart*>();
        QVERIFY(!chart->isVisible());
        view.setOverlays({makeRun(3, QString()), makeRun(4, QString())});
        QVERIFY(chart->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(chart->plot().data().x.maximum > 10 && chart->plot().data().x.maximum < 11, 30000);
        view.clear(); // another data set; the runs of the store stay
        QVERIFY(chart->isVisible());
        view.setOverlays({});
        QVERIFY(!chart->isVisible());
    }

    void csvReadsBackToTheSameBits()
    {
        Random random(8);
        auto data = makeData(3);
        data.batches = std::make_shared<BatchCurves>();
        QList<BatchStats> batches;
        for (int index = 0; index < 20'000; ++index) {
            BatchStats batch;
            batch.step = static_cast<std::uint64_t>(index + 1) * 3;
            batch.position = (index + 1) / 7000.0;
            batch.elapsed = (index + 1) * 0.001;
            batch.loss = static_cast<float>(std::exp(20 * random.normal())); // of every magnitude
            batches.append(batch);
        }
        batches[77].loss = std::numeric_limits<double>::quiet_NaN();
        batches[78].loss = std::numeric_limits<double>::infinity();
        data.batches->append({batches.constData(), static_cast<std::size_t>(batches.size())});
        data.overlays.push_back(makeRun(3, QString(), 4));
        data.overlays[0].name = QStringLiteral("ärger, \"quoted\"");

        QLocale::setDefault(QLocale(QLocale::German)); // no comma may come of it
        QBuffer buffer;
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QVERIFY(writeCurvesCsv(buffer, data));
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        const auto lines = readCsv(buffer.data());
        QCOMPARE(lines[0].numbers.join(','), QByteArray("step,epoch,ratings,seconds,value"));
        std::size_t at = 1;
        for (; lines[at].series == "batch loss"; ++at) {
            const auto& batch = batches[static_cast<qsizetype>(at - 1)];
            QCOMPARE(lines[at].run, QByteArray("mf, seed 7"));
            QCOMPARE(parse<std::uint64_t>(lines[at].numbers[0]), batch.step);
            QVERIFY(std::abs(parse<double>(lines[at].numbers[1]) - batch.position) < 1e-8);
            const auto value = parse<float>(lines[at].numbers[4]);
            const auto wanted = static_cast<float>(batch.loss);
            QVERIFY(std::bit_cast<std::uint32_t>(value) == std::bit_cast<std::uint32_t>(wanted) ||
                    (std::isnan(value) && std::isnan(wanted)));
        }
        QCOMPARE(at, std::size_t(20'001));
        for (const auto& epoch : data.epochs) {
            QCOMPARE(lines[at].series, QByteArray("training loss"));
            QCOMPARE(parse<double>(lines[at].numbers[1]), double(epoch.epoch));
            QCOMPARE(parse<double>(lines[at].numbers[2]), double(epoch.ratings));
            QCOMPARE(std::bit_cast<std::uint64_t>(parse<double>(lines[at].numbers[4])),
                     std::bit_cast<std::uint64_t>(epoch.trainLoss));
            ++at;
        }
        QCOMPARE(lines.back().run, data.overlays[0].name.toUtf8());
    }

    void writesFiguresOfWhatIsShown()
    {
        CurvesView view;
        view.resize(1200, 700);
        view.show();
        const auto run = madeup::makeRun(madeup::makeDataset());
        view.setRun(run);
        view.setChanges(makeData().changes);
        auto repeated = makeRun(4, QStringLiteral("g"));
        repeated.band = true;
        view.setOverlays({makeRun(3, QStringLiteral("g")), repeated});
        view.findChild<QDoubleSpinBox*>(QStringLiteral("curvesSmoothingLength"))->setValue(1.5);
        QByteArray svg;
        {
            QBuffer buffer(&svg);
            QSvgGenerator generator;
            generator.setOutputDevice(&buffer);
            generator.setSize({1600, 900});
            generator.setViewBox(QRect(0, 0, 1600, 900));
            QPainter painter(&generator);
            paintCurves(painter, {1600, 900}, view.figure());
        }
        const QString text = QString::fromUtf8(svg);
        for (const auto& part :
             {QStringLiteral("run 3"), QStringLiteral("run 4"), QStringLiteral("run 3: mean ± sd, n = 2"),
              QStringLiteral("Learning rate 0.01 → 0.001"), QStringLiteral("smoothed over 1.50 epochs"),
              QString::fromStdString(run->dataset->provenance.digest), QStringLiteral("seed 7"),
              QStringLiteral("Validation loss"), QStringLiteral("Epoch")})
            QVERIFY2(text.contains(part), qPrintable(part));

        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("curves.csv"));
        QCOMPARE(exportFigure(file, FigureView::Curves, {}, view.figure(), nullptr), QString());
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readAll().contains("run 4,validation loss,60,1,800,"));
        QVERIFY(!exportFigure(file, FigureView::Map, {}, view.figure(), nullptr).isEmpty());
        QVERIFY(!exportFigure(folder.filePath(QStringLiteral("a.bmp")), FigureView::Curves, {}, view.figure(), nullptr)
                     .isEmpty());
        const QString shots = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
        if (!shots.isEmpty())
            exportFigure(shots + QStringLiteral("/figure-overlays.png"), FigureView::Curves, {1600, 900}, view.figure(),
                         nullptr);
    }

    void figuresNameEveryRun()
    {
        CurvesFigure figure{.data = makeData(), .options = {}};
        for (qint64 id = 1; id <= 12; ++id) {
            figure.data.overlays.push_back(makeRun(id, QString()));
            figure.data.overlays.back().name = QStringLiteral("biased-mf, 20 factors, run %1").arg(id);
        }
        QByteArray svg;
        {
            QBuffer buffer(&svg);
            QSvgGenerator generator;
            generator.setOutputDevice(&buffer);
            generator.setSize({1600, 900});
            generator.setViewBox(QRect(0, 0, 1600, 900));
            QPainter painter(&generator);
            paintCurves(painter, {1600, 900}, figure);
        }
        for (const auto& run : figure.data.overlays)
            QVERIFY2(QString::fromUtf8(svg).contains(run.name), qPrintable(run.name));
        const QString shots = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
        if (!shots.isEmpty())
            exportFigure(shots + QStringLiteral("/figure-many.png"), FigureView::Curves, {1600, 900}, figure, nullptr);
    }

    void looksRight()
    {
        // For the eye, with MATINEE_SCREENSHOT_DIR: a long run with a wild end, twelve others, a band and changes.
        if (qEnvironmentVariable("MATINEE_SCREENSHOT_DIR").isEmpty())
            QSKIP("MATINEE_SCREENSHOT_DIR is not set");
        constexpr int kPoints = 1'000'000;
        CurvesView view;
        view.setStart(madeup::makeStart(20));
        QList<EpochStats> epochs;
        for (int epoch = 0; epoch <= 20; ++epoch) {
            auto stats = makeEpoch(epoch);
            stats.steps = static_cast<std::uint64_t>(epoch) * kPoints / 20;
            if (epoch == 18)
                stats.validationLoss = std::numeric_limits<double>::infinity();
            epochs.append(stats);
        }
        Random random(6);
        QList<BatchStats> batches;
        for (int index = 0; index < kPoints; ++index) {
            BatchStats batch;
            batch.step = static_cast<std::uint64_t>(index) + 1;
            batch.position = 20.0 * (index + 1) / kPoints;
            batch.elapsed = 0.1 + 0.5 * batch.position;
            batch.loss = 0.62 + 0.7 * std::exp(-0.7 * batch.position) + 0.04 * random.normal();
            batch.loss = index == 400'000 ? 1.7 : index == 850'000 ? std::nan("") : batch.loss;
            batches.append(batch);
        }
        view.setStats(epochs, batches);
        view.setChanges({{5, 250'000, "learning_rate", 0.01, 0.001}, {12, 600'000, "weight_decay", 0, 1e-4}});
        std::vector<ShownRun> runs;
        for (qint64 id = 1; id <= 12; ++id)
            runs.push_back(makeRun(id, QStringLiteral("g%1").arg(id), 14 + static_cast<int>(id) / 2));
        for (qint64 id = 20; id < 25; ++id) {
            runs.push_back(makeRun(id, QStringLiteral("seeds"), 20));
            runs.back().line = false;
            runs.back().band = true;
        }
        const auto shoot = [&view](const QString& name) {
            for (const auto& [size, label] :
                 {std::pair(QSize(1600, 900), "1600"), std::pair(QSize(1280, 800), "1280")}) {
                for (const bool dark : {false, true}) {
                    QApplication::setPalette(dark ? madeup::darkPalette() : QPalette());
                    view.resize(size);
                    QTRY_COMPARE_WITH_TIMEOUT(view.findChild<CurveChart*>()->plot().data().colours.dark, dark, 30000);
                    QTest::qWait(120);
                    madeup::saveScreenshot(view,
                                           QStringLiteral("%1-%2%3").arg(name, QLatin1String(label),
                                                                         dark ? QStringLiteral("-dark") : QString()));
                }
            }
            QApplication::setPalette(QPalette());
        };
        view.resize(1600, 900);
        view.show();
        shoot(QStringLiteral("desk-batches"));
        view.setOverlays(runs);
        shoot(QStringLiteral("desk-overlays"));
        view.findChild<QDoubleSpinBox*>(QStringLiteral("curvesSmoothingLength"))->setValue(0.5);
        auto* choice = view.findChild<QComboBox*>(QStringLiteral("curvesSecond"));
        choice->setCurrentIndex(choice->findText(QStringLiteral("Learning rate")));
        view.findChild<CurveChart*>()->setCrosshair(7);
        shoot(QStringLiteral("desk-smooth"));
        view.findChild<QComboBox*>(QStringLiteral("curvesXAxis"))->setCurrentIndex(4);
        shoot(QStringLiteral("desk-clock"));
    }
};

QTEST_MAIN(CurvesOverlaysTest)
#include "tst_curves_overlays.moc"
