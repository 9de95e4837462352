// The dock of runs over a store of 10,000 runs with 100 epochs each, or as many runs as MATINEE_BENCH_RUNS says: from
// the first show to the painted table, and from a filter or a click on a heading to the painted table.

#include "ui/dialogs/file_chooser.h"
#include "ui/panels/models/run_cells.h"
#include "ui/panels/runs_panel.h"
#include "ui/state/run_library.h"
#include "ui/state/session.h"

#include <matinee/dataset.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QLineEdit>
#include <QTableView>
#include <QTemporaryDir>
#include <QUndoStack>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace {

using namespace matinee;
using namespace matinee::ui;

constexpr int kEpochs = 100;
constexpr QSize kSize(1600, 320);

void fill(const QTemporaryDir& folder, int runs)
{
    auto store = RunStore::open(folder.path().toStdString());
    auto spec = ExperimentSpec::forModel("biased-mf");
    Dataset data;
    data.name = "ml-100k";
    RunStart start;
    start.model = spec.model;
    start.device = "cpu";
    start.engine = "fused";
    start.epochs = kEpochs;
    start.validation = 10'000;
    std::vector<EpochStats> epochs(kEpochs + 1);
    for (int run = 0; run < runs; ++run) {
        spec.seed = static_cast<std::uint64_t>(run % 5);
        spec.hyperparameters.set("factors", std::int64_t{4 + run / 5 % 200});
        spec.hyperparameters.set("learning_rate", 0.001 * (1 + run / 1000));
        const auto id = store.begin(spec, data, start);
        for (int epoch = 0; epoch <= kEpochs; ++epoch) {
            auto& stats = epochs[static_cast<std::size_t>(epoch)];
            stats.epoch = epoch;
            stats.trainLoss = 1 / (1.1 + epoch) + run * 1e-5;
            stats.validationLoss = 0.8 + 1 / (3.1 + epoch) + run * 1e-5;
            stats.validationRmse = std::sqrt(stats.validationLoss);
        }
        store.appendEpochs(id, epochs);
        RunResult result;
        result.epochs = kEpochs;
        result.test.rmse = 0.9 + run * 1e-6;
        store.finish(id, result);
        if (run % 10 == 0)
            store.setTags(id, {"thesis"});
    }
}

/// Milliseconds until the dock shows the runs.
double open(RunsPanel& panel, const RunLibrary& library)
{
    QEventLoop loop;
    QObject::connect(&library, &RunLibrary::runsChanged, &loop, &QEventLoop::quit);
    QElapsedTimer clock;
    clock.start();
    panel.show();
    loop.exec();
    panel.grab();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

template <class Work>
double paintedAfter(RunsPanel& panel, Work work)
{
    QElapsedTimer clock;
    clock.start();
    work();
    panel.grab();
    return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

void print(const char* what, std::vector<double> times)
{
    std::ranges::sort(times);
    std::printf("%-28s least %6.1f ms   median %6.1f ms   most %6.1f ms   (%zu times)\n", what, times.front(),
                times[times.size() / 2], times.back(), times.size());
}

} // namespace

int main(int argc, char* argv[])
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    const char* wanted = std::getenv("MATINEE_BENCH_RUNS");
    const int runs = wanted ? std::atoi(wanted) : 10'000;
    const QTemporaryDir folder;
    fill(folder, runs);
    std::printf("%d runs with %d epochs each\n", runs, kEpochs);

    Session session;
    QUndoStack undo;
    DialogFileChooser files;
    models(); // the window has asked for them long before
    std::vector<double> opened;
    std::unique_ptr<RunLibrary> library;
    std::unique_ptr<RunsPanel> panel;
    for (int i = 0; i < 5; ++i) {
        panel.reset();
        library = std::make_unique<RunLibrary>(folder.path().toStdString());
        panel = std::make_unique<RunsPanel>(session, *library, undo, files);
        panel->resize(kSize);
        opened.push_back(open(*panel, *library));
    }
    print("open", opened);

    auto* filter = panel->findChild<QLineEdit*>(QStringLiteral("runsFilter"));
    std::vector<double> filtered;
    for (int i = 0; i < 3; ++i) {
        for (const char* text : {"f", "fact", "factors=7", "factors=77 seed=3", "thesis", "nothing", "", "completed"}) {
            filtered.push_back(paintedAfter(*panel, [&] {
                filter->setText(QString::fromLatin1(text));
                Q_EMIT filter->returnPressed();
            }));
        }
    }
    print("filter", filtered);

    filter->clear();
    Q_EMIT filter->returnPressed();
    auto* table = panel->findChild<QTableView*>(QStringLiteral("runsTable"));
    const auto sort = [&](const char* what, int column) {
        std::vector<double> sorted;
        for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder, Qt::AscendingOrder, Qt::DescendingOrder})
            sorted.push_back(paintedAfter(*panel, [&] { table->sortByColumn(column, order); }));
        print(what, sorted);
    };
    sort("sort by the best value", RunCells::Best);
    sort("sort by the model", RunCells::Model);
    sort("sort by what differs", RunCells::Differs);
    return 0;
}
