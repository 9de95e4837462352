#include "map_fixture.h"
#include "tiny_run.h"
#include "ui/map/cluster_list.h"
#include "ui/map/film_map_view.h"
#include "ui/panels/map_panel.h"
#include "ui/state/map_items.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QtTest>

using namespace matinee;
using namespace matinee::ui;

class TestMapPanel : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MapPanel> m_panel;

    template <class Widget>
    Widget* child(const char* name)
    {
        return m_panel->findChild<Widget*>(QLatin1String(name));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_session = std::make_unique<Session>();
        m_panel = std::make_unique<MapPanel>(*m_session);
        m_panel->resize(1100, 800);
        m_panel->show();
        QVERIFY(m_panel->view()->emptyText().startsWith(QStringLiteral("No run yet")));
        QVERIFY(!child<QLineEdit>("mapSearch")->isEnabled());
        test::saveScreenshots(*m_panel, "map-panel-empty");
        test::trainTinyRun(*m_session, m_folder);
        QVERIFY(m_session->films().map());
    }

    void cleanupTestCase()
    {
        m_panel.reset();
        m_session.reset();
    }

    void cleanup()
    {
        child<QLineEdit>("mapSearch")->clear();
        m_panel->view()->setIsolatedCluster(-1);
        m_session->selectItem(-1);
    }

    void showsEveryFilmAndCluster()
    {
        const auto& map = *m_session->films().map();
        QVERIFY(m_panel->view()->scene());
        // Those with few ratings are not drawn unless asked for.
        const auto& shown = m_panel->view()->scene()->item;
        QCOMPARE(shown.size(), static_cast<std::size_t>(map.clustered));
        QVERIFY(std::equal(shown.begin(), shown.end(), map.items.begin()));
        const auto* clusters = child<ClusterList>("clusterList");
        QCOMPARE(clusters->topLevelItemCount(), 4);
        for (int i = 0; i < 4; ++i) {
            const auto& cluster = map.clusters[static_cast<std::size_t>(i)];
            const QString text = clusters->topLevelItem(i)->data(0, Qt::AccessibleTextRole).toString();
            QVERIFY(text.contains(QString::number(cluster.size)));
            const auto& top = m_session->dataset()->film(cluster.topItems.front()).title;
            QVERIFY(text.contains(QString::fromStdString(top)));
            QCOMPARE(clusters->topLevelItem(i)->childCount(), static_cast<int>(cluster.topItems.size()));
        }
        QVERIFY(!child<QLabel>("clusterAgreement")->isVisible());
    }

    void theSearchGoesToAFilm()
    {
        auto* search = child<QLineEdit>("mapSearch");
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("cafe"));
        auto* popup = search->completer()->popup();
        QTRY_VERIFY(popup->isVisible());
        const int item = popup->model()->index(0, 0).data(Qt::UserRole).toInt();
        const int row = mapRow(*m_session, item);
        QVERIFY(row >= 0);
        QCOMPARE(m_panel->view()->searchHits().front(), row);
        QTest::keyClick(popup, Qt::Key_Return);
        QTRY_COMPARE(m_session->selectedItem(), item);
        // It lies in the middle.
        const auto& p = m_session->films().map()->projection;
        const auto r = static_cast<std::size_t>(row);
        const QPointF at = m_panel->view()->camera().toScreen({p.x[r], p.y[r]});
        const QPointF off = at - m_panel->view()->camera().viewport.center();
        QVERIFY(std::hypot(off.x(), off.y()) < 1);
    }

    void theNumberOfClustersIsSet()
    {
        auto* spin = child<QSpinBox>("clusterCount");
        spin->setValue(6);
        QCOMPARE(m_session->films().options().clusters, 6);
        QTRY_COMPARE_WITH_TIMEOUT(static_cast<int>(m_session->films().map()->clusters.size()), 6, 60000);
        QTRY_COMPARE(child<ClusterList>("clusterList")->topLevelItemCount(), 6);
        spin->setValue(4);
        QTRY_COMPARE_WITH_TIMEOUT(static_cast<int>(m_session->films().map()->clusters.size()), 4, 60000);
        // While that runs, and with more clusters than films, the map before stays.
    }

    void aClickInTheListIsolates()
    {
        auto* clusters = child<ClusterList>("clusterList");
        auto* showAll = child<QToolButton>("showAllClusters");
        QVERIFY(!showAll->isEnabled());
        const QPoint second = clusters->visualItemRect(clusters->topLevelItem(1)).center();
        QTest::mouseClick(clusters->viewport(), Qt::LeftButton, {}, second);
        QCOMPARE(m_panel->view()->isolatedCluster(), 1);
        QVERIFY(showAll->isEnabled());
        test::saveScreenshots(*m_panel, "map-panel-isolated");
        QTest::mouseClick(clusters->viewport(), Qt::LeftButton, {}, second);
        QCOMPARE(m_panel->view()->isolatedCluster(), -1);

        m_panel->view()->fit();
        const double scale = m_panel->view()->camera().scale;
        QTest::mouseClick(clusters->viewport(), Qt::LeftButton, {}, second);
        QTest::mouseDClick(clusters->viewport(), Qt::LeftButton, {}, second);
        QCOMPARE(m_panel->view()->isolatedCluster(), 1);
        QVERIFY(m_panel->view()->camera().scale != scale);
        QTest::mouseClick(showAll, Qt::LeftButton);
        QCOMPARE(m_panel->view()->isolatedCluster(), -1);
        QVERIFY(clusters->selectedItems().isEmpty()); // nothing looks chosen, and the keyboard goes on from there
        QCOMPARE(clusters->currentItem(), clusters->topLevelItem(1));
    }

    void theListWorksByKeyboard()
    {
        auto* clusters = child<ClusterList>("clusterList");
        clusters->setFocus();
        clusters->setCurrentItem(clusters->topLevelItem(2));
        QTest::keyClick(clusters, Qt::Key_Space);
        QCOMPARE(m_panel->view()->isolatedCluster(), 2);
        QTest::keyClick(clusters, Qt::Key_Space);
        QCOMPARE(m_panel->view()->isolatedCluster(), -1);
        QTest::keyClick(clusters, Qt::Key_Right); // opens it
        QTest::keyClick(clusters, Qt::Key_Down);
        QTest::keyClick(clusters, Qt::Key_Return);
        QCOMPARE(m_session->selectedItem(), m_session->films().map()->clusters[2].topItems.front());
        clusters->collapseAll();
    }

    void selectionGoesBothWays()
    {
        const auto& x = m_panel->view()->scene()->x;
        const auto leftmost = std::min_element(x.begin(), x.end()) - x.begin();
        const int item = m_session->films().map()->items[static_cast<std::size_t>(leftmost)];
        m_session->selectItem(item);
        QCOMPARE(m_panel->view()->selectedItem(), item);
        QTest::keyClick(m_panel->view(), Qt::Key_Right);
        QVERIFY(m_session->selectedItem() != item);
        QCOMPARE(m_session->selectedItem(), m_panel->view()->selectedItem());
        QSignalSpy inspector(m_panel.get(), &MapPanel::inspectorRequested);
        QTest::keyClick(m_panel->view(), Qt::Key_Return);
        QCOMPARE(inspector.count(), 1);
    }

    void titlesCanBeTurnedOff()
    {
        auto* density = child<QComboBox>("labelDensity");
        density->setCurrentIndex(0);
        const auto titles = [this] {
            const auto labels = m_panel->view()->visibleLabels(); // the clusters' names among them
            return std::ranges::count_if(labels, [this](const auto& label) { return m_panel->view()->isTitle(label); });
        };
        QCOMPARE(titles(), 0);
        density->setCurrentIndex(3);
        QVERIFY(titles() > 5);
        density->setCurrentIndex(2);
    }

    void everyControlHasAName()
    {
        for (auto* widget : m_panel->findChildren<QWidget*>()) {
            if (widget->focusPolicy() == Qt::NoFocus || widget->isHidden() || widget->inherits("QComboBoxListView") ||
                widget->objectName().startsWith(QStringLiteral("qt_")))
                continue;
            QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
            if (qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) ||
                qobject_cast<QComboBox*>(widget->parentWidget()))
                continue;
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
        }
    }

    void pictures()
    {
        m_panel->resize(1400, 900);
        m_panel->view()->fit();
        m_session->selectItem(m_session->films().map()->items[20]);
        test::saveScreenshots(*m_panel, "map-panel");
    }

    void theSampleTellsItsAgreement()
    {
        if (qEnvironmentVariableIsEmpty("MATINEE_SCREENSHOT_DIR"))
            QSKIP("Trains on the whole sample; only for pictures (MATINEE_SCREENSHOT_DIR).");
        m_session->openSource(QStringLiteral("sample"));
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->isLoading() && m_session->dataset()->name == "sample", 60000);
        ExperimentSpec spec = ExperimentSpec::forModel("biased-mf");
        spec.hyperparameters.set("epochs", std::int64_t{10});
        m_session->setSpec(spec);
        m_session->films().setClusterCount(10);
        m_session->start();
        QTRY_VERIFY_WITH_TIMEOUT(m_session->films().isReady(), 300000);
        QVERIFY(child<QLabel>("clusterAgreement")->isVisible());
        qInfo("%s", qPrintable(child<QLabel>("clusterAgreement")->text()));
        m_session->selectItem(m_session->films().map()->clusters[3].topItems.front());
        test::saveScreenshots(*m_panel, "map-panel-sample");
    }

    void aModelWithoutFilmFactorsSaysSo()
    {
        test::trainTinyRun(*m_session, m_folder, "global-mean");
        QTRY_VERIFY(m_panel->view()->emptyText().contains(QStringLiteral("no film factors")));
        QVERIFY(m_panel->view()->emptyText().contains(QStringLiteral("matrix factorisation")));
        QVERIFY(!m_panel->view()->scene());
        QCOMPARE(child<ClusterList>("clusterList")->topLevelItemCount(), 0);
    }
};

QTEST_MAIN(TestMapPanel)
#include "tst_map_panel.moc"
