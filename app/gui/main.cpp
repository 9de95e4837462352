#include "ui/jobs/termination_watcher.h"
#include "ui/main_window.h"
#include "ui/map/film_map_view.h"
#include "ui/state/command_line.h"
#include "ui/state/figure_export.h"
#include "ui/state/session.h"

#include <matinee/cluster_edits.h>
#include <matinee/device.h>
#include <matinee/error.h>
#include <matinee/run_record.h>
#include <matinee/run_store.h>

#include <QApplication>
#include <QFileInfo>
#include <QSettings>

#include <cstdio>

using namespace matinee;
using namespace matinee::ui;

namespace {

int complain(const QString& sentence, int exitCode)
{
    std::fprintf(stderr, "matinee: %s\n", sentence.toUtf8().constData());
    return exitCode;
}

/// Where a run is: the folder itself, or that of the run with this number in the store. A folder of that name comes
/// first.
QString runFolder(const QString& run)
{
    bool isNumber = false;
    const auto id = run.toLongLong(&isNumber);
    if (!isNumber || QFileInfo(run).isDir())
        return run;
    return QString::fromStdString(
        RunStore::open(RunStore::defaultFolder(), RunStore::Access::Read).folder(id).string());
}

int runExport(const CommandLine& options)
{
    try {
        const auto run = loadRun(QFileInfo(runFolder(options.run)).filesystemFilePath());
        std::shared_ptr<const FilmMap> map;
        if (options.view == FigureView::Map) {
            FilmMapOptions mapOptions;
            mapOptions.clusters = options.clusters;
            mapOptions.layout = options.layout;
            mapOptions.minimumRatings = kUsualMinimumRatings;
            mapOptions.seed = run->spec.seed;
            RunContext context;
            context.threads = hardwareThreads();
            const auto folder = QFileInfo(runFolder(options.run)).filesystemFilePath();
            map = ClusterEditBook::load(folder).apply(makeFilmMap(*run, mapOptions, context), *run->dataset, context);
        }
        const auto error = exportFigure(options.exportFile, options.view, options.size, figureOf(run), map.get());
        return error.isEmpty() ? 0 : complain(error, 1);
    } catch (const std::exception& error) {
        return complain(QString::fromUtf8(error.what()), 1);
    }
}

int runWindow(const QApplication& app, const CommandLine& options)
{
    const auto run = options.run.isEmpty() ? QString() : runFolder(options.run); // throws before there is a window
    if (options.openGl)
        FilmMapView::forceOpenGl();
    TerminationWatcher termination;
    MainWindow window(std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("matinee"),
                                                  QStringLiteral("matinee")));
    QObject::connect(&termination, &TerminationWatcher::terminationRequested, &window, &MainWindow::close);
    window.show();
    if (!run.isEmpty())
        window.session().openRun(run);
    else if (!options.data.isEmpty())
        window.open(options.data);
    else
        window.openLast();
    return app.exec();
}

} // namespace

int main(int argc, char* argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("matinee"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MATINEE_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Matinee"));
    QGuiApplication::setDesktopFileName(QStringLiteral("matinee"));

    const auto options = parseCommandLine(argc, argv);
    if (!options.answer.isEmpty()) {
        std::fputs(options.answer.toUtf8().constData(), stdout);
        return 0;
    }
    if (!options.error.isEmpty())
        return complain(options.error, 2);
    const bool exporting = !options.exportFile.isEmpty();
    if (exporting)
        qputenv("QT_QPA_PLATFORM", "offscreen");
    else if (!hasDisplay())
        return complain(QApplication::translate("main", "There is no display; try --export, or matinee-cli."), 1);

    const QApplication app(argc, argv);
    try {
        return exporting ? runExport(options) : runWindow(app, options);
    } catch (const Error& error) {
        return complain(QString::fromUtf8(error.what()), 1);
    }
}
