#include "ui/charts/curves_export.h"

#include "ui/charts/curve_plot.h"
#include "ui/state/number_text.h"

#include <QApplication>
#include <QGraphicsLayout>
#include <QGraphicsScene>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace matinee::ui {

namespace {

/// The figure is laid out at this size or a little more, then scaled.
constexpr double kLayoutWidth = 960;
constexpr double kLayoutHeight = 540;
constexpr double kMargin = 20;
constexpr int kMostNamesInRow = 5;
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

QString modelName(const std::string& model)
{
    const auto info = std::ranges::find(models(), model, &ModelInfo::id);
    return QString::fromStdString(info == models().end() ? model : info->name);
}

QString titleText(const CurvesData& data)
{
    if (data.start.model.empty())
        return Texts::tr("Runs");
    if (!data.run)
        return modelName(data.start.model);
    const auto& run = *data.run;
    const auto source = run.dataset ? run.dataset->name : run.spec.data;
    return Texts::tr("%1 on %2").arg(modelName(run.spec.model), QString::fromStdString(source));
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

QString footerText(const CurvesFigure& figure)
{
    const auto& data = figure.data;
    QStringList parts;
    if (data.run && data.run->dataset) {
        parts.append(Texts::tr("data %1, digest %2")
                         .arg(QString::fromStdString(data.run->dataset->name),
                              QString::fromStdString(data.run->dataset->provenance.digest)));
    }
    if (!data.start.model.empty()) {
        parts.append(Texts::tr("model %1").arg(QString::fromStdString(data.start.model)));
        parts.append(Texts::tr("seed %1").arg(data.run ? data.run->spec.seed : data.start.seed));
    }
    if (figure.options.smoothing > 0)
        parts.append(Texts::tr("smoothed over %1 epochs").arg(numberText(figure.options.smoothing, 'f', 2)));
    parts.append(Texts::tr("Matinee %1").arg(QStringLiteral(MATINEE_VERSION)));
    return parts.join(QStringLiteral("  ·  "));
}

} // namespace

CurvesFigure figureOf(std::shared_ptr<const TrainedRun> run)
{
    CurvesFigure figure;
    const auto& info = modelInfo(run->spec.model);
    auto& content = figure.options.content;
    content.output = info.output;
    content.hasValidation = run->start.validation > 0;
    content.objective = QString::fromStdString(info.objective);
    content.metric = availableMetrics(content.output, content.hasValidation, run->history).front();
    figure.options.batches = false; // a finished run does not keep them
    figure.data.start = run->start;
    figure.data.epochs = QList<EpochStats>(run->history.begin(), run->history.end());
    figure.data.changes = QList<LiveChange>(run->changes.begin(), run->changes.end());
    figure.data.run = std::move(run);
    const auto picture = composeCurves(figure.data, figure.options);
    figure.logarithmic = allowsLogarithm(content.metric) && wantsLogarithm(picture.series, picture.references);
    return figure;
}

void paintCurves(QPainter& painter, const QSize& size, const CurvesFigure& figure)
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
    drawLine(fontOf(kTitlePixels, QFont::DemiBold), colours.text, titleText(figure.data));
    line.translate(0, line.height());
    line.setHeight(kTextPixels * 1.5);
    if (figure.data.run)
        drawLine(fontOf(kTextPixels), colours.muted, subtitleText(*figure.data.run));
    const double top = line.bottom();
    line.moveTop(page.height() - kFooterPixels * 1.5 - kMargin * 0.6);
    line.setHeight(kFooterPixels * 1.5);
    drawLine(fontOf(kFooterPixels), colours.muted, footerText(figure));

    auto options = figure.options;
    options.dark = false;                                   // paper is light
    options.mostInLegend = std::numeric_limits<int>::max(); // and has no table beside it
    auto picture = composeCurves(figure.data, options);
    const auto titled = [](const QString& title, bool logarithmic) {
        return logarithmic ? Texts::tr("%1, logarithmic").arg(title) : title;
    };

    QGraphicsScene scene;
    auto* plot = new CurvePlot;
    scene.addItem(plot);
    plot->setColours(colours);
    plot->setTextFont(fontOf(kTextPixels));
    plot->setAxisTitles(titled(xAxisTitle(options.axis), figure.logarithmicX),
                        titled(metricAxisTitle(options.content), figure.logarithmic));
    plot->setXAxis(options.axis);
    plot->setLogarithmicX(figure.logarithmicX);
    plot->setLogarithmic(figure.logarithmic);
    const int last = figure.data.epochs.isEmpty() ? 0 : figure.data.epochs.last().epoch;
    if (options.axis == XAxis::Epoch && !figure.data.start.model.empty())
        plot->setExtent(0, std::max(1, last > 0 ? last : figure.data.start.epochs));
    else
        plot->clearExtent();
    plot->setReferences(std::move(picture.references));
    plot->setAnnotations(std::move(picture.annotations));
    plot->setChanges(std::move(picture.changes));
    plot->setBands(std::move(picture.bands));
    // A row of names that is too long is cut short; a column is not.
    const auto names = std::ranges::count_if(picture.series, [](const auto& s) { return s.visible && s.inLegend; });
    plot->legend()->setAlignment(names > kMostNamesInRow ? Qt::AlignRight : Qt::AlignTop);
    plot->setSeries(std::move(picture.series));
    plot->setZoom(figure.zoom);
    const QRectF chart(kMargin * 0.5, top, page.width() - kMargin, line.top() - top);
    plot->resize(chart.size());
    plot->layout()->activate();
    plot->refresh();
    plot->layout()->activate(); // the labels may have changed the plot area
    scene.render(&painter, chart, QRectF(QPointF(0, 0), chart.size()), Qt::IgnoreAspectRatio);
    painter.restore();
}

} // namespace matinee::ui
