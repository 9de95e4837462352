#include "tests/ui/runs_desk.h"
#include "tests/ui/window_test.h"
#include "ui/forms/notice_bar.h"
#include "ui/panels/data_table.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::test;
using namespace matinee::ui::testing;

class TestRunsPanel : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setUp(); }
    void init() { beginTest(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void emptyStoreSaysWhatToDo()
    {
        const MadeUpRuns made;
        Desk desk(made);
        QVERIFY(find<QLabel>(desk.panel, "runsMessage")->text().startsWith(QStringLiteral("No runs yet.")));
        QVERIFY(find<QLabel>(desk.panel, "runsMessage")->isVisible());
        QVERIFY(!find<QLineEdit>(desk.panel, "runsFilter")->isEnabled());
        // The first run replaces it.
        made.add(withFactors(8), 0.95);
        QTRY_COMPARE_WITH_TIMEOUT(desk.model.rowCount(), 1, kLong);
        QVERIFY(desk.table.isVisible());
    }

    void aBrokenStoreLeavesTheRestAlone()
    {
        const MadeUpRuns made;
        QFile file(made.path(QStringLiteral("runs.sqlite")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();
        Session session;
        RunLibrary library(made.folder());
        QUndoStack undo;
        QString answer;
        AnsweringFileChooser files(answer);
        RunsPanel panel(session, library, undo, files);
        panel.show();
        QTRY_COMPARE_WITH_TIMEOUT(library.state(), RunLibrary::State::Failed, kLong);
        QCOMPARE(find<QLabel>(panel, "runsMessage")->text(), library.problem());
    }

    void tellsTheBestEpoch()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        Desk desk(made);
        QCOMPARE(desk.cell(0, RunCells::Number), QStringLiteral("#1"));
        QCOMPARE(desk.cell(0, RunCells::Status), QStringLiteral("Completed"));
        QCOMPARE(desk.cell(0, RunCells::Best), QStringLiteral("0.9500"));
        QCOMPARE(desk.cell(0, RunCells::BestEpoch), QStringLiteral("@ 3"));
        QCOMPARE(desk.cell(0, RunCells::Last), QStringLiteral("0.9700"));
        QCOMPARE(desk.cell(0, RunCells::Test), QStringLiteral("0.9700"));
        QCOMPARE(desk.cell(0, RunCells::Differs), QStringLiteral("Factors 8"));
        QCOMPARE(desk.cell(0, RunCells::Duration), QStringLiteral("2.5 s"));
        const auto header = [&] { return desk.model.headerData(RunCells::Best, Qt::Horizontal).toString(); };
        QCOMPARE(header(), QStringLiteral("Best val. RMSE"));
        auto* metric = find<QComboBox>(desk.panel, "runsMetric");
        metric->setCurrentIndex(metric->findText(QStringLiteral("By training loss")));
        QCOMPARE(header(), QStringLiteral("Best train loss"));
        QCOMPARE(desk.cell(0, RunCells::BestEpoch), QStringLiteral("@ 5"));
        metric->setCurrentIndex(metric->findText(QStringLiteral("By validation NDCG@10")));
        QCOMPARE(desk.cell(0, RunCells::Best), QStringLiteral("–"));
    }

    void filtersByTextAndTag()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        made.add(withFactors(64), 0.94);
        made.add(MadeUpRuns::spec("mf"), 0.97);
        made.store().setTags(2, {"wide"});
        made.store().setTags(3, {"plain", "wide"});
        made.store().setNotes(1, "Größer ist nicht besser");
        Desk desk(made);
        auto* filter = find<QLineEdit>(desk.panel, "runsFilter");
        const auto filtered = [&](const QString& text) {
            filter->clear();
            QTest::keyClicks(filter, text);
            QTest::keyClick(filter, Qt::Key_Return);
            return desk.column(RunCells::Number);
        };
        QCOMPARE(filtered(QStringLiteral("factors=64")), QStringList{QStringLiteral("#2")});
        QCOMPARE(filtered(QStringLiteral("BIASED  factors=8 ")), QStringList{QStringLiteral("#1")});
        filter->clear();
        filter->insert(QStringLiteral("GRößER"));
        QTest::keyClick(filter, Qt::Key_Return);
        QCOMPARE(desk.column(RunCells::Number), QStringList{QStringLiteral("#1")});
        QVERIFY(filtered(QStringLiteral("nothing-like-it")).isEmpty());
        QCOMPARE(find<QLabel>(desk.panel, "runsCount")->text(), QStringLiteral("0 of 3 runs"));
        QCOMPARE(filtered(QString()).size(), 3);
        auto* tag = find<QComboBox>(desk.panel, "runsTag");
        QCOMPARE(tag->count(), 3);
        tag->setCurrentIndex(tag->findText(QStringLiteral("wide")));
        QCOMPARE(desk.column(RunCells::Number), (QStringList{QStringLiteral("#3"), QStringLiteral("#2")}));
        // By typing alone: after a moment.
        QTest::keyClicks(filter, QStringLiteral("plain"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.column(RunCells::Number), QStringList{QStringLiteral("#3")}, kLong);
    }

    void sortsByEveryColumn()
    {
        const MadeUpRuns made;
        made.add(withFactors(8, 3), 0.95);
        made.add(withFactors(64, 1), 0.99);
        made.add(withFactors(32, 2), 0.93);
        auto store = made.store();
        MadeUpRuns::begin(store, made, withFactors(16, 4), std::numeric_limits<double>::quiet_NaN(), 0, 0);
        Desk desk(made);
        const auto sorted = [&](int column, Qt::SortOrder order) {
            desk.table.sortByColumn(column, order);
            return desk.column(RunCells::Number).join(QLatin1Char(' '));
        };
        QCOMPARE(desk.column(RunCells::Number).join(QLatin1Char(' ')), QStringLiteral("#4 #3 #2 #1"));
        QCOMPARE(sorted(RunCells::Best, Qt::AscendingOrder), QStringLiteral("#3 #1 #2 #4"));
        QCOMPARE(sorted(RunCells::Best, Qt::DescendingOrder), QStringLiteral("#2 #1 #3 #4")); // nothing comes last
        QCOMPARE(sorted(RunCells::Seed, Qt::AscendingOrder), QStringLiteral("#2 #3 #1 #4"));
        QCOMPARE(sorted(RunCells::Status, Qt::AscendingOrder), QStringLiteral("#3 #2 #1 #4"));
        // The selection belongs to a run.
        desk.select({1});
        for (int column = 0; column < RunCells::ColumnCount; ++column) {
            sorted(column, Qt::AscendingOrder);
            QCOMPARE(desk.table.selectedRuns(), QList<qint64>{1});
        }
    }

    void theBaselineGivesSignedDifferences()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        made.add(withFactors(64), 0.94);
        made.add(withFactors(32), 0.97);
        made.add(withFactors(8, 7), 0.95);
        Desk desk(made);
        QVERIFY(desk.table.isColumnHidden(RunCells::BestDelta));
        desk.select({1});
        QTest::keyClick(&desk.table, Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(desk.model.baseline(), 1);
        QVERIFY(!desk.table.isColumnHidden(RunCells::BestDelta));
        const auto delta = [&](qint64 run) { return desk.cell(desk.model.rowOf(run), RunCells::BestDelta); };
        const auto explained = [&](qint64 run) {
            return desk.model.index(desk.model.rowOf(run), RunCells::BestDelta).data(Qt::AccessibleTextRole).toString();
        };
        const auto colour = [&](qint64 run) {
            return desk.model.index(desk.model.rowOf(run), RunCells::BestDelta)
                .data(Qt::ForegroundRole)
                .value<QColor>();
        };
        QCOMPARE(delta(1), QStringLiteral("baseline"));
        QCOMPARE(delta(2), QStringLiteral("−0.0100"));
        QCOMPARE(delta(3), QStringLiteral("+0.0200"));
        QCOMPARE(delta(4), QStringLiteral("+0.0000"));
        QVERIFY(explained(2).contains(QStringLiteral("better")));
        QVERIFY(explained(3).contains(QStringLiteral("worse")));
        QVERIFY(explained(4).isEmpty());
        QVERIFY(colour(2) != colour(3));
        QCOMPARE(desk.cell(desk.model.rowOf(2), RunCells::TestDelta), QStringLiteral("−0.0100"));
        QCOMPARE(desk.cell(desk.model.rowOf(4), RunCells::Differs), QStringLiteral("Seed 7"));
        // Of one selected run, the grid tells what it has otherwise than the baseline.
        desk.select({2});
        auto* grid = find<DataTable>(desk.panel, "runsDifferences");
        QCOMPARE(grid->model()->rowCount(), 1);
        QCOMPARE(grid->model()->index(0, 1).data().toString(), QStringLiteral("8"));
        QCOMPARE(grid->model()->index(0, 2).data().toString(), QStringLiteral("64"));
        // There is at most one, and none after the same key.
        QTest::keyClick(&desk.table, Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(desk.model.baseline(), 2);
        QTest::keyClick(&desk.table, Qt::Key_B, Qt::ControlModifier);
        QCOMPARE(desk.model.baseline(), 0);
        QVERIFY(desk.table.isColumnHidden(RunCells::TestDelta));
    }

    void aHigherRankingIsBetter()
    {
        RunCells cells;
        std::vector<RunEntry> entries;
        for (const double ndcg : {0.2, 0.3}) {
            StoredRun run;
            run.id = static_cast<std::int64_t>(entries.size()) + 1;
            run.model = "bpr";
            run.metrics[static_cast<std::size_t>(RunMetric::ValidationNdcg)] = {ndcg, 4, ndcg};
            entries.push_back(makeRunEntry(run));
        }
        RunRows rows(std::make_shared<const RunRows::Runs>(entries), false, false);
        cells.setBaseline(1);
        const auto& better = *rows.groupOf(2);
        QCOMPARE(cells.header(rows, RunCells::Best), QStringLiteral("Best val. NDCG@10"));
        QCOMPARE(cells.text(rows, better, RunCells::BestDelta), QStringLiteral("+0.1000"));
        QCOMPARE(cells.verdict(rows, better, RunCells::BestDelta), RunCells::Verdict::Better);
        cells.setBaseline(2);
        QCOMPARE(cells.verdict(rows, *rows.groupOf(1), RunCells::BestDelta), RunCells::Verdict::Worse);
    }

    void differencesOfTheSelection()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        made.add(withFactors(64), 0.94);
        made.add(MadeUpRuns::spec("biased-mf", 9), 0.97);
        Desk desk(made);
        auto* grid = find<DataTable>(desk.panel, "runsDifferences");
        auto* title = find<QLabel>(desk.panel, "runsDifferencesTitle");
        QVERIFY(!grid->isVisible());
        desk.select({1, 2});
        QVERIFY(grid->isVisible());
        QCOMPARE(grid->model()->rowCount(), 1);
        QCOMPARE(grid->model()->headerData(1, Qt::Horizontal).toString(), QStringLiteral("#1"));
        desk.select({1, 2, 3});
        QCOMPARE(grid->model()->rowCount(), 2);
        grid->selectAll();
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_C, Qt::ControlModifier);
        const auto standard = QString::fromStdString(toText(MadeUpRuns::spec().hyperparameters.value("factors")));
        QCOMPARE(QApplication::clipboard()->text(),
                 QStringLiteral("Setting\t#1\t#2\t#3\nFactors\t8\t64\t%1\nSeed\t42\t42\t9\n").arg(standard));
        made.add(withFactors(8), 0.95);
        QTRY_VERIFY_WITH_TIMEOUT(desk.library.find(4), kLong);
        desk.select({1, 4});
        QVERIFY(!grid->isVisible());
        QVERIFY(title->text().contains(QStringLiteral("the same")));
    }

    void notesAndTagsAreEditedInPlace()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        made.add(withFactors(64), 0.94);
        Desk desk(made);
        desk.select({1});
        QTest::keyClick(&desk.table, Qt::Key_F2);
        auto* editor = find<QLineEdit>(desk.table, "notesEditor");
        QTest::keyClicks(editor, QStringLiteral("worth a second"));
        // Another process writes meanwhile: what is being typed stays.
        made.add(withFactors(32), 0.96);
        QTRY_VERIFY_WITH_TIMEOUT(desk.library.find(3), kLong);
        QCOMPARE(desk.model.rowCount(), 2);
        QTest::keyClicks(editor, QStringLiteral(" look"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(desk.model.rowCount(), 3, kLong);
        QCOMPARE(desk.cell(desk.model.rowOf(1), RunCells::Notes), QStringLiteral("worth a second look"));
        QTRY_COMPARE_WITH_TIMEOUT(made.store().find(1)->notes, std::string("worth a second look"), kLong);

        QTest::keyClick(&desk.table, Qt::Key_F2, Qt::ShiftModifier);
        editor = find<QLineEdit>(desk.table, "tagsEditor");
        QTest::keyClicks(editor, QStringLiteral(" wide, best,wide ,"));
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(desk.cell(desk.model.rowOf(1), RunCells::Tags), QStringLiteral("best, wide"), kLong);

        desk.undo.undo();
        QTRY_VERIFY_WITH_TIMEOUT(desk.cell(desk.model.rowOf(1), RunCells::Tags).isEmpty(), kLong);
        desk.undo.undo();
        QTRY_VERIFY_WITH_TIMEOUT(made.store().find(1)->notes.empty(), kLong);
        desk.undo.redo();
        QTRY_COMPARE_WITH_TIMEOUT(made.store().find(1)->notes, std::string("worth a second look"), kLong);
    }

    void archivedRunsComeBack()
    {
        const MadeUpRuns made;
        for (const std::int64_t factors : {8, 16, 32, 64})
            made.add(withFactors(factors), 0.95);
        Desk desk(made);
        desk.select({2, 3});
        QTest::keyClick(&desk.table, Qt::Key_Delete);
        QCOMPARE(desk.column(RunCells::Number), (QStringList{QStringLiteral("#4"), QStringLiteral("#1")}));
        QCOMPARE(desk.table.selectedRuns().size(), 1); // the next one: the key can be pressed again
        auto* notice = find<NoticeBar>(desk.panel, "runsNotice");
        QCOMPARE(notice->message(), QStringLiteral("2 runs are archived."));
        click(desk.panel, "runsNoticeAction");
        QCOMPARE(desk.model.rowCount(), 4);
        QVERIFY(notice->isHidden());
        QTRY_VERIFY_WITH_TIMEOUT(!made.store().find(2)->archived, kLong);

        desk.select({1});
        QTest::keyClick(&desk.table, Qt::Key_Delete);
        QCOMPARE(desk.model.rowCount(), 3);
        find<QCheckBox>(desk.panel, "runsArchived")->setChecked(true);
        QCOMPARE(desk.model.rowCount(), 4);
        QVERIFY(desk.cell(desk.model.rowOf(1), RunCells::Status).contains(QStringLiteral("archived")));
        desk.select({1});
        trigger(desk.panel, "runRestore");
        QTRY_VERIFY_WITH_TIMEOUT(!made.store().find(1)->archived, kLong);
    }

    void deletingForGoodAsksFirst()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        made.add(withFactors(64), 0.94);
        Desk desk(made);
        desk.select({2});
        const auto ask = [&](const char* button) {
            QTest::keyClick(&desk.table, Qt::Key_Delete, Qt::ShiftModifier);
            auto* dialog = find<QDialog>(desk.panel, "removeRunsDialog");
            QVERIFY(dialog->isVisible());
            click(*dialog, button);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        };
        ask("removeRunsCancel");
        QCOMPARE(desk.model.rowCount(), 2);
        ask("removeRunsConfirm");
        QCOMPARE(desk.column(RunCells::Number), QStringList{QStringLiteral("#1")});
        QTRY_VERIFY_WITH_TIMEOUT(!made.store().find(2), kLong);
        QVERIFY(!QFileInfo::exists(desk.library.folder(2)));
    }

    void runsGoOnTheCurves()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        made.add(withFactors(64), 0.94);
        Desk desk(made);
        QSignalSpy changed(&desk.panel, &RunsPanel::shownRunsChanged);
        desk.select({1, 2});
        QTest::keyClick(&desk.table, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(desk.panel.shownRuns().size(), std::size_t{2}, kLong);
        QVERIFY(changed.size() >= 1);
        QCOMPARE(desk.model.index(0, RunCells::Shown).data(Qt::CheckStateRole).toInt(), int{Qt::Checked});
        QCOMPARE(desk.panel.shownRuns().front().name,
                 desk.model.index(desk.model.rowOf(1), RunCells::Number).data(Qt::ToolTipRole).toString());
        // By the mouse, one of them.
        const auto box = desk.table.visualRect(desk.model.index(desk.model.rowOf(2), RunCells::Shown));
        QTest::mouseClick(desk.table.viewport(), Qt::LeftButton, {}, QPoint(box.left() + 14, box.center().y()));
        QTRY_COMPARE_WITH_TIMEOUT(desk.panel.shownRuns().size(), std::size_t{1}, kLong);
        QCOMPARE(desk.panel.shownRuns().front().id, 1);
        desk.select({1});
        QTest::keyClick(&desk.table, Qt::Key_Delete); // archived ones leave the curves
        QTRY_VERIFY_WITH_TIMEOUT(desk.panel.shownRuns().empty(), kLong);
    }

    void seedsAreGrouped()
    {
        const MadeUpRuns made;
        made.add(withFactors(8, 1), 0.95);
        made.add(withFactors(8, 2), 0.93);
        made.add(withFactors(8, 3), 0.97);
        made.add(withFactors(64), 0.94);
        Desk desk(made);
        auto* group = find<QCheckBox>(desk.panel, "runsGroup");
        group->setChecked(true);
        QCOMPARE(desk.model.rowCount(), 2);
        const int row = desk.model.rowOf(1);
        QCOMPARE(desk.cell(row, RunCells::Number), QStringLiteral("3 runs"));
        QCOMPARE(desk.cell(row, RunCells::Best), QStringLiteral("0.9500 ± 0.0200 (3)")); // sample deviation
        QCOMPARE(desk.cell(row, RunCells::Seed), QStringLiteral("3 seeds"));
        QCOMPARE(desk.cell(1 - row, RunCells::Best), QStringLiteral("0.9400"));
        // A filter hides rows, never members of a mean.
        auto* filter = find<QLineEdit>(desk.panel, "runsFilter");
        filter->setText(QStringLiteral("seed=2"));
        QTRY_COMPARE_WITH_TIMEOUT(desk.model.rowCount(), 1, kLong);
        QCOMPARE(desk.cell(0, RunCells::Best), QStringLiteral("0.9500 ± 0.0200 (3)"));
        filter->clear();
        QTRY_COMPARE_WITH_TIMEOUT(desk.model.rowCount(), 2, kLong);
        desk.select({2});
        QTest::keyClick(&desk.table, Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(desk.panel.shownRuns().size(), std::size_t{3}, kLong);
        QVERIFY(desk.panel.shownRuns().front().band);
        group->setChecked(false);
        QCOMPARE(desk.model.rowCount(), 4);
        QTRY_VERIFY_WITH_TIMEOUT(!desk.panel.shownRuns().front().band, kLong);
    }

    void settingsAreCopiedAsCommands()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        Desk desk(made);
        desk.select({1});
        QTest::keyClick(&desk.table, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        const auto line = QApplication::clipboard()->text();
        QVERIFY2(line.startsWith(QStringLiteral("matinee-cli train --data ")), qPrintable(line));
        QVERIFY2(line.endsWith(QStringLiteral(" --model biased-mf --set factors=8")), qPrintable(line));
    }

    void resumingIsAskedFor()
    {
        const MadeUpRuns made;
        made.add(withFactors(8), 0.95);
        made.add(withFactors(8), 0.95, RunStatus::Stopped);
        Desk desk(made);
        QSignalSpy asked(&desk.panel, &RunsPanel::resumeRequested);
        desk.select({1});
        QVERIFY(!find<QAction>(desk.panel, "runResume")->isEnabled());
        desk.select({2});
        QCOMPARE(desk.cell(0, RunCells::Status), QStringLiteral("Stopped 5/10"));
        QTest::keyClick(&desk.table, Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front().front().toLongLong(), 2);
    }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestRunsPanel test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_runs_panel.moc"
