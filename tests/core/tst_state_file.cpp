#include "support/digest.h"

#include <matinee/checkpoint.h>
#include <matinee/error.h>
#include <matinee/state_file.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <functional>
#include <limits>

using namespace matinee;

namespace {

/// What a file would have to end with to be believed.
QByteArray signedContent(QByteArray content)
{
    Digest digest;
    digest.add(std::as_bytes(std::span(content.constData(), static_cast<std::size_t>(content.size()))));
    const auto value = digest.value();
    return content.append(reinterpret_cast<const char*>(&value), sizeof value);
}

QByteArray numbers(std::initializer_list<std::uint64_t> values)
{
    QByteArray bytes;
    for (const auto value : values)
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    return bytes;
}

} // namespace

class TestStateFile : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    std::string path() const { return m_folder.filePath(QStringLiteral("state")).toStdString(); }

    static StateFile filled()
    {
        StateFile file;
        file.put("floats", std::vector<float>{1, -0.0F, std::numeric_limits<float>::denorm_min()});
        file.put("doubles", std::vector<double>{0.1, std::numeric_limits<double>::infinity()});
        file.put("empty", std::vector<double>{});
        file.put("bytes", std::vector<std::uint8_t>{0, 255});
        file.putNumber("count", std::uint64_t{1} << 63);
        file.putNumber("epoch", std::int32_t{-7});
        file.putText("text", "zwölf");
        return file;
    }

    QByteArray written() const
    {
        filled().write(path());
        return content();
    }

    QByteArray content() const
    {
        QFile bytes(QString::fromStdString(path()));
        return bytes.open(QIODevice::ReadOnly) ? bytes.readAll() : QByteArray();
    }

    void write(const QByteArray& bytes) const
    {
        QFile file(QString::fromStdString(path()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    template <class Read>
    bool isRefusedBy(Read read) const
    {
        try {
            read();
        } catch (const Error& error) {
            return error.code() == ErrorCode::Format && !error.message().empty() && error.where() == path();
        }
        return false;
    }

    bool isRefused(const QByteArray& bytes) const
    {
        return isRefusedBy([&] {
            StateFile::parse({bytes.constData(), static_cast<std::size_t>(bytes.size())}, path());
        });
    }

    bool isRefusedCheckpoint(const QByteArray& bytes) const
    {
        write(bytes);
        return isRefusedBy([this] { readCheckpoint(path()); });
    }

    static Checkpoint checkpoint()
    {
        Checkpoint checkpoint;
        checkpoint.spec = ExperimentSpec::forModel("als");
        checkpoint.dataDigest = "0123456789abcdef";
        checkpoint.threads = 2;
        checkpoint.epoch = 1;
        checkpoint.history.resize(2);
        checkpoint.history[1].epoch = 1;
        checkpoint.history[1].trainLoss = 0.1;
        checkpoint.history[1].steps = std::uint64_t{1} << 40;
        checkpoint.changes = {{0.25, 3, "learning_rate", 0.1, 0.3}};
        checkpoint.state.put("model/weights", std::vector<float>{1, 2});
        return checkpoint;
    }

private Q_SLOTS:
    void readsBackBitByBit()
    {
        written();
        const auto file = StateFile::load(path());
        const auto floats = file.get<float>("floats");
        QCOMPARE(floats.size(), std::size_t{3});
        QVERIFY(floats[0] == 1 && std::signbit(floats[1]) && floats[2] > 0);
        QCOMPARE(file.get<double>("doubles"), (std::vector<double>{0.1, std::numeric_limits<double>::infinity()}));
        QVERIFY(file.get<double>("empty").empty());
        QCOMPARE(file.get<std::uint8_t>("bytes"), (std::vector<std::uint8_t>{0, 255}));
        QCOMPARE(file.number<std::uint64_t>("count"), std::uint64_t{1} << 63);
        QCOMPARE(file.number<std::int32_t>("epoch"), -7);
        QCOMPARE(file.text("text"), std::string("zwölf"));
        QVERIFY(!file.has("other"));
    }

    void partsKeepTheirNames()
    {
        StateFile whole;
        whole.putPart("a/", filled());
        whole.putNumber("a", 1.0F);
        whole.putNumber("b/count", 1.0F);
        const auto part = whole.part("a/");
        QCOMPARE(part.text("text"), std::string("zwölf"));
        QVERIFY(!part.has("a") && !part.has("b/count"));
    }

    /// A name, a type and a length must be as they are asked for.
    void whatDoesNotFitIsRefused()
    {
        const auto file = filled();
        std::vector<float> two(2);
        QVERIFY_EXCEPTION_THROWN(file.read("floats", two), Error);
        QVERIFY_EXCEPTION_THROWN(file.get<double>("floats"), Error);
        QVERIFY_EXCEPTION_THROWN(file.get<std::int64_t>("count"), Error);
        QVERIFY_EXCEPTION_THROWN(file.number<float>("floats"), Error);
        QVERIFY_EXCEPTION_THROWN(file.number<double>("empty"), Error);
        QVERIFY_EXCEPTION_THROWN(file.text("other"), Error);
    }

    void everyTruncationIsRefused()
    {
        const auto bytes = written();
        for (qsizetype length = 0; length < bytes.size(); ++length)
            QVERIFY2(isRefused(bytes.left(length)), qPrintable(QString::number(length)));
    }

    void everyFlippedBitIsRefused()
    {
        const auto bytes = written();
        for (qsizetype at = 0; at < bytes.size(); ++at)
            for (int bit = 0; bit < 8; ++bit) {
                auto damaged = bytes;
                damaged[at] = static_cast<char>(damaged[at] ^ 1 << bit);
                QVERIFY2(isRefused(damaged), qPrintable(QString::number(at)));
            }
    }

    /// Of a file whose digest is right, sizes may still be anything: none of these may be believed.
    void sizesAreCheckedFirst()
    {
        constexpr auto kHuge = std::numeric_limits<std::uint64_t>::max();
        constexpr std::uint64_t kFloat = 1 | sizeof(float) << 8;
        const QByteArray magic = "MATSTAT1";
        const auto array = [](std::uint64_t name, std::uint64_t type, std::uint64_t length) {
            return numbers({name}) + "n" + numbers({type, length});
        };
        QVERIFY(!isRefused(signedContent(magic + numbers({0}))));
        QVERIFY(!isRefused(signedContent(magic + numbers({1}) + array(1, kFloat, 4) + "1234")));
        for (const auto count : {kHuge, std::uint64_t{1} << 40, std::uint64_t{2}})
            QVERIFY(isRefused(signedContent(magic + numbers({count}) + array(1, kFloat, 4) + "1234")));
        for (const auto length : {kHuge, kHuge - 3, std::uint64_t{1} << 62, std::uint64_t{8}, std::uint64_t{3}})
            QVERIFY(isRefused(signedContent(magic + numbers({1}) + array(1, kFloat, length) + "1234")));
        for (const auto name : {kHuge, std::uint64_t{257}, std::uint64_t{200}})
            QVERIFY(isRefused(signedContent(magic + numbers({1}) + array(name, kFloat, 4) + "1234")));
        for (const auto type : {kHuge, std::uint64_t{1}, std::uint64_t{1} | std::uint64_t{3} << 8})
            QVERIFY(isRefused(signedContent(magic + numbers({1}) + array(1, type, 4) + "1234")));
        QVERIFY(isRefused(signedContent(magic + numbers({0}) + "more")));
        QVERIFY(isRefused(signedContent("MATSTAT2" + numbers({0}))));
    }

    void anAbsentFileIsNotFound()
    {
        try {
            StateFile::load("/nowhere/state");
            QFAIL("read");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::NotFound);
        }
    }

    void checkpointsReadBack()
    {
        writeCheckpoint(checkpoint(), path());
        const auto read = readCheckpoint(path());
        const auto wanted = checkpoint();
        QCOMPARE(toJson(read->spec).dump(), toJson(wanted.spec).dump());
        QCOMPARE(read->dataDigest, wanted.dataDigest);
        QCOMPARE(read->threads, 2);
        QCOMPARE(read->epoch, 1);
        QVERIFY(read->changes == wanted.changes);
        QCOMPARE(read->history.size(), std::size_t{2});
        QCOMPARE(read->history[1].trainLoss, 0.1);
        QCOMPARE(read->history[1].steps, std::uint64_t{1} << 40);
        QVERIFY(std::isnan(read->history[1].objective));
        QCOMPARE(read->state.get<float>("model/weights"), (std::vector<float>{1, 2}));
    }

    void damagedCheckpointsAreRefused()
    {
        writeCheckpoint(checkpoint(), path());
        const auto bytes = content();
        QVERIFY(!isRefusedCheckpoint(bytes));
        for (qsizetype at = 0; at < bytes.size(); at += 31) {
            auto damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
            QVERIFY2(isRefusedCheckpoint(damaged), qPrintable(QString::number(at)));
            QVERIFY2(isRefusedCheckpoint(bytes.left(at)), qPrintable(QString::number(at)));
        }
    }

    /// What a checkpoint says of itself must hold together, whoever wrote it.
    void checkpointsThatMakeNoSenseAreRefused()
    {
        const auto refused = [this](const std::function<void(Checkpoint&)>& change) {
            auto wrong = checkpoint();
            change(wrong);
            writeCheckpoint(wrong, path());
            return isRefusedCheckpoint(content());
        };
        QVERIFY(!refused([](auto&) {}));
        QVERIFY(refused([](auto& wrong) { wrong.history.clear(); }));
        QVERIFY(refused([](auto& wrong) { wrong.history.resize(5); }));
        QVERIFY(refused([](auto& wrong) { wrong.epoch = -1; }));
        QVERIFY(refused([](auto& wrong) { wrong.threads = 0; }));
        QVERIFY(refused([](auto& wrong) { wrong.history[1].epoch = 7; }));
    }

    void aNewerCheckpointIsRefused()
    {
        writeCheckpoint(checkpoint(), path());
        auto state = StateFile::load(path());
        state.putNumber("version", std::uint32_t{1000});
        state.write(path());
        QVERIFY(isRefusedCheckpoint(content()));
    }
};

QTEST_GUILESS_MAIN(TestStateFile)
#include "tst_state_file.moc"
