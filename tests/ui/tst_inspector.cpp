#include "map_fixture.h"
#include "tiny_run.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/rating_bars.h"

#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeWidget>
#include <QtTest>

#include <algorithm>

using namespace matinee;
using namespace matinee::ui;

class TestInspector : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<InspectorPanel> m_panel;

    QString text(const char* name) { return m_panel->findChild<QLabel*>(QLatin1String(name))->text(); }
    bool isEmpty() { return m_panel->findChild<QLabel*>(QStringLiteral("inspectorEmpty"))->isVisible(); }
    QTreeWidget* near() { return m_panel->findChild<QTreeWidget*>(QStringLiteral("nearestFilms")); }

private Q_SLOTS:
    void initTestCase()
    {
        m_session = std::make_unique<Session>();
        m_panel = std::make_unique<InspectorPanel>(*m_session);
        m_panel->resize(320, 800);
        m_panel->show();
        QVERIFY(isEmpty());
        QCOMPARE(text("inspectorEmpty"), QStringLiteral("No data set is open."));
        test::trainTinyRun(*m_session, m_folder);
        QVERIFY(m_session->films().map());
        QVERIFY(isEmpty());
        QVERIFY(text("inspectorEmpty").startsWith(QStringLiteral("No film selected.")));
        test::saveScreenshots(*m_panel, "inspector-empty");
    }

    void cleanupTestCase()
    {
        m_panel.reset();
        m_session.reset();
    }

    void indexFindsTheRowsOfEveryFilm()
    {
        const auto& data = *m_session->dataset();
        const FilmIndex index(data);
        for (std::int32_t item = 0; item < static_cast<std::int32_t>(data.catalogue.films.size()); ++item) {
            std::vector<RowIndex> expected;
            for (std::size_t row = 0; row < data.ratings.size(); ++row) {
                if (data.ratings.item[row] == item)
                    expected.push_back(static_cast<RowIndex>(row));
            }
            const auto rows = index.rows(item);
            QVERIFY(std::equal(rows.begin(), rows.end(), expected.begin(), expected.end()));
            std::size_t sum = 0;
            for (const auto& [stars, count] : index.histogram(data, item))
                sum += count;
            QCOMPARE(sum, expected.size());
        }
        QVERIFY(index.rows(-1).empty());
        QVERIFY(FilmIndex().rows(0).empty());
    }

    void tellsWhatIsKnownOfAFilm()
    {
        const auto& data = *m_session->dataset();
        const auto& map = *m_session->films().map();
        const std::size_t row = 8;
        const int item = map.items[row];
        m_session->selectItem(item);
        QVERIFY(!isEmpty());
        QCOMPARE(text("filmTitle"), QString::fromStdString(data.film(item).title));
        QCOMPARE(text("filmGenres"), QString::fromStdString(data.catalogue.genreText(data.film(item))));
        QCOMPARE(text("filmId"), QString::number(data.items.id(item)));
        QVERIFY(text("filmRatings").startsWith(QString::number(map.ratings[row])));
        const int training = m_session->run()->counts.items[static_cast<std::size_t>(item)];
        QVERIFY(text("filmRatings").contains(QString::number(training)));
        const QString bias = QString::number(std::abs(static_cast<double>(map.biases[row])), 'f', 2);
        QVERIFY(text("filmBias").contains(bias));
        const int cluster = map.clustering.assignment[row];
        QVERIFY(text("filmCluster").contains(QString::number(cluster)));
        QVERIFY(text("filmCluster").contains(QString::number(map.clustering.sizes[static_cast<std::size_t>(cluster)])));
        QVERIFY(text("filmLinks").contains(QStringLiteral("imdb.com/title/tt0")));
        QVERIFY(text("filmLinks").contains(QStringLiteral("themoviedb.org/movie/")));

        const auto* bars = m_panel->findChild<RatingBars*>();
        std::size_t sum = 0;
        for (const auto& [stars, count] : bars->counts())
            sum += count;
        QCOMPARE(sum, static_cast<std::size_t>(map.ratings[row]));
        QVERIFY(bars->accessibleDescription().contains(QStringLiteral("5 stars")));

        const auto nearest = nearestRows(map.vectors, static_cast<std::int32_t>(row), 20, Similarity::Cosine);
        QCOMPARE(near()->topLevelItemCount(), static_cast<int>(nearest.size()));
        for (int i = 0; i < near()->topLevelItemCount(); ++i) {
            const auto n = nearest[static_cast<std::size_t>(i)];
            const int other = map.items[static_cast<std::size_t>(n.row)];
            QCOMPARE(near()->topLevelItem(i)->text(0), QString::fromStdString(data.film(other).title));
            QCOMPARE(near()->topLevelItem(i)->text(1).toDouble(),
                     QString::number(static_cast<double>(n.similarity), 'f', 2).toDouble());
        }
    }

    void aNeighbourIsAStepAndTheHistoryGoesBack()
    {
        const auto& map = *m_session->films().map();
        auto* back = m_panel->findChild<QToolButton*>(QStringLiteral("inspectorBack"));
        auto* forward = m_panel->findChild<QToolButton*>(QStringLiteral("inspectorForward"));
        const int first = map.items[30];
        m_session->selectItem(first);
        QVERIFY(!forward->isEnabled());
        const QPoint line = near()->visualItemRect(near()->topLevelItem(0)).center();
        QTest::mouseClick(near()->viewport(), Qt::LeftButton, {}, line);
        const int second = m_session->selectedItem();
        QVERIFY(second != first);
        near()->setFocus();
        near()->setCurrentItem(near()->topLevelItem(1));
        QTest::keyClick(near(), Qt::Key_Return);
        const int third = m_session->selectedItem();
        QVERIFY(third != second);

        QTest::mouseClick(back, Qt::LeftButton);
        QCOMPARE(m_session->selectedItem(), second);
        m_panel->activateWindow();
        QTRY_VERIFY(m_panel->isActiveWindow());
        QTest::keyClick(m_panel.get(), Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(m_session->selectedItem(), first);
        QVERIFY(forward->isEnabled());
        QTest::keyClick(m_panel.get(), Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(m_session->selectedItem(), second);
        // Another film from here: what was ahead is gone.
        const auto other = std::find_if(map.items.begin(), map.items.end(),
                                        [&](int item) { return item != first && item != second && item != third; });
        m_session->selectItem(*other);
        QVERIFY(!forward->isEnabled());
        QTest::mouseClick(back, Qt::LeftButton);
        QCOMPARE(m_session->selectedItem(), second);
    }

    void titlesComeBeforeTheDistance()
    {
        m_session->selectItem(m_session->films().map()->items[8]);
        QVERIFY(!near()->isColumnHidden(2));
        m_panel->resize(264, 800);
        QVERIFY(near()->isColumnHidden(2));
        QVERIFY(near()->topLevelItem(0)->toolTip(0).contains(near()->topLevelItem(0)->text(2)));
        QVERIFY(near()->visualItemRect(near()->topLevelItem(0)).height() >= near()->fontMetrics().height() + 8);
        m_panel->resize(320, 800);
        QVERIFY(!near()->isColumnHidden(2));
    }

    void aFilmThatNobodyRated()
    {
        const auto& data = *m_session->dataset();
        QVERIFY(data.itemCount() < static_cast<std::int32_t>(data.catalogue.films.size()));
        m_session->selectItem(data.itemCount());
        QCOMPARE(text("filmMean"), QStringLiteral("not rated"));
        QVERIFY(text("filmCluster").contains(QStringLiteral("not on the map")));
        QVERIFY(!near()->isVisible());
        QVERIFY(m_panel->findChild<QLabel*>(QStringLiteral("noNearestFilms"))->isVisible());
    }

    void everyControlHasAName()
    {
        for (auto* widget : m_panel->findChildren<QWidget*>()) {
            const QString name = widget->objectName();
            if (widget->focusPolicy() == Qt::NoFocus || widget->isHidden() || name.startsWith(QStringLiteral("qt_")))
                continue;
            QVERIFY2(!name.isEmpty(), widget->metaObject()->className());
            if (!qobject_cast<QLabel*>(widget)) // a label's text is its name
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(name));
        }
    }

    void pictures()
    {
        m_session->selectItem(m_session->films().map()->items[20]);
        test::saveScreenshots(*m_panel, "inspector");
    }

    void withoutAMap()
    {
        test::trainTinyRun(*m_session, m_folder, "bias");
        m_session->selectItem(3);
        QVERIFY(!isEmpty());
        QVERIFY(!near()->isVisible());
        QVERIFY(m_panel->findChild<QLabel*>(QStringLiteral("filmBias"))->isVisible() ==
                !m_session->run()->model->itemBiases().empty());
        QVERIFY(!m_panel->findChild<QLabel*>(QStringLiteral("filmCluster"))->isVisible());
        // Another data set: the history is of films that are no more.
        m_session->openSource(m_folder.path());
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->isLoading(), 60000);
        QVERIFY(isEmpty());
    }
};

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
