#include "map_fixture.h"
#include "tiny_run.h"
#include "ui/panels/factor_strip.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/neighbour_list.h"
#include "ui/panels/rating_bars.h"
#include "ui/panels/signed_bars.h"

#include <matinee/nearest_films.h>

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QSignalSpy>
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

        QCOMPARE(text("filmYear"), QString::number(data.film(item).year));
        QVERIFY(
            text("filmCentre").contains(QString::number(static_cast<double>(map.clustering.distance[row]), 'f', 2)));

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

    void narrowPanelsKeepTheTitlesAndTheDistance()
    {
        m_session->selectItem(m_session->films().map()->items[8]);
        m_panel->resize(420, 800);
        QVERIFY(!near()->isColumnHidden(3));
        m_panel->resize(260, 800);
        QVERIFY(near()->isColumnHidden(3));
        QVERIFY(!near()->isColumnHidden(2));
        QVERIFY(near()->topLevelItem(0)->toolTip(0).contains(near()->topLevelItem(0)->text(3)));
        QVERIFY(near()->visualItemRect(near()->topLevelItem(0)).height() >= near()->fontMetrics().height() + 8);
        // Nothing is cut off at the right.
        const auto* scroll = m_panel->findChild<QScrollArea*>(QStringLiteral("inspectorScroll"));
        QCOMPARE(scroll->widget()->width(), scroll->viewport()->width());
        QVERIFY(near()->columnWidth(0) >= 80);
        test::saveScreenshots(*m_panel, "inspector-narrow");
        const QFont font = QApplication::font();
        QFont large = font;
        large.setPointSizeF(font.pointSizeF() * 1.6); // for the back row
        QApplication::setFont(large);
        m_panel->resize(360, 800);
        test::saveScreenshots(*m_panel, "inspector-large");
        QVERIFY(scroll->widget()->minimumSizeHint().width() <= scroll->viewport()->width());
        QApplication::setFont(font);
        m_panel->resize(320, 800);
    }

    void nearByOtherMeasures()
    {
        const auto& map = *m_session->films().map();
        m_session->selectItem(map.items[8]);
        auto* metric = m_panel->findChild<QComboBox*>(QStringLiteral("nearMetric"));
        const auto titleOf = [&](std::int32_t row) {
            return QString::fromStdString(m_session->dataset()->film(map.items[static_cast<std::size_t>(row)]).title);
        };
        metric->setCurrentIndex(1);
        const auto byDistance = nearestRows(map.vectors, 8, 20, Similarity::Euclidean);
        QCOMPARE(near()->topLevelItem(0)->text(0), titleOf(byDistance[0].row));
        QCOMPARE(near()->topLevelItem(0)->text(1),
                 QString::number(static_cast<double>(-byDistance[0].similarity), 'f', 2));
        metric->setCurrentIndex(2);
        const auto byDot = nearestRows(map.vectors, 8, 20, Similarity::Dot, map.biases);
        QCOMPARE(near()->topLevelItem(3)->text(0), titleOf(byDot[3].row));
        QCOMPARE(m_panel->state().value(QStringLiteral("metric")).toString(), QStringLiteral("dot"));
        metric->setCurrentIndex(0);
    }

    void nearToSeveralFilms()
    {
        const auto& map = *m_session->films().map();
        auto* mean = m_panel->findChild<QCheckBox*>(QStringLiteral("nearSelection"));
        m_session->selectItem(map.items[8]);
        QVERIFY(!mean->isVisible());
        m_session->films().setSelection({map.items[1], map.items[5], map.items[9]});
        QVERIFY(mean->isVisible());
        QVERIFY(mean->text().contains(QLatin1Char('3')));
        const std::vector<std::int32_t> rows = {1, 5, 9};
        const auto expected = nearestFilms(map, map.projection, rows, 20, Similarity::Cosine);
        const auto first = [&] { return near()->topLevelItem(0)->data(0, Qt::UserRole).toInt(); };
        QCOMPARE(first(), map.items[static_cast<std::size_t>(expected[0].row)]);
        mean->setChecked(false);
        const auto single = nearestRows(map.vectors, 8, 1, Similarity::Cosine);
        QCOMPARE(first(), map.items[static_cast<std::size_t>(single[0].row)]);
        mean->setChecked(true);
        // Without a film to look at, the selection has a page of its own.
        m_session->selectItem(-1);
        QVERIFY(!isEmpty());
        QVERIFY(text("filmTitle").contains(QLatin1Char('3')));
        QCOMPARE(first(), map.items[static_cast<std::size_t>(expected[0].row)]);
        test::saveScreenshots(*m_panel, "inspector-selection");
        m_session->films().setSelection({});
        QVERIFY(isEmpty());
    }

    void theListIsCopied()
    {
        m_session->selectItem(m_session->films().map()->items[8]);
        auto* list = m_panel->findChild<NeighbourList*>();
        const auto lines = list->csv().split(QStringLiteral("\r\n"));
        QCOMPARE(lines.size(), 22); // heading, 20 films, the end of the last line
        QCOMPARE(lines[0], QStringLiteral("rank,item,title,cosine,map_distance,map_rank"));
        QVERIFY(lines[1].startsWith(QStringLiteral("1,")));
        near()->setFocus();
        m_panel->activateWindow();
        QTRY_VERIFY(near()->hasFocus());
        QTest::keyClick(near(), Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), list->text());
        QVERIFY(list->text().contains(near()->topLevelItem(19)->text(0)));
        QTest::keyClick(near(), Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(QApplication::clipboard()->text(), list->csv());
    }

    void goesToFilmsAndClustersOnTheMap()
    {
        const auto& map = *m_session->films().map();
        m_session->selectItem(map.items[8]);
        QSignalSpy film(m_panel.get(), &InspectorPanel::filmOnMapRequested);
        QSignalSpy cluster(m_panel.get(), &InspectorPanel::clusterOnMapRequested);
        const int wanted = near()->topLevelItem(2)->data(0, Qt::UserRole).toInt();
        const QPoint line = near()->visualItemRect(near()->topLevelItem(2)).center();
        QTest::mouseClick(near()->viewport(), Qt::LeftButton, {}, line);
        QTest::mouseDClick(near()->viewport(), Qt::LeftButton, {}, line);
        QCOMPARE(film.count(), 1);
        QCOMPARE(film[0][0].toInt(), wanted);
        QCOMPARE(m_session->selectedItem(), wanted);
        near()->setFocus();
        near()->setCurrentItem(near()->topLevelItem(1));
        QTest::keyClick(near(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(film.count(), 2);
        QVERIFY(film[1][0].toInt() != wanted);
        Q_EMIT m_panel->findChild<QLabel*>(QStringLiteral("filmCluster"))->linkActivated(QStringLiteral("2"));
        QCOMPARE(cluster.count(), 1);
        QCOMPARE(cluster[0][0].toInt(), 2);
    }

    void factorsBesideTheCluster()
    {
        const auto& map = *m_session->films().map();
        m_session->selectItem(map.items[8]);
        auto* strip = m_panel->findChild<FactorStrip*>();
        QCOMPARE(strip->columnCount(), static_cast<int>(map.vectors.columns));
        const auto cluster = static_cast<std::size_t>(map.clustering.assignment[8]);
        const QString film = QString::number(static_cast<double>(std::abs(map.vectors.row(8)[0])), 'f', 2);
        const QString mean =
            QString::number(static_cast<double>(std::abs(map.clustering.centroids.row(cluster)[0])), 'f', 2);
        QVERIFY(strip->columnText(0).contains(film));
        QVERIFY(strip->columnText(0).contains(mean));
        m_panel->findChild<QComboBox*>(QStringLiteral("factorOrder"))->setCurrentIndex(1);
        QCOMPARE(strip->order(), FactorStrip::Order::Difference);
    }

    void genresAndDecadesPull()
    {
        const auto& map = *m_session->films().map();
        m_session->selectItem(map.items[8]);
        const auto* bars = m_panel->findChild<SignedBars*>(QStringLiteral("pullBars"));
        const FilmTerms terms(m_session->dataset()->catalogue, map.items, map.vectors);
        const auto pulls = terms.pullsOfRow(map.vectors, 8);
        QVERIFY(!pulls.empty());
        QCOMPARE(bars->bars().front().name, QString::fromStdString(pulls.front().term));
        QCOMPARE(bars->bars().front().value, static_cast<double>(pulls.front().cosine));
    }

    void foldedSectionsAreRemembered()
    {
        m_session->selectItem(m_session->films().map()->items[8]);
        auto* heading = m_panel->findChild<QToolButton*>(QStringLiteral("factorsHeading"));
        auto* strip = m_panel->findChild<FactorStrip*>();
        QVERIFY(strip->isVisible());
        heading->click();
        QVERIFY(!strip->isVisible());
        const QVariantMap state = m_panel->state();
        heading->click();
        QVERIFY(strip->isVisible());
        m_panel->setState(state);
        QVERIFY(!strip->isVisible());
        m_panel->setState({}); // nothing known: nothing changes
        QVERIFY(!strip->isVisible());
        m_panel->setState({{QStringLiteral("folded"), QStringList()}, {QStringLiteral("metric"), 7}});
        QVERIFY(strip->isVisible());
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
            if (widget->window() != m_panel->window()) // the list of a combo box
                continue;
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
        m_panel->resize(320, 1300);
        test::saveScreenshots(*m_panel, "inspector");
        m_panel->resize(320, 800);
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
