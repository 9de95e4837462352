#include "models/solver_sweep.h"

#include "support/parallel.h"

#include <algorithm>

namespace matinee {

namespace {

/// Multiplications in a chunk: some tens of microseconds, many times what it costs to hand one out.
constexpr double kChunkWork = 4e5;
constexpr double kMostRows = 256;
constexpr auto kReportInterval = std::chrono::milliseconds(20);

} // namespace

SolverSweep::SolverSweep(const EpochContext& context, int threads, std::size_t solves, std::uint64_t step)
    : m_context(context)
    , m_threads(threads)
    , m_solves(static_cast<double>(solves))
    , m_step(step)
    , m_lastReport(Clock::now())
{}

bool SolverSweep::solve(std::size_t rows, double work, const std::function<std::size_t(std::size_t)>& ratingsOf,
                        const SolveRow& solveRow)
{
    m_rowSquares.assign(rows, 0);
    const auto chunk = static_cast<std::size_t>(std::clamp(kChunkWork / std::max(work, 1.0), 1.0, kMostRows));
    const auto body = [&](std::size_t begin, std::size_t end, int worker) {
        double squares = 0;
        std::size_t ratings = 0;
        for (auto row = begin; row < end; ++row) {
            m_rowSquares[row] = solveRow(row, worker);
            squares += m_rowSquares[row];
            ratings += ratingsOf(row);
        }
        m_squares += squares;
        m_ratings += ratings;
    };
    if (!parallelFor(rows, chunk, m_threads, body, [this](std::size_t started) { return report(started); }))
        return false;
    m_before += rows;
    if (m_context.onBatch && static_cast<double>(m_before) >= m_solves) {
        m_lastReport = {};
        report(0);
    }
    return true;
}

bool SolverSweep::forEach(std::size_t count, const std::function<void(std::size_t)>& body)
{
    return parallelFor(
        count, 1, m_threads,
        [&body](std::size_t begin, std::size_t end, int) {
            for (auto i = begin; i < end; ++i)
                body(i);
        },
        [this](std::size_t) { return proceed(); });
}

double SolverSweep::squares() const
{
    double sum = 0;
    for (const double squares : m_rowSquares)
        sum += squares;
    return sum;
}

bool SolverSweep::report(std::size_t solved)
{
    const auto now = Clock::now();
    if (m_context.onBatch && now - m_lastReport >= kReportInterval && m_ratings > 0) {
        m_lastReport = now;
        const auto ratings = m_ratings.exchange(0);
        const double loss = m_squares.exchange(0) / static_cast<double>(ratings);
        m_context.onBatch(m_step, std::min(1.0, static_cast<double>(m_before + solved) / m_solves), loss, {});
    }
    return m_context.control.proceed();
}

} // namespace matinee
