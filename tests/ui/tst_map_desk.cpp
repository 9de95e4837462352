#include "map_fixture.h"
#include "tiny_run.h"
#include "ui/charts/cluster_plot.h"
#include "ui/dialogs/cluster_dialog.h"
#include "ui/dialogs/file_chooser.h"
#include "ui/map/cluster_list.h"
#include "ui/map/film_map_view.h"
#include "ui/map/map_colouring.h"
#include "ui/panels/data_table.h"
#include "ui/panels/map_category_list.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/selection_pane.h"
#include "ui/state/map_measures.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QtTest>

#include <map>

using namespace matinee;
using namespace matinee::ui;

namespace {

constexpr int kPatience = 60000;

/// Answers with one path.
class OnePath : public FileChooser
{
public:
    explicit OnePath(QString path)
        : m_path(std::move(path))
    {}
    void openFolder(QWidget*, const QString&, Chosen chosen) override { chosen(m_path); }
    void openFile(QWidget*, const QString&, const QString&, Chosen chosen) override { chosen(m_path); }
    void saveFile(QWidget*, const QString&, const QString&, const QString&, Chosen chosen) override { chosen(m_path); }

private:
    QString m_path;
};

/// Records and fields of RFC 4180, by another way than the writer's.
QList<QStringList> parseCsv(const QByteArray& text)
{
    QList<QStringList> records(1);
    QByteArray field;
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '"' && i + 1 < text.size() && text[i + 1] == '"')
                field += text[++i];
            else if (c == '"')
                quoted = false;
            else
                field += c;
        } else if (c == '"') {
            quoted = true;
        } else if (c == ',' || c == '\r') {
            records.last().append(QString::fromUtf8(field));
            field.clear();
        } else if (c == '\n') {
            records.append(QStringList());
        } else {
            field += c;
        }
    }
    if (records.last().isEmpty())
        records.removeLast();
    return records;
}

} // namespace

class TestMapDesk : public QObject
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
    MapSession& films() { return m_session->films(); }
    const FilmMap& map() { return *films().map(); }
    void waitForMap() { QTRY_VERIFY_WITH_TIMEOUT(films().map() && !films().isWorking(), kPatience); }
    void trigger(const char* action)
    {
        auto* found = child<QAction>(action);
        QVERIFY2(found->isEnabled(), action);
        found->trigger();
        waitForMap();
    }
    void choose(const QList<int>& clusters)
    {
        auto* list = child<ClusterList>("clusterList");
        list->clearSelection();
        list->setCurrentItem(list->topLevelItem(clusters.first()));
        for (const int cluster : clusters)
            list->topLevelItem(cluster)->setSelected(true);
    }
    void colourBy(const QString& what)
    {
        auto* by = child<QComboBox>("mapColourBy");
        QVERIFY2(by->findText(what) >= 0, qPrintable(what));
        by->setCurrentIndex(by->findText(what));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_session = std::make_unique<Session>();
        m_panel = std::make_unique<MapPanel>(*m_session);
        m_panel->resize(1100, 760);
        m_panel->show();
        test::trainTinyRun(*m_session, m_folder);
        waitForMap();
    }

    void cleanupTestCase()
    {
        m_panel.reset();
        m_session.reset();
    }

    void cleanup()
    {
        colourBy(QStringLiteral("Cluster"));
        films().setSelection({});
        m_panel->view()->setIsolatedCluster(-1);
        m_panel->view()->setIsolatedCategories({});
    }

    void everyColouringIsWhole()
    {
        auto* by = child<QComboBox>("mapColourBy");
        for (int i = 0; i < by->count(); ++i) {
            by->setCurrentIndex(i);
            const auto& scene = *m_panel->view()->scene();
            const bool scale = !scene.scale.isNull();
            QVERIFY2(scale != !scene.categories.empty(), qPrintable(by->currentText()));
            std::map<int, qint64> counts;
            for (std::size_t row = 0; row < scene.size(); ++row) {
                QVERIFY(scene.colour[row] < scene.colours.size());
                ++counts[scene.category[row]];
            }
            for (std::size_t c = 0; c < scene.categories.size(); ++c) {
                QCOMPARE(scene.categories[c].count, counts[static_cast<int>(c)]);
                QVERIFY(!scene.categories[c].name.isEmpty());
            }
            test::saveScreenshots(*m_panel, qPrintable(QStringLiteral("map-by-%1").arg(by->currentText())));
        }
    }

    void genresAreTheRarestOrTheChosenOne()
    {
        colourBy(QStringLiteral("Genre"));
        const auto& data = *films().dataset();
        std::vector<int> films(data.catalogue.genres.size(), 0);
        const auto genresOf = [&](std::size_t row) {
            std::vector<std::size_t> genres;
            for (std::size_t g = 0; g < data.catalogue.genres.size(); ++g) {
                if (data.film(map().items[row]).genres >> g & 1)
                    genres.push_back(g);
            }
            return genres;
        };
        const auto rows = m_panel->view()->scene()->size();
        for (std::size_t row = 0; row < rows; ++row) {
            for (const auto g : genresOf(row))
                ++films[g];
        }
        for (std::size_t row = 0; row < rows; ++row) {
            int fewest = test::kTinyFilms;
            for (const auto g : genresOf(row))
                fewest = std::min(fewest, films[g]);
            const auto& scene = *m_panel->view()->scene();
            const auto name = scene.categories[static_cast<std::size_t>(scene.category[row])].name.toStdString();
            const auto found = std::ranges::find(data.catalogue.genres, name);
            QVERIFY(found != data.catalogue.genres.end());
            QCOMPARE(films[static_cast<std::size_t>(found - data.catalogue.genres.begin())], fewest);
        }
        auto* detail = child<QComboBox>("mapColourDetail");
        QVERIFY(detail->isVisible());
        detail->setCurrentIndex(detail->findText(QStringLiteral("Comedy")));
        const auto comedy = static_cast<std::size_t>(std::ranges::find(data.catalogue.genres, "Comedy") -
                                                     data.catalogue.genres.begin());
        const auto& scene = *m_panel->view()->scene();
        QCOMPARE(scene.categories.front().count, static_cast<qint64>(films[comedy]));
    }

    void aQuantityRunsAlongTheScale()
    {
        colourBy(QStringLiteral("Popularity"));
        const auto& scene = *m_panel->view()->scene();
        QVERIFY(child<QWidget>("mapColourBar")->isVisible());
        for (std::size_t a = 0; a < scene.size(); ++a) {
            for (std::size_t b = 0; b < scene.size(); ++b) {
                if (map().ratings[a] < map().ratings[b])
                    QVERIFY(scene.colour[a] <= scene.colour[b]);
            }
        }
    }

    void theLegendIsolates()
    {
        colourBy(QStringLiteral("Genre"));
        auto* legend = child<MapCategoryList>("mapLegend");
        QVERIFY(legend->isVisible());
        const auto at = [legend](int row) { return legend->visualItemRect(legend->item(row)).center(); };
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, at(1));
        QCOMPARE(m_panel->view()->isolatedCategories(), std::set{1});
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, Qt::ControlModifier, at(0));
        QCOMPARE(m_panel->view()->isolatedCategories(), (std::set{0, 1}));
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, at(1));
        QCOMPARE(m_panel->view()->isolatedCategories(), std::set{1});
        QTest::mouseClick(legend->viewport(), Qt::LeftButton, {}, at(1));
        QVERIFY(m_panel->view()->isolatedCategories().empty());
        legend->setFocus();
        legend->setCurrentRow(0);
        QTest::keyClick(legend, Qt::Key_Space);
        QCOMPARE(m_panel->view()->isolatedCategories(), std::set{0});
        QVERIFY(child<QToolButton>("showAllClusters")->isEnabled());
        child<QToolButton>("showAllClusters")->click();
        QVERIFY(m_panel->view()->isolatedCategories().empty());
    }

    void severalClustersAreIsolated()
    {
        auto* list = child<ClusterList>("clusterList");
        const auto at = [list](int row) { return list->visualItemRect(list->topLevelItem(row)).center(); };
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, at(0));
        QCOMPARE(m_panel->view()->isolatedCluster(), 0);
        QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::ControlModifier, at(2));
        QCOMPARE(m_panel->view()->isolatedCluster(), -1);
        QCOMPARE(m_panel->view()->isolatedCategories(), (std::set{0, 2}));
        QCOMPARE(list->chosenClusters(), (std::vector<std::int32_t>{0, 2}));
    }

    void clustersAreEditedAndThatIsUndone()
    {
        const auto before = films().map();
        auto* list = child<ClusterList>("clusterList");
        list->setFocus();
        choose({1});
        QTest::keyClick(list, Qt::Key_F2);
        auto* edit = child<QLineEdit>("clusterName");
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, QStringLiteral("Quiet films"));
        QTest::keyClick(edit, Qt::Key_Return);
        waitForMap();
        QTRY_COMPARE(map().clusters[1].name, std::string("Quiet films"));
        QCOMPARE(list->topLevelItem(1)->text(0), QStringLiteral("Quiet films"));
        QCOMPARE(m_panel->view()->scene()->clusters[1].name, QStringLiteral("Quiet films"));

        choose({0, 2});
        trigger("mergeClusters");
        QCOMPARE(map().clusters.size(), std::size_t{3});
        QCOMPARE(map().clusters[0].size, before->clusters[0].size + before->clusters[2].size);
        QCOMPARE(list->topLevelItemCount(), 3);
        choose({0});
        trigger("splitCluster");
        QCOMPARE(map().clusters.size(), std::size_t{4});
        test::saveScreenshots(*m_panel, "map-edited");

        // Ctrl+Z in the tab; the session's own numbers are as they were.
        list->setFocus();
        for (int i = 0; i < 3; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Z, Qt::ControlModifier);
            waitForMap();
        }
        QTRY_COMPARE(map().clustering.assignment, before->clustering.assignment);
        QCOMPARE(map().clusters[1].name, before->clusters[1].name);
        QVERIFY(films().edits().empty());
        m_panel->view()->setFocus();
        QTest::keyClick(m_panel->view(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        waitForMap();
        QTRY_COMPARE(map().clusters[1].name, std::string("Quiet films"));
        trigger("undoClusters");
    }

    void editsComeBackWithTheirNumberOfClusters()
    {
        choose({0, 1});
        trigger("mergeClusters");
        QCOMPARE(map().clusters.size(), std::size_t{3});
        child<QSpinBox>("clusterCount")->setValue(6);
        QTRY_COMPARE_WITH_TIMEOUT(map().clusters.size(), std::size_t{6}, kPatience);
        child<QSpinBox>("clusterCount")->setValue(4);
        QTRY_COMPARE_WITH_TIMEOUT(map().clusters.size(), std::size_t{3}, kPatience);
        films().setEdits({});
        waitForMap();
    }

    void editsAreKeptWithTheRun()
    {
        films().setEdits({{ClusterEdit::Kind::Rename, {2}, "Kept"}, {ClusterEdit::Kind::Merge, {0, 1}}});
        waitForMap();
        const QString folder = m_folder.filePath(QStringLiteral("run"));
        QSignalSpy saved(m_session.get(), &Session::runSaved);
        m_session->saveRun(folder);
        QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, kPatience);

        Session other;
        other.films().setClusterCount(4);
        other.openRun(folder);
        QTRY_VERIFY_WITH_TIMEOUT(other.films().isReady(), kPatience);
        QCOMPARE(other.films().map()->clusters.size(), std::size_t{3});
        QCOMPARE(other.films().edits(), films().edits());
        // What is edited there is kept there at once.
        other.films().setEdits({});
        QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(folder + QStringLiteral("/map.json")), kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(other.films().map()->clusters.size(), std::size_t{4}, kPatience);
        films().setEdits({});
        waitForMap();
    }

    void brokenEditsLeaveTheMap()
    {
        const QString folder = m_folder.filePath(QStringLiteral("run"));
        QFile file(folder + QStringLiteral("/map.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
        file.close();
        Session other;
        QSignalSpy failed(&other.films(), &MapSession::mapFailed);
        other.openRun(folder);
        QTRY_VERIFY_WITH_TIMEOUT(other.films().isReady(), kPatience);
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.first().first().toString().contains(QStringLiteral("map.json")));
        QVERIFY(file.remove());
    }

    void theSelectionIsATable()
    {
        auto* pane = child<SelectionPane>("selectionPane");
        QVERIFY(pane->isHidden());
        std::vector<std::int32_t> rows = {3, 0, 7, 11, 5};
        m_panel->view()->setSelection(rows);
        std::sort(rows.begin(), rows.end());
        std::vector<std::int32_t> items;
        for (const auto row : rows)
            items.push_back(map().items[static_cast<std::size_t>(row)]);
        std::sort(items.begin(), items.end());
        QCOMPARE(films().selection(), items);
        QVERIFY(!pane->isHidden());
        QCOMPARE(child<QLabel>("selectionCount")->text(), QStringLiteral("5 films selected"));
        child<QToolButton>("selectionShowTable")->click();
        auto* table = child<DataTable>("selectionTable");
        QVERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 5);
        test::saveScreenshots(*m_panel, "map-selection");

        // Sorted by year, it is written in that order, and reads back the same numbers.
        table->sortByColumn(1, Qt::AscendingOrder);
        OnePath path(m_folder.filePath(QStringLiteral("selected.csv")));
        m_panel->setFileChooser(&path);
        child<QToolButton>("selectionCsv")->click();
        m_panel->setFileChooser(nullptr);
        QFile file(m_folder.filePath(QStringLiteral("selected.csv")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto records = parseCsv(file.readAll());
        QCOMPARE(records.size(), 6);
        QCOMPARE(records.first().join(QLatin1Char(',')),
                 QStringLiteral("item,title,year,genres,ratings,mean,bias,cluster,name,distance,x,y"));
        int year = 0;
        for (int r = 1; r < records.size(); ++r) {
            const auto& fields = records[r];
            QCOMPARE(fields.size(), 12);
            const auto item = films().dataset()->items.find(fields[0].toLongLong());
            QVERIFY(item.has_value());
            const auto row = static_cast<std::size_t>(map().rowOfItem[static_cast<std::size_t>(*item)]);
            QCOMPARE(fields[1].toStdString(), films().dataset()->film(*item).title);
            QVERIFY(fields[2].toInt() >= year);
            year = fields[2].toInt();
            QCOMPARE(fields[4].toInt(), map().ratings[row]);
            QCOMPARE(fields[6].toFloat(), map().biases[row]);
            QCOMPARE(fields[7].toInt(), map().clustering.assignment[row]);
            QCOMPARE(fields[8].toStdString(), map().clusters[static_cast<std::size_t>(fields[7].toInt())].name);
            QCOMPARE(fields[9].toFloat(), map().clustering.distance[row]);
            QCOMPARE(fields[10].toFloat(), map().projection.x[row]);
            QCOMPARE(fields[11].toFloat(), map().projection.y[row]);
        }
        // The filter, and what is clicked.
        child<QLineEdit>("selectionFilter")->setText(records[2][1]);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        table->selectRow(0);
        QCOMPARE(m_session->selectedItem(), films().dataset()->items.find(records[2][0].toLongLong()).value_or(-1));
        child<QToolButton>("selectionShowTable")->click();
        child<QToolButton>("selectionClear")->click();
        QVERIFY(films().selection().empty());
        QVERIFY(m_panel->view()->selection().empty());
        QVERIFY(pane->isHidden());
    }

    void someFilmsHaveAMapOfTheirOwn()
    {
        std::vector<std::int32_t> items;
        for (std::size_t row = 0; row < 40; ++row)
            items.push_back(map().items[row]);
        films().setSelection(items);
        child<QToolButton>("selectionCluster")->click();
        waitForMap();
        QTRY_COMPARE_WITH_TIMEOUT(map().items.size(), std::size_t{40}, kPatience);
        QCOMPARE(map().options.clusters, 4); // the root of half of forty, rounded
        QVERIFY(child<QToolButton>("selectionAllFilms")->isVisible());
        child<QSpinBox>("clusterCount")->setValue(3);
        QTRY_COMPARE_WITH_TIMEOUT(map().clusters.size(), std::size_t{3}, kPatience);
        child<QToolButton>("selectionAllFilms")->click();
        QTRY_VERIFY_WITH_TIMEOUT(map().items.size() > 40, kPatience);
        QCOMPARE(map().options.clusters, 4);
        QVERIFY(child<SelectionPane>("selectionPane")->isHidden());
    }

    void rareFilmsAreHollow()
    {
        auto options = films().options();
        const auto before = options.minimumRatings;
        options.minimumRatings = 20;
        films().setOptions(options);
        waitForMap();
        QTRY_COMPARE(map().options.minimumRatings, 20);
        const auto clustered = static_cast<std::size_t>(map().clustered);
        QVERIFY(clustered < map().items.size());
        QCOMPARE(m_panel->view()->scene()->size(), clustered);
        child<QAbstractButton>("mapShowRare")->click();
        const auto& scene = *m_panel->view()->scene();
        QCOMPARE(scene.size(), map().items.size());
        for (std::size_t row = 0; row < scene.size(); ++row)
            QCOMPARE(scene.has(static_cast<int>(row), MapScene::Hollow), row >= clustered);
        test::saveScreenshots(*m_panel, "map-hollow");
        child<QAbstractButton>("mapShowRare")->click();
        options.minimumRatings = before;
        films().setOptions(options);
        waitForMap();
    }

    void theQualityIsSaid()
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_panel->measures().measures().has_value(), kPatience);
        auto* quality = child<QLabel>("mapQuality");
        QVERIFY(quality->isVisible());
        const auto& measures = *m_panel->measures().measures();
        QVERIFY(quality->text().contains(QLocale().toString(measures.quality.trustworthiness, 'f', 2)));
        QVERIFY(quality->toolTip().contains(QStringLiteral("believed")));
    }

    void aNumberOfClustersIsFound()
    {
        child<QToolButton>("chooseClusters")->click();
        auto* dialog = child<ClusterDialog>("clusterDialog");
        QVERIFY(dialog);
        QVERIFY(dialog->isVisible());
        QVERIFY(!dialog->isModal());
        QTRY_VERIFY_WITH_TIMEOUT(m_panel->measures().choice().has_value(), kPatience);
        const auto& choice = *m_panel->measures().choice();
        QCOMPARE(choice.points.front().clusters, 2);
        QVERIFY(dialog->findChild<QLabel*>(QStringLiteral("clusterChoiceStatus"))
                    ->text()
                    .contains(QString::number(choice.bySilhouette)));
        test::saveScreenshots(*dialog, "cluster-dialog");
        auto* plot = dialog->findChild<ClusterPlot*>(QStringLiteral("silhouettePlot"));
        plot->setFocus();
        QTest::keyClick(plot, Qt::Key_Right);
        QCOMPARE(films().options().clusters, 5);
        waitForMap();
        QTest::keyClick(plot, Qt::Key_Left);
        QCOMPARE(films().options().clusters, 4);
        waitForMap();
        QVERIFY(m_panel->measures().choice().has_value()); // of the same vectors
        dialog->findChild<QPushButton*>(QStringLiteral("closeClusterDialog"))->click();
        QVERIFY(!dialog->isVisible());
    }

    void nothingIsClippedInASmallWindow()
    {
        m_panel->resize(660, 600);
        for (const auto* widget : child<QWidget>("mapStrip")->findChildren<QWidget*>()) {
            if (!widget->isVisible() || widget->isWindow())
                continue;
            const QRect place(widget->mapTo(m_panel.get(), QPoint(0, 0)), widget->size());
            QVERIFY2(m_panel->rect().contains(place), qPrintable(widget->objectName()));
        }
        test::saveScreenshots(*m_panel, "map-small");
        m_panel->resize(1100, 760);
    }
};

QTEST_MAIN(TestMapDesk)
#include "tst_map_desk.moc"
