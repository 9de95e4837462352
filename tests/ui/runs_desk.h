#pragma once

#include "tests/ui/made_up_runs.h"
#include "tests/ui/window_support.h"
#include "ui/panels/models/runs_model.h"
#include "ui/panels/runs_panel.h"
#include "ui/panels/runs_table.h"
#include "ui/state/run_library.h"
#include "ui/state/session.h"

#include <QAbstractItemModelTester>
#include <QTest>
#include <QUndoStack>

namespace matinee::ui::testing {

/// The panel by itself, over a store in a folder of its own.
class Desk
{
public:
    explicit Desk(const test::MadeUpRuns& made)
        : library(made.folder())
        , files(answer)
        , panel(session, library, undo, files)
        , table(*find<RunsTable>(panel, "runsTable"))
        , model(*qobject_cast<RunsModel*>(table.model()))
        , tester(&model)
    {
        panel.resize(1300, 320);
        panel.show();
        panel.activateWindow();
        const bool shown = QTest::qWaitForWindowActive(&panel) &&
                           QTest::qWaitFor([this] { return library.state() == RunLibrary::State::Open; }, kLong);
        if (!shown)
            qFatal("the panel does not open");
        table.setFocus();
    }

    QString cell(int row, int column) const { return model.index(row, column).data().toString(); }

    QStringList column(int column) const
    {
        QStringList texts;
        for (int row = 0; row < model.rowCount(); ++row)
            texts.append(cell(row, column));
        return texts;
    }

    void select(std::initializer_list<qint64> runs)
    {
        table.selectRuns(QSet<qint64>(runs));
        const int row = model.rowOf(*runs.begin());
        table.selectionModel()->setCurrentIndex(model.index(row, RunCells::Number), QItemSelectionModel::NoUpdate);
    }

    Session session;
    RunLibrary library;
    QUndoStack undo;
    QString answer;
    AnsweringFileChooser files;
    RunsPanel panel;
    RunsTable& table;
    RunsModel& model;
    QAbstractItemModelTester tester;
};

inline ExperimentSpec withFactors(std::int64_t factors, std::uint64_t seed = 42)
{
    auto spec = test::MadeUpRuns::spec("biased-mf", seed);
    spec.hyperparameters.set("factors", factors);
    return spec;
}

} // namespace matinee::ui::testing
