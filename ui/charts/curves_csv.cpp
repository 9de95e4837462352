#include "ui/charts/curves_csv.h"

#include <QIODevice>

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace matinee::ui {

namespace {

/// So much is gathered before it is written.
constexpr std::size_t kBufferBytes = 1 << 16;
/// Digits that bring back any float, and any double.
constexpr int kFloatDigits = 9;
constexpr int kDoubleDigits = 17;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// A column of EpochStats.
struct Metric
{
    const char* name;
    double EpochStats::*value;
    bool isLoss = false; ///< after training began a missing one is one that ran away
};

constexpr Metric kMetrics[] = {
    {"training loss", &EpochStats::trainLoss, true},
    {"validation loss", &EpochStats::validationLoss, false},
    {"validation RMSE", &EpochStats::validationRmse, false},
    {"validation MAE", &EpochStats::validationMae, false},
    {"validation HR@10", &EpochStats::validationHitRatio, false},
    {"validation NDCG@10", &EpochStats::validationNdcg, false},
    {"objective", &EpochStats::objective, false},
    {"learning rate", &EpochStats::learningRate, false},
    {"ratings a second", &EpochStats::ratingsPerSecond, false},
};

/// Where a point is; NaN: not known.
struct Place
{
    double step = kUnknown;
    double epoch = kUnknown;
    double ratings = kUnknown;
    double seconds = kUnknown;
};

std::string quoted(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string result = "\"";
    for (const char character : text) {
        if (character == '"')
            result += '"';
        result += character;
    }
    return result + '"';
}

class Writer
{
public:
    explicit Writer(QIODevice& device)
        : m_device(device)
    {
        m_buffer = "run,series,step,epoch,ratings,seconds,value\n";
    }

    /// \param name run and series, quoted
    template <class Value>
    void line(const std::string& name, const Place& place, Value value)
    {
        m_buffer += name;
        for (const double number : {place.step, place.epoch, place.ratings, place.seconds}) {
            m_buffer += ',';
            if (std::isfinite(number))
                append(number, kDoubleDigits);
        }
        m_buffer += ',';
        append(value, std::is_same_v<Value, float> ? kFloatDigits : kDoubleDigits);
        m_buffer += '\n';
        if (m_buffer.size() > kBufferBytes)
            flush();
    }

    bool finish()
    {
        flush();
        return m_good;
    }

private:
    template <class Value>
    void append(Value value, int digits)
    {
        char text[40];
        const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits).ptr;
        m_buffer.append(text, end);
    }

    void flush()
    {
        m_good = m_good && m_device.write(m_buffer.data(), static_cast<qint64>(m_buffer.size())) ==
                               static_cast<qint64>(m_buffer.size());
        m_buffer.clear();
    }

    QIODevice& m_device;
    std::string m_buffer;
    bool m_good = true;
};

void writeEpochs(Writer& writer, const std::string& run, std::span<const EpochStats> epochs)
{
    for (const auto& metric : kMetrics) {
        const auto name = run + ',' + metric.name;
        for (const auto& epoch : epochs) {
            const double value = epoch.*metric.value;
            const bool ranAway = metric.isLoss && epoch.epoch > 0;
            const bool isOfTraining = metric.value == &EpochStats::ratingsPerSecond;
            if ((std::isnan(value) && !ranAway) || (isOfTraining && epoch.epoch == 0))
                continue;
            const Place place{.step = xOf(epoch, XAxis::Step),
                              .epoch = xOf(epoch, XAxis::Epoch),
                              .ratings = xOf(epoch, XAxis::Ratings),
                              .seconds = xOf(epoch, XAxis::RelativeTime)};
            writer.line(name, place, value);
        }
    }
}

void writeBatches(Writer& writer, const std::string& run, const CurvesData& data)
{
    const std::span<const EpochStats> epochs(data.epochs.constData(), static_cast<std::size_t>(data.epochs.size()));
    const auto& batches = *data.batches;
    const auto scaleOf = [&](XAxis axis) { return batches.scale(axis, epochs, static_cast<double>(data.start.train)); };
    const auto epochScale = scaleOf(XAxis::Epoch);
    const auto ratings = scaleOf(XAxis::Ratings);
    const auto seconds = scaleOf(XAxis::RelativeTime);
    const auto at = [](const StepScale& scale, double step) { return scale.isEmpty() ? kUnknown : scale.xAt(step); };
    const auto name = run + ",batch loss";
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const auto step = static_cast<double>(batches.loss().step(i));
        writer.line(name, {step, at(epochScale, step), at(ratings, step), at(seconds, step)}, batches.loss().value(i));
    }
}

} // namespace

bool writeCurvesCsv(QIODevice& device, const CurvesData& data)
{
    Writer writer(device);
    if (!data.epochs.isEmpty() || !data.batches->isEmpty()) {
        const auto seed = data.run ? data.run->spec.seed : data.start.seed;
        const auto run = quoted(data.start.model + ", seed " + std::to_string(seed));
        writeBatches(writer, run, data);
        writeEpochs(writer, run, {data.epochs.constData(), static_cast<std::size_t>(data.epochs.size())});
    }
    for (const auto& overlay : data.overlays)
        writeEpochs(writer, quoted(overlay.name.toStdString()), *overlay.epochs);
    return writer.finish();
}

} // namespace matinee::ui
