#include "made_up_data.h"
#include "ui/charts/curve_chart.h"
#include "ui/charts/curves_export.h"
#include "ui/panels/curves_view.h"
#include "ui/panels/data_table.h"
#include "ui/panels/result_strip.h"
#include "ui/panels/result_text.h"

#include <QApplication>
#include <QBuffer>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPdfWriter>
#include <QSignalSpy>
#include <QSvgGenerator>
#include <QTest>

#include <limits>

using namespace matinee;
using namespace matinee::ui;

namespace {

struct Stats
{
    QList<EpochStats> epochs;
    QList<BatchStats> batches;
};

/// What has arrived after so many epochs and some of the next.
Stats makeStats(int epochs, double fraction = 0, double high = 29)
{
    constexpr int kPerEpoch = 60;
    Stats stats;
    for (int epoch = 0; epoch <= epochs; ++epoch)
        stats.epochs.append(madeup::makeEpoch(epoch, high));
    for (int batch = 0; batch < static_cast<int>((epochs + fraction) * kPerEpoch); ++batch)
        stats.batches.append(madeup::makeBatch(batch, kPerEpoch, high));
    return stats;
}

QString textOf(const QWidget& view, const char* name)
{
    const auto* label = view.findChild<QLabel*>(QLatin1String(name));
    return label ? label->text() : QStringLiteral("(no label)");
}

} // namespace

class CurvesPanelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init() { matinee::madeup::failOnWarnings(); }

    void saysWhatToDoWhenEmpty()
    {
        CurvesView view;
        view.resize(1400, 900);
        view.show();
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("curvesEmpty"))->isVisible());
        QVERIFY(textOf(view, "curvesEmpty").contains(QStringLiteral("Ctrl+O")));
        view.setHasDataset(true);
        QVERIFY(textOf(view, "curvesEmpty").contains(QStringLiteral("F5")));
        QVERIFY(!view.findChild<CurveChart*>()->isVisible());
        madeup::saveScreenshot(view, QStringLiteral("curves-empty"));
    }

    void growsWhileTraining()
    {
        CurvesView view;
        view.resize(1400, 900);
        view.show();
        auto start = madeup::makeStart();
        start.warning = "The first loss is 23 times the variance of the ratings: the initial factors are very large.";
        view.setStart(start);
        auto* chart = view.findChild<CurveChart*>();
        QVERIFY(chart->isVisible());
        QVERIFY(textOf(view, "curvesWarning").contains(QStringLiteral("23 times")));

        const auto early = makeStats(2, 0.5);
        view.setStats(early.epochs, early.batches);
        const auto& series = chart->plot().data().series;
        QCOMPARE(series[kTrainSeries].x.size(), std::size_t(3)); // epoch 0 among them
        QCOMPARE(series[kBatchSeries].size(), std::size_t(150));
        const auto late = makeStats(6, 0.4);
        view.setStats(late.epochs, late.batches);
        QCOMPARE(series[kTrainSeries].x.size(), std::size_t(7));
        QCOMPARE(series[kValidationSeries].y.back(), late.epochs.last().validationLoss);
        QCOMPARE(series[kBatchSeries].size(), std::size_t(384));
        QCOMPARE(series[kBatchSeries].xAt(383), late.batches.last().position);
        QCOMPARE(chart->plot().data().references.size(), std::size_t(2));
        QCOMPARE(chart->plot().data().annotations.front().text, QStringLiteral("before training"));
        QVERIFY(view.isLogarithmic()); // from 29 down to 0.6
        // All the epochs that will run have their place from the beginning.
        QTRY_VERIFY_WITH_TIMEOUT(chart->plot().data().x.maximum >= 10, 30000);
        madeup::saveScreenshot(view, QStringLiteral("curves-training"));
    }

    void showsTheBeginningOfALongRun()
    {
        CurvesView view;
        view.resize(1400, 900);
        view.show();
        view.setStart(madeup::makeStart(2000));
        const auto& x = view.findChild<CurveChart*>()->plot().data().x;
        auto stats = makeStats(3, 0.5);
        view.setStats(stats.epochs, stats.batches);
        QTRY_VERIFY_WITH_TIMEOUT(x.maximum > 10 && x.maximum < 11, 30000);
        madeup::saveScreenshot(view, QStringLiteral("curves-long"));
        stats = makeStats(10, 0.1); // the batches run ahead of the epochs
        view.setStats(stats.epochs, stats.batches);
        QTRY_VERIFY_WITH_TIMEOUT(x.maximum > 20 && x.maximum < 22, 30000);

        QCOMPARE(trainingExtent(2000, 0), 10);
        QCOMPARE(trainingExtent(2000, 21), 50);
        QCOMPARE(trainingExtent(2000, 999.5), 1000);
        QCOMPARE(trainingExtent(2000, 2000), 2000);
        QCOMPARE(trainingExtent(70, 51), 70);
        QCOMPARE(trainingExtent(3, 0), 3);
        QCOMPARE(trainingExtent(0, 0), 1);
    }

    void switchesMetricAxisAndBatches()
    {
        CurvesView view;
        view.setStart(madeup::makeStart());
        const auto stats = makeStats(4);
        view.setStats(stats.epochs, stats.batches);
        const auto& plot = view.findChild<CurveChart*>()->plot();
        view.findChild<QComboBox*>(QStringLiteral("curvesMetric"))->setCurrentIndex(1);
        QCOMPARE(view.metric(), CurveMetric::Rmse);
        QCOMPARE(plot.data().series[kTrainSeries].y[0], std::sqrt(stats.epochs[0].trainLoss));
        QVERIFY(std::abs(plot.data().series[kBatchSeries].yAt(0) / std::sqrt(stats.batches[0].loss) - 1) < 1e-6);
        QCOMPARE(plot.data().references[1].y, std::sqrt(0.8836));
        QVERIFY(plot.data().series[kTrainSeries].name.contains(QStringLiteral("RMSE")));

        auto* logarithm = view.findChild<QCheckBox*>(QStringLiteral("curvesLogarithm"));
        const bool before = logarithm->isChecked();
        logarithm->click();
        QCOMPARE(plot.isLogarithmic(), !before);
        const auto more = makeStats(5);
        view.setStats(more.epochs, more.batches); // the person's choice stays
        QCOMPARE(plot.isLogarithmic(), !before);

        QVERIFY(plot.data().series[kBatchSeries].visible);
        view.findChild<QCheckBox*>(QStringLiteral("curvesBatches"))->click();
        QVERIFY(!plot.data().series[kBatchSeries].visible);
    }

    void readsOutInATable()
    {
        CurvesView view;
        view.resize(1200, 700);
        view.show();
        view.setStart(madeup::makeStart());
        const auto stats = makeStats(4);
        view.setStats(stats.epochs, stats.batches);
        auto* chart = view.findChild<CurveChart*>();
        chart->setCrosshair(2);
        auto* table = view.findChild<DataTable*>(QStringLiteral("curvesReadout"));
        QCOMPARE(table->model()->rowCount(), 5); // three curves, two baselines
        QCOMPARE(table->model()->index(1, 0).data().toString(), QStringLiteral("Training loss (epoch mean)"));
        QVERIFY(table->model()->index(1, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("learning")));
        QCOMPARE(chart->plot().data().series[kTrainSeries].name, QStringLiteral("Training loss")); // the legend's
        QCOMPARE(table->model()->index(1, 1).data().toString(), QStringLiteral("2"));
        QCOMPARE(table->model()->index(1, 2).data().toString(), QString::number(stats.epochs[2].trainLoss, 'f', 4));
        QCOMPARE(table->model()->index(4, 2).data().toString(), QStringLiteral("0.8836"));
        table->selectRow(1);
        table->selectionModel()->select(table->model()->index(4, 0),
                                        QItemSelectionModel::Select | QItemSelectionModel::Rows);
        table->copySelection();
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("Curve\tEpoch\tValue\nTraining loss (epoch mean)\t2\t%1\nDamped bias\t–\t0.8836\n")
                     .arg(stats.epochs[2].trainLoss, 0, 'f', 4));
    }

    void showsTheResult()
    {
        CurvesView view;
        view.resize(1400, 900);
        view.show();
        const auto stats = makeStats(10);
        view.setStart(madeup::makeStart());
        view.setStats(stats.epochs, stats.batches);
        const auto run = madeup::makeRun(madeup::makeDataset());
        view.setRun(run);
        QCOMPARE(textOf(view, "resultRmse"), QStringLiteral("1.410"));
        QCOMPARE(textOf(view, "resultMae"), QStringLiteral("1.103"));
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("resultRmse"))->accessibleName(),
                 QStringLiteral("test RMSE, after epoch 10"));
        QCOMPARE(textOf(view, "resultBaseline_bias"), QStringLiteral("0.943"));
        QCOMPARE(textOf(view, "resultRmseRange"), QStringLiteral("95 %: 1.390 – 1.430"));
        QVERIFY(!view.findChild<QLabel*>(QStringLiteral("resultMaeRange"))); // none was measured
        QVERIFY(!view.findChild<QLabel*>(QStringLiteral("resultHitRatio")));
        QVERIFY(!view.findChild<QLabel*>(QStringLiteral("resultDetails"))->isVisible());
        const auto& annotations = view.findChild<CurveChart*>()->plot().data().annotations;
        QCOMPARE(annotations.back().text, QStringLiteral("best: epoch 9"));
        QCOMPARE(annotations.back().x, 9.0);
        QCOMPARE(annotations.back().y, stats.epochs[9].validationLoss);
        QCOMPARE(textOf(view, "resultEffort"), QStringLiteral("2.7 s, 3.20 M ratings/s"));
        QCOMPARE(textOf(view, "resultVerdict"),
                 QStringLiteral("On the test ratings the run is worse than the global mean and worse than the damped "
                                "bias. Validation was lowest after epoch 9."));
        QVERIFY(!view.findChild<CurveChart*>()->plot().data().series[kBatchSeries].isEmpty());

        auto* samples = view.findChild<DataTable*>(QStringLiteral("samplesTable"));
        QCOMPARE(samples->model()->rowCount(), 100);
        QSignalSpy activated(&view, &CurvesView::filmActivated);
        samples->setCurrentIndex(samples->model()->index(3, 0));
        QTest::keyClick(samples, Qt::Key_Return);
        QCOMPARE(activated.first().first().toInt(), run->result.samples[3].item);
        QTest::keyClicks(view.findChild<QLineEdit*>(QStringLiteral("samplesFilter")), QStringLiteral("orchard"));
        QTRY_VERIFY_WITH_TIMEOUT(samples->model()->rowCount() < 100, 30000);
        QVERIFY(textOf(view, "samplesCount").endsWith(QStringLiteral("of 100 sample predictions")));
        view.findChild<QLineEdit*>(QStringLiteral("samplesFilter"))->clear();
        QTRY_COMPARE_WITH_TIMEOUT(samples->model()->rowCount(), 100, 30000);

        view.findChild<CurveChart*>()->setCrosshair(4);
        QTRY_VERIFY_WITH_TIMEOUT(view.findChild<CurveChart*>()->plot().data().y.logarithmic, 30000);
        madeup::saveScreenshot(view, QStringLiteral("curves-result"));
        view.resize(640, 700); // between two docks
        QVERIFY2(view.width() == 640, "the view must be content with little room");
        madeup::saveScreenshot(view, QStringLiteral("curves-small"));
        view.resize(1400, 900);
        QApplication::setPalette(madeup::darkPalette());
        QTRY_VERIFY_WITH_TIMEOUT(view.findChild<CurveChart*>()->plot().data().colours.dark, 30000);
        madeup::saveScreenshot(view, QStringLiteral("curves-result-dark"));
        view.findChild<QCheckBox*>(QStringLiteral("curvesLogarithm"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!view.findChild<CurveChart*>()->plot().data().y.logarithmic, 30000);
        madeup::saveScreenshot(view, QStringLiteral("curves-linear-dark"));
        QApplication::setPalette(QPalette());

        view.clear(); // the next training begins
        QVERIFY(!samples->model());
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("curvesEmpty"))->isVisible());
    }

    void showsANarrowRange()
    {
        // biased-mf: everything happens between 0.7 and 1.3.
        CurvesView view;
        view.resize(1400, 900);
        view.show();
        view.setStart(madeup::makeStart(20));
        const auto stats = makeStats(20, 0, 1.3);
        view.setStats(stats.epochs, stats.batches);
        QVERIFY(!view.isLogarithmic());
        QTRY_VERIFY_WITH_TIMEOUT(view.findChild<CurveChart*>()->plot().data().x.maximum >= 20, 30000);
        madeup::saveScreenshot(view, QStringLiteral("curves-narrow"));
    }

    void survivesATrainingThatRanAway()
    {
        CurvesView view;
        view.resize(1000, 700);
        view.show();
        view.setStart(madeup::makeStart());
        auto stats = makeStats(6);
        for (int epoch = 4; epoch <= 6; ++epoch) {
            stats.epochs[epoch].trainLoss = std::numeric_limits<double>::infinity();
            stats.epochs[epoch].validationLoss = std::numeric_limits<double>::quiet_NaN();
        }
        view.setStats(stats.epochs, stats.batches);
        view.setError(QStringLiteral("The loss is no longer a number: try a lower learning rate."));
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("curvesError"))->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(view.findChild<CurveChart*>()->plot().data().x.maximum >= 10, 30000);
        QVERIFY(std::isfinite(view.findChild<CurveChart*>()->plot().data().y.maximum));
        madeup::saveScreenshot(view, QStringLiteral("curves-ran-away"));

        auto run = std::make_shared<TrainedRun>(*madeup::makeRun(madeup::makeDataset()));
        run->result.status = RunStatus::Stopped;
        run->result.test.rmse = std::numeric_limits<double>::quiet_NaN();
        view.setRun(run);
        QVERIFY(textOf(view, "resultVerdict").contains(QStringLiteral("ran away")));
        QCOMPARE(textOf(view, "resultRmse"), QStringLiteral("–"));
        for (const auto* label : view.findChildren<QLabel*>())
            QVERIFY2(!label->text().contains(QStringLiteral("nan")), qPrintable(label->text()));

        // The warning says it already.
        run->result.warning = "The loss is not finite after epoch 4: training has diverged.";
        view.setRun(std::make_shared<TrainedRun>(*run));
        QVERIFY(!textOf(view, "resultVerdict").contains(QStringLiteral("ran away")));
    }

    void leavesOutAValidationThatIsNotThere()
    {
        CurvesView view;
        auto start = madeup::makeStart();
        start.validation = 0;
        view.setStart(start);
        auto stats = makeStats(3);
        for (auto& epoch : stats.epochs)
            epoch.validationLoss = std::numeric_limits<double>::quiet_NaN();
        stats.epochs[0].trainLoss = std::numeric_limits<double>::quiet_NaN();
        view.setStats(stats.epochs, stats.batches);
        const auto& series = view.findChild<CurveChart*>()->plot().data().series;
        QVERIFY(!series[kValidationSeries].visible);
        QCOMPARE(series[kTrainSeries].x.front(), 1.0); // epoch 0 was not computed, which is no accident
    }

    void showsARankedRun()
    {
        CurvesView view;
        view.resize(1400, 900);
        view.show();
        const auto run = madeup::makeRankedRun(madeup::makeDataset());
        auto* metric = view.findChild<QComboBox*>(QStringLiteral("curvesMetric"));
        view.setStart(run->start);
        const QList<EpochStats> epochs(run->history.begin(), run->history.end());
        view.setStats(epochs.mid(0, 4), {});
        QCOMPARE(view.metric(), CurveMetric::Ranking);
        QCOMPARE(metric->count(), 2); // no RMSE, no objective
        QVERIFY(metric->currentText().contains(QStringLiteral("NDCG@10")));
        const auto& plot = view.findChild<CurveChart*>()->plot();
        QCOMPARE(plot.data().series[kHitRatioSeries].y.back(), epochs[3].validationHitRatio);
        QCOMPARE(plot.data().series[kNdcgSeries].y.back(), epochs[3].validationNdcg);
        QVERIFY(!plot.data().series[kBatchSeries].visible);
        QVERIFY(!view.findChild<QCheckBox*>(QStringLiteral("curvesLogarithm"))->isEnabled());
        QVERIFY(plot.data().references.empty()); // the baseline is ranked at the end

        view.setRun(run);
        QCOMPARE(plot.data().references.size(), std::size_t(2));
        QCOMPARE(plot.data().references[1].y, 0.24);
        QCOMPARE(plot.data().annotations.back().text, QStringLiteral("best, kept: epoch 7"));
        QCOMPARE(plot.data().annotations.back().y, epochs[7].validationNdcg);
        QVERIFY(!view.findChild<QLabel*>(QStringLiteral("resultRmse")));
        QCOMPARE(textOf(view, "resultHitRatio"), QStringLiteral("0.671"));
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("resultHitRatio"))->accessibleName(),
                 QStringLiteral("test HR@10, epoch 7 of 10 kept"));
        QCOMPARE(textOf(view, "resultNdcg"), QStringLiteral("0.402"));
        QCOMPARE(textOf(view, "resultNdcgRange"), QStringLiteral("95 %: 0.390 – 0.415"));
        QCOMPARE(textOf(view, "resultBaseline_popularityNdcg"), QStringLiteral("0.240"));
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("resultNdcg"))->toolTip().contains(QStringLiteral("99 films")));
        QCOMPARE(textOf(view, "resultVerdict"),
                 QStringLiteral("By NDCG@10 its ranking is better than popularity. Training ended by itself after "
                                "epoch 10 of 30, as validation no longer improved. The weights of epoch 7, the best "
                                "one, were kept."));
        QCOMPARE(textOf(view, "resultDetails"),
                 QStringLiteral("Ranked: each test film against 99 films that the user has not rated; means over 40 "
                                "test films. Against all films: HR@10 0.081, NDCG@10 0.040."));
        auto* samples = view.findChild<DataTable*>(QStringLiteral("samplesTable"));
        QCOMPARE(samples->model()->headerData(2, Qt::Horizontal).toString(), QStringLiteral("Probability"));
        for (const auto* label : view.findChildren<QLabel*>())
            QVERIFY2(!label->text().contains(QStringLiteral("nan")) && label->text() != QStringLiteral("–"),
                     qPrintable(label->text()));
        madeup::saveScreenshot(view, QStringLiteral("curves-ranked"));
        metric->setCurrentIndex(1);
        QCOMPARE(plot.data().series[kTrainSeries].y.back(), epochs.back().trainLoss);
        QVERIFY(plot.data().references.empty());

        // Against all films the test cannot be compared with a validation among drawn films: no lines.
        auto all = std::make_shared<TrainedRun>(*run);
        all->result.ranking = all->result.rankingAll;
        view.setRun(all);
        metric->setCurrentIndex(0);
        QVERIFY(plot.data().references.empty());
        QVERIFY(textOf(view, "resultDetails").contains(QStringLiteral("99 drawn films: HR@10 0.671")));
    }

    void showsAModelOfScores()
    {
        CurvesView view;
        auto start = madeup::makeStart(1);
        start.model = "popularity"; // counts: has neither loss nor objective
        start.baselines.clear();
        view.setStart(start);
        EpochStats epoch;
        epoch.epoch = 1;
        epoch.validationHitRatio = 0.4;
        epoch.validationNdcg = 0.2;
        view.setStats({EpochStats(), epoch}, {});
        QCOMPARE(view.findChild<QComboBox*>(QStringLiteral("curvesMetric"))->count(), 1);
        const auto& series = view.findChild<CurveChart*>()->plot().data().series;
        QCOMPARE(series[kHitRatioSeries].x, std::vector<double>{1});
    }

    void showsAnObjective()
    {
        CurvesView view;
        view.setStart(madeup::makeStart());
        auto stats = makeStats(5);
        for (auto& epoch : stats.epochs) {
            if (epoch.epoch > 0)
                epoch.objective = -1e6 + epoch.epoch * 1e4;
        }
        view.setStats(stats.epochs.mid(0, 1), {});
        auto* metric = view.findChild<QComboBox*>(QStringLiteral("curvesMetric"));
        QCOMPARE(metric->count(), 2);
        view.setStats(stats.epochs, stats.batches);
        QCOMPARE(metric->count(), 3);
        metric->setCurrentIndex(2);
        const auto& plot = view.findChild<CurveChart*>()->plot();
        QCOMPARE(plot.data().series[kObjectiveSeries].y.back(), -9.5e5);
        QVERIFY(!plot.data().series[kValidationSeries].visible);
        QVERIFY(!plot.isLogarithmic());
        QVERIFY(plot.data().references.empty());
        metric->setCurrentIndex(0);
        QVERIFY(plot.isLogarithmic()); // as the losses want it
        view.setStart(madeup::makeStart());
    }

    void tellsOfColdSparseAndSureRows()
    {
        auto run = std::make_shared<TrainedRun>(*madeup::makeRun(madeup::makeDataset()));
        auto& test = run->result.test;
        test.cold = 4;
        test.coldRmse = 1.5;
        test.sparse = 12;
        test.sparseRmse = 1.31;
        test.coverage90 = 0.897;
        test.clipped = true;
        QCOMPARE(detailsText(*run),
                 QStringLiteral("4 cold rows: RMSE 1.500  ·  12 rows of sparse films: RMSE 1.310  ·  90 % interval "
                                "holds 89.7 %  ·  clipped to the scale"));
        run->result.keptEpoch = 9;
        run->result.refit = true;
        QCOMPARE(weightsText(*run), QStringLiteral("refitted for 9 epochs"));
        QVERIFY(verdictText(*run).endsWith(
            QStringLiteral("Before the test it was trained again, on training and validation rows together.")));
        run->result.refit = false;
        QCOMPARE(weightsText(*run), QStringLiteral("epoch 9 of 10 kept"));
        run->result.status = RunStatus::Stopped;
        QVERIFY(verdictText(*run).startsWith(QStringLiteral("Stopped by hand.")));
    }

    void comparesInWords()
    {
        QCOMPARE(comparisonText(1.41, QStringLiteral("Damped bias"), 0.943),
                 QStringLiteral("worse than the damped bias"));
        QCOMPARE(comparisonText(0.91, QStringLiteral("Global mean"), 1.125),
                 QStringLiteral("better than the global mean"));
        QCOMPARE(comparisonText(0.9432, QStringLiteral("Damped bias"), 0.943),
                 QStringLiteral("level with the damped bias"));
        QCOMPARE(comparisonText(0.4, QStringLiteral("Popularity"), 0.3, true),
                 QStringLiteral("better than popularity"));
    }

    void drawsAFigure_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<double>("high");
        QTest::newRow("1600x900") << QSize(1600, 900) << 29.0;
        QTest::newRow("640x480") << QSize(640, 480) << 1.3;
        QTest::newRow("1000x1400") << QSize(1000, 1400) << 29.0;
    }

    void drawsAFigure()
    {
        QFETCH(QSize, size);
        QFETCH(double, high);
        const auto run = madeup::makeRun(madeup::makeDataset(), 10, high);
        QApplication::setPalette(madeup::darkPalette()); // a figure is light whatever the window is
        QImage image(size, QImage::Format_RGB32);
        image.fill(Qt::magenta);
        QPainter painter(&image);
        paintCurves(painter, size, figureOf(run));
        painter.end();
        QApplication::setPalette(QPalette());
        QCOMPARE(image.pixelColor(2, 2), QColor(Qt::white));
        QCOMPARE(image.pixelColor(size.width() - 2, size.height() - 2), QColor(Qt::white));
        bool hasTrainingCurve = false;
        for (int y = 0; y < size.height() && !hasTrainingCurve; ++y) {
            for (int x = 0; x < size.width(); ++x)
                hasTrainingCurve = hasTrainingCurve || image.pixelColor(x, y) == QColor(0x00, 0x72, 0xB2);
        }
        QVERIFY(hasTrainingCurve);
        const QString folder = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
        if (!folder.isEmpty())
            image.save(QStringLiteral("%1/figure-%2x%3.png").arg(folder).arg(size.width()).arg(size.height()));
    }

    void writesSvgAndPdf()
    {
        const auto run = madeup::makeRun(madeup::makeDataset());
        QByteArray svg;
        {
            QBuffer buffer(&svg);
            QSvgGenerator generator;
            generator.setOutputDevice(&buffer);
            generator.setSize({1600, 900});
            generator.setViewBox(QRect(0, 0, 1600, 900));
            QPainter painter(&generator);
            paintCurves(painter, {1600, 900}, figureOf(run));
        }
        const QString text = QString::fromUtf8(svg);
        for (const auto& part :
             {QStringLiteral("Training loss"), QStringLiteral("Validation loss"), QStringLiteral("Damped bias"),
              QStringLiteral("Epoch"), QStringLiteral("mean squared error"), QStringLiteral("seed 7"),
              QStringLiteral("1.4100 after epoch 10"), QStringLiteral("validation lowest after epoch 9"),
              QStringLiteral("made-up"), QStringLiteral(MATINEE_VERSION),
              QString::fromStdString(run->dataset->provenance.digest), QString::fromStdString(run->spec.split.text())})
            QVERIFY2(text.contains(part), qPrintable(part));

        QByteArray pdf;
        {
            QBuffer buffer(&pdf);
            QVERIFY(buffer.open(QIODevice::WriteOnly));
            QPdfWriter writer(&buffer);
            writer.setPageSize(QPageSize(QPageSize::A4));
            writer.setPageOrientation(QPageLayout::Landscape);
            QPainter painter(&writer);
            paintCurves(painter, QSize(writer.width(), writer.height()), figureOf(run));
        }
        QVERIFY(pdf.startsWith("%PDF"));
        const QString folder = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
        if (!folder.isEmpty()) {
            for (const auto& [name, bytes] : {std::pair("figure.svg", svg), std::pair("figure.pdf", pdf)}) {
                QFile file(folder + QLatin1Char('/') + QLatin1String(name));
                QVERIFY(file.open(QIODevice::WriteOnly));
                file.write(bytes);
            }
        }
    }

    void everyControlHasANameAndAccessibleName()
    {
        CurvesView view;
        view.setRun(madeup::makeRun(madeup::makeDataset()));
        const auto widgets = view.findChildren<QWidget*>();
        for (const auto* widget : widgets) {
            if (qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QTableView*>(widget) ||
                qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
                qobject_cast<const CurveChart*>(widget)) {
                if (qobject_cast<const QTableView*>(widget->parentWidget()))
                    continue; // the corner button
                if (qobject_cast<const QLineEdit*>(widget->parentWidget()))
                    continue; // the button that empties a field
                QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
            }
        }
    }
};

QTEST_MAIN(CurvesPanelTest)
#include "tst_curves_panel.moc"
