#include "tests/ui/window_test.h"
#include "ui/main_window.h"
#include "ui/panels/signed_bars.h"
#include "ui/state/map_session.h"
#include "ui/state/session.h"

#include <matinee/preset.h>
#include <matinee/run_record.h>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

#include <nlohmann/json.hpp>

#include <thread>

using namespace matinee;
using namespace matinee::ui;
using namespace matinee::ui::testing;

/// Presets, models and what a run tells, through the whole window.
class TestExperiments : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setUp(); }
    void init() { beginTest(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void everyModelCanBeChosen()
    {
        const auto window = makeWindow();
        auto* combo = find<QComboBox>(*window, "modelCombo");
        find<QSpinBox>(*window, "factors")->setValue(33);
        for (int index = combo->count() - 1; index >= 0; --index) {
            if (combo->itemData(index).isNull())
                continue; // the heading of a group
            const auto before = window->session().spec().hyperparameters;
            const bool set = before.has("factors") && before.integer("factors") == 33;
            combo->setCurrentIndex(index);
            Q_EMIT combo->activated(index);
            const auto& spec = window->session().spec();
            QCOMPARE(QString::fromStdString(spec.model), combo->itemData(index).toString());
            QVERIFY(!find<QLabel>(*window, "modelFormula")->text().isEmpty());
            QVERIFY(!find<QLabel>(*window, "modelSummary")->text().isEmpty());
            if (set && spec.hyperparameters.has("factors"))
                QCOMPARE(spec.hyperparameters.integer("factors"), std::int64_t{33}); // kept from model to model
        }
        QVERIFY(window->close());
    }

    void modelsStandInGroups()
    {
        const auto window = makeWindow();
        auto* combo = find<QComboBox>(*window, "modelCombo");
        QStringList headings;
        QStringList ranked;
        for (int row = 0; row < combo->count(); ++row) {
            const auto id = combo->itemData(row).toString();
            if (id.isEmpty()) {
                headings.append(combo->itemText(row));
                QVERIFY(!(combo->model()->flags(combo->model()->index(row, 0)) & Qt::ItemIsEnabled));
            } else if (headings.size() == 3) {
                ranked.append(id);
                QVERIFY(modelInfo(id.toStdString()).isImplicit());
            }
        }
        QCOMPARE(headings.size(), 3);
        QVERIFY(ranked.contains(QStringLiteral("ease")));
        QVERIFY(!ranked.contains(QStringLiteral("popularity"))); // a reference
        // Keys pass over the headings.
        combo->setCurrentIndex(1);
        Q_EMIT combo->activated(1);
        combo->setFocus();
        for (int i = 0; i < 4; ++i) {
            QTest::keyClick(combo, Qt::Key_Down);
            QVERIFY(!combo->currentData().isNull());
            QCOMPARE(window->session().spec().model, combo->currentData().toString().toStdString());
        }
        QVERIFY(!find<QLabel>(*window, "modelPaper")->text().isEmpty());
        QVERIFY(window->close());
    }

    void presetsAreChosenEditedAndUndone()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto& session = window->session();
        auto* combo = find<QComboBox>(*window, "presetCombo");
        const auto before = session.spec();
        QCOMPARE(combo->currentText(), QStringLiteral("Own settings"));
        QVERIFY(!find<QLabel>(*window, "presetSummary")->isVisible());
        const int row = combo->findData(QStringLiteral("notebook-000-mf"));
        QVERIFY(row > 0);
        combo->setCurrentIndex(row);
        Q_EMIT combo->activated(row);
        const auto& preset = presetInfo("notebook-000-mf");
        QCOMPARE(session.spec().model, preset.spec.model);
        QCOMPARE(session.spec().split.text(), preset.spec.split.text());
        QVERIFY(session.spec().hyperparameters.values() == preset.spec.hyperparameters.values());
        QCOMPARE(combo->currentIndex(), row);
        QVERIFY(find<QLabel>(*window, "presetSummary")->isVisible());
        // Its data set is not installed: the open one stays, and that is said.
        QCOMPARE(session.spec().data, m_release.path().toStdString());
        QVERIFY(find<QLabel>(*window, "presetDataNote")->isVisible());
        QVERIFY(find<QLabel>(*window, "presetDataNote")->text().contains(QStringLiteral("ml-100k")));
        auto* notes = find<QLabel>(*window, "presetNotes");
        QVERIFY(!notes->isVisible());
        click(*window, "presetNotesToggle");
        QVERIFY(notes->isVisible());
        QVERIFY(notes->text().contains(QString::fromStdString(preset.notes.front())));

        // The other of the pair is one click away.
        click(*window, "presetCounterpart");
        QCOMPARE(combo->currentData().toString(), QStringLiteral("notebook-000-mf-corrected"));
        QVERIFY(find<QPushButton>(*window, "presetCounterpart")->text().contains(QStringLiteral("published")));
        click(*window, "presetCounterpart");
        QCOMPARE(combo->currentIndex(), row);

        QTest::qWait(1100); // edits of a field within a second are one
        find<QSpinBox>(*window, "epochs")->setValue(3);
        QCOMPARE(combo->currentIndex(), 0);
        QVERIFY(combo->currentText().contains(QString::fromStdString(preset.name)));
        trigger(*window, "undoAction");
        QCOMPARE(combo->currentIndex(), row);
        trigger(*window, "undoAction");
        QCOMPARE(session.spec().model, before.model);
        QCOMPARE(session.spec().split.text(), before.split.text());
        QCOMPARE(combo->currentText(), QStringLiteral("Own settings"));
        QVERIFY(window->close());
    }

    void aWheelThatScrollsChangesNothing()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        find<QTabWidget>(*window, "tabs")->setFocus();
        const auto before = toJson(window->session().spec());
        for (const auto* name : {"presetCombo", "modelCombo", "splitKind", "seed", "sourceCombo", "deviceCombo"}) {
            auto* field = find<QWidget>(*window, name);
            const QPointF middle = field->rect().center();
            QWheelEvent wheel(middle, field->mapToGlobal(middle), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier,
                              Qt::NoScrollPhase, false);
            QApplication::sendEvent(field, &wheel);
            QVERIFY2(!field->hasFocus(), name);
        }
        QVERIFY(toJson(window->session().spec()) == before);
        QVERIFY(window->close());
    }

    void aPresetWithoutItsDataKeepsAllRows()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto* combo = find<QComboBox>(*window, "presetCombo");
        const int row = combo->findData(QStringLiteral("notebook-001"));
        combo->setCurrentIndex(row);
        Q_EMIT combo->activated(row);
        QVERIFY(window->session().spec().rows.empty());
        QCOMPARE(combo->currentIndex(), row);
        // A part of the rows is shown, and can be given up.
        QVERIFY(!find<QPushButton>(*window, "useAllRows")->isVisible());
        auto spec = window->session().spec();
        spec.rows = "first:3000";
        window->session().setSpec(spec);
        QVERIFY(find<QLabel>(*window, "rowsNote")->text().contains(QStringLiteral("first:3000")));
        click(*window, "useAllRows");
        QVERIFY(window->session().spec().rows.empty());
        QVERIFY(window->close());
    }

    /// The films and users of a part have numbers of their own.
    void aRunOnAPartShowsTheRightFilms()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto spec = window->session().spec();
        spec.rows = "random:3000@5";
        window->session().setSpec(spec);
        trainBriefly(*window);
        auto& session = window->session();
        const auto& part = *session.run()->dataset;
        QVERIFY(part.userCount() <= session.dataset()->userCount());
        QCOMPARE(part.ratings.size(), std::size_t{3000});
        for (const int item : session.films().map()->items) {
            QCOMPARE(session.dataset()->items.id(session.itemOfRun(item)), part.items.id(item));
            QCOMPARE(session.itemInRun(session.itemOfRun(item)), item);
        }
        const int last = session.films().map()->items.back();
        session.selectItem(session.itemOfRun(last));
        QCOMPARE(find<QLabel>(*window, "filmTitle")->text(), QString::fromStdString(part.film(last).title));
        QVERIFY(window->close());
    }

    void tasteIsShownWhereItIsKnown()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        find<QTabWidget>(*window, "tabs")->setCurrentIndex(3);
        find<QTabWidget>(*window, "dataTabs")->setCurrentIndex(2);
        auto* table = find<QTableView>(*window, "usersTable");
        auto* bars = find<SignedBars>(*window, "tasteBars");
        table->setCurrentIndex(table->model()->index(0, 0));
        QVERIFY(!bars->isVisible()); // no run yet
        auto spec = ExperimentSpec::forModel("feature-mf");
        spec.data = window->session().spec().data;
        window->session().setSpec(spec);
        trainBriefly(*window);
        QTRY_VERIFY_WITH_TIMEOUT(bars->isVisible(), kLong);
        QVERIFY(find<QLabel>(*window, "tasteTitle")->text().contains(table->model()->index(0, 0).data().toString()));
        QVERIFY(!bars->bars().empty());
        QVERIFY(std::ranges::is_sorted(bars->bars(), std::ranges::greater(), &SignedBars::Bar::value));
        QVERIFY(bars->accessibleDescription().contains(bars->bars().front().name));
        savePicture(*window, QStringLiteral("taste"));
        spec = ExperimentSpec::forModel("biased-mf");
        window->session().setSpec(spec);
        trainBriefly(*window);
        QVERIFY(!bars->isVisible());
        QVERIFY(window->close());
    }

    void earlyStopAndRefitAreTold()
    {
        const auto window = makeWindow();
        openAndWait(*window, m_release.path());
        auto spec = window->session().spec();
        spec.hyperparameters.set("epochs", std::int64_t{2000});
        spec.hyperparameters.set("learning_rate", 0.05);
        spec.hyperparameters.set("early_stopping", true);
        spec.hyperparameters.set("patience", std::int64_t{2});
        spec.hyperparameters.set("refit", true);
        window->session().setSpec(spec);
        QStringList said;
        connect(&window->session(), &Session::statsArrived, window.get(),
                [&] { said.append(find<QLabel>(*window, "statusActivity")->text()); });
        click(*window, "startButton");
        QTRY_VERIFY_WITH_TIMEOUT(window->session().run(), kLong);
        QVERIFY(window->session().run()->result.refit);
        QVERIFY(said.contains(QStringLiteral("Training again on all but the test rows")));
        QTRY_VERIFY_WITH_TIMEOUT(
            find<QLabel>(*window, "statusActivity")->text().startsWith(QStringLiteral("Finished early")), kLong);
        QVERIFY(find<QLabel>(*window, "resultVerdict")->text().contains(QStringLiteral("ended by itself")));
        QTRY_VERIFY_WITH_TIMEOUT(window->session().films().isReady(), kLong);
        QVERIFY(window->close());
    }

    void tensorBoardFilesAreWritten()
    {
        const QString folder = m_folder.filePath(QStringLiteral("board"));
        {
            const auto window = makeWindow();
            openAndWait(*window, m_release.path());
            auto* write = find<QCheckBox>(*window, "tensorBoardSwitch");
            QVERIFY(!write->isChecked());
            QVERIFY(!find<QLabel>(*window, "tensorBoardFolder")->isVisible());
            write->setChecked(true);
            QVERIFY(!window->session().tensorBoardFolder().isEmpty());
            m_answer = folder;
            find<QPushButton>(*window, "tensorBoardChange")->click();
            QCOMPARE(window->session().tensorBoardFolder(), folder);
            trainBriefly(*window);
            const auto runs = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
            QCOMPARE(runs.size(), 1);
            QCOMPARE(QDir(folder + QLatin1Char('/') + runs.front()).entryList({QStringLiteral("events.out.*")}).size(),
                     1);
            QVERIFY(window->close());
        }
        const auto window = makeWindow();
        QCOMPARE(window->session().tensorBoardFolder(), folder); // kept between starts
        QVERIFY(find<QCheckBox>(*window, "tensorBoardSwitch")->isChecked());
        QVERIFY(window->close());
    }
};

int main(int argc, char* argv[])
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication app(argc, argv);
    TestExperiments test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_experiments.moc"
