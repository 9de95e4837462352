#include "work.h"

#include "interrupt.h"

#include <matinee/dataset_source.h>
#include <matinee/device.h>

namespace matinee::cli {

Work::Work()
{
    if (interrupted())
        m_stop.request_stop(); // it came before
    m_context.stop = m_stop.get_token();
    m_context.threads = hardwareThreads();
    m_context.progress = [this](double fraction, std::string_view what) {
        // Not in the signal handler: asking a stop_source to stop is not safe there.
        if (interrupted())
            m_stop.request_stop();
        m_bar.show(fraction, what);
    };
}

LoadedDataset openDataset(const std::string& source, Work& work)
{
    const auto begin = std::chrono::steady_clock::now();
    LoadedDataset loaded;
    loaded.data = loadDataset(source, work.context());
    loaded.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    work.bar().clear();
    for (const auto& warning : loaded.data->provenance.warnings)
        note("Warning: " + warning);
    return loaded;
}

} // namespace matinee::cli
