#include "ui/charts/patience_annotation.h"

#include "ui/charts/run_curves.h"

#include <QCoreApplication>

#include <algorithm>

namespace matinee::ui {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(matinee::ui::PatienceAnnotation)
};

} // namespace

std::optional<Annotation> patienceAnnotation(const std::vector<LineSeries>& series, const Patience& patience)
{
    if (patience.stopsAt == 0 || series.size() <= kValidationSeries)
        return {};
    const auto& judged = series[kValidationSeries];
    const auto at = std::ranges::find(judged.x, static_cast<double>(patience.bestEpoch)) - judged.x.begin();
    if (!judged.visible || at == std::ssize(judged.x))
        return {};
    return Annotation{.text = Texts::tr("best so far: ends after epoch %1").arg(patience.stopsAt),
                      .x = static_cast<double>(patience.bestEpoch),
                      .y = judged.y[static_cast<std::size_t>(at)],
                      .colour = judged.colour};
}

} // namespace matinee::ui
