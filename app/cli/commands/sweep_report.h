#pragma once

#include "output.h"

#include <matinee/sweep.h>

namespace matinee::cli {

/// A row or an object for each trial that ends, and a bar below them.
class SweepReport : public SweepObserver
{
public:
    SweepReport(const SweepSpec& spec, bool json, ProgressBar& bar);

    void onSweep(const std::vector<SweepTrial>& trials) override;
    void onTrial(const SweepTrial& trial) override;
    void onBatch(const SweepTrial& trial, const BatchStats& batch) override;
    void onProblem(const std::string& sentence) override;

    /// The last line. \return whether any trial has a value
    bool finish(const SweepResult& result) const;

private:
    void print(const SweepTrial& trial) const;

    const SweepSpec& m_spec;
    bool m_json;
    ProgressBar& m_bar;
    Table m_table;
    int m_epochs = 1; ///< of a whole trial
    std::size_t m_trials = 0;
    std::size_t m_over = 0; ///< trials that are at their end
};

} // namespace matinee::cli
