#pragma once

#include "output.h"

#include <matinee/dataset.h>
#include <matinee/run_context.h>

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

namespace matinee::cli {

/// What a long call needs on the command line: a bar for its progress and an interrupt that stops it.
class Work
{
public:
    Work();
    Work(const Work&) = delete;
    Work& operator=(const Work&) = delete;

    const RunContext& context() const { return m_context; }
    ProgressBar& bar() { return m_bar; }

private:
    ProgressBar m_bar;
    std::stop_source m_stop;
    RunContext m_context;
};

struct LoadedDataset
{
    std::shared_ptr<const Dataset> data;
    double seconds = 0;
};

/// Loads a source; what was odd about it goes to standard error.
LoadedDataset openDataset(const std::string& source, Work& work);

} // namespace matinee::cli
