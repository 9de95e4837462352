#include "made_up_data.h"
#include "ui/panels/data_table.h"
#include "ui/panels/data_view.h"
#include "ui/panels/models/films_model.h"
#include "ui/panels/models/ratings_model.h"
#include "ui/panels/models/row_order.h"
#include "ui/panels/models/samples_model.h"
#include "ui/panels/models/users_model.h"
#include "ui/state/number_text.h"

#include <matinee/dataset_source.h>

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>

#include <algorithm>
#include <limits>

using namespace matinee;
using namespace matinee::ui;

namespace {

QString cell(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

int columnOf(const QAbstractItemModel& model, const QString& title)
{
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.headerData(column, Qt::Horizontal).toString() == title)
            return column;
    }
    return -1;
}

QStringList columnTexts(const QAbstractItemModel& model, const QString& title)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts.append(cell(model, row, columnOf(model, title)));
    return texts;
}

void checkNumbers(const QStringList& texts, bool descending)
{
    for (int i = 1; i < texts.size(); ++i) {
        const double before = texts[i - 1].toDouble();
        const double after = texts[i].toDouble();
        QVERIFY2(descending ? before >= after : before <= after,
                 qPrintable(texts[i - 1] + QStringLiteral(", ") + texts[i]));
    }
}

} // namespace

class DataModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void init() { matinee::madeup::failOnWarnings(); }

    void ordersAsAStableSortDoes()
    {
        std::vector<quint32> keys;
        for (quint32 i = 0; i < 5000; ++i)
            keys.push_back(i % 3 ? i * 2654435761U : i % 7);
        for (const bool descending : {false, true}) {
            std::vector<quint32> expected(keys.size());
            std::iota(expected.begin(), expected.end(), 0U);
            std::stable_sort(expected.begin(), expected.end(),
                             [&](quint32 a, quint32 b) { return descending ? keys[a] > keys[b] : keys[a] < keys[b]; });
            QVERIFY(orderByKeys(keys, descending) == expected);
        }
        QVERIFY(orderByKeys({}, false).empty());
    }

    void keysSortAsNumbersDo()
    {
        const std::vector<float> values = {
            -std::numeric_limits<float>::infinity(), -3.5F, -0.1F, 0, 0.5F, 4, std::numeric_limits<float>::infinity(),
            std::numeric_limits<float>::quiet_NaN()};
        for (std::size_t i = 1; i < values.size(); ++i)
            QVERIFY(sortKey(values[i - 1]) < sortKey(values[i]));
        QCOMPARE(sortKey(qint64(-5)), 0U);
        QVERIFY(sortKey(qint64(880'000'000)) < sortKey(qint64(1'700'000'000)));
        QCOMPARE(foldedText(QStringLiteral("Amélie")), QStringLiteral("amelie"));
    }

    void joinsRatingsOnTheFilesIds()
    {
        const auto data = madeup::makeDataset();
        RatingsModel model(data);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 1000);
        QCOMPARE(cell(model, 1, columnOf(model, tr("User"))), QStringLiteral("20"));
        QCOMPARE(cell(model, 1, columnOf(model, tr("Film"))), QStringLiteral("133"));
        QCOMPARE(cell(model, 1, columnOf(model, tr("Title"))), QStringLiteral("Part 11: Space Orchard (2001)"));
        QCOMPARE(cell(model, 1, columnOf(model, tr("Occupation"))), QStringLiteral("engineer"));
        QCOMPARE(cell(model, 1, columnOf(model, tr("Age"))), QStringLiteral("19"));
        QCOMPARE(cell(model, 1, columnOf(model, tr("Time (UTC)"))), QStringLiteral("1997-11-20 06:38:39"));
        QCOMPARE(cell(model, 0, columnOf(model, tr("Time (UTC)"))), QString());
        // Without attributes there are no columns for them.
        RatingsModel plain(madeup::makeDataset(40, 60, 1000, false));
        QCOMPARE(columnOf(plain, tr("Age")), -1);
        QVERIFY(columnOf(plain, tr("Rating")) > 0);
    }

    void sortsAndFiltersRatings()
    {
        const auto data = madeup::makeDataset();
        RatingsModel model(data);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy counts(&model, &RowTableModel::countsChanged);
        for (int column = 0; column < model.columnCount(); ++column) {
            model.sort(column, Qt::DescendingOrder);
            model.sort(column, Qt::AscendingOrder);
            QCOMPARE(model.rowCount(), 1000);
        }
        model.sort(columnOf(model, tr("User")), Qt::DescendingOrder);
        checkNumbers(columnTexts(model, tr("User")), true);
        model.sort(columnOf(model, tr("Title")));
        auto titles = columnTexts(model, tr("Title"));
        QVERIFY(std::is_sorted(titles.begin(), titles.end(),
                               [](const QString& a, const QString& b) { return foldedText(a) < foldedText(b); }));

        model.setTitleFilter(QStringLiteral("amelie"));
        QCOMPARE(counts.count(), 1);
        QVERIFY(model.rowCount() > 0 && model.rowCount() < 1000);
        QCOMPARE(model.sourceCount(), std::size_t(1000));
        titles = columnTexts(model, tr("Title"));
        QVERIFY(std::all_of(titles.begin(), titles.end(),
                            [](const QString& t) { return t.contains(QStringLiteral("Amélie")); }));
        QVERIFY(std::is_sorted(titles.begin(), titles.end()));
        model.sort(columnOf(model, tr("Rating")), Qt::DescendingOrder); // sorting keeps the filter
        checkNumbers(columnTexts(model, tr("Rating")), true);

        model.setTitleFilter(QString());
        model.setUserFilter(30);
        QCOMPARE(model.rowCount(), 25);
        QVERIFY(columnTexts(model, tr("User")).count(QStringLiteral("30")) == 25);
        model.setUserFilter(31); // nobody's
        QCOMPARE(model.rowCount(), 0);
        model.setUserFilter(std::nullopt);
        QCOMPARE(model.rowCount(), 1000);
        model.sort(-1);
        QCOMPARE(model.sourceRow(17), 17U);
    }

    void keepsPersistentIndexesOnTheirRows()
    {
        RatingsModel model(madeup::makeDataset());
        const QPersistentModelIndex index(model.index(5, 0));
        const quint32 before = model.sourceRow(index.row());
        model.sort(columnOf(model, tr("Rating")), Qt::DescendingOrder);
        QVERIFY(index.isValid());
        QCOMPARE(model.sourceRow(index.row()), before);
    }

    void listsFilms()
    {
        const auto data = madeup::makeDataset();
        FilmsModel model(data);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 62); // two of them without ratings
        model.sort(columnOf(model, tr("Ratings")));
        QCOMPARE(cell(model, 0, columnOf(model, tr("Ratings"))), QStringLiteral("0"));
        QCOMPARE(cell(model, 0, columnOf(model, tr("Mean"))), QString());
        model.sort(columnOf(model, tr("Mean")), Qt::AscendingOrder);
        const int mean = columnOf(model, tr("Mean"));
        QCOMPARE(cell(model, model.rowCount() - 1, mean), QString()); // none comes last
        model.sort(columnOf(model, tr("Film")), Qt::DescendingOrder);
        checkNumbers(columnTexts(model, tr("Film")), true);
        model.setFilter(QStringLiteral("science fic"));
        QVERIFY(model.rowCount() > 0 && model.rowCount() < 62);
        model.setFilter(QStringLiteral("QUIET"));
        QVERIFY(model.rowCount() > 0);
        QVERIFY(cell(model, 0, 1).contains(QStringLiteral("quiet")));

        // The mean as a plain sum has it.
        model.setFilter(QString());
        double sum = 0;
        int count = 0;
        const auto item = model.item(model.rowCount() - 1);
        for (std::size_t r = 0; r < data->ratings.size(); ++r) {
            if (data->ratings.item[r] == item) {
                sum += data->ratings.value[r];
                ++count;
            }
        }
        QCOMPARE(cell(model, model.rowCount() - 1, mean), QString::number(sum / count, 'f', 2));
    }

    void listsUsers()
    {
        UsersModel model(madeup::makeDataset());
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 40);
        QCOMPARE(cell(model, 0, columnOf(model, tr("ZIP code"))), QStringLiteral("02139")); // text: the zero stays
        QCOMPARE(cell(model, 0, columnOf(model, tr("Ratings"))), QStringLiteral("25"));
        for (int column = 0; column < model.columnCount(); ++column)
            model.sort(column, Qt::DescendingOrder);
        model.setFilter(QStringLiteral("50"));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(cell(model, 0, 0), QStringLiteral("50"));
        model.setFilter(QStringLiteral("Librar"));
        QCOMPARE(model.rowCount(), 20);
        model.setFilter(QStringLiteral("f"));
        QCOMPARE(model.rowCount(), 14);
        UsersModel plain(madeup::makeDataset(40, 60, 1000, false));
        QAbstractItemModelTester plainTester(&plain, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(plain.columnCount(), 3);
    }

    void numbersAreShownForPeople()
    {
        const double nan = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(numberText(nan, 'f', 2), QStringLiteral("–"));
        QCOMPARE(numberText(-std::numeric_limits<double>::infinity(), 'f', 2), QStringLiteral("–"));
        QCOMPARE(numberText(-1.659, 'f', 2), QStringLiteral("−1.66"));
        QCOMPARE(numberText(-0.004, 'f', 2), QStringLiteral("0.00"));
        QCOMPARE(numberText(-0.006, 'f', 2), QStringLiteral("−0.01"));
        QCOMPARE(numberText(-12345.6, 'f', 1), QStringLiteral("−12,345.6"));
        QCOMPARE(signedNumberText(0.304, 2), QStringLiteral("+0.30"));
        QCOMPARE(signedNumberText(-0.304, 2), QStringLiteral("−0.30"));
        QCOMPARE(signedNumberText(-0.001, 2), QStringLiteral("+0.00"));
        QCOMPARE(signedNumberText(-nan, 2), QStringLiteral("–"));
    }

    void samplesOfARunThatDivergedAreDashes()
    {
        auto run = std::make_shared<TrainedRun>(*madeup::makeRun(madeup::makeDataset()));
        run->result.samples[0].predicted = std::numeric_limits<float>::quiet_NaN();
        run->result.samples[1].predicted = -1.66F;
        SamplesModel model(run);
        QCOMPARE(cell(model, 0, 2), QStringLiteral("–"));
        QCOMPARE(cell(model, 0, 4), QStringLiteral("–"));
        QCOMPARE(cell(model, 1, 2), QStringLiteral("−1.66"));
    }

    void listsSamples()
    {
        const auto run = madeup::makeRun(madeup::makeDataset());
        SamplesModel model(run);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 100);
        QCOMPARE(cell(model, 0, 2), QStringLiteral("3.20"));
        QCOMPARE(cell(model, 0, 3), QStringLiteral("1.00"));
        QCOMPARE(cell(model, 0, 4), QStringLiteral("+2.20"));
        for (int column = 0; column < model.columnCount(); ++column)
            model.sort(column, Qt::DescendingOrder);
        QVERIFY(cell(model, 0, 4).startsWith(QLatin1Char('+')));
        QVERIFY(cell(model, 99, 4).startsWith(QStringLiteral("−")));
        model.setFilter(QStringLiteral("amelie"));
        QVERIFY(model.rowCount() > 0 && model.rowCount() < 100);
        model.setFilter(QStringLiteral("30"));
        QVERIFY(columnTexts(model, tr("User")).contains(QStringLiteral("30")));
    }

    void listsWhatAModelKnowsOfItsPredictions()
    {
        auto run = std::make_shared<TrainedRun>(*madeup::makeRun(madeup::makeDataset()));
        run->result.samples[0].deviation = 0.9F;
        run->result.samples[1].deviation = 0.7F;
        SamplesModel sure(run);
        QCOMPARE(sure.columnCount(), 6);
        QCOMPARE(sure.headerData(3, Qt::Horizontal).toString(), QStringLiteral("±"));
        QCOMPARE(cell(sure, 0, 3), QStringLiteral("0.90"));
        QCOMPARE(cell(sure, 2, 3), QString());
        sure.sort(3, Qt::DescendingOrder);
        QVERIFY(columnTexts(sure, QStringLiteral("±")).indexOf(QStringLiteral("0.90")) <
                columnTexts(sure, QStringLiteral("±")).indexOf(QStringLiteral("0.70")));

        // Interactions have no error in stars.
        run->spec.model = "popularity";
        SamplesModel scores(run);
        QCOMPARE(scores.columnCount(), 5);
        QCOMPARE(scores.headerData(2, Qt::Horizontal).toString(), QStringLiteral("Score"));
        QVERIFY(scores.headerData(2, Qt::Horizontal, Qt::ToolTipRole).toString().contains(QStringLiteral("higher")));
        QCOMPARE(scores.headerData(4, Qt::Horizontal).toString(), QStringLiteral("Actual"));
    }

    void staysQuickWithAMillionRatings()
    {
        // No clock: it must come to the right end at this size.
        const auto data = madeup::makeDataset(6000, 3700, 1'000'000, false);
        RatingsModel model(data);
        QCOMPARE(model.rowCount(), 1'000'000);
        QBENCHMARK_ONCE
        {
            model.sort(columnOf(model, tr("Title")), Qt::DescendingOrder);
        }
        model.sort(columnOf(model, tr("Time (UTC)")));
        QCOMPARE(cell(model, 0, columnOf(model, tr("Time (UTC)"))), QStringLiteral("1997-11-20 04:26:40"));
        model.setTitleFilter(QStringLiteral("train"));
        QVERIFY(model.rowCount() > 100'000 && model.rowCount() < 200'000);
        QCOMPARE(model.sourceCount(), std::size_t(1'000'000));
    }

    void opensAMillionRealRatings()
    {
        const QString folder = qEnvironmentVariable("MATINEE_TEST_DATA") + QStringLiteral("/ml-1m");
        if (!QFileInfo::exists(folder))
            QSKIP("MATINEE_TEST_DATA names no folder with ml-1m in it.");
        const auto data = loadDataset(folder.toStdString());
        RatingsModel model(data);
        QCOMPARE(model.rowCount(), 1'000'209);
        QCOMPARE(cell(model, 0, columnOf(model, tr("Title"))),
                 QStringLiteral("One Flew Over the Cuckoo's Nest (1975)"));
        QCOMPARE(cell(model, 0, columnOf(model, tr("Time (UTC)"))), QStringLiteral("2000-12-31 22:12:40"));
        model.setTitleFilter(QStringLiteral("toy story (1995)"));
        QCOMPARE(model.rowCount(), 2077);
        FilmsModel films(data);
        films.sort(columnOf(films, tr("Ratings")), Qt::DescendingOrder);
        QCOMPARE(cell(films, 0, 1), QStringLiteral("American Beauty (1999)"));
        DataView view;
        view.resize(1400, 900);
        view.setDataset(data);
        view.show();
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("ratingsCount"))->text(), QStringLiteral("1,000,209 ratings"));
        madeup::saveScreenshot(view, QStringLiteral("data-ml-1m"));
    }

    void titlesKeepTheirRoom()
    {
        const auto data = madeup::makeDataset();
        RatingsModel model(data);
        const int title = columnOf(model, tr("Title"));
        QVERIFY(title < columnOf(model, tr("Time (UTC)")));
        QVERIFY(columnOf(model, tr("Time (UTC)")) < columnOf(model, tr("Age")));
        DataTable table;
        table.setRowModel(&model);
        table.resize(1200, 300);
        table.show();
        int all = 0;
        for (int column = 0; column < model.columnCount(); ++column)
            all += table.columnWidth(column);
        QCOMPARE(all, table.viewport()->width()); // no more and no less than there is
        table.setColumnWidth(0, table.columnWidth(0) + 20);
        QCOMPARE(table.horizontalHeader()->length(), table.viewport()->width());
        table.resize(400, 300);
        QVERIFY(table.columnWidth(title) >= table.fontMetrics().averageCharWidth() * 30);
        QVERIFY(table.horizontalHeader()->length() > table.viewport()->width()); // it scrolls
    }

    void copiesRows()
    {
        DataTable table;
        FilmsModel model(madeup::makeDataset());
        table.setRowModel(&model);
        table.selectRow(0);
        table.selectionModel()->select(model.index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        table.copySelection();
        const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'));
        QCOMPARE(lines[0], QStringLiteral("Film\tTitle\tYear\tGenres\tRatings\tMean"));
        QVERIFY(lines[1].startsWith(QStringLiteral("100\tAmélie's Return (1999)\t1999\t")));
        QVERIFY(lines[2].startsWith(QStringLiteral("106\t")));
        QCOMPARE(lines.size(), 4); // the last one is empty
        table.setRowModel(nullptr);
        QVERIFY(table.selectedText().isEmpty());
    }

    void showsADataSet()
    {
        DataView view;
        view.resize(1400, 900);
        view.show();
        madeup::saveScreenshot(view, QStringLiteral("data-empty"));
        const auto data = madeup::makeDataset(943, 1680, 100'000);
        view.setDataset(data);
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("factUsers"))->text(), QStringLiteral("943"));
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("factFilms"))->text(), QStringLiteral("1,680 of 1,682 listed"));
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("factRatings"))->text(), QStringLiteral("100,000"));
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("dataWarnings"))->text().contains(QStringLiteral("left out")));

        auto* table = view.findChild<DataTable*>(QStringLiteral("ratingsTable"));
        auto* count = view.findChild<QLabel*>(QStringLiteral("ratingsCount"));
        QCOMPARE(count->text(), QStringLiteral("100,000 ratings"));
        QSignalSpy activated(&view, &DataView::filmActivated);
        table->setCurrentIndex(table->model()->index(1, 0));
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(activated.count(), 1);
        QCOMPARE(activated.first().first().toInt(), data->ratings.item[1]);

        QTest::keyClicks(view.findChild<QLineEdit*>(QStringLiteral("ratingsTitleFilter")), QStringLiteral("train"));
        QTRY_VERIFY_WITH_TIMEOUT(table->model()->rowCount() < 100'000, 30000);
        QVERIFY(count->text().endsWith(QStringLiteral(" of 100,000 ratings")));
        madeup::saveScreenshot(view, QStringLiteral("data-ratings"));

        auto* tabs = view.findChild<QTabWidget*>(QStringLiteral("dataTabs"));
        tabs->setCurrentIndex(1);
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("filmsCount"))->text(), QStringLiteral("1,682 films"));
        madeup::saveScreenshot(view, QStringLiteral("data-films"));
        tabs->setCurrentIndex(2);
        QCOMPARE(view.findChild<QLabel*>(QStringLiteral("usersCount"))->text(), QStringLiteral("943 users"));
        view.resize(680, 600); // between two docks
        QCOMPARE(view.width(), 680);
        madeup::saveScreenshot(view, QStringLiteral("data-small"));
        view.resize(1400, 900);
        QApplication::setPalette(madeup::darkPalette());
        madeup::saveScreenshot(view, QStringLiteral("data-users-dark"));
        tabs->setCurrentIndex(0);
        madeup::saveScreenshot(view, QStringLiteral("data-ratings-dark"));
        QApplication::setPalette(QPalette());

        // Another data set: the tables follow and the filters are empty again.
        view.setDataset(madeup::makeDataset());
        QCOMPARE(count->text(), QStringLiteral("1,000 ratings"));
        QVERIFY(view.findChild<QLineEdit*>(QStringLiteral("ratingsTitleFilter"))->text().isEmpty());
        view.setDataset(nullptr);
        QVERIFY(view.findChild<QLabel*>(QStringLiteral("dataEmpty"))->isVisible());
    }

    void everyControlHasANameAndAccessibleName()
    {
        DataView view;
        view.setDataset(madeup::makeDataset());
        const auto widgets = view.findChildren<QWidget*>();
        for (const auto* widget : widgets) {
            if (qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QTableView*>(widget) ||
                qobject_cast<const QTabWidget*>(widget)) {
                QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
                QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
            }
        }
    }
};

QTEST_MAIN(DataModelsTest)
#include "tst_data_models.moc"
