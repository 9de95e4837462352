#pragma once

#include <matinee/recommender.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace matinee {

/// Solves one row with the scratch memory of a worker. \return the sum of the squared errors of the row's ratings
/// after it
using SolveRow = std::function<double(std::size_t row, int worker)>;

/// A sweep of a solver over all users and then all films: runs the rows on the threads, obeys the control, reports.
class SolverSweep
{
public:
    /// \param solves rows that the whole sweep will solve; \param step number of this sweep, from 1 on
    SolverSweep(const EpochContext& context, int threads, std::size_t solves, std::uint64_t step);

    /// Solves rows [0, rows), each independent of the others.
    /// \param work about the multiplications that a row takes: rows are handed out in chunks of well below a
    /// millisecond. \return false if stopped
    bool solve(std::size_t rows, double work, const std::function<std::size_t(std::size_t)>& ratingsOf,
               const SolveRow& solveRow);

    /// Runs body for [0, count) on the threads, for what is done before the rows. \return false if stopped
    bool forEach(std::size_t count, const std::function<void(std::size_t)>& body);

    /// Whether to go on, for what is done between the rows.
    bool proceed() { return m_context.control.proceed(); }

    /// Sum of the squared errors over the rows of the last solve(), in the order of the rows: the same for every
    /// thread count.
    double squares() const;

private:
    bool report(std::size_t solved);

    using Clock = std::chrono::steady_clock;

    const EpochContext& m_context;
    int m_threads;
    double m_solves;
    std::uint64_t m_step;
    std::size_t m_before = 0; ///< rows of the solve() calls before
    std::vector<double> m_rowSquares;
    std::atomic<double> m_squares = 0; ///< since the last report
    std::atomic<std::size_t> m_ratings = 0;
    Clock::time_point m_lastReport;
};

} // namespace matinee
