#include "ui/charts/curves_export.h"

#include "ui/charts/curve_plot.h"
#include "ui/charts/run_curves.h"
#include "ui/state/number_text.h"

#include <QApplication>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace matinee::ui {

namespace {

/// The figure is laid out at this size or a little more, then scaled.
constexpr double kLayoutWidth = 960;
constexpr double kLayoutHeight = 540;
constexpr double kMargin = 20;
constexpr int kTextPixels = 14;
constexpr int kTitlePixels = 19;
constexpr int kFooterPixels = 11;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::CurvesExport)
};

QFont fontOf(int pixels, QFont::Weight weight = QFont::Normal)
{
    QFont font = QApplication::font();
    font.setPixelSize(pixels); // points would depend on the painter's resolution
    font.setWeight(weight);
    return font;
}

QString modelName(const TrainedRun& run)
{
    for (const auto& info : models()) {
        if (info.id == run.spec.model)
            return QString::fromStdString(info.name);
    }
    return QString::fromStdString(run.spec.model);
}

QString titleText(const TrainedRun& run)
{
    const QString data =
        run.dataset ? QString::fromStdString(run.dataset->name) : QString::fromStdString(run.spec.data);
    return Texts::tr("%1 on %2").arg(modelName(run), data);
}

QString bestEpochText(const TrainedRun& run)
{
    if (run.start.validation == 0)
        return Texts::tr("training loss lowest in epoch %1").arg(run.result.bestEpoch);
    return (modelInfo(run.spec.model).isImplicit() ? Texts::tr("validation NDCG@10 highest after epoch %1")
                                                   : Texts::tr("validation lowest after epoch %1"))
        .arg(run.result.bestEpoch);
}

QString subtitleText(const TrainedRun& run)
{
    QStringList parts = {Texts::tr("split %1").arg(QString::fromStdString(run.spec.split.text()))};
    if (!run.result.ranking.isEmpty() && modelInfo(run.spec.model).isImplicit())
        parts.append(
            Texts::tr("test HR@10 %1, NDCG@10 %2 after epoch %3")
                .arg(numberText(run.result.ranking.hitRatio, 'f', 4), numberText(run.result.ranking.ndcg, 'f', 4))
                .arg(run.result.keptEpoch));
    else if (std::isfinite(run.result.test.rmse))
        parts.append(Texts::tr("test RMSE %1 after epoch %2")
                         .arg(numberText(run.result.test.rmse, 'f', 4))
                         .arg(run.result.keptEpoch > 0 ? run.result.keptEpoch : run.result.epochs));
    if (run.result.bestEpoch > 0 && run.result.bestEpoch != run.result.epochs)
        parts.append(bestEpochText(run));
    if (run.result.refit)
        parts.append(Texts::tr("refitted on training and validation rows"));
    if (run.result.status == RunStatus::Stopped)
        parts.append(Texts::tr("stopped by hand"));
    return parts.join(QStringLiteral("  ·  "));
}

QString footerText(const TrainedRun& run)
{
    QStringList parts;
    if (run.dataset) {
        parts.append(Texts::tr("data %1, digest %2")
                         .arg(QString::fromStdString(run.dataset->name),
                              QString::fromStdString(run.dataset->provenance.digest)));
    }
    parts.append(Texts::tr("model %1").arg(QString::fromStdString(run.spec.model)));
    parts.append(Texts::tr("seed %1").arg(run.spec.seed));
    parts.append(Texts::tr("Matinee %1").arg(QStringLiteral(MATINEE_VERSION)));
    return parts.join(QStringLiteral("  ·  "));
}

} // namespace

void paintCurves(QPainter& painter, const QSize& size, const TrainedRun& run)
{
    const double scale = std::min(size.width() / kLayoutWidth, size.height() / kLayoutHeight);
    if (!(scale > 0))
        return;
    const QRectF page(0, 0, size.width() / scale, size.height() / scale);
    const auto colours = ChartColours::paper();

    painter.save();
    painter.scale(scale, scale);
    painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
    painter.fillRect(page, colours.background);

    QRectF line(kMargin, kMargin * 0.8, page.width() - 2 * kMargin, kTitlePixels * 1.4);
    const auto drawLine = [&](const QFont& font, const QColor& colour, const QString& text) {
        painter.setFont(font);
        painter.setPen(colour);
        const QFontMetricsF metrics(font);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(text, Qt::ElideRight, line.width()));
    };
    drawLine(fontOf(kTitlePixels, QFont::DemiBold), colours.text, titleText(run));
    line.translate(0, line.height());
    line.setHeight(kTextPixels * 1.5);
    drawLine(fontOf(kTextPixels), colours.muted, subtitleText(run));
    const double top = line.bottom();
    line.moveTop(page.height() - kFooterPixels * 1.5 - kMargin * 0.6);
    line.setHeight(kFooterPixels * 1.5);
    drawLine(fontOf(kFooterPixels), colours.muted, footerText(run));

    const auto& info = modelInfo(run.spec.model);
    CurveContent content{.output = info.output,
                         .hasValidation = run.start.validation > 0,
                         .objective = QString::fromStdString(info.objective)};
    content.metric = availableMetrics(content.output, content.hasValidation, run.history).front();
    auto series = makeRunSeries(content, false);
    appendEpochs(series, run.history, content);
    series[kBatchSeries].visible = false; // a finished run does not keep them
    auto references = makeReferences(run.result.baselines.empty() ? run.start.baselines : run.result.baselines,
                                     &run.result, content, false);
    const bool logarithmic = allowsLogarithm(content.metric) && wantsLogarithm(series, references);

    QGraphicsScene scene;
    auto* plot = new CurvePlot;
    scene.addItem(plot);
    plot->setColours(colours);
    plot->setTextFont(fontOf(kTextPixels));
    plot->setAxisTitles(Texts::tr("Epoch"), logarithmic ? Texts::tr("%1, logarithmic").arg(metricAxisTitle(content))
                                                        : metricAxisTitle(content));
    plot->setLogarithmic(logarithmic);
    plot->setExtent(0, std::max(1, run.history.empty() ? run.start.epochs : run.history.back().epoch));
    plot->setReferences(std::move(references));
    plot->setAnnotations(makeRunAnnotations(series, &run.result, content));
    plot->setSeries(std::move(series));
    const QRectF chart(kMargin * 0.5, top, page.width() - kMargin, line.top() - top);
    plot->resize(chart.size());
    plot->layout()->activate();
    plot->refresh();
    plot->layout()->activate(); // the labels may have changed the plot area
    scene.render(&painter, chart, QRectF(QPointF(0, 0), chart.size()), Qt::IgnoreAspectRatio);
    painter.restore();
}

} // namespace matinee::ui
