// A process that records runs, for tests of several at once and of their deaths.
//   store_writer FOLDER RUNS EPOCHS   records so many runs, and ends them
//   store_writer FOLDER               records one run that never ends
// After each epoch that is recorded: a line with the run and the epoch.

#include "support/stored_runs.h"

#include <matinee/error.h>

#include <cstdio>
#include <cstdlib>

using namespace matinee;

namespace {

void record(RunStore& store, std::int64_t run, int epoch)
{
    store.appendEpoch(run, test::plainEpoch(epoch));
    std::printf("%lld %d\n", static_cast<long long>(run), epoch);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    try {
        auto store = RunStore::open(argv[1]);
        const auto data = test::toyData();
        if (argc < 4) {
            const auto run = store.begin(test::plainSpec(), *data, test::plainStart(1'000'000));
            for (int e = 0;; ++e)
                record(store, run, e);
        }
        const int epochs = std::atoi(argv[3]);
        for (int r = 0; r < std::atoi(argv[2]); ++r) {
            const auto run = store.begin(test::plainSpec(), *data, test::plainStart(epochs));
            for (int e = 0; e <= epochs; ++e)
                record(store, run, e);
            store.finish(run, test::plainResult(epochs));
        }
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
