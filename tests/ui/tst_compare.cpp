#include "tests/ui/tiny_run.h"
#include "tests/ui/window_support.h"
#include "ui/compare/compare_panel.h"
#include "ui/map/film_map_view.h"
#include "ui/panels/data_table.h"
#include "ui/panels/models/row_table_model.h"
#include "ui/panels/table_page.h"
#include "ui/state/run_library.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace matinee;
using namespace matinee::test;
using namespace matinee::ui;
using namespace matinee::ui::testing;

/// Two recorded runs with other seeds, side by side.
class TestCompare : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        failOnAnyWarning();
        m_session = std::make_unique<Session>();
        m_session->setStore(m_store.path());
        trainTinyRun(*m_session, m_data);
        auto spec = m_session->spec();
        spec.seed = 7;
        m_session->setSpec(spec);
        m_session->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_session->run() && m_session->run()->spec.seed == 7 && m_session->films().isReady(),
                                 kLong);
        m_library = std::make_unique<RunLibrary>(std::filesystem::path(m_store.path().toStdString()));
        m_panel = std::make_unique<ComparePanel>(*m_session, *m_library, m_files);
        m_panel->resize(1000, 700);
        m_panel->show();
        QTRY_VERIFY_WITH_TIMEOUT(m_library->state() == RunLibrary::State::Open && m_library->runs()->size() == 2,
                                 kLong);
        QTRY_VERIFY_WITH_TIMEOUT(m_panel->comparison().side(0).map && !m_panel->comparison().isWorking(), kLong);
    }

    void cleanupTestCase()
    {
        m_panel.reset();
        m_library.reset();
        m_session.reset();
    }

    void saysWhatToDoFirst()
    {
        QCOMPARE(box("compareRunLeft")->currentData().toLongLong(), CompareSession::Choice::kShown);
        QVERIFY(!m_panel->comparison().comparison());
        QVERIFY(view("compareMapRight")->emptyText().contains(QStringLiteral("Choose a run")));
        QVERIFY(!m_panel->findChild<QToolButton*>(QStringLiteral("compareExport"))->isEnabled());
    }

    void twoRuns()
    {
        choose("compareRunRight", qint64{1});
        const auto& compared = *m_panel->comparison().comparison();
        const auto& left = m_panel->comparison().side(0);
        const auto& right = m_panel->comparison().side(1);
        QVERIFY(compared.films.size() > 20 && compared.films.size() <= static_cast<std::size_t>(left.map->clustered));
        QVERIFY(compared.meanOverlap > 0 && compared.meanOverlap < 1);
        QVERIFY(label("compareSummary")->text().contains(QString::number(compared.films.size())));
        QCOMPARE(view("compareMapLeft")->scene()->size(), static_cast<std::size_t>(left.map->clustered));
        auto* page = m_panel->findChild<TablePage*>();
        QCOMPARE(page->model()->rowCount(), static_cast<int>(compared.films.size()));

        // What is chosen in one map is chosen in the other.
        const auto& film = compared.films[5];
        view("compareMapLeft")->setCurrentRow(-1);
        Q_EMIT view("compareMapLeft")->currentRowChanged(film.leftRow);
        QCOMPARE(view("compareMapRight")->currentRow(), film.rightRow);
        QCOMPARE(left.dataset->items.id(left.map->items[static_cast<std::size_t>(film.leftRow)]),
                 right.dataset->items.id(right.map->items[static_cast<std::size_t>(film.rightRow)]));
        // And in the session, so that the Inspector shows it.
        QCOMPARE(m_session->selectedItem(), left.map->items[static_cast<std::size_t>(film.leftRow)]);
        // In the table as well: the first row is the film that moved most.
        page->table()->setCurrentIndex(page->model()->index(0, 0));
        const auto& first = compared.films[page->model()->sourceRow(0)];
        QCOMPARE(view("compareMapLeft")->currentRow(), first.leftRow);
        for (const auto& other : compared.films)
            QVERIFY(other.overlap >= first.overlap);
        auto* filter = m_panel->findChild<QLineEdit*>(QStringLiteral("comparedTitleFilter"));
        filter->setText(QStringLiteral("parade"));
        QTRY_VERIFY(page->model()->rowCount() < static_cast<int>(compared.films.size()));
        filter->clear();
    }

    void tableAsCsv()
    {
        QTemporaryDir folder;
        m_answer = folder.filePath(QStringLiteral("compared.csv"));
        m_panel->findChild<QToolButton*>(QStringLiteral("compareExport"))->click();
        QFile file(m_answer);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto lines = file.readAll().trimmed().split('\n');
        QCOMPARE(lines.front(),
                 QByteArray("item,title,overlap,cluster_left,name_left,cluster_right,name_right,ratings"));
        QCOMPARE(lines.size(), static_cast<qsizetype>(m_panel->comparison().comparison()->films.size()) + 1);
        QSignalSpy failed(m_panel.get(), &ComparePanel::failed);
        m_answer = folder.filePath(QStringLiteral("no/such/folder.csv"));
        m_panel->findChild<QToolButton*>(QStringLiteral("compareExport"))->click();
        QCOMPARE(failed.count(), 1);
    }

    void twoEpochsOfOneRun()
    {
        choose("compareRunRight", CompareSession::Choice::kShown);
        QCOMPARE(m_panel->comparison().comparison()->meanOverlap, 1.0);
        QVERIFY(m_panel->comparison().side(1).epochs.size() > 2);
        choose("compareEpochRight", 0);
        QCOMPARE(m_panel->comparison().side(1).map->epoch, 0);
        QVERIFY(m_panel->comparison().comparison()->meanOverlap < 0.9);
    }

    void aRunThatIsGone()
    {
        choose("compareRunRight", qint64{1});
        m_library->remove({1});
        QTRY_COMPARE_WITH_TIMEOUT(box("compareRunRight")->currentData().toLongLong(), CompareSession::Choice::kNone,
                                  kLong);
        QTRY_VERIFY_WITH_TIMEOUT(!m_panel->comparison().isWorking(), kLong);
        QVERIFY(!m_panel->comparison().comparison());
    }

private:
    QComboBox* box(const char* name) { return m_panel->findChild<QComboBox*>(QLatin1String(name)); }
    QLabel* label(const char* name) { return m_panel->findChild<QLabel*>(QLatin1String(name)); }
    FilmMapView* view(const char* name) { return m_panel->findChild<FilmMapView*>(QLatin1String(name)); }

    template <class Value>
    void choose(const char* name, Value value)
    {
        const int index = box(name)->findData(value);
        QVERIFY2(index >= 0, name);
        box(name)->setCurrentIndex(index);
        QTRY_VERIFY_WITH_TIMEOUT(!m_panel->comparison().isWorking(), kLong);
        QVERIFY2(m_panel->comparison().comparison(), qPrintable(m_panel->comparison().problem()));
    }

    QTemporaryDir m_data;
    QTemporaryDir m_store;
    QString m_answer;
    AnsweringFileChooser m_files{m_answer};
    std::unique_ptr<Session> m_session;
    std::unique_ptr<RunLibrary> m_library;
    std::unique_ptr<ComparePanel> m_panel;
};

QTEST_MAIN(TestCompare)
#include "tst_compare.moc"
