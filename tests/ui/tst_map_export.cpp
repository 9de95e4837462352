#include "map_fixture.h"
#include "ui/map/map_export.h"

#include <QBuffer>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <QSvgRenderer>
#include <QtTest>

using namespace matinee;

class TestMapExport : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Dataset> m_data;
    std::shared_ptr<const FilmMap> m_map;
    std::shared_ptr<const TrainedRun> m_run;

    QImage paint(const QSize& size, const FilmMap& map)
    {
        QImage image(size, QImage::Format_RGB32);
        image.fill(Qt::black);
        QPainter painter(&image);
        ui::paintMap(painter, size, map, *m_data, *m_run);
        return image;
    }

    static void save(const QImage& image, const char* name)
    {
        const QString folder = qEnvironmentVariable("MATINEE_SCREENSHOT_DIR");
        if (!folder.isEmpty())
            QVERIFY(image.save(QStringLiteral("%1/%2.png").arg(folder, QLatin1String(name))));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_data = test::madeUpDataset(1682, 300, 60000);
        m_map = test::madeUpMap(*m_data, 10, 58);
        m_run = test::madeUpRun(m_data, *m_map);
    }

    void pictureOfAnySize()
    {
        for (const QSize size :
             {QSize(1600, 900), QSize(3200, 1800), QSize(800, 1000), QSize(320, 200), QSize(20, 10)}) {
            const QImage image = paint(size, *m_map);
            QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white)); // light whatever the window is
        }
        save(paint({1600, 900}, *m_map), "map-export");
        save(paint({3200, 1800}, *m_map), "map-export-2x");
        save(paint({1600, 900}, *test::madeUpMap(*m_data, 30)), "map-export-30");
    }

    void drawingNamesClustersAndProvenance()
    {
        QBuffer buffer;
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize({1600, 900});
        svg.setViewBox(QRect(0, 0, 1600, 900));
        QPainter painter(&svg);
        ui::paintMap(painter, {1600, 900}, *m_map, *m_data, *m_run);
        painter.end();
        const QString text = QString::fromUtf8(buffer.data());
        for (int cluster = 0; cluster < 10; ++cluster)
            QVERIFY(text.contains(QStringLiteral("Cluster %1<").arg(cluster)));
        QVERIFY(text.contains(QString::fromStdString(m_data->film(m_map->clusters[0].topItems[0]).title)));
        QVERIFY(text.contains(QString::fromStdString(m_data->provenance.digest)));
        QVERIFY(text.contains(QStringLiteral("biased-mf")));
        QVERIFY(text.contains(QStringLiteral("seed 42")));
        QVERIFY(text.contains(QStringLiteral("k = 10")));
        QVERIFY(text.contains(QStringLiteral("Matinee " MATINEE_VERSION)));
        QVERIFY(text.contains(QStringLiteral("1,653 of 1,682 films; 29 without training ratings left out")));
        QVERIFY(QSvgRenderer(buffer.data()).isValid());
    }

    void document()
    {
        QBuffer buffer;
        QVERIFY(buffer.open(QIODevice::WriteOnly));
        QPdfWriter pdf(&buffer);
        pdf.setResolution(96);
        pdf.setPageSize(QPageSize(QSizeF(1200, 675), QPageSize::Point, {}, QPageSize::ExactMatch));
        pdf.setPageMargins(QMarginsF(0, 0, 0, 0));
        QPainter painter(&pdf);
        ui::paintMap(painter, {1600, 900}, *m_map, *m_data, *m_run);
        QVERIFY(painter.end());
        QVERIFY(buffer.data().startsWith("%PDF"));
    }
};

QTEST_MAIN(TestMapExport)
#include "tst_map_export.moc"
