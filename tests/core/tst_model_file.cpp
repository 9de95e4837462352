#include <matinee/error.h>
#include <matinee/model_file.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace matinee;

class TestModelFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::string path() const { return m_folder.filePath(QStringLiteral("model.bin")).toStdString(); }

    QByteArray written() const
    {
        ModelFile file;
        file.put("matrix", {2, 3}, {1, 2, 3, 4, 5, 6});
        file.put("empty", {0, 3}, {});
        file.put("one", {1}, {-0.5F});
        file.write(path());
        QFile bytes(QString::fromStdString(path()));
        return bytes.open(QIODevice::ReadOnly) ? bytes.readAll() : QByteArray();
    }

    bool isRefused(const QByteArray& bytes) const
    {
        QFile file(QString::fromStdString(path()));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            return false;
        file.close();
        try {
            ModelFile::read(path());
        } catch (const Error& error) {
            return error.code() == ErrorCode::Format;
        }
        return false;
    }

private Q_SLOTS:
    void readsBack()
    {
        written();
        const auto file = ModelFile::read(path());
        QCOMPARE(file.get("matrix", {2, 3}).values, (std::vector<float>{1, 2, 3, 4, 5, 6}));
        QCOMPARE(file.get("matrix", {0, 3}).shape[0], std::uint64_t{2}); // 0: any extent
        QCOMPARE(file.get("one", {1}).values[0], -0.5F);
        QVERIFY(file.get("empty", {0, 3}).values.empty());
    }

    void refusesWrongShapes()
    {
        written();
        const auto file = ModelFile::read(path());
        QVERIFY_EXCEPTION_THROWN(file.get("matrix", {3, 2}), Error);
        QVERIFY_EXCEPTION_THROWN(file.get("matrix", {6}), Error);
        QVERIFY_EXCEPTION_THROWN(file.get("absent", {1}), Error);
    }

    void refusesEveryTruncation()
    {
        const auto bytes = written();
        for (qsizetype length = 0; length < bytes.size(); ++length)
            QVERIFY2(isRefused(bytes.left(length)), qPrintable(QString::number(length)));
    }

    void refusesEveryFlippedByte()
    {
        const auto bytes = written();
        for (qsizetype at = 0; at < bytes.size(); ++at) {
            auto damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
            QVERIFY2(isRefused(damaged), qPrintable(QString::number(at)));
        }
    }

    void absentFileIsNotFound()
    {
        try {
            ModelFile::read("/nowhere/model.bin");
            QFAIL("read");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::NotFound);
        }
    }
};

QTEST_GUILESS_MAIN(TestModelFile)
#include "tst_model_file.moc"
