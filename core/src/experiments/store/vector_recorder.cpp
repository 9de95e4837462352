#include "experiments/store/vector_recorder.h"

#include <matinee/error.h>
#include <matinee/vector_history.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace matinee {

namespace {

bool isFinite(const FilmVectors& vectors)
{
    const auto finite = [](float value) { return std::isfinite(value); };
    return std::ranges::all_of(vectors.items.values, finite) && std::ranges::all_of(vectors.biases, finite);
}

} // namespace

VectorRecorder::VectorRecorder(TrainingObserver& next, std::function<std::filesystem::path()> file,
                               std::uint64_t budget)
    : ForwardingObserver(next)
    , m_fileLater(std::move(file))
    , m_budget(budget)
{}

VectorRecorder::~VectorRecorder()
{
    finish();
}

void VectorRecorder::onStart(const RunStart& start)
{
    m_epochs = start.epochs;
    ForwardingObserver::onStart(start);
}

void VectorRecorder::onEpoch(const EpochStats& epoch, const Recommender& model)
{
    ForwardingObserver::onEpoch(epoch, model);
    if (m_begun && !m_writer)
        return;
    auto vectors = filmVectors(model, epoch.epoch, false);
    if (!m_begun)
        begin(vectors);
    if (!m_writer || !isFinite(vectors))
        return;
    m_heldBack.reset();
    if (epoch.epoch % m_stride == 0 || epoch.epoch == m_epochs)
        store(vectors);
    else
        m_heldBack = std::move(vectors);
}

void VectorRecorder::begin(const FilmVectors& vectors)
{
    m_begun = true;
    const auto file = m_fileLater();
    if (file.empty())
        return;
    std::error_code ignored;
    if (!vectors.items.values.empty())
        m_stride = vectorStride(vectors, m_epochs, m_budget);
    if (m_stride == 0) {
        std::filesystem::remove(file, ignored); // of a run that was here before
        return;
    }
    try {
        m_writer.emplace(file, vectorFileShape(vectors, m_stride), vectors.epoch);
    } catch (const Error& error) {
        fail(error);
    }
}

void VectorRecorder::store(const FilmVectors& vectors)
{
    try {
        m_writer->append(vectors);
    } catch (const Error& error) {
        fail(error);
    }
}

void VectorRecorder::fail(const Error& error)
{
    m_writer.reset();
    m_heldBack.reset();
    onProblem(fmt::format("The film vectors of the epochs are stored no further: {}", error.what()));
}

void VectorRecorder::finish()
{
    if (const auto vectors = std::exchange(m_heldBack, std::nullopt); vectors && m_writer)
        store(*vectors);
}

} // namespace matinee
